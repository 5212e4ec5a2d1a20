"""How well identities are found: recall by kind and precision on texts with marked spans.

A marked text holds its identities in place, as ``NIK ⟦nik:3578-0101-0190-0001⟧ ditolak``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from classifier.text.redact import TAGS, Identity, Kind, find_identities

_MARK = re.compile(rf"⟦(?P<kind>{'|'.join(TAGS)}):(?P<shown>[^⟦⟧]+)⟧")


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the identities that a person marked in it."""

    id: str
    text: str
    marked: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which case something was missed or wrongly taken."""

    case: str
    kind: Kind
    shown: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Recall by kind, overall precision, what they were counted from and what spoils them."""

    recall: dict[Kind, float]
    precision: float
    marked: dict[Kind, int]
    found: int
    missed: tuple[Place, ...]
    wrong: tuple[Place, ...]


def unmark(marked: str) -> tuple[str, tuple[Identity, ...]]:
    """The bare text of a marked one, and the marked spans in it.

    >>> unmark("pak ⟦nama:Suroto⟧!")
    ('pak Suroto!', (Identity(kind='nama', start=4, end=10),))
    """
    pieces: list[str] = []
    spans: list[Identity] = []
    position = length = 0
    for match in _MARK.finditer(marked):
        before, shown = marked[position : match.start()], match["shown"]
        length += len(before)
        spans.append(Identity(cast(Kind, match["kind"]), length, length + len(shown)))
        length += len(shown)
        pieces += [before, shown]
        position = match.end()
    return "".join([*pieces, marked[position:]]), tuple(spans)


def read_cases(path: Path) -> list[Case]:
    """The cases of a file of marked texts, one JSON object with ``id`` and ``text`` a line."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Case(row["id"], *unmark(row["text"])) for row in rows]


def measure(cases: Iterable[Case]) -> Measured:
    """What `find_identities` finds in marked texts.

    A marked span is recalled when all its letters and digits are covered, by identities of any kind: what is masked
    under a wrong tag is masked all the same. An identity is right when it overlaps a marked span.
    """
    marked: Counter[Kind] = Counter()
    missed: list[Place] = []
    wrong: list[Place] = []
    found = 0
    for case in cases:
        identities = find_identities(case.text)
        found += len(identities)
        marked.update(span.kind for span in case.marked)
        missed += [_place(case, span) for span in case.marked if not _covered(case.text, span, identities)]
        wrong += [_place(case, identity) for identity in identities if not _overlaps(identity, case.marked)]
    lost = Counter(place.kind for place in missed)
    recall = {kind: 1 - lost[kind] / marked[kind] for kind in TAGS if marked[kind]}
    return Measured(recall, 1 - len(wrong) / found if found else 1.0, dict(marked), found, tuple(missed), tuple(wrong))


def _place(case: Case, span: Identity) -> Place:
    return Place(case.id, span.kind, case.text[span.start : span.end])


def _covered(text: str, span: Identity, identities: Iterable[Identity]) -> bool:
    open_places = {place for place in range(span.start, span.end) if text[place].isalnum()}
    for identity in identities:
        open_places.difference_update(range(identity.start, identity.end))
    return not open_places


def _overlaps(identity: Identity, spans: Iterable[Identity]) -> bool:
    return any(identity.start < span.end and span.start < identity.end for span in spans)
