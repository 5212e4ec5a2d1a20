"""Agency names: territorial offices as a role plus a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from classifier.records import Place

_TERRITORIAL = re.compile(r"(kelurahan|kecamatan)\s+(\S.*)", re.IGNORECASE)
TERRITORIAL_ROLES = ("Kelurahan", "Kecamatan")


def role_of(agency: str) -> str:
    """The role that an agency's name stands for: territorial offices by their kind, all others by their full name.

    >>> role_of("Kelurahan Pacar Kembang"), role_of("Dinas Sosial")
    ('Kelurahan', 'Dinas Sosial')
    """
    name = " ".join(agency.split())
    match = _TERRITORIAL.fullmatch(name)
    return match.group(1).capitalize() if match else name


@dataclass(frozen=True)
class TerritorialNames:
    """The territorial offices of an office's history, so that a place is written as its agency writes it.

    ``names`` maps a role and the letters of a place to the agency's name.
    """

    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, agencies: Iterable[str]) -> TerritorialNames:
        """Collect the territorial offices among agency names; the first spelling of a name wins."""
        names: dict[str, str] = {}
        for agency in agencies:
            match = _TERRITORIAL.fullmatch(" ".join(agency.split()))
            if match:
                names.setdefault(_key(match.group(1).capitalize(), match.group(2)), match.group())
        return cls(names)

    def resolve(self, role: str, place: Place) -> str:
        """The agency for a role at a place; the bare role when it is territorial and the place is not known."""
        if role not in TERRITORIAL_ROLES:
            return role
        name = place.kelurahan if role == "Kelurahan" else place.kecamatan
        return self.names.get(_key(role, name), f"{role} {' '.join(name.split())}") if name.strip() else role


def _key(role: str, place: str) -> str:
    bare = _TERRITORIAL.sub(r"\2", place.strip())
    return role + ":" + "".join(filter(str.isalnum, bare.lower()))
