"""Rating a sample blind and twice, and deciding where the two raters differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from classifier.text.redact import redact
from serving.access.roles import Principal
from serving.access.visibility import can_read_text
from serving.store.audits.drawing import get_audit
from serving.store.decisions import NewDecision
from serving.store.errors import RefusalError
from serving.store.reports.reading import reply_views
from serving.store.store import Transaction
from serving.store.tables import Audit, AuditItem, Complaint, Rating, Reply

ITEMS = tuple(f"R{number}" for number in range(1, 11))
RATERS = 2


@dataclass(frozen=True, slots=True)
class BlindItem:
    """A sampled reply beside its complaint, with nothing of what the judge or another rater said."""

    item_id: str
    position: int
    of: int
    report_type: str
    title: str
    complaint: str
    reply: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A sampled reply on which two raters differ; ``ratings`` in order of time."""

    item: BlindItem
    ratings: Sequence[Rating]


def next_item(tx: Transaction, audit_id: str, by: Principal) -> BlindItem | None:
    """The next sampled reply for a rater: one that needs a rating, that the rater has not rated and may read.

    Replies with one rating come first, so that pairs are completed. ``None`` when there is none left.
    """
    get_audit(tx, audit_id)
    rated = func.count(Rating.rater)
    own = select(Rating.item_id).where(Rating.rater == by.id)
    query = (
        select(AuditItem)
        .outerjoin(Rating)
        .join(Reply, Reply.id == AuditItem.reply_id)
        .join(Complaint, Complaint.id == Reply.complaint_id)
        .where(AuditItem.audit_id == audit_id, AuditItem.level.is_(None), AuditItem.id.not_in(own))
        .where(Reply.sealed.is_not(None))
        .group_by(AuditItem.id)
        .having(rated < RATERS)
        .order_by(rated.desc(), AuditItem.position)
    )
    if by.role != "admin":
        query = query.where(Complaint.secret.is_(False))
    item = tx.session.scalars(query.limit(1)).first()
    return None if item is None else _blind(tx, item, by)


def rate(tx: Transaction, item_id: str, level: int, items: Sequence[str], by: Principal) -> None:
    """Give a level (0, 1, 2) and the checklist items found; two raters of one mind decide the reply's level.

    Raises `RefusalError`: ``not-found``, ``decided`` when it was rated by the same person or twice already,
    ``invalid-request``, ``forbidden`` for a text that the rater may not read.
    """
    item = _item(tx, item_id)
    if level not in (0, 1, 2) or not set(items) <= set(ITEMS):
        raise RefusalError("invalid-request", "a level is 0, 1 or 2, and items are R1 to R10")
    if not can_read_text(by, _complaint(tx, item)):
        raise RefusalError("forbidden", "the rater may not read this complaint")
    ratings = _ratings(tx, item)
    if len(ratings) >= RATERS or any(rating.rater == by.id for rating in ratings):
        raise RefusalError("decided", "the reply was rated already")
    tx.session.add(Rating(item_id=item.id, rater=by.id, level=level, items=sorted(set(items)), made_at=tx.now))
    if [rating.level for rating in ratings] == [level] * (RATERS - 1):
        item.level = level
    tx.session.flush()
    _finish(tx, item.audit_id)


def disputes(tx: Transaction, audit_id: str, by: Principal) -> list[Dispute]:
    """The sampled replies on which two raters differ and nobody decided, which ``by`` may read, in order."""
    get_audit(tx, audit_id)
    query = (
        select(AuditItem)
        .join(Rating)
        .where(AuditItem.audit_id == audit_id, AuditItem.level.is_(None))
        .group_by(AuditItem.id)
        .having(func.count() >= RATERS)
        .order_by(AuditItem.position)
    )
    items = [item for item in tx.session.scalars(query) if can_read_text(by, _complaint(tx, item))]
    return [Dispute(_blind(tx, item, by), _ratings(tx, item)) for item in items]


def adjudicate(tx: Transaction, item_id: str, level: int, reason: str, by: Principal) -> None:
    """Decide the level where two raters differ; a third person does, with a reason, and the log has it.

    Raises `RefusalError`: ``not-found``, ``second-person`` for one of the raters, ``decided``, ``bad-state`` before
    both rated, ``invalid-request``.
    """
    item = _item(tx, item_id)
    ratings = _ratings(tx, item)
    if item.level is not None:
        raise RefusalError("decided", "the level was decided before")
    if len(ratings) < RATERS:
        raise RefusalError("bad-state", "two people rate a reply before a third one decides")
    if any(rating.rater == by.id for rating in ratings):
        raise RefusalError("second-person", "a third person decides where two raters differ")
    if level not in (0, 1, 2) or not reason.strip():
        raise RefusalError("invalid-request", "a decision needs a level of 0, 1 or 2 and its reason")
    item.level, item.decided_by, item.reason = level, by.id, redact(reason.strip()).text[:1000]
    answer = {"audit": item.audit_id, "item": item.id, "ratings": [rating.level for rating in ratings]}
    agency = tx.session.get_one(Reply, item.reply_id).agency
    entry = NewDecision("adjudication", item.reply_id, None, "", str(level), agency, 1.0, answer, actor=by.id)
    tx.store.log.append(tx.session, [entry])
    _finish(tx, item.audit_id)


def _finish(tx: Transaction, audit_id: str) -> None:
    """An audit is over when every level is decided."""
    tx.session.flush()
    left = select(AuditItem.id).where(AuditItem.audit_id == audit_id, AuditItem.level.is_(None)).limit(1)
    if tx.session.scalars(left).first() is None:
        tx.session.get_one(Audit, audit_id).state = "selesai"


def _item(tx: Transaction, item_id: str) -> AuditItem:
    found = tx.session.get(AuditItem, item_id, with_for_update=True)
    if found is None:
        raise RefusalError("not-found", "there is no such item of an audit")
    return found


def _ratings(tx: Transaction, item: AuditItem) -> Sequence[Rating]:
    query = select(Rating).where(Rating.item_id == item.id).order_by(Rating.made_at, Rating.rater)
    return tx.session.scalars(query).all()


def _complaint(tx: Transaction, item: AuditItem) -> Complaint:
    return tx.session.get_one(Complaint, tx.session.get_one(Reply, item.reply_id).complaint_id)


def _blind(tx: Transaction, item: AuditItem, by: Principal) -> BlindItem:
    of = tx.session.scalar(select(func.count()).where(AuditItem.audit_id == item.audit_id)) or 0
    view = reply_views(tx, [tx.session.get_one(Reply, item.reply_id)], by, texts=True)[0]
    complaint = view.complaint
    return BlindItem(
        item.id,
        item.position,
        of,
        complaint.report_type,
        complaint.title or "",
        complaint.text or "",
        view.text or "",
    )
