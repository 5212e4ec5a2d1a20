"""The chain of the decision log: the hash of an entry, and the walk that finds the first entry which does not fit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from serving.store.canonical import canonical
from serving.store.locks import CHAIN
from serving.store.tables import ChainHead, Decision

START = "0" * 64
"""The hash before the first entry."""
_PAGE = 5_000
_COLUMNS = [
    cast(column, Text).label("answer") if column.name == "answer" else column for column in Decision.__table__.columns
]


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a walk along the chain found.

    ``entries`` counts the entries that fit and ``head`` is the hash of the last of them, worth noting down outside the
    store. ``broken`` is the first sequence number that does not fit and ``reason`` why; ``None`` when all fit.
    """

    entries: int
    head: str
    broken: int | None = None
    reason: str = ""


def hash_of(**columns: Any) -> str:
    """The SHA-256 of an entry's columns but ``hash``, as canonical JSON; ``answer`` may be given as its JSON text."""
    answer = columns["answer"]
    text = answer if isinstance(answer, str) else canonical(answer)
    return hashlib.sha256(canonical({**columns, "answer": text}).encode()).hexdigest()


def verify_chain(session: Session, *, noted: tuple[int, str] | None = None) -> ChainCheck:
    """Walk the whole chain: numbers without gaps, hashes that fit, and the head where the last entry is.

    ``noted`` is a sequence number and hash of an earlier walk, kept elsewhere: who rewrites the whole chain, or cuts
    its end off, cannot make it fit again.
    """
    previous, count = START, 0
    for sequence, entry in _entries(session):
        if sequence != count + 1:
            return ChainCheck(count, previous, count + 1, "the entry is missing")
        problem = _problem(entry, previous)
        if problem or entry is None:
            return ChainCheck(count, previous, sequence, problem)
        previous, count = entry["hash"], sequence
        if noted and noted[0] == sequence and noted[1] != previous:
            return ChainCheck(count - 1, entry["previous_hash"], sequence, "the entry is not the one that was noted")
    head = session.scalars(select(ChainHead).where(ChainHead.name == CHAIN)).one_or_none()
    if head is None or (head.sequence, head.hash) != (count, previous) or (noted and noted[0] > count):
        return ChainCheck(count, previous, count + 1, "the entries end before the head of the chain")
    return ChainCheck(count, previous)


def _problem(entry: dict[str, Any] | None, previous: str) -> str:
    if entry is None:
        return "the entry cannot be read"
    if entry["previous_hash"] != previous:
        return "the entry does not follow the one before"
    try:
        fits = entry["hash"] == hash_of(**{name: value for name, value in entry.items() if name != "hash"})
    except (TypeError, ValueError):
        fits = False
    return "" if fits else "the entry was altered"


def _entries(session: Session) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Sequence numbers and entries in order; ``None`` for an entry whose bytes make no value of its column."""
    last = 0
    while True:
        try:
            page = session.execute(_after(last, _PAGE)).mappings().all()
        except (ValueError, TypeError):
            yield from _one_by_one(session, last)
            return
        yield from ((row["sequence"], dict(row)) for row in page)
        if len(page) < _PAGE:
            return
        last = page[-1]["sequence"]


def _one_by_one(session: Session, last: int) -> Iterator[tuple[int, dict[str, Any] | None]]:
    numbers = session.scalars(select(Decision.sequence).where(Decision.sequence > last).order_by(Decision.sequence))
    for number in numbers.all():
        try:
            row = session.execute(_after(number - 1, 1)).mappings().one()
        except (ValueError, TypeError, SQLAlchemyError):
            yield number, None
        else:
            yield number, dict(row)


def _after(last: int, limit: int) -> Any:
    return select(*_COLUMNS).where(Decision.sequence > last).order_by(Decision.sequence).limit(limit)
