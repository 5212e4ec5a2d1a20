"""What follows from all replies to a complaint: the verdict on the thread, and which promises were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import select

from classifier.records import ReplyPair, ReportType
from classifier.reply.promises import promises, says_done
from classifier.reply.threads import ThreadReply, judge_thread
from serving.store.reports.texts import keys_for, open_complaint, open_reply
from serving.store.store import Transaction
from serving.store.tables import Complaint, Promise, Reply
from serving.store.tables.base import new_id


def refresh_thread(tx: Transaction, complaint: Complaint) -> None:
    """Judge the thread anew by the levels that count now, and note the day of the first reply that says something.

    An erased report keeps the verdict that it has.
    """
    opened = pairs_of(tx, complaint)
    if opened is None:
        return
    spoken = [row.replied_on for row, _ in opened if not any(flag["name"] == "empty" for flag in row.flags)]
    complaint.first_reply_on = min(spoken, default=None)
    complaint.thread_verdict = _verdict(tx, complaint, opened, {})


def verdict_with(tx: Transaction, complaint: Complaint, levels: Mapping[str, int]) -> str:
    """The verdict that the thread would have if replies (by id) had these levels; the present one where erased."""
    opened = pairs_of(tx, complaint)
    return complaint.thread_verdict if opened is None else _verdict(tx, complaint, opened, levels)


def _verdict(
    tx: Transaction, complaint: Complaint, opened: Sequence[tuple[Reply, ReplyPair]], levels: Mapping[str, int]
) -> str:
    verdict = judge_thread(
        [
            ThreadReply(
                row.replied_on,
                levels.get(row.id, row.level_now),
                pair.reply,
                frozenset(item["item"] for item in row.items),
            )
            for row, pair in opened
        ],
        submitted_at=complaint.submitted_on,
        report_type=cast(ReportType, complaint.report_type),
        disposed_at=complaint.disposed_on,
        today=max([tx.today, *(row.replied_on for row, _ in opened)]),
    )
    return verdict.label


def pairs_of(tx: Transaction, complaint: Complaint) -> list[tuple[Reply, ReplyPair]] | None:
    """The replies to a complaint with their opened texts, the oldest first; ``None`` when the report was erased."""
    key = keys_for(tx, [complaint.id]).get(complaint.id)
    record = open_complaint(key, complaint)
    rows = tx.session.scalars(
        select(Reply).where(Reply.complaint_id == complaint.id).order_by(Reply.replied_on, Reply.id)
    )
    opened = [(row, open_reply(key, row, record)) for row in rows]
    if record is None or any(pair is None for _, pair in opened):
        return None
    return [(row, pair) for row, pair in opened if pair is not None]


def note_promises(tx: Transaction, reply: Reply, text: str) -> None:
    """Enter the promises of a reply into the ledger, and those before it as kept when it tells a deed as done."""
    if says_done(text):
        earlier = select(Promise).where(
            Promise.complaint_id == reply.complaint_id, Promise.made_on < reply.replied_on, Promise.kept_on.is_(None)
        )
        for promise in tx.session.scalars(earlier):
            promise.kept_on = reply.replied_on
    tx.session.add_all(
        Promise(
            id=new_id(),
            reply_id=reply.id,
            complaint_id=reply.complaint_id,
            agency=reply.agency,
            made_on=reply.replied_on,
            start=each.start,
            end=each.end,
            due=each.due,
            kept_on=None,
        )
        for each in promises(text, reply.replied_on)
    )
