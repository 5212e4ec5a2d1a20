"""The status of a road or river that a citizen names: "jalan provinsi", "sungai wilayah BBWS".

Shares in the competence table say what is likely when nothing is said; where the text names the owner, its role gets
the topic's whole share. The patterns are data (``status.csv``: topic, pattern, role, source), so that an office adds
its own roads and rivers.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.errors import TaxonomyError

COLUMNS = ("topic", "pattern", "role", "source")
_DENIED = re.compile(
    r"\b(?:bukan(?:lah|nya)?|bkn|(?:tidak|tdk|tak) (?:termasuk|berstatus))"
    r"(?:\s+(?!(?:tapi|tetapi|melainkan|namun|hanya|cuma|sekadar|sekedar|saja)\b)\w+){0,3}\s*$",
    re.IGNORECASE,
)
_LOOK_BACK = 60


@dataclass(frozen=True, slots=True)
class Status:
    """The role of the owner that a text names, and where the words ``text[start:end]`` stand."""

    role: str
    start: int
    end: int


@dataclass(frozen=True)
class StatusTable:
    """The patterns of each topic with the roles that they name."""

    patterns: Mapping[str, Sequence[tuple[re.Pattern[str], str]]]

    @classmethod
    def empty(cls) -> StatusTable:
        """The table of a directory without ``status.csv``: no text names anything."""
        return cls({})

    @classmethod
    def from_csv(cls, text: str) -> StatusTable:
        """Build from the text of ``status.csv``; raises `TaxonomyError` naming the row that is wrong."""
        reader = csv.DictReader(io.StringIO(text))
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
        if missing:
            raise TaxonomyError(f"status.csv: no column {missing[0]}; expected {', '.join(COLUMNS)}")
        table: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
        for number, row in enumerate(reader, start=1):
            topic, pattern, role = ((row[column] or "").strip() for column in COLUMNS[:3])
            table[topic].append((_compiled(number, pattern), role))
        return cls(dict(table))

    @property
    def roles(self) -> frozenset[str]:
        """All roles that some pattern names."""
        return frozenset(role for rows in self.patterns.values() for _, role in rows)

    def named(self, topic: str, text: str) -> Status | None:
        """The owner that a text names; none when it denies it, or names two unlike ones.

        >>> table = StatusTable.from_csv("topic,pattern,role,source\\njalan,jalan provinsi,provinsi,contoh\\n")
        >>> table.named("jalan", "Ini Jalan Provinsi"), table.named("jalan", "Ini bukan jalan provinsi")
        (Status(role='provinsi', start=4, end=18), None)
        """
        found = [
            Status(role, match.start(), match.end())
            for pattern, role in self.patterns.get(topic, ())
            for match in pattern.finditer(text)
            if not _denied(text, match.start())
        ]
        if len({status.role for status in found}) != 1:
            return None
        return min(found, key=lambda status: status.start)


def moved(shares: Mapping[str, float], role: str) -> dict[str, float]:
    """A topic's shares when the text names the owner: the whole share goes to its role.

    A region whose shares do not hold the role at all answers for the topic in another way (a city that takes every
    road in through its own office), so its shares stay.

    >>> moved({"kabupaten": 0.75, "provinsi": 0.25}, "provinsi"), moved({"kota": 1.0}, "provinsi")
    ({'provinsi': 1.0}, {'kota': 1.0})
    """
    return {role: sum(shares.values())} if role in shares else dict(shares)


def _denied(text: str, start: int) -> bool:
    return bool(_DENIED.search(text[max(0, start - _LOOK_BACK) : start]))


def _compiled(number: int, pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise TaxonomyError(f"status.csv, row {number}: {pattern!r} is no regular expression ({error})") from error
    if compiled.search(""):
        raise TaxonomyError(f"status.csv, row {number}: the pattern {pattern!r} matches where nothing is written")
    return compiled
