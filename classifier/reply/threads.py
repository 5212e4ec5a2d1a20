"""The verdict over several replies to one complaint, in time.

One good reply answers a complaint, however many polite ones stand around it. An acknowledgement is a legitimate first
response while the first follow-up is not yet due; afterwards the same words are *normatif*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from classifier.clocks import Clock, add_working_days, clock_for, load_clocks, working_days_between
from classifier.records import ReportType
from classifier.reply.acts import asks_for_data, hands_over_with_reason, passes_on, says_nothing

ThreadLabel = Literal["kosong", "respon_awal", "normatif", "sebagian", "substantif", "alih_beralasan", "minta_data"]

_OWN_WORK = frozenset({"R2", "R3", "R4"})


@dataclass(frozen=True, slots=True)
class ThreadReply:
    """One reply of a thread: its day, its level (0, 1, 2), its text and the checklist items found in it (R1 to R10).

    ``items`` is ``None`` where nobody looked for them; the words of the text decide then.
    """

    day: date
    level: int
    text: str
    items: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ThreadVerdict:
    """The judgement of a thread.

    ``decided_by`` is the number of the reply, in the order given, that decided; ``None`` when no reply says anything.
    ``days_to_first`` and ``days_to_deciding`` are working days from the submission. ``in_time`` tells whether the first
    response came by ``due``; ``None`` while there is none and it is not yet due.
    """

    label: ThreadLabel
    decided_by: int | None
    days_to_first: int | None
    days_to_deciding: int | None
    due: date
    in_time: bool | None


def judge_thread(
    replies: Sequence[ThreadReply],
    *,
    submitted_at: date,
    report_type: ReportType = "pengaduan",
    disposed_at: date | None = None,
    today: date | None = None,
    clocks: tuple[Clock, ...] | None = None,
) -> ThreadVerdict:
    """Judge the replies to one complaint; their order does not matter, and replies after ``today`` are not read.

    Without ``today`` the thread is judged on the day of its last reply. Raises `TaxonomyError` when the clock table
    holds no first follow-up for the day of the submission.
    """
    order = sorted(
        (n for n, reply in enumerate(replies) if today is None or reply.day <= today), key=lambda n: replies[n].day
    )
    due = first_follow_up_due(submitted_at, report_type, disposed_at=disposed_at, clocks=clocks)
    now = today or (replies[order[-1]].day if order else submitted_at)
    spoken = [n for n in order if replies[n].level > 0 or not says_nothing(replies[n].text)]
    if not spoken:
        return ThreadVerdict("kosong", None, None, None, due, False if now > due else None)
    label, decided_by = _decide(replies, spoken, early=now <= due)

    def days(number: int) -> int:
        return working_days_between(submitted_at, replies[number].day)

    first = spoken[0]
    return ThreadVerdict(label, decided_by, days(first), days(decided_by), due, replies[first].day <= due)


def first_follow_up_due(
    submitted_at: date,
    report_type: ReportType,
    *,
    disposed_at: date | None = None,
    clocks: tuple[Clock, ...] | None = None,
) -> date:
    """The last day of the first follow-up.

    It counts from the disposition; where its day is not known, from the last day of the verification.
    """
    table = load_clocks() if clocks is None else clocks
    if disposed_at is None:
        verification = clock_for(table, "verifikasi", report_type, submitted_at)
        disposed_at = add_working_days(submitted_at, verification.working_days)
    return add_working_days(
        disposed_at, clock_for(table, "tindak_lanjut_pertama", report_type, submitted_at).working_days
    )


def _decide(replies: Sequence[ThreadReply], spoken: Sequence[int], *, early: bool) -> tuple[ThreadLabel, int]:
    """The label and the reply that decided it, over the replies that say something, in order of time."""
    full = [n for n in spoken if replies[n].level == 2]
    if full:
        own = [n for n in full if not _hands_over(replies[n])]
        return ("substantif", own[0]) if own else ("alih_beralasan", full[0])
    partial = [n for n in spoken if replies[n].level == 1]
    if not partial:
        return ("respon_awal" if early else "normatif"), spoken[-1]
    if all(_asks(replies[n]) for n in partial):
        return "minta_data", partial[0]
    if early and all(_only_passes_on(replies[n]) for n in partial):
        return "respon_awal", partial[0]
    return "sebagian", next(n for n in partial if not _asks(replies[n]))


def _hands_over(reply: ThreadReply) -> bool:
    if reply.items is not None:
        return "R8" in reply.items and not reply.items & _OWN_WORK and hands_over_with_reason(reply.text)
    return hands_over_with_reason(reply.text)


def _asks(reply: ThreadReply) -> bool:
    return "R10" in reply.items if reply.items is not None else asks_for_data(reply.text)


def _only_passes_on(reply: ThreadReply) -> bool:
    """Whether the one thing that a reply tells is where the complaint went."""
    if reply.items is not None:
        return reply.items <= {"R1", "R5", "R8"}
    return passes_on(reply.text)
