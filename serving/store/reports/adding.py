"""Taking complaints and replies in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import select

from classifier.errors import TanggapError
from classifier.records import REPORT_TYPES, Disposition, ReplyPair, ReportType, Verdict
from classifier.records import Complaint as ComplaintRecord
from classifier.reply.threads import first_follow_up_due
from classifier.routing_model import text_of
from serving.store.boilerplate import join_families
from serving.store.errors import RefusalError
from serving.store.government import level_of
from serving.store.reports.records import CLOSED, STATUSES, NewComplaint, NewReply
from serving.store.reports.texts import keys_for, open_complaint, seal_complaint, seal_reply
from serving.store.reports.threads import note_promises, refresh_thread
from serving.store.stale import keys_of, mark_stale, own_key
from serving.store.store import Transaction
from serving.store.tables import Complaint, Family, Reply

Judged = tuple[NewReply, ReplyPair, Verdict, str]
"""A reply, the pair that was judged, the verdict, and the verdict's id in the decision log."""


def record_of(new: NewComplaint) -> ComplaintRecord:
    """A complaint to be kept as the router reads it."""
    return ComplaintRecord(
        id=new.id,
        text=new.text,
        title=new.title,
        address=new.address,
        kelurahan=new.kelurahan,
        kecamatan=new.kecamatan,
        region=new.region,
        submitted_at=new.submitted_on,
    )


def add_complaints(tx: Transaction, rows: Sequence[tuple[NewComplaint, Disposition | None, str | None]]) -> None:
    """Keep complaints, their texts sealed, with the disposition and its id in the decision log where there is one.

    What the caller does not say of topic and place is taken from the disposition. Its agency is a suggestion: nobody
    has the complaint, and no agency sees or answers for it, until it is sent; `auto` sends it at once. Raises
    `RefusalError` (``exists``) when an id is kept already or comes twice; then none is kept.
    """
    ids = [new.id for new, _, _ in rows]
    _refuse_known(tx, Complaint, ids, "complaint")
    complaints = [_complaint(tx, new, disposition, number) for new, disposition, number in rows]
    tx.session.add_all(complaints)
    tx.session.flush()
    mark_stale(tx, map(own_key, complaints))


def pairs_for(tx: Transaction, replies: Sequence[NewReply]) -> list[ReplyPair]:
    """New replies beside their kept complaints, as the judge reads them.

    Raises `RefusalError`: ``not-found`` where a complaint is not kept, ``bad-state`` where it was erased.
    """
    wanted = {new.complaint_id for new in replies}
    keys = keys_for(tx, wanted)
    rows = {row.id: row for row in tx.session.scalars(select(Complaint).where(Complaint.id.in_(sorted(wanted))))}
    if len(rows) < len(wanted):
        raise RefusalError("not-found", "a reply answers a complaint that is not kept")
    opened = {number: open_complaint(keys.get(number), row) for number, row in rows.items()}
    pairs = []
    for new in replies:
        complaint = opened[new.complaint_id]
        if complaint is None:
            raise RefusalError("bad-state", "a reply answers a complaint that was erased")
        report_type = cast(ReportType, rows[new.complaint_id].report_type)
        pairs.append(
            ReplyPair(text_of(complaint), new.text, id=new.id, report_type=report_type, replied_at=new.replied_on)
        )
    return pairs


def add_replies(tx: Transaction, rows: Sequence[Judged]) -> None:
    """Keep replies, their texts sealed, with their verdicts, families and promises; the threads are judged anew.

    Raises `RefusalError` (``exists``, ``not-found``, ``bad-state``, ``invalid-request`` for a reply of nobody); then
    none is kept.
    """
    _refuse_known(tx, Reply, [new.id for new, *_ in rows], "reply")
    keys = keys_for(tx, (new.complaint_id for new, *_ in rows))
    complaints: dict[str, Complaint] = {}
    for new, *_ in rows:
        found = tx.session.get(Complaint, new.complaint_id)
        if found is None:
            raise RefusalError("not-found", "a reply answers a complaint that is not kept")
        if not (new.agency or found.agency):
            raise RefusalError("invalid-request", "a reply to a complaint that was sent to nobody names its agency")
        complaints[new.complaint_id] = found
    ordered = sorted(rows, key=lambda row: (row[0].replied_on, row[0].id))
    added: list[tuple[Reply, str]] = []
    for judged in ordered:
        key = keys.get(judged[0].complaint_id)
        if key is None:
            raise RefusalError("bad-state", "a reply answers a complaint that was erased")
        added.append((_reply(tx, judged, complaints[judged[0].complaint_id], key), judged[0].text))
    grown = _find_families(tx, added)
    tx.session.add_all(reply for reply, _ in added)
    tx.session.flush()
    for reply, text in added:
        note_promises(tx, reply, text)
    for complaint in complaints.values():
        refresh_thread(tx, complaint)
    tx.session.flush()
    mark_stale(tx, {key for each in complaints.values() for key in keys_of(tx, each)} | _keys_of_families(tx, grown))


def _complaint(tx: Transaction, new: NewComplaint, disposition: Disposition | None, number: str | None) -> Complaint:
    if new.status not in STATUSES:
        raise RefusalError("invalid-request", "the status is none of the known ones")
    if new.closed_on is not None and new.status not in CLOSED:
        raise RefusalError("invalid-request", "a complaint with a day of closing must be selesai or diarsipkan")
    _refuse_without_clock(new)
    sent = disposition is not None and disposition.decision == "auto" and not new.agency
    suggestion = disposition.agency if disposition else ""
    agency = new.agency or (suggestion if sent else "")
    place = disposition.place if disposition else None
    region = new.region or (place.region if place else "")
    return Complaint(
        id=new.id,
        month=f"{new.submitted_on:%Y-%m}",
        submitted_on=new.submitted_on,
        disposed_on=new.disposed_on or (tx.today if sent else None),
        first_reply_on=None,
        closed_on=new.closed_on,
        region=region,
        kecamatan=new.kecamatan or (place.kecamatan if place else ""),
        kelurahan=new.kelurahan or (place.kelurahan if place else ""),
        agency=agency,
        suggestion=suggestion,
        level=new.level or level_of(agency, region),
        topic=new.topic or (disposition.topic if disposition else ""),
        report_type=new.report_type,
        channel=new.channel,
        anonymous=new.anonymous,
        secret=new.secret,
        status=new.status,
        decision_id=number,
        decision=disposition.decision if disposition else "",
        abstain_reason=disposition.abstain_reason if disposition else "",
        probability=disposition.probability if disposition else None,
        thread_verdict="kosong",
        cluster_id=None,
        sealed=seal_complaint(tx.store.vault.new_key(tx.session, new.id), record_of(new)),
        received_at=tx.now,
    )


def _refuse_without_clock(new: NewComplaint) -> None:
    if new.report_type not in REPORT_TYPES:
        raise RefusalError("invalid-request", "the report type is none of the known ones")
    try:
        first_follow_up_due(new.submitted_on, new.report_type, disposed_at=new.disposed_on)
    except (TanggapError, ValueError, OverflowError):
        raise RefusalError("invalid-request", "no deadline is known for the day of the complaint") from None


def _reply(tx: Transaction, judged: Judged, complaint: Complaint, key: bytes) -> Reply:
    new, pair, verdict, number = judged
    return Reply(
        id=new.id,
        complaint_id=new.complaint_id,
        agency=new.agency or complaint.agency,
        month=f"{new.replied_on:%Y-%m}",
        replied_on=new.replied_on,
        sealed=seal_reply(key, pair),
        decision_id=number,
        release=verdict.release,
        level=verdict.level,
        level_now=verdict.level,
        p_substantive=verdict.p_substantive,
        score=verdict.score,
        items=[{"item": each.item, "start": each.start, "end": each.end} for each in verdict.items],
        flags=[
            {"name": each.name, "start": each.start, "end": each.end, "due": each.due and each.due.isoformat()}
            for each in verdict.flags
        ],
        family_id=None,
        received_at=tx.now,
    )


def _find_families(tx: Transaction, added: Sequence[tuple[Reply, str]]) -> set[str]:
    """Put replies into families; returns the ids of those that became boilerplate."""
    by_agency: dict[str, list[tuple[Reply, str]]] = defaultdict(list)
    for reply, text in added:
        if not any(flag["name"] == "empty" for flag in reply.flags):
            by_agency[reply.agency].append((reply, text))
    grown: set[str] = set()
    for agency, members in sorted(by_agency.items()):
        families, new = join_families(tx, agency, [(text, reply.replied_on) for reply, text in members])
        for (reply, _), family in zip(members, families, strict=True):
            reply.family_id = family.id
        grown |= new
    return grown


def _keys_of_families(tx: Transaction, family_ids: set[str]) -> set[tuple[str, str, str, str]]:
    """The keys under which the members of families count."""
    query = (
        select(Reply.agency, Reply.month, Complaint.region, Complaint.level)
        .join(Complaint, Complaint.id == Reply.complaint_id)
        .join(Family, Family.id == Reply.family_id)
        .where(Family.id.in_(sorted(family_ids)))
    )
    return {(agency, month, region, level) for agency, month, region, level in tx.session.execute(query)}


def _refuse_known(tx: Transaction, table: type[Any], ids: Sequence[str], what: str) -> None:
    known = set(tx.session.scalars(select(table.id).where(table.id.in_(ids))))
    seen: set[str] = set()
    for place, number in enumerate(ids, start=1):
        if number in known or number in seen:
            raise RefusalError("exists", f"{what} {place} of the request is kept already, or comes twice")
        seen.add(number)
