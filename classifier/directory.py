"""The competence table: which role answers for a topic in a region, and what the agency is called there.

Files that an office edits without retraining (data/directory/README.md describes them):

    roles.csv        role, level, name, pattern
    competence.csv   topic, region, role, share, source, scope (optional)
    agencies.csv     region, role, agency
    status.csv       topic, pattern, role, source (optional file, see `classifier.status`)

A region is the name of a regency, city or province, the word ``kota`` or ``kabupaten`` for all of that kind, or empty
for the whole country; the narrowest region that has rows for a topic decides. A province's rows hold for all that lies
in it; with the scope ``sendiri`` they hold only for complaints to the province's own government.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.errors import TaxonomyError
from classifier.records import Place
from classifier.status import StatusTable

FILES = ("roles.csv", "competence.csv", "agencies.csv")
OPTIONAL_FILES = ("status.csv",)
SCOPES = ("", "sendiri")
_COLUMNS = {
    "roles.csv": ("role", "level", "name", "pattern"),
    "competence.csv": ("topic", "region", "role", "share", "source"),
    "agencies.csv": ("region", "role", "agency"),
}


@dataclass(frozen=True)
class Role:
    """A kind of agency: its ``level`` of government, common ``name``, and the ``pattern`` of an agency's name."""

    id: str
    level: str
    name: str
    pattern: str

    @property
    def is_local(self) -> bool:
        """Whether the agency's name depends on where in its region something is."""
        return self.id in ("kelurahan", "kecamatan") or "{kelurahan}" in self.pattern or "{kecamatan}" in self.pattern


@dataclass(frozen=True)
class Competence:
    """Role ``role`` answers for ``share`` (0 to 1) of a topic's complaints in ``region``.

    With the scope ``sendiri`` a province's row does not hold for the regencies and cities in it.
    """

    topic: str
    region: str
    role: str
    share: float
    source: str
    scope: str = ""


@dataclass(frozen=True)
class Directory:
    """Roles, competence rows, local agency names and status words, checked against each other."""

    roles: Mapping[str, Role]
    competence: Sequence[Competence]
    agencies: Mapping[tuple[str, str], str]
    status: StatusTable = field(default_factory=StatusTable.empty)

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Directory:
        """Build from the texts of the files; raises `TaxonomyError` naming the file and row that is wrong."""
        tables = {name: _rows(name, texts) for name in FILES}
        roles = {r["role"]: Role(r["role"], r["level"], r["name"], r["pattern"]) for r in tables["roles.csv"]}
        competence = [_competence(number, r, roles) for number, r in enumerate(tables["competence.csv"], start=1)]
        agencies = {(region_key(r["region"]), r["role"]): r["agency"] for r in tables["agencies.csv"]}
        status = StatusTable.from_csv(texts["status.csv"]) if "status.csv" in texts else StatusTable.empty()
        for name, used in (("agencies.csv", {role for _, role in agencies}), ("status.csv", status.roles)):
            unknown = sorted(used - set(roles))
            if unknown:
                raise TaxonomyError(f"{name}: unknown role {unknown[0]}; roles.csv lists the roles")
        return cls(roles, competence, agencies, status)

    @classmethod
    def load(cls, folder: str | Path) -> Directory:
        """Read the files of a folder; raises `TaxonomyError` when one is missing or wrong."""
        return cls.from_texts(read_texts(folder))

    def roles_for(self, topic: str, region: str, province: str = "") -> dict[str, float]:
        """The roles that answer for a topic in a region with their shares; empty when the topic has no row."""
        return {role: row.share for role, row in self.rows_for(topic, region, province).items()}

    def rows_for(self, topic: str, region: str, province: str = "") -> Mapping[str, Competence]:
        """The rows that hold for a topic in a region, by their role; empty when the topic has none."""
        rows = self._by_topic.get(topic, {})
        key = region_key(region)
        wider = [place for place in (key, region_key(province), key.partition(" ")[0]) if place]
        narrowest_first = [(key, "sendiri"), *((place, "") for place in [*wider, ""])]
        return next((rows[place] for place in narrowest_first if place in rows), {})

    def weights(self, topics: Sequence[str], region: str, province: str = "") -> tuple[list[str], NDArray[np.float32]]:
        """The roles that can answer in a region, and the matrix (n_topics, n_roles) from topics to roles."""
        return _weights(self, tuple(topics), region, province)

    def agency(self, role: str, place: Place, province: str = "") -> str:
        """The agency that holds a role at a place; without the place, the role's common name.

        The place may be a province itself. A role whose pattern does not name the region is held province-wide,
        so there the province's local name counts in its regencies and cities too.
        """
        known = self.roles[role]
        province = place.region if region_key(place.region).startswith("provinsi ") else province
        where = [place.region] if "{region}" in known.pattern else [place.region, province]
        local = next((self.agencies[region_key(name), role] for name in where if self._has_local(name, role)), "")
        if local:
            return local
        parts = {
            "region": place.region,
            "kecamatan": place.kecamatan,
            "kelurahan": place.kelurahan,
            "province": province,
        }
        if any(f"{{{key}}}" in known.pattern and not value for key, value in parts.items()):
            return known.name
        return known.pattern.format(name=known.name, **parts)

    def _has_local(self, region: str, role: str) -> bool:
        return (region_key(region), role) in self.agencies

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def _by_topic(self) -> Mapping[str, dict[tuple[str, str], dict[str, Competence]]]:
        table: dict[str, dict[tuple[str, str], dict[str, Competence]]] = defaultdict(lambda: defaultdict(dict))
        for row in self.competence:
            table[row.topic][region_key(row.region), row.scope][row.role] = row
        return table


def region_key(region: str) -> str:
    """A region's name as it is compared: lower case, ``kab.`` written out.

    >>> region_key("Kab. Kediri"), region_key("KOTA  SURABAYA")
    ('kabupaten kediri', 'kota surabaya')
    """
    words = region.lower().replace(".", " ").split()
    if words and words[0] == "kab":
        words[0] = "kabupaten"
    return " ".join(words)


def read_texts(folder: str | Path) -> dict[str, str]:
    """The texts of the files of a folder; raises `TaxonomyError` when one that must be there is missing."""
    texts = {}
    for name in (*FILES, *OPTIONAL_FILES):
        path = Path(folder) / name
        if not path.is_file():
            if name in OPTIONAL_FILES:
                continue
            raise TaxonomyError(f"{path}: missing; a directory holds {', '.join(FILES)}")
        texts[name] = path.read_text(encoding="utf-8-sig")
    return texts


@lru_cache(maxsize=512)
def _weights(
    directory: Directory, topics: tuple[str, ...], region: str, province: str
) -> tuple[list[str], NDArray[np.float32]]:
    shares = [directory.roles_for(topic, region, province) for topic in topics]
    roles = sorted({role for by_role in shares for role in by_role})
    matrix = np.zeros((len(topics), len(roles)), np.float32)
    for row, by_role in enumerate(shares):
        for role, share in by_role.items():
            matrix[row, roles.index(role)] = share
    return roles, matrix


def _rows(name: str, texts: Mapping[str, str]) -> Iterable[dict[str, str]]:
    if name not in texts:
        raise TaxonomyError(f"{name}: missing")
    reader = csv.DictReader(io.StringIO(texts[name]))
    missing = [column for column in _COLUMNS[name] if column not in (reader.fieldnames or [])]
    if missing:
        raise TaxonomyError(f"{name}: no column {missing[0]}; expected {', '.join(_COLUMNS[name])}")
    return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]


def _competence(number: int, row: Mapping[str, str], roles: Mapping[str, Role]) -> Competence:
    if row["role"] not in roles:
        raise TaxonomyError(f"competence.csv, row {number}: unknown role {row['role']}; roles.csv lists the roles")
    try:
        share = float(row["share"] or 1)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise TaxonomyError(f"competence.csv, row {number}: share {row['share']!r} is no number above 0 and up to 1")
    scope = row.get("scope", "")
    if scope not in SCOPES:
        raise TaxonomyError(f"competence.csv, row {number}: scope {scope!r} is neither empty nor 'sendiri'")
    return Competence(row["topic"], row["region"], row["role"], share, row["source"], scope)
