"""What another level of a reply would change: the verdict on its thread, and the figures of its agency."""

from __future__ import annotations

from dataclasses import dataclass

from serving.access.roles import Principal
from serving.store.figures import FigureFilter, Figures, Share, figures
from serving.store.figures.counting import SUBSTANTIVE
from serving.store.reports.reading import reply_row
from serving.store.reports.threads import verdict_with
from serving.store.review import LEVELS
from serving.store.store import Transaction
from serving.store.tables import Complaint


@dataclass(frozen=True, slots=True)
class Effect:
    """What holds if the reply has ``level``.

    ``substantive`` is the share of the agency's replies of that month, ``finished_substantive`` that of the complaints
    of the month in which the complaint came in, to the agency that has it now.
    """

    level: int
    thread_verdict: str
    substantive: Share
    finished_substantive: Share


def effects(tx: Transaction, reply_id: str, by: Principal) -> list[Effect]:
    """One effect a level, the present one among them; call `serving.store.figures.refresh` before.

    Raises `RefusalError` (``not-found``).
    """
    reply = reply_row(tx, reply_id, by)
    complaint = tx.session.get_one(Complaint, reply.complaint_id)
    replies = _month(tx, reply.agency, reply.month, by).substantive
    complaints = _month(tx, complaint.agency, complaint.month, by).finished_substantive
    found = []
    for level in LEVELS:
        verdict = verdict_with(tx, complaint, {reply.id: level})
        more = int(level == LEVELS[-1]) - int(reply.level_now == LEVELS[-1])
        thread = 0
        if complaint.status == "selesai":
            thread = int(verdict in SUBSTANTIVE) - int(complaint.thread_verdict in SUBSTANTIVE)
        found.append(
            Effect(
                level,
                verdict,
                Share.of_counts(replies.count + more, replies.of),
                Share.of_counts(complaints.count + thread, complaints.of),
            )
        )
    return found


def _month(tx: Transaction, agency: str, month: str, by: Principal) -> Figures:
    return figures(tx, FigureFilter(month_from=month, month_to=month, agency=agency), by, group=())[0]
