"""What stands beside a complaint or reply in its list: the one before and the one after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, tuple_

from serving.access.roles import Principal
from serving.store.reports.reading import complaint_conditions, reply_conditions
from serving.store.reports.records import ComplaintFilter, ComplaintView, ReplyFilter, ReplyView
from serving.store.store import Transaction
from serving.store.tables import Complaint, Reply


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Ids in the order of the list, the newest first; empty at its ends."""

    before: str
    after: str


def beside_complaint(tx: Transaction, wanted: ComplaintFilter, complaint: ComplaintView, by: Principal) -> Neighbours:
    """What stands beside a complaint among those of a filter, whether or not it is one of them itself."""
    query = select(Complaint.id).where(*complaint_conditions(wanted, by))
    return _beside(tx, query, (Complaint.submitted_on, Complaint.id), (complaint.submitted_on, complaint.id))


def beside_reply(tx: Transaction, wanted: ReplyFilter, reply: ReplyView, by: Principal) -> Neighbours:
    """What stands beside a reply among those of a filter, whether or not it is one of them itself."""
    query = select(Reply.id).join(Complaint, Complaint.id == Reply.complaint_id).where(*reply_conditions(wanted, by))
    return _beside(tx, query, (Reply.replied_on, Reply.id), (reply.replied_on, reply.id))


def _beside(tx: Transaction, query: Select[Any], order: tuple[Any, Any], here: tuple[Any, Any]) -> Neighbours:
    place, (first, second) = tuple_(*order), order
    before = query.where(place > here).order_by(first, second).limit(1)
    after = query.where(place < here).order_by(first.desc(), second.desc()).limit(1)
    return Neighbours(tx.session.scalar(before) or "", tx.session.scalar(after) or "")
