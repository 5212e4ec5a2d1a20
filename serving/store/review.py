"""What people change of the answers: corrections of agencies, other levels of replies, and objections to them.

Every change is an entry of the decision log. Free texts are kept without names and numbers of people.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from classifier.text.redact import redact
from serving.access.roles import Principal
from serving.access.visibility import visible
from serving.store.cursors import Page, page_of
from serving.store.decisions import NewDecision
from serving.store.delivery import publish
from serving.store.errors import RefusalError
from serving.store.reports.changing import set_agency
from serving.store.reports.reading import complaint_row, reply_row
from serving.store.reports.texts import keys_for, open_complaint
from serving.store.reports.threads import refresh_thread
from serving.store.stale import keys_of, mark_stale
from serving.store.store import Transaction
from serving.store.tables import Complaint, Correction, Objection, Override, Reply
from serving.store.tables.base import new_id

LEVELS = (0, 1, 2)
QUOTA = 200
"""Corrections of one account that one retraining takes at most."""
_SHORT, _LONG = 1000, 2000


def correct(
    tx: Transaction, complaint_id: str, agency: str, by: Principal, *, topic: str = "", reason: str = ""
) -> Correction:
    """Say who answers for a complaint; the agency that it has already means that the disposition was right.

    The complaint goes to the agency at once. As a label it stays in quarantine until a second person approves it.
    Raises `RefusalError` (``not-found``, ``invalid-request``).
    """
    complaint = complaint_row(tx, complaint_id, by)
    before = complaint.agency or complaint.suggestion
    correction = Correction(
        id=new_id(),
        complaint_id=complaint.id,
        agency_before=before,
        agency_after=agency,
        topic_after=topic or complaint.topic,
        reason=_kept(reason, _SHORT),
        made_by=by.id,
        made_at=tx.now,
        state="karantina",
        decided_by=None,
        decided_at=None,
    )
    if agency != before or complaint.disposed_on is None:
        set_agency(tx, complaint_id, agency, max(tx.today, complaint.submitted_on), by)
    complaint.topic = correction.topic_after
    tx.session.add(correction)
    tx.session.flush()
    answer = {"agency_before": before, "topic": correction.topic_after}
    _log(tx, "correction", complaint.id, "setuju" if agency == before else "koreksi", by, answer, agency)
    return correction


def decide_correction(tx: Transaction, correction_id: str, approve: bool, by: Principal) -> Correction:
    """Let a correction of somebody else train a model, or not; where the complaint went is not changed by it.

    Raises `RefusalError`: ``not-found``, ``second-person`` for one's own, ``decided``.
    """
    found = tx.session.get(Correction, correction_id, with_for_update=True)
    if found is None:
        raise RefusalError("not-found", "there is no such correction")
    if found.made_by == by.id:
        raise RefusalError("second-person", "a correction is approved by somebody else")
    if found.state != "karantina":
        raise RefusalError("decided", "the correction was decided before")
    found.state = "disetujui" if approve else "ditolak"
    found.decided_by, found.decided_at = by.id, tx.now
    _log(tx, "correction", found.complaint_id, found.state, by, {"correction": found.id}, found.agency_after)
    return found


def list_corrections(
    tx: Transaction, by: Principal, *, state: str = "karantina", after: str = "", limit: int = 50
) -> Page[Correction]:
    """Corrections of complaints that ``by`` may see, the newest first; an empty ``state`` means all."""
    query = select(Correction).join(Complaint, Complaint.id == Correction.complaint_id).where(visible(by))
    if state:
        query = query.where(Correction.state == state)
    return page_of(tx, query, (Correction.made_at, Correction.id), after, limit, list)


def training_rows(tx: Transaction, *, quota: int = QUOTA) -> list[dict[str, Any]]:
    """The approved corrections as labelled complaints, redacted, at most ``quota`` of one account, the oldest first.

    Of several corrections of a complaint the last one counts. Secret and erased complaints are left out.
    """
    rows = tx.session.execute(
        select(Correction, Complaint)
        .join(Complaint, Complaint.id == Correction.complaint_id)
        .where(Correction.state == "disetujui", Complaint.secret.is_(False), Complaint.sealed.is_not(None))
        .order_by(Correction.made_at, Correction.id)
    ).all()
    last = {complaint.id: correction.id for correction, complaint in rows}
    keys = keys_for(tx, last)
    used: Counter[str] = Counter()
    labelled = []
    for correction, complaint in rows:
        record = open_complaint(keys.get(complaint.id), complaint)
        if last[complaint.id] != correction.id or record is None or used[correction.made_by] >= quota:
            continue
        used[correction.made_by] += 1
        labelled.append(
            {
                "id": complaint.id,
                "title": redact(record.title).text,
                "text": redact(record.text).text,
                "address": redact(record.address).text,
                "kelurahan": record.kelurahan,
                "kecamatan": record.kecamatan,
                "region": complaint.region,
                "submitted_at": complaint.submitted_on.isoformat(),
                "agency": correction.agency_after,
                "topic": correction.topic_after,
            }
        )
    return labelled


def override(tx: Transaction, reply_id: str, level: int, by: Principal, *, reason: str = "") -> Override:
    """Set the level of a reply that counts from now on; the level that counts already means agreement.

    The judge's own level stays; the thread is judged anew and the figures follow. Raises `RefusalError`: ``not-found``,
    ``invalid-request`` for an unknown level or another level without a reason.
    """
    reply = reply_row(tx, reply_id, by)
    tx.session.refresh(reply, with_for_update=True)
    if level not in LEVELS:
        raise RefusalError("invalid-request", "the level is 0, 1 or 2")
    if level != reply.level_now and not reason.strip():
        raise RefusalError("invalid-request", "another level needs a reason")
    made = Override(
        id=new_id(),
        reply_id=reply.id,
        level_before=reply.level_now,
        level_after=level,
        reason=_kept(reason, _SHORT),
        made_by=by.id,
        made_at=tx.now,
    )
    tx.session.add(made)
    reply.level_now = level
    tx.session.flush()
    complaint = tx.session.get_one(Complaint, reply.complaint_id)
    refresh_thread(tx, complaint)
    tx.session.flush()
    mark_stale(tx, keys_of(tx, complaint))
    answer = {"level_before": made.level_before, "level_after": level}
    _log(tx, "override", reply.id, str(level), by, answer, reply.agency)
    return made


def overrides_of(tx: Transaction, reply_id: str, by: Principal) -> list[Override]:
    """What people said of a reply's level, the oldest first."""
    reply_row(tx, reply_id, by)
    query = select(Override).where(Override.reply_id == reply_id).order_by(Override.made_at, Override.id)
    return list(tx.session.scalars(query))


def object_to(tx: Transaction, reply_id: str, text: str, by: Principal) -> Objection:
    """An agency's objection (*sanggah*) to the level of its reply.

    Raises `RefusalError`: ``not-found``, ``invalid-request`` without a text, ``bad-state`` while another one waits.
    """
    reply_row(tx, reply_id, by)
    if not text.strip():
        raise RefusalError("invalid-request", "an objection needs its reason")
    waiting = select(Objection.id).where(Objection.reply_id == reply_id, Objection.state == "diajukan")
    if tx.session.scalars(waiting).first() is not None:
        raise RefusalError("bad-state", "an objection to this reply waits for its answer already")
    made = Objection(
        id=new_id(),
        reply_id=reply_id,
        text=_kept(text, _LONG),
        made_by=by.id,
        made_at=tx.now,
        state="diajukan",
        answer="",
        decided_by=None,
        decided_at=None,
    )
    tx.session.add(made)
    tx.session.flush()
    return made


def decide_objection(
    tx: Transaction, objection_id: str, accept: bool, answer: str, by: Principal, *, level: int | None = None
) -> Objection:
    """Answer an objection; with ``level``, an accepted one overrides the reply's level, for the reason answered.

    Raises `RefusalError`: ``not-found``, ``decided``, ``second-person`` for one's own, ``invalid-request``.
    """
    found = tx.session.get(Objection, objection_id, with_for_update=True)
    if found is None:
        raise RefusalError("not-found", "there is no such objection")
    if found.made_by == by.id:
        raise RefusalError("second-person", "an objection is answered by somebody else")
    if found.state != "diajukan":
        raise RefusalError("decided", "the objection was answered before")
    if not answer.strip() or (level is not None and not accept):
        raise RefusalError("invalid-request", "an answer needs its reason, and only an accepted objection a level")
    found.state, found.answer = "diterima" if accept else "ditolak", _kept(answer, _LONG)
    found.decided_by, found.decided_at = by.id, tx.now
    if level is not None:
        override(tx, found.reply_id, level, by, reason=answer)
    tx.session.flush()
    return found


def list_objections(
    tx: Transaction, by: Principal, *, state: str = "", after: str = "", limit: int = 50
) -> Page[Objection]:
    """Objections to replies that ``by`` may see, the newest first; an empty ``state`` means all."""
    query = select(Objection).join(Reply, Reply.id == Objection.reply_id).where(visible(by, Reply))
    if state:
        query = query.where(Objection.state == state)
    return page_of(tx, query, (Objection.made_at, Objection.id), after, limit, list)


def _log(
    tx: Transaction, kind: str, subject: str, outcome: str, by: Principal, answer: dict[str, Any], agency: str
) -> None:
    """Write down what a person decided, and tell other systems."""
    entry = NewDecision(kind, subject, None, "", outcome, agency, 1.0, answer, actor=by.id)
    logged = tx.store.log.append(tx.session, [entry])[0]
    publish(tx, [(kind, subject, {"decision_id": logged.id, "outcome": outcome, "agency": agency})])


def _kept(text: str, longest: int) -> str:
    return redact(text.strip()).text[:longest]
