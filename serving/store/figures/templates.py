"""Families of copied replies (*templat*) of an agency, as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from classifier.reply.masking import masked
from serving.access.roles import Principal
from serving.store.reports.texts import keys_for, open_complaint, open_reply
from serving.store.store import Transaction
from serving.store.tables import Complaint, Family, Reply


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A family: how many replies it has, when its text was first and last used, and the text.

    ``pattern`` is the text of its first member with names, dates, numbers and places masked; empty when no member can
    be shown. ``share`` is the part of the agency's replies that belong to it, in (0, 1].
    """

    id: str
    agency: str
    pattern: str
    size: int
    share: float
    first_seen: date
    last_seen: date
    example: str | None


def families(tx: Transaction, agency: str, by: Principal, *, least: int = 2, limit: int = 50) -> list[FamilyView]:
    """Families with at least ``least`` members, the largest first; of all agencies when ``agency`` is empty.

    A *pejabat penghubung* gets those of the own agency. The members of one: ``ReplyFilter(family_id=...)``.
    """
    query = select(Family).where(Family.size >= least)
    if agency:
        query = query.where(Family.agency == agency)
    if by.role == "pejabat_penghubung":
        query = query.where(Family.agency == by.agency)
    rows = tx.session.scalars(query.order_by(Family.size.desc(), Family.id).limit(limit)).all()
    patterns = _patterns(tx, [row.id for row in rows])
    counted = select(Reply.agency, func.count()).where(Reply.agency.in_({row.agency for row in rows}))
    totals = {row[0]: row[1] for row in tx.session.execute(counted.group_by(Reply.agency))}
    return [
        FamilyView(
            row.id,
            row.agency,
            patterns.get(row.id, ("", None))[0],
            row.size,
            row.size / totals[row.agency],
            row.first_seen,
            row.last_seen,
            patterns.get(row.id, ("", None))[1],
        )
        for row in rows
    ]


def _patterns(tx: Transaction, family_ids: list[str]) -> dict[str, tuple[str, str]]:
    """The masked text and the id of the first member of each family whose complaint is not secret."""
    place = func.row_number().over(partition_by=Reply.family_id, order_by=(Reply.replied_on, Reply.id)).label("place")
    members = (
        select(Reply.id, place)
        .join(Complaint, Complaint.id == Reply.complaint_id)
        .where(Reply.family_id.in_(family_ids), Complaint.secret.is_(False), Reply.sealed.is_not(None))
        .subquery()
    )
    rows = tx.session.execute(
        select(Reply, Complaint)
        .join(members, members.c.id == Reply.id)
        .join(Complaint, Complaint.id == Reply.complaint_id)
        .where(members.c.place == 1)
    ).all()
    keys = keys_for(tx, (complaint.id for _, complaint in rows))
    found = {}
    for reply, complaint in rows:
        key = keys.get(complaint.id)
        pair = open_reply(key, reply, open_complaint(key, complaint))
        if pair is not None and reply.family_id is not None:
            found[reply.family_id] = (masked(pair.reply), reply.id)
    return found
