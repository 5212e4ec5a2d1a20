"""From complaints to dispositions: the router's labels, the place and the competence table joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import TERRITORIAL_ROLES, TerritorialNames
from classifier.copies import Halves, Judged, copies_of
from classifier.directory import Competence, Directory
from classifier.intake import SCREENS, Intake, IntakeModel
from classifier.offices import Offices, ranked
from classifier.places import PlaceFinder, PlaceFound, completed, evidence_of
from classifier.policy import Policy
from classifier.reasons import Reasoner
from classifier.records import Candidate, Complaint, Copy, Disposition, Place, Span
from classifier.routing_model import Reading, RoutingModel, text_of, written_span
from classifier.status import Status

Floats = NDArray[np.float32]
VILLAGE = "Pemerintah Desa"
REGIONS_KEPT = 600  # the country has 514 regencies and cities


@dataclass(frozen=True)
class _Routed:
    """What the words and the place of a complaint say before anything is decided.

    ``labels`` are its probabilities; ``best`` is the number of the first candidate's role.
    """

    place: Place
    offices: Offices
    labels: Floats
    candidates: tuple[Candidate, ...]
    best: int
    owner: Status | None


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
    _offices: Callable[[str], Offices] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_offices", lru_cache(maxsize=REGIONS_KEPT)(self._offices_in))

    def dispose(self, complaints: Sequence[Complaint], *, explain: bool = True) -> list[Disposition]:
        """One `Disposition` a complaint, in order.

        ``explain=False`` answers with the lead agency alone, without reasons and copies.
        """
        if not complaints:
            return []
        reading = Reading(complaints)
        judgement = self.model.judge(reading)
        found = self._found(reading, explain=explain)
        places = [completed(c, f, self.region) for c, f in zip(complaints, found, strict=True)]
        routed = self._routed(reading.texts, judgement.proba, places)
        intakes = self._intakes(reading, places, explain=explain)
        known_words = judgement.known_words.tolist()
        answers = [
            self._one(complaint, joined, intake, known)
            for complaint, joined, intake, known in zip(complaints, routed, intakes, known_words, strict=True)
        ]
        if not explain:
            return answers
        reasoner = Reasoner(self.model, reading, judgement)
        copies = self._copies(complaints, routed)
        return [
            replace(
                answer,
                reasons=reasoner.reasons(number),
                place_evidence=evidence_of(complaints[number], places[number], found[number]),
                competence=_competence(routed[number]),
                owner=_owner(complaints[number], routed[number].owner),
                copies=() if answer.abstain_reason in SCREENS else copies[number],
            )
            for number, answer in enumerate(answers)
        ]

    def _copies(self, complaints: Sequence[Complaint], routed: Sequence[_Routed]) -> list[tuple[Copy, ...]]:
        def judge(numbers: Sequence[int], pairs: Sequence[Halves]) -> list[tuple[Judged, Judged] | None]:
            return self._halves(pairs, [routed[number].place for number in numbers])

        return copies_of(complaints, [self._judged(r) for r in routed], judge)

    def _halves(self, pairs: Sequence[Halves], places: Sequence[Place]) -> list[tuple[Judged, Judged] | None]:
        """Judge both halves of texts at the places of the whole; ``None`` where they have one label."""
        labels = self.model.proba([half for pair in pairs for half in pair])
        likeliest = labels.argmax(axis=1)
        apart = np.flatnonzero(likeliest[::2] != likeliest[1::2]).tolist()
        rows = [row for k in apart for row in (2 * k, 2 * k + 1)]
        texts = [text_of(half) for k in apart for half in pairs[k]]
        judged = [self._judged(r) for r in self._routed(texts, labels[rows], [places[row // 2] for row in rows])]
        answers: list[tuple[Judged, Judged] | None] = [None] * len(pairs)
        for k, head, tail in zip(apart, judged[::2], judged[1::2], strict=True):
            answers[k] = head, tail
        return answers

    def _judged(self, routed: _Routed) -> Judged:
        """Without its place, an office that a place decides is no agency to inform, so nothing is sure of it."""
        best = routed.candidates[0]
        sure = 0.0 if _needs_place(best) else best.probability / self.model.calibration.ceiling
        return Judged(routed.candidates, sure)

    def _found(self, reading: Reading, *, explain: bool) -> Sequence[PlaceFound | None]:
        if self.finder is None:
            return [None] * len(reading.complaints)
        return self.finder.find_open(reading, default_region=self.region, explain=explain)

    def _routed(self, texts: Sequence[str], labels: Floats, places: Sequence[Place]) -> list[_Routed]:
        """Probabilities of roles and the agencies that hold them, region by region."""
        by_region: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(places):
            by_region[place.region].append(number)
        answers: list[Any] = [None] * len(places)
        for region, numbers in by_region.items():
            offices = self._offices(region)
            roles = offices.joined(labels[numbers])
            topics = labels[numbers].argmax(axis=1).tolist()
            owners = [self._owner(texts[n], topic) for n, topic in zip(numbers, topics, strict=True)]
            for row, (number, topic, owner) in enumerate(zip(numbers, topics, owners, strict=True)):
                if owner and not offices.give(owner.role, topic, labels[number], roles[row]):
                    owners[row] = None
            for number, order, shares, owner in zip(numbers, *ranked(roles), owners, strict=True):
                candidates, best = offices.candidates(order, shares, places[number])
                answers[number] = _Routed(places[number], offices, labels[number], candidates, best, owner)
        return answers

    def _offices_in(self, region: str) -> Offices:
        province = self.finder.province(region) if self.finder else ""
        return Offices(self.model.classes, self.directory, self.territorial, region, province)

    def _owner(self, text: str, topic: int) -> Status | None:
        """The owner of the road or river that a text names, where its topic is about one."""
        return self.directory.status.named(self.model.classes[topic], text) if self.directory else None

    def _intakes(self, reading: Reading, places: Sequence[Place], *, explain: bool) -> Sequence[Intake | None]:
        if self.intake is None:
            return [None] * len(places)
        return self.intake.assess_read(reading, places, explain=explain)

    def _one(self, complaint: Complaint, routed: _Routed, intake: Intake | None, known_words: int) -> Disposition:
        best = routed.candidates[0]
        decision, abstain_reason = self.policy.decide(
            best.probability,
            known_words=known_words,
            place_known=not _needs_place(best),
            screen=intake.screen if intake else "",
            screen_probability=intake.screen_probability if intake else 0.0,
        )
        return Disposition(
            id=complaint.id,
            decision=decision,
            agency=best.agency,
            role=best.role,
            probability=best.probability,
            candidates=routed.candidates,
            place=routed.place,
            topic=self.model.classes[int(routed.labels.argmax())] if self.directory is not None else "",
            abstain_reason=abstain_reason,
            intake=intake,
            release=self.release,
        )


def _needs_place(best: Candidate) -> bool:
    return best.role in (*TERRITORIAL_ROLES, VILLAGE) and best.agency == best.role


def _competence(routed: _Routed) -> Competence | None:
    owner = routed.owner.role if routed.owner else ""
    return routed.offices.competence(routed.best, routed.labels, owner=owner)


def _owner(complaint: Complaint, owner: Status | None) -> Span | None:
    return written_span(complaint, owner.start, owner.end) if owner else None
