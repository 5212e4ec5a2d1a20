"""Families of copied replies in the store, one agency at a time.

A family is known by the MinHash sketch of its founder (`classifier.reply.families.sketch_of`), which stands in the
column ``pattern``; its words are not kept there. A reply is compared with the founders of its agency all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from classifier.reply.families import SIMILARITY, sketch_of
from serving.store.store import Transaction
from serving.store.tables import Family
from serving.store.tables.base import new_id

BOILERPLATE = 3
"""Replies from which a family counts as boilerplate."""
Sketches = NDArray[np.uint32]


def join_families(tx: Transaction, agency: str, replies: Sequence[tuple[str, date]]) -> tuple[list[Family], set[str]]:
    """The family of each reply (text, day) of one agency, in order, joined or founded.

    Also returns the ids of the families that became boilerplate by it. Replies should come in order of time.
    """
    founders, ids = _founders(tx, agency)
    known: dict[str, Family] = {}
    joined, grown = [], set()
    for text, day in replies:
        sketch = sketch_of(text)
        place = _nearest(founders, sketch)
        if place is None:
            family = Family(
                id=new_id(), agency=agency, pattern=sketch.tobytes().hex(), size=0, first_seen=day, last_seen=day
            )
            tx.session.add(family)
            founders, ids = np.vstack([founders, sketch]), [*ids, family.id]
            known[family.id] = family
        else:
            family = known.get(ids[place]) or tx.session.get_one(Family, ids[place])
            known[family.id] = family
        family.size += 1
        family.first_seen, family.last_seen = min(family.first_seen, day), max(family.last_seen, day)
        joined.append(family)
        if family.size == BOILERPLATE:
            grown.add(family.id)
    tx.session.flush()
    return joined, grown


def _founders(tx: Transaction, agency: str) -> tuple[Sketches, list[str]]:
    rows = tx.session.execute(
        select(Family.id, Family.pattern).where(Family.agency == agency).order_by(Family.first_seen, Family.id)
    ).all()
    patterns = bytes.fromhex("".join(pattern for _, pattern in rows))
    return np.frombuffer(patterns, np.uint32).reshape(len(rows), -1 if rows else 60), [number for number, _ in rows]


def _nearest(founders: Sketches, sketch: Sketches) -> int | None:
    """The founder most similar to a sketch, the older one of equals; ``None`` when none is similar enough."""
    if not len(founders):
        return None
    similar = (founders == sketch).mean(axis=1)
    best = int(similar.argmax())
    return best if similar[best] >= SIMILARITY else None
