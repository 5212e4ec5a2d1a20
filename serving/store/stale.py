"""Which months of which agencies must be counted anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from serving.store.store import Transaction
from serving.store.tables import AgencyMonth, Complaint, Reply

Key = tuple[str, str, str, str]
"""Agency, month, region and level of government."""
KEY = ("agency", "month", "region", "level")
COUNTS = (
    "complaints",
    "handled",
    "finished",
    "finished_substantive",
    "replies",
    "normative",
    "partial",
    "substantive",
    "boilerplate",
)
TALLIES = ("late", "waiting", "working_days")
EMPTY: dict[str, Any] = dict.fromkeys(COUNTS, 0) | {name: {} for name in TALLIES}


def mark_stale(tx: Transaction, keys: Iterable[Key]) -> None:
    """Have the figures under these keys counted anew before they are next shown."""
    rows = [dict(zip(KEY, key, strict=True)) | EMPTY | {"stale": True} for key in sorted(set(keys))]
    if not rows:
        return
    insert = postgresql.insert if tx.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(AgencyMonth).on_conflict_do_update(index_elements=KEY, set_={"stale": True})
    tx.session.execute(statement, rows)


def keys_of(tx: Transaction, complaint: Complaint) -> set[Key]:
    """The keys under which a complaint and its replies count."""
    replies = tx.session.execute(select(Reply.agency, Reply.month).where(Reply.complaint_id == complaint.id)).all()
    return {own_key(complaint)} | {(agency, month, complaint.region, complaint.level) for agency, month in replies}


def own_key(complaint: Complaint) -> Key:
    """The key under which a complaint counts."""
    return complaint.agency, complaint.month, complaint.region, complaint.level
