"""Counting an agency's month: what `serving.store.tables.AgencyMonth` holds, from complaints and replies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import CTE, String, and_, bindparam, column, delete, func, select, update, values

from classifier.clocks import Clock, add_working_days, clock_for, load_clocks, working_days_between
from classifier.records import ReportType
from classifier.reply.threads import first_follow_up_due
from serving.store.boilerplate import BOILERPLATE
from serving.store.reports.records import CLOSED
from serving.store.stale import KEY, Key
from serving.store.store import Transaction
from serving.store.tables import AgencyMonth, Complaint, Family, Reply

CLOCKS = ("verifikasi", "tindak_lanjut_pertama", "penyelesaian")
SUBSTANTIVE = ("substantif", "alih_beralasan")
"""Verdicts on a thread that tell the citizen the matter: an answer, or with reasons who is competent."""
_LEVEL = ("normative", "partial", "substantive")
_ROWS = 10_000
_KEYS = 1_000  # months counted together: named one by one, so that the database looks up just these


@dataclass(slots=True)
class _Month:
    counts: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    waiting: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    working_days: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Steps:
    """The days of a complaint on which its clocks depend."""

    status: str
    report_type: str
    submitted_on: date
    disposed_on: date | None
    first_reply_on: date | None
    closed_on: date | None


def is_stale(tx: Transaction) -> bool:
    """Whether there is a month that `refresh` would count anew."""
    return tx.session.execute(_stale_keys().limit(1)).first() is not None


def refresh(tx: Transaction) -> int:
    """Count the stale months anew, in a write transaction; returns how many there were.

    A month that has become empty is removed.
    """
    keys = [cast(Key, tuple(row)) for row in tx.session.execute(_stale_keys())]
    if not keys:
        return 0
    for start in range(0, len(keys), _KEYS):
        _count(tx, keys[start : start + _KEYS])
    return len(keys)


def _count(tx: Transaction, keys: Sequence[Key]) -> None:
    months = {key: _Month() for key in keys}
    wanted = values(*(column(name, String) for name in KEY), name="keys").data(keys).cte("wanted")
    for key, steps, verdict, number in _complaints(tx, wanted):
        _count_complaint(months[key], steps, verdict, number)
    for key, level, copied, number in _replies(tx, wanted):
        counts = months[key].counts
        counts["replies"] += number
        counts[_LEVEL[level]] += number
        counts["boilerplate"] += number if copied else 0
    _write(tx, months)


def _count_complaint(month: _Month, steps: _Steps, verdict: str, number: int) -> None:
    finished = steps.status == "selesai"
    month.counts["complaints"] += number
    month.counts["handled"] += number if steps.first_reply_on or finished else 0
    month.counts["finished"] += number if finished else 0
    month.counts["finished_substantive"] += number if finished and verdict in SUBSTANTIVE else 0
    if steps.first_reply_on:
        month.working_days[str(_between(steps.submitted_on, steps.first_reply_on))] += number
    for clock, due, done in _clocks(steps):
        if done is not None:
            month.late[clock] += number if done > due else 0
        elif steps.status not in (*CLOSED, "menunggu_kelengkapan"):  # the citizen's time does not count
            month.waiting[clock][due.isoformat()] += number


def _clocks(steps: _Steps) -> Iterator[tuple[str, date, date | None]]:
    """Each clock with its last day and the day on which its step was done; a later step includes the earlier ones."""
    dues = _dues(steps.report_type, steps.submitted_on, steps.disposed_on)
    closed, replied, disposed = steps.closed_on, steps.first_reply_on, steps.disposed_on
    yield CLOCKS[0], dues[0], disposed or _first(replied, closed)
    yield CLOCKS[1], dues[1], _first(replied, closed)
    yield CLOCKS[2], dues[2], closed


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


@lru_cache(maxsize=50_000)
def _dues(report_type: str, submitted_on: date, disposed_on: date | None) -> tuple[date, date, date]:
    """The last days of the three clocks; the later ones count from the disposition, or from the day it was due."""
    verified = add_working_days(submitted_on, _days("verifikasi", report_type, submitted_on))
    start = disposed_on or verified
    followed = first_follow_up_due(submitted_on, cast(ReportType, report_type), disposed_at=start, clocks=_table())
    return verified, followed, add_working_days(start, _days("penyelesaian", report_type, submitted_on))


def _days(clock: str, report_type: str, on: date) -> int:
    return clock_for(_table(), clock, report_type, on).working_days


@lru_cache(maxsize=1)
def _table() -> tuple[Clock, ...]:
    return load_clocks()


@lru_cache(maxsize=50_000)
def _between(start: date, end: date) -> int:
    return working_days_between(start, end)


def _stale_keys() -> Any:
    return select(*(getattr(AgencyMonth, name) for name in KEY)).where(AgencyMonth.stale.is_(True))


def _complaints(tx: Transaction, wanted: CTE) -> Iterator[tuple[Key, _Steps, str, int]]:
    """The complaints under the keys that are wanted, equal ones counted together."""
    key = [getattr(Complaint, name) for name in KEY]
    days = [Complaint.submitted_on, Complaint.disposed_on, Complaint.first_reply_on, Complaint.closed_on]
    columns = [*key, Complaint.status, Complaint.report_type, *days, Complaint.thread_verdict]
    same = and_(*(wanted.c[name] == each for name, each in zip(KEY, key, strict=True)))
    query = select(*columns, func.count()).join(wanted, same).group_by(*columns)
    for row in tx.session.execute(query.execution_options(yield_per=_ROWS)):
        yield cast(Key, tuple(row[:4])), _Steps(*row[4:10]), row[10], row[11]


def _replies(tx: Transaction, wanted: CTE) -> Iterator[tuple[Key, int, bool, int]]:
    """The replies under these keys by level and whether they are boilerplate, counted together."""
    key = [Reply.agency, Reply.month, Complaint.region, Complaint.level]
    same = and_(*(wanted.c[name] == each for name, each in zip(KEY, key, strict=True)))
    copied = func.coalesce(Family.size >= BOILERPLATE, False)
    query = (
        select(*key, Reply.level_now, copied, func.count())
        .join(Complaint, Complaint.id == Reply.complaint_id)
        .join(wanted, same)
        .outerjoin(Family, Family.id == Reply.family_id)
        .group_by(*key, Reply.level_now, copied)
    )
    rows: Any = tx.session.execute(query.execution_options(yield_per=_ROWS))
    for row in rows:
        level, is_copied, number = row[4:]
        yield cast(Key, tuple(row[:4])), level, bool(is_copied), number


def _write(tx: Transaction, months: dict[Key, _Month]) -> None:
    names = ("complaints", "handled", "finished", "finished_substantive", "replies", *_LEVEL, "boilerplate")
    empty, rows = [], []
    for key, month in months.items():
        bound = {f"key_{name}": value for name, value in zip(KEY, key, strict=True)}
        if not month.counts["complaints"] and not month.counts["replies"]:
            empty.append(bound)
            continue
        counted: dict[str, Any] = {name: month.counts[name] for name in names}
        counted |= {"late": dict(month.late), "working_days": dict(month.working_days)}
        counted |= {"waiting": {clock: dict(days) for clock, days in month.waiting.items()}, "stale": False}
        rows.append(bound | counted)
    here = and_(*(getattr(AgencyMonth, name) == bindparam(f"key_{name}") for name in KEY))
    table: Any = AgencyMonth.__table__
    if rows:
        bound_values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("key_")}
        tx.session.connection().execute(update(table).where(here).values(bound_values), rows)
    if empty:
        tx.session.connection().execute(delete(table).where(here), empty)
