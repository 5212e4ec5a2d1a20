"""Who answers in one region: the roles, their probabilities, and what the agencies are called at a place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import TERRITORIAL_ROLES, TerritorialNames
from classifier.directory import Competence, Directory
from classifier.records import Candidate, Place

Floats = NDArray[np.float32]
CANDIDATES = 5
"""How many agencies are proposed; three times as many roles are looked at, because one agency can hold several."""
LOCAL_KEPT = 2000  # a regency has some hundred kelurahan; the form may hold anything
_TERRITORIAL_IDS = ("kelurahan", "kecamatan")


@dataclass(frozen=True)
class Offices:
    """The offices of one region.

    Attributes
    ----------
    labels: the router's labels, in the order of its probabilities.
    directory: turns topics into roles; without it the labels are roles.
    territorial: how an office writes its kelurahan and kecamatan.
    region, province: names; empty strings where not known.
    roles: the roles that can answer here; ``shares`` (n_labels, n_roles) leads to them from labels (None: the labels).
    """

    labels: Sequence[str]
    directory: Directory | None
    territorial: TerritorialNames
    region: str
    province: str
    roles: Sequence[str] = field(init=False)
    shares: Floats | None = field(init=False)
    _names: list[tuple[str, str] | None] = field(init=False, repr=False)
    _local: dict[tuple[int, str, str], tuple[str, str]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        found = self.directory.weights(self.labels, self.region, self.province) if self.directory else None
        object.__setattr__(self, "roles", found[0] if found else self.labels)
        object.__setattr__(self, "shares", found[1] if found else None)
        object.__setattr__(self, "_names", [None] * len(self.roles))

    def joined(self, proba: Floats) -> Floats:
        """The probabilities of the roles, shape (n, n_roles), from those of the labels."""
        return proba if self.shares is None else np.asarray(proba @ self.shares)

    def give(self, role: str, label: int, labels: Floats, roles: Floats) -> bool:
        """Give one label's whole share to a role that has some of it, in place; false where it has none.

        ``labels`` and ``roles`` are one complaint's probabilities; the rule is that of `classifier.status.moved`.
        """
        if self.shares is None or role not in self.roles:
            return False
        number = self.roles.index(role)
        if not self.shares[label, number]:
            return False
        roles -= labels[label] * self.shares[label]
        roles[number] += labels[label] * self.shares[label].sum()
        return True

    def candidates(
        self, order: Sequence[int], probabilities: Sequence[float], place: Place
    ) -> tuple[tuple[Candidate, ...], int]:
        """The best agencies, and the number of the first one's role.

        ``order`` holds numbers of roles with their falling ``probabilities``, see `ranked`. Roles that one agency holds
        are added up.
        """
        named = [self._names[number] or self._named(number, place) for number in order]
        if len({agency for agency, _ in named}) < len(named):
            named, probabilities, order = _merged(named, probabilities, order)
        best = zip(named[:CANDIDATES], probabilities, strict=False)
        return tuple(Candidate(agency, role, min(p, 1.0)) for (agency, role), p in best), order[0]

    def _named(self, number: int, place: Place) -> tuple[str, str]:
        """The agency that holds a role at a place of this region, and the role's name; kept for the next complaint."""
        known = self._names[number]
        if known is not None:
            return known
        role = self.roles[number]
        if not self._is_local(role):
            self._names[number] = known = self._name(role, place)
            return known
        key = (number, place.kecamatan, place.kelurahan)
        local = self._local.get(key)
        if local is None:
            if len(self._local) >= LOCAL_KEPT:
                self._local.clear()
            local = self._local[key] = self._name(role, place)
        return local

    def competence(self, role: int, labels: Floats, *, owner: str = "") -> Competence | None:
        """The row by which most of a role's probability came to it; ``labels`` are a complaint's probabilities.

        Where the text names the role ``owner`` as the owner, that is the row of the likeliest topic.
        """
        if self.directory is None or self.shares is None:
            return None
        named = self.roles[role] == owner
        topic = int((labels if named else labels * self.shares[:, role]).argmax())
        return self.directory.rows_for(self.labels[topic], self.region, self.province).get(self.roles[role])

    def _is_local(self, role: str) -> bool:
        if self.directory is None:
            return role in TERRITORIAL_ROLES
        return self.directory.roles[role].is_local

    def _name(self, role: str, place: Place) -> tuple[str, str]:
        if self.directory is None:
            return self.territorial.resolve(role, place), role
        known = self.directory.roles[role]
        if role in _TERRITORIAL_IDS:
            return self.territorial.resolve(known.name, place), known.name
        return self.directory.agency(role, place, self.province), known.name


def ranked(roles: Floats) -> tuple[list[list[int]], list[list[float]]]:
    """Each complaint's likeliest roles by number, and their falling probabilities; ``roles`` has shape (n, n_roles)."""
    order = np.argsort(-roles, axis=1, kind="stable")[:, : 3 * CANDIDATES]
    return order.tolist(), np.take_along_axis(roles, order, axis=1).tolist()


def _merged(
    named: Sequence[tuple[str, str]], probabilities: Sequence[float], order: Sequence[int]
) -> tuple[list[tuple[str, str]], list[float], list[int]]:
    """The same for agencies instead of roles: what several roles of an agency have is added up, under the likeliest."""
    total: dict[str, float] = {}
    first: dict[str, int] = {}
    for place, ((agency, _), probability) in enumerate(zip(named, probabilities, strict=True)):
        total[agency] = total.get(agency, 0.0) + probability
        first.setdefault(agency, place)
    best = sorted(total, key=total.__getitem__, reverse=True)
    places = [first[agency] for agency in best]
    return [named[p] for p in places], [total[agency] for agency in best], [order[p] for p in places]
