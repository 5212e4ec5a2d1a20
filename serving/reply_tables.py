"""What a file of replies tells beyond each reply: families of copied texts, and the verdict on each thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from classifier.columns import ColumnMap, date_of, read_mapped
from classifier.errors import DataError
from classifier.records import ReplyPair, ReportType, Verdict
from classifier.reply.families import Families, Membership
from classifier.reply.threads import ThreadReply, judge_thread
from classifier.tables import Row

_UNKNOWN = date.min


def families_in(source: Path, overrides: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """For each row of a file ``{"family": ...}``: the family of copied texts that its reply belongs to.

    Empty where the file does not name the agency. Rows whose day is not known count as older than all others. Raises
    `DataError`.
    """
    replies = []
    for number, row, columns in read_mapped(source, ("reply",), overrides):
        if columns.column("agency") is None:
            return []
        day = date_of(number, row, columns, "replied_at") or _UNKNOWN
        replies.append((columns.value(row, "reply"), columns.value(row, "agency"), day))
    return [{"family": family_row(membership)} for membership in Families().add_all(replies)]


def family_row(membership: Membership) -> dict[str, Any]:
    """A membership as plain values; ``first_seen`` and ``last_seen`` are ISO dates, or empty where none is known."""
    return {
        "id": membership.family,
        "size": membership.size,
        "agencies": membership.agencies,
        "first_seen": _shown(membership.first_seen),
        "last_seen": _shown(membership.last_seen),
        "share": round(membership.share, 4),
    }


def _shown(day: date) -> str:
    return "" if day == _UNKNOWN else day.isoformat()


@dataclass(slots=True)
class _Thread:
    agency: str
    submitted_at: date
    report_type: ReportType
    ids: list[str]
    replies: list[ThreadReply]


class ThreadTable:
    """The replies of a file by the complaint that they answer, in the order in which the complaints first occur."""

    FIELDS = ("thread", "submitted_at", "replied_at")

    def __init__(self, today: date) -> None:
        """``today`` is the day on which the threads are looked at; later replies are not read."""
        self._today = today
        self._threads: dict[str, _Thread] = {}

    def add(self, number: int, row: Row, columns: ColumnMap, pair: ReplyPair, verdict: Verdict) -> None:
        """Add a judged row; raises `DataError` when it lacks the complaint's number or one of the two days."""
        name = columns.value(row, "thread")
        submitted_at = date_of(number, row, columns, "submitted_at")
        if not name or submitted_at is None or pair.replied_at is None:
            field = "thread" if not name else "submitted_at" if submitted_at is None else "replied_at"
            raise DataError(
                columns.path, f"the column {columns.column(field)} is empty; a thread needs it in every row", row=number
            )
        thread = self._threads.setdefault(
            name, _Thread(columns.value(row, "agency"), submitted_at, pair.report_type, [], [])
        )
        items = frozenset(evidence.item for evidence in verdict.items)
        thread.ids.append(pair.id)
        thread.replies.append(ThreadReply(pair.replied_at, verdict.level, pair.reply, items))

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row a complaint: its verdict, the reply that decided it, and the days that it took."""
        for name, thread in self._threads.items():
            verdict = judge_thread(
                thread.replies,
                submitted_at=thread.submitted_at,
                report_type=thread.report_type,
                today=self._today,
            )
            yield {
                "thread": name,
                "agency": thread.agency,
                "verdict": verdict.label,
                "replies": len(thread.replies),
                "decided_by": "" if verdict.decided_by is None else thread.ids[verdict.decided_by],
                "days_to_first": verdict.days_to_first,
                "days_to_deciding": verdict.days_to_deciding,
                "due": verdict.due.isoformat(),
                "in_time": verdict.in_time,
            }
