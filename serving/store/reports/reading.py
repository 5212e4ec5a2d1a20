"""Reading kept complaints and replies, by the rules of who may see what (`serving.access.visibility`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, select

from classifier.records import Complaint as ComplaintRecord
from serving.access.roles import Principal
from serving.access.visibility import shown_text, visible
from serving.store.boilerplate import BOILERPLATE
from serving.store.cursors import Page, page_of
from serving.store.errors import RefusalError
from serving.store.reports.records import ComplaintFilter, ComplaintView, ReplyFilter, ReplyView, Shown
from serving.store.reports.texts import keys_for, open_complaint, open_reply
from serving.store.store import Transaction
from serving.store.tables import Complaint, Family, Override, Reply

UNCERTAIN = (0.2, 0.8)
"""Probabilities of substance between which a verdict counts as uncertain."""
_COLUMNS = [column.name for column in Complaint.__table__.columns if column.name != "sealed"]


def get_complaint(tx: Transaction, complaint_id: str, by: Principal) -> ComplaintView:
    """A complaint with its texts as ``by`` may read them; `RefusalError` (``not-found``) also when not to be seen."""
    row = complaint_row(tx, complaint_id, by)
    return complaint_views(tx, [row], by, texts=True)[0]


def get_reply(tx: Transaction, reply_id: str, by: Principal) -> ReplyView:
    """A reply beside its complaint; `RefusalError` (``not-found``) also when not to be seen."""
    return reply_views(tx, [reply_row(tx, reply_id, by)], by, texts=True)[0]


def replies_of(tx: Transaction, complaint_id: str, by: Principal) -> list[ReplyView]:
    """The replies to a complaint, the oldest first."""
    complaint_row(tx, complaint_id, by)
    rows = tx.session.scalars(
        select(Reply).where(Reply.complaint_id == complaint_id).order_by(Reply.replied_on, Reply.id)
    ).all()
    return reply_views(tx, rows, by, texts=True)


def list_complaints(
    tx: Transaction, wanted: ComplaintFilter, by: Principal, *, after: str = "", limit: int = 50, texts: bool = False
) -> Page[ComplaintView]:
    """Complaints, the newest first; ``after`` is the ``next`` of the page before."""
    query = select(Complaint).where(*complaint_conditions(wanted, by))
    order = (Complaint.submitted_on, Complaint.id)
    return page_of(tx, query, order, after, limit, lambda rows: complaint_views(tx, rows, by, texts=texts))


def list_replies(
    tx: Transaction, wanted: ReplyFilter, by: Principal, *, after: str = "", limit: int = 50, texts: bool = False
) -> Page[ReplyView]:
    """Replies, the newest first; ``after`` is the ``next`` of the page before."""
    query = select(Reply).join(Complaint, Complaint.id == Reply.complaint_id).where(*reply_conditions(wanted, by))
    order = (Reply.replied_on, Reply.id)
    return page_of(tx, query, order, after, limit, lambda rows: reply_views(tx, rows, by, texts=texts))


def count_complaints(tx: Transaction, wanted: ComplaintFilter, by: Principal) -> int:
    """How many complaints a filter selects."""
    query = select(func.count()).select_from(Complaint).where(*complaint_conditions(wanted, by))
    return tx.session.scalar(query) or 0


def count_replies(tx: Transaction, wanted: ReplyFilter, by: Principal) -> int:
    """How many replies a filter selects."""
    joined = select(func.count()).select_from(Reply).join(Complaint, Complaint.id == Reply.complaint_id)
    return tx.session.scalar(joined.where(*reply_conditions(wanted, by))) or 0


def complaint_row(tx: Transaction, complaint_id: str, by: Principal) -> Complaint:
    """The row of a complaint that ``by`` may see; raises `RefusalError` (``not-found``)."""
    found = tx.session.scalars(select(Complaint).where(Complaint.id == complaint_id, visible(by))).one_or_none()
    if found is None:
        raise RefusalError("not-found", "there is no such complaint")
    return found


def reply_row(tx: Transaction, reply_id: str, by: Principal) -> Reply:
    """The row of a reply that ``by`` may see; raises `RefusalError` (``not-found``)."""
    found = tx.session.scalars(select(Reply).where(Reply.id == reply_id, visible(by, Reply))).one_or_none()
    if found is None:
        raise RefusalError("not-found", "there is no such reply")
    return found


def complaint_conditions(wanted: ComplaintFilter, by: Principal) -> list[ColumnElement[bool]]:
    """A filter, and what ``by`` may see, as conditions."""
    names = ("agency", "level", "region", "topic", "report_type", "status", "decision", "thread_verdict", "cluster_id")
    found = [getattr(Complaint, name) == value for name in names if (value := getattr(wanted, name))]
    if wanted.secret is not None:
        found.append(Complaint.secret.is_(wanted.secret))
    if wanted.undisposed:
        found.append(Complaint.disposed_on.is_(None))
    return [visible(by), *found, *_months(Complaint.month, wanted.month_from, wanted.month_to)]


def reply_conditions(wanted: ReplyFilter, by: Principal) -> list[ColumnElement[bool]]:
    """A filter, and what ``by`` may see, as conditions over replies joined with their complaints."""
    equal: tuple[tuple[Any, Any], ...] = (
        (Reply.agency, wanted.agency),
        (Reply.family_id, wanted.family_id),
        (Reply.complaint_id, wanted.complaint_id),
        (Complaint.level, wanted.level_of_government),
        (Complaint.region, wanted.region),
        (Complaint.topic, wanted.topic),
    )
    found: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    if wanted.level is not None:
        found.append(Reply.level_now == wanted.level)
    if wanted.uncertain:
        found.append(Reply.p_substantive.between(*UNCERTAIN))
    if wanted.overridden is not None:
        exists = select(Override.id).where(Override.reply_id == Reply.id).exists()
        found.append(exists if wanted.overridden else ~exists)
    if wanted.flag == "boilerplate":
        found.append(Reply.family_id.in_(select(Family.id).where(Family.size >= BOILERPLATE)))
    elif wanted.flag:
        found.append(cast(Reply.flags, Text).contains(f'"name":"{wanted.flag}"', autoescape=True))
    return [visible(by, Reply), *found, *_months(Reply.month, wanted.month_from, wanted.month_to)]


def complaint_views(tx: Transaction, rows: Sequence[Complaint], by: Principal, *, texts: bool) -> list[ComplaintView]:
    """Rows as ``by`` may see them."""
    keys = keys_for(tx, (row.id for row in rows)) if texts else {}
    return [_complaint_view(row, open_complaint(keys.get(row.id), row), by) for row in rows]


def reply_views(tx: Transaction, rows: Sequence[Reply], by: Principal, *, texts: bool) -> list[ReplyView]:
    """Rows as ``by`` may see them, each beside its complaint and family."""
    ids = {row.complaint_id for row in rows}
    complaints = {row.id: row for row in tx.session.scalars(select(Complaint).where(Complaint.id.in_(ids)))}
    families = {
        row.id: row
        for row in tx.session.scalars(select(Family).where(Family.id.in_({row.family_id for row in rows} - {None})))
    }
    overridden = set(tx.session.scalars(select(Override.reply_id).where(Override.reply_id.in_([r.id for r in rows]))))
    keys = keys_for(tx, ids) if texts else {}
    views = []
    for row in rows:
        complaint, key = complaints[row.complaint_id], keys.get(row.complaint_id)
        record = open_complaint(key, complaint)
        pair = open_reply(key, row, record)
        text = shown_text(by, complaint, pair.reply) if pair else None
        shown = _shown(by, complaint, erased=row.sealed is None)
        views.append(
            ReplyView(
                **{name: getattr(row, name) for name in _REPLY_COLUMNS},
                items=_spans(row.items, shown),
                flags=_spans(row.flags, shown),
                text=text,
                shown=shown,
                overridden=row.id in overridden,
                complaint=_complaint_view(complaint, record, by),
                family=families.get(row.family_id or ""),
            )
        )
    return views


_REPLY_COLUMNS = [column.name for column in Reply.__table__.columns if column.name not in ("sealed", "items", "flags")]


def _complaint_view(row: Complaint, record: ComplaintRecord | None, by: Principal) -> ComplaintView:
    texts = (record.title, record.text, record.address) if record else ()
    title, text, address = (shown_text(by, row, each) for each in texts) if texts else (None, None, None)
    columns = {name: getattr(row, name) for name in _COLUMNS}
    shown = _shown(by, row, erased=row.sealed is None)
    return ComplaintView(**columns, title=title, text=text, address=address, shown=shown)


def _shown(by: Principal, complaint: Complaint, *, erased: bool) -> Shown:
    if erased:
        return "dihapus"
    if shown_text(by, complaint, "") is None:
        return "rahasia"
    return "tersamar" if by.role == "data_scientist" else "penuh"


def _spans(found: Sequence[dict[str, Any]], shown: Shown) -> list[dict[str, Any]]:
    if shown == "penuh":
        return list(found)
    return [{name: value for name, value in each.items() if name not in ("start", "end")} for each in found]


def _months(column: Any, first: str, last: str) -> list[ColumnElement[bool]]:
    found = []
    if first:
        found.append(column >= first)
    if last:
        found.append(column <= last)
    return found
