"""Erasure and retention: destroying the keys of texts, and giving out all that is held on a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from serving.store.decisions import NewDecision
from serving.store.delivery import publish
from serving.store.errors import RefusalError
from serving.store.reports.records import CLOSED
from serving.store.reports.texts import keys_for, open_complaint, open_reply
from serving.store.store import Transaction
from serving.store.tables import (
    AuditItem,
    Base,
    Complaint,
    Correction,
    Decision,
    Event,
    Family,
    Objection,
    Override,
    Promise,
    Rating,
    Reply,
    ReportKey,
)

_BATCH = 500


def erase(tx: Transaction, complaint_id: str, by: str) -> None:
    """Destroy the key of a report, so that nobody can read its complaint and replies again; ``by`` goes into the log.

    Days, agency, verdicts and figures stay: they name nobody. After the commit `database.forget_deleted` clears the
    database's own remains. Raises `RefusalError`: ``not-found``, ``bad-state`` when it was erased before.
    """
    complaint = tx.session.get(Complaint, complaint_id)
    if complaint is None:
        raise RefusalError("not-found", "there is no such complaint")
    if complaint.sealed is None:
        raise RefusalError("bad-state", "the report was erased before")
    _destroy(tx, [complaint_id], "permintaan", by)


def retain(tx: Transaction, older_than_days: int, by: str) -> int:
    """Erase the reports that were closed more than so many days ago; returns how many. Open ones are kept."""
    if older_than_days < 1:
        raise RefusalError("invalid-request", "texts are kept for at least one day")
    last = tx.today - timedelta(days=older_than_days)
    query = select(Complaint.id).where(
        Complaint.status.in_(CLOSED), Complaint.closed_on < last, Complaint.sealed.is_not(None)
    )
    ids = list(tx.session.scalars(query.order_by(Complaint.id)))
    for start in range(0, len(ids), _BATCH):
        _destroy(tx, ids[start : start + _BATCH], "masa simpan", by)
    return len(ids)


def export(tx: Transaction, complaint_id: str) -> dict[str, Any]:
    """All that is held on a report, as plain values: texts, verdicts, promises, and every row that names it.

    Raises `RefusalError` (``not-found``).
    """
    complaint = tx.session.get(Complaint, complaint_id)
    if complaint is None:
        raise RefusalError("not-found", "there is no such complaint")
    key = keys_for(tx, [complaint_id]).get(complaint_id)
    record = open_complaint(key, complaint)
    replies = _rows(tx, Reply, Reply.complaint_id == complaint_id)
    reply_ids = [reply.id for reply in replies]
    items = _rows(tx, AuditItem, AuditItem.reply_id.in_(reply_ids))
    subjects = [complaint_id, *reply_ids]
    return {
        "complaint": _plain(complaint) | {"texts": asdict(record) if record else None},
        "replies": [
            _plain(reply) | {"text": pair.reply if (pair := open_reply(key, reply, record)) else None}
            for reply in replies
        ],
        "families": _all(tx, Family, Family.id.in_({reply.family_id for reply in replies} - {None})),
        "promises": _all(tx, Promise, Promise.complaint_id == complaint_id),
        "corrections": _all(tx, Correction, Correction.complaint_id == complaint_id),
        "overrides": _all(tx, Override, Override.reply_id.in_(reply_ids)),
        "objections": _all(tx, Objection, Objection.reply_id.in_(reply_ids)),
        "audit_items": [_plain(item) for item in items],
        "ratings": _all(tx, Rating, Rating.item_id.in_([item.id for item in items])),
        "decisions": _all(tx, Decision, Decision.subject.in_(subjects)),
        "events": _all(tx, Event, Event.subject.in_(subjects)),
        "key": _all(tx, ReportKey, ReportKey.complaint_id == complaint_id),
    }


def _destroy(tx: Transaction, ids: list[str], reason: str, by: str) -> None:
    tx.store.vault.destroy(tx.session, ids)
    for table, column in ((Complaint, Complaint.id), (Reply, Reply.complaint_id)):
        tx.session.execute(update(table).where(column.in_(ids)).values(sealed=None))
    entries = [NewDecision("erasure", number, None, "", reason, "", 1.0, {}, actor=by) for number in ids]
    logged = tx.store.log.append(tx.session, entries)
    publish(tx, [("erasure", entry.subject, {"decision_id": entry.id, "outcome": reason}) for entry in logged])


def _all(tx: Transaction, table: type[Base], condition: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in _rows(tx, table, condition)]


def _rows(tx: Transaction, table: type[Any], condition: Any) -> Sequence[Any]:
    return tx.session.scalars(select(table).where(condition).order_by(*table.__table__.primary_key.columns)).all()


def _plain(row: Base) -> dict[str, Any]:
    """The columns of a row but sealed bytes, days and moments in ISO 8601."""
    hidden = ("sealed", "wrapped", "pattern")
    values = {name: getattr(row, name) for name in row.__table__.columns.keys() if name not in hidden}  # noqa: SIM118
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
