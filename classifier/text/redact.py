"""Finding and masking what identifies a person: identity numbers, telephones, mail, accounts, plates, names, house
numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from classifier.text.identities.houses import houses
from classifier.text.identities.mail import mail
from classifier.text.identities.numbers import numbers
from classifier.text.identities.people import people
from classifier.text.identities.plain import BARRIER, PHONE, plain
from classifier.text.identities.plates import plates
from classifier.text.identities.spans import TAGS, Identity, Kind

__all__ = ["TAGS", "Identity", "Kind", "Redacted", "find_identities", "redact"]

_FINDERS = (mail, numbers, plates, houses, people)
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Redacted:
    """A masked text and the identities that were masked, with their places in the original."""

    text: str
    identities: tuple[Identity, ...]


def redact(text: str) -> Redacted:
    """Replace every identity by its tag.

    >>> redact("NIK 3578-0101-0190-0001 hp 0812 0000 1234").text
    'NIK [NIK] hp [TELEPON]'
    """
    found = find_identities(text)
    pieces, position = [], 0
    for identity in found:
        pieces += [text[position : identity.start], TAGS[identity.kind]]
        position = identity.end
    return Redacted("".join([*pieces, text[position:]]), found)


def find_identities(text: str) -> tuple[Identity, ...]:
    """The identities in a text in order, none overlapping.

    Where two finders claim a stretch, the earlier in the list wins: it is hidden from the later ones. One identity can
    hide another that touches it, so the finders look again until nothing is left.
    """
    left = plain(text)
    found: list[Identity] = []
    for _ in range(_ROUNDS):
        before = len(found)
        for finder in _FINDERS:
            here = _disjoint(finder(left))
            left = _without(left, here)
            found += here
        if len(found) == before:
            break
    return tuple(sorted(found, key=lambda identity: identity.start))


def _disjoint(identities: Iterable[Identity]) -> list[Identity]:
    """Identities in order; of two that overlap the earlier, of two that begin together the longer."""
    kept: list[Identity] = []
    for identity in sorted(identities, key=lambda identity: (identity.start, -identity.end)):
        if not kept or identity.start >= kept[-1].end:
            kept.append(identity)
    return kept


def _without(text: str, identities: list[Identity]) -> str:
    pieces, position = [], 0
    for identity in identities:
        mark = PHONE if identity.kind == "telepon" else BARRIER
        pieces += [text[position : identity.start], mark * (identity.end - identity.start)]
        position = identity.end
    return "".join([*pieces, text[position:]])
