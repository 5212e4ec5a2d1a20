"""The sealed texts of a report: how they are put away, and how they are opened again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select

from classifier.records import Complaint as ComplaintRecord
from classifier.records import ReplyPair
from classifier.routing_model import text_of
from serving.store.canonical import canonical
from serving.store.sealing import seal, unseal
from serving.store.store import Transaction
from serving.store.tables import Complaint, Reply, ReportKey

_COMPLAINT = "complaint"
_DAYS = ("submitted_at", "replied_at", "today")


def seal_complaint(key: bytes, record: ComplaintRecord) -> bytes:
    """The whole input of a disposition, sealed, so that it can be replayed."""
    return seal(key, _COMPLAINT, canonical(_fields(record)).encode())


def seal_reply(key: bytes, pair: ReplyPair) -> bytes:
    """The input of a verdict but the complaint, which is sealed already."""
    fields = {name: value for name, value in _fields(pair).items() if name != "complaint"}
    return seal(key, _name(pair.id), canonical(fields).encode())


def open_complaint(key: bytes | None, row: Complaint) -> ComplaintRecord | None:
    """The complaint as it was judged; ``None`` when it was erased."""
    if key is None or row.sealed is None:
        return None
    return ComplaintRecord(id=row.id, **_parsed(unseal(key, _COMPLAINT, row.sealed)))


def open_reply(key: bytes | None, row: Reply, complaint: ComplaintRecord | None) -> ReplyPair | None:
    """The reply with its complaint as it was judged; ``None`` when it was erased."""
    if key is None or row.sealed is None or complaint is None:
        return None
    return ReplyPair(id=row.id, complaint=text_of(complaint), **_parsed(unseal(key, _name(row.id), row.sealed)))


def keys_for(tx: Transaction, complaint_ids: Iterable[str]) -> dict[str, bytes | None]:
    """The keys of reports by id; ``None`` where destroyed."""
    wanted = sorted(set(complaint_ids))
    rows = tx.session.scalars(select(ReportKey).where(ReportKey.complaint_id.in_(wanted)))
    return {row.complaint_id: tx.store.vault.unwrap(row) for row in rows}


def _fields(record: ComplaintRecord | ReplyPair) -> dict[str, Any]:
    return {name: value for name, value in asdict(record).items() if name != "id"}


def _parsed(plain: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(plain)
    return fields | {name: date.fromisoformat(fields[name]) for name in _DAYS if fields.get(name)}


def _name(reply_id: str) -> str:
    return f"reply {reply_id}"
