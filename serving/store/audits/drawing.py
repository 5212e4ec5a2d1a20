"""Drawing an audit's sample from the replies of a filter, and reading audits."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from serving.access.roles import Principal
from serving.store.audits.sampling import Candidate, Drawn, allocate, draw_sample, stratify
from serving.store.errors import RefusalError
from serving.store.reports.reading import UNCERTAIN, reply_conditions
from serving.store.reports.records import ReplyFilter
from serving.store.store import Transaction
from serving.store.tables import Audit, AuditItem, Complaint, Rating, Reply
from serving.store.tables.base import new_id

SIZES = (10, 2000)
"""Smallest and largest sample."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit is: of ``items``, how many have one rating, two, two that differ, and a decided level."""

    items: int
    rated_once: int
    rated_twice: int
    disputed: int
    decided: int


def draw(
    tx: Transaction,
    name: str,
    wanted: ReplyFilter,
    size: int,
    by: Principal,
    *,
    seed: int | None = None,
    random_share: float = 0.25,
) -> Audit:
    """Draw a sample from the replies that ``wanted`` selects, whose texts are kept and ``by`` may read.

    It is stratified by agency, level and uncertainty, with uncertain verdicts sampled more densely; ``random_share`` of
    it is a control drawn in proportion to the population. The design (strata, population and sample of each, seed) is
    kept with the audit. Raises `RefusalError` (``invalid-request``) for a size outside ``SIZES`` or too few replies.
    """
    if not SIZES[0] <= size <= SIZES[1] or not 0 < random_share <= 1 or not name.strip():
        raise RefusalError("invalid-request", f"an audit needs a name and a size between {SIZES[0]} and {SIZES[1]}")
    frame = _frame(tx, wanted, by)
    if len(frame) < SIZES[0]:
        raise RefusalError("invalid-request", f"the filter selects fewer than {SIZES[0]} replies")
    size, seed = min(size, len(frame)), secrets.randbelow(2**31) if seed is None else seed
    strata = stratify(frame, size)
    doubt = {each.reply_id: each.uncertain for each in frame}
    population = {stratum: len(ids) for stratum, ids in strata.items()}
    sizes = allocate(population, {s: any(doubt[i] for i in ids) for s, ids in strata.items()}, size, random_share)
    controls = {s: min(sizes[s], round(size * random_share * number / len(frame))) for s, number in population.items()}
    drawn = draw_sample(strata, sizes, controls, seed)
    audit = Audit(
        id=new_id(),
        name=name.strip()[:300],
        frame=asdict(wanted),
        design={
            "size": len(drawn),
            "seed": seed,
            "population": population,
            "sample": sizes,
            "control": [place for place, each in enumerate(drawn, start=1) if each.control],
        },
        state="berjalan",
        made_by=by.id,
        made_at=tx.now,
    )
    tx.session.add(audit)
    tx.session.flush()
    tx.session.add_all(_item(audit, place, each) for place, each in enumerate(drawn, start=1))
    tx.session.flush()
    return audit


def _item(audit: Audit, place: int, drawn: Drawn) -> AuditItem:
    return AuditItem(
        id=new_id(),
        audit_id=audit.id,
        position=place,
        reply_id=drawn.reply_id,
        stratum=drawn.stratum,
        weight=drawn.weight,
        level=None,
        decided_by=None,
        reason="",
    )


def list_audits(tx: Transaction) -> list[Audit]:
    """All audits, the newest first."""
    return list(tx.session.scalars(select(Audit).order_by(Audit.made_at.desc(), Audit.id)))


def get_audit(tx: Transaction, audit_id: str) -> Audit:
    """An audit; raises `RefusalError` (``not-found``)."""
    found = tx.session.get(Audit, audit_id)
    if found is None:
        raise RefusalError("not-found", "there is no such audit")
    return found


def progress(tx: Transaction, audit_id: str) -> Progress:
    """How far an audit is."""
    get_audit(tx, audit_id)
    rated = func.count(Rating.rater)
    rows = tx.session.execute(
        select(AuditItem.level, rated).outerjoin(Rating).where(AuditItem.audit_id == audit_id).group_by(AuditItem.id)
    ).all()
    by_count = Counter(number for _, number in rows)
    open_twice = sum(number >= 2 and level is None for level, number in rows)
    return Progress(len(rows), by_count[1], by_count[2], open_twice, sum(level is not None for level, _ in rows))


def _frame(tx: Transaction, wanted: ReplyFilter, by: Principal) -> list[Candidate]:
    query = (
        select(Reply.id, Reply.agency, Complaint.level, Reply.level, Reply.p_substantive.between(*UNCERTAIN))
        .join(Complaint, Complaint.id == Reply.complaint_id)
        .where(*reply_conditions(wanted, by), Reply.sealed.is_not(None))
        .order_by(Reply.id)
    )
    if by.role != "admin":  # two people must be able to rate each reply
        query = query.where(Complaint.secret.is_(False))
    return [Candidate(*row[:4], bool(row[4])) for row in tx.session.execute(query)]
