"""From complaints to dispositions: the router's labels, the place and the competence table joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import TERRITORIAL_ROLES, TerritorialNames
from classifier.directory import Directory, region_key
from classifier.intake import Intake, IntakeModel
from classifier.places import PlaceFinder
from classifier.policy import Policy
from classifier.records import Candidate, Complaint, Disposition, Place
from classifier.routing_model import RoutingModel, text_of

Floats = NDArray[np.float32]
CANDIDATES = 5
VILLAGE = "Pemerintah Desa"
_TERRITORIAL_IDS = ("kelurahan", "kecamatan")


@dataclass(frozen=True)
class Disposer:
    """Proposes the responsible agency for complaints.

    With a ``directory`` the router's labels are topics, and the competence table turns them into agencies; without one
    they are the roles of one office's own history, and ``territorial`` knows how it writes its kelurahan and kecamatan.
    """

    model: RoutingModel
    policy: Policy = field(default_factory=Policy)
    directory: Directory | None = None
    territorial: TerritorialNames = field(default_factory=TerritorialNames)
    intake: IntakeModel | None = None
    finder: PlaceFinder | None = None
    region: str = ""
    release: str = ""

    def dispose(self, complaints: Sequence[Complaint], *, explain: bool = True) -> list[Disposition]:
        """One `Disposition` a complaint, in order; ``explain=False`` leaves the reasons out."""
        if not complaints:
            return []
        proba = self.model.proba(complaints)
        places = [self._place(complaint) for complaint in complaints]
        by_role = self._role_probabilities(proba, places, complaints)
        intakes = self._intakes(complaints, places, explain=explain)
        return [
            self._one(complaint, place, labels, roles, intake, explain=explain)
            for complaint, place, labels, roles, intake in zip(complaints, places, proba, by_role, intakes, strict=True)
        ]

    def _intakes(
        self, complaints: Sequence[Complaint], places: Sequence[Place], *, explain: bool
    ) -> Sequence[Intake | None]:
        if self.intake is None:
            return [None] * len(complaints)
        return self.intake.assess(complaints, places, explain=explain)

    def _place(self, complaint: Complaint) -> Place:
        """The form's place names, completed from the text.

        The text is read only where the form leaves something open.
        """
        region = complaint.region or self.region
        if self.finder is None or (region and complaint.kecamatan and complaint.kelurahan):
            return Place(region, complaint.kecamatan, complaint.kelurahan)
        found = self.finder.find(complaint, default_region=self.region).place
        return Place(
            found.region or region, complaint.kecamatan or found.kecamatan, complaint.kelurahan or found.kelurahan
        )

    def _province(self, place: Place) -> str:
        return self.finder.province(place.region) if self.finder else ""

    def _role_probabilities(
        self, proba: Floats, places: Sequence[Place], complaints: Sequence[Complaint]
    ) -> list[tuple[Sequence[str], Floats]]:
        if self.directory is None:
            return [(self.model.classes, row) for row in proba]
        answers: list[Any] = [None] * len(places)
        by_region: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(places):
            by_region[region_key(place.region)].append(number)
        for numbers in by_region.values():
            place = places[numbers[0]]
            roles, matrix = self.directory.weights(self.model.classes, place.region, self._province(place))
            joined = proba[numbers] @ matrix
            for number, row in zip(numbers, joined, strict=True):
                self._move_by_status(complaints[number], proba[number], roles, matrix, row)
                answers[number] = (roles, row)
        return answers

    def _move_by_status(
        self, complaint: Complaint, proba: Floats, roles: Sequence[str], matrix: Floats, row: Floats
    ) -> None:
        """Where the text names the owner of a road or river, its role gets the likeliest topic's whole share.

        ``row`` is changed in place; the rule is that of `classifier.status.moved`.
        """
        topic = int(proba.argmax())
        status = self.directory.status.named(self.model.classes[topic], text_of(complaint)) if self.directory else None
        if status and status.role in roles and matrix[topic, roles.index(status.role)]:
            row -= proba[topic] * matrix[topic]
            row[roles.index(status.role)] += proba[topic] * matrix[topic].sum()

    def _one(
        self,
        complaint: Complaint,
        place: Place,
        labels: Floats,
        roles: tuple[Sequence[str], Floats],
        intake: Intake | None,
        *,
        explain: bool,
    ) -> Disposition:
        candidates = self._candidates(place, *roles)
        best = candidates[0]
        place_known = not self._needs_place(best)
        known = self.model.known_words(complaint)
        decision, abstain_reason = self.policy.decide(
            best.probability,
            known_words=known,
            place_known=place_known,
            screen=intake.screen if intake else "",
            screen_probability=intake.screen_probability if intake else 0.0,
        )
        top = int(labels.argmax())
        return Disposition(
            id=complaint.id,
            decision=decision,
            agency=best.agency,
            role=best.role,
            probability=best.probability,
            candidates=candidates,
            place=place,
            reasons=self.model.reasons(complaint, top, labels) if explain else (),
            topic=self.model.classes[top] if self.directory is not None else "",
            abstain_reason=abstain_reason,
            intake=intake,
            release=self.release,
        )

    def _candidates(self, place: Place, roles: Sequence[str], proba: Floats) -> tuple[Candidate, ...]:
        """The best agencies; roles that one agency holds in this region are added up."""
        total: dict[str, float] = defaultdict(float)
        role_of: dict[str, str] = {}
        province = self._province(place)
        for number in np.argsort(-proba, kind="stable")[: 3 * CANDIDATES]:
            agency, role = self._named(roles[number], place, province)
            total[agency] += float(proba[number])
            role_of.setdefault(agency, role)
        best = sorted(total, key=lambda agency: -total[agency])[:CANDIDATES]
        return tuple(Candidate(agency, role_of[agency], min(total[agency], 1.0)) for agency in best)

    def _named(self, role: str, place: Place, province: str) -> tuple[str, str]:
        if self.directory is None:
            return self.territorial.resolve(role, place), role
        known = self.directory.roles[role]
        if role in _TERRITORIAL_IDS:
            return self.territorial.resolve(known.name, place), known.name
        return self.directory.agency(role, place, province), known.name

    def _needs_place(self, best: Candidate) -> bool:
        return best.role in (*TERRITORIAL_ROLES, VILLAGE) and best.agency == best.role
