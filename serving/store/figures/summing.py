"""Figures over any grouping of agency, month, region and level of government, from the counted months."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Text, cast, func, select

from serving.access.roles import Principal
from serving.store.figures.counting import CLOCKS
from serving.store.figures.shares import Share, median
from serving.store.government import kind_of
from serving.store.stale import COUNTS
from serving.store.store import Transaction
from serving.store.tables import AgencyMonth, Complaint

Group = Literal["agency", "month", "region", "level"]


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which months of which agencies; what is empty is not asked for. Months are such as ``2026-03``, both within."""

    month_from: str = ""
    month_to: str = ""
    agency: str = ""
    region: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one group; ``key`` are its values in the order of the grouping.

    Complaints count in the month they came in, replies in the month they were given. ``handled`` are complaints with a
    reply that says something, or closed as *selesai*; ``finished`` those closed as *selesai*;
    ``finished_substantive`` those of them whose thread is *substantif* or *alih_beralasan*. ``substantive``,
    ``partial``, ``normative`` and ``boilerplate`` are shares of the replies. ``overdue`` counts by clock the complaints
    whose step came too late or has not come by today.
    """

    key: tuple[str, ...]
    complaints: int
    replies: int
    handled: Share
    finished: Share
    finished_substantive: Share
    substantive: Share
    partial: Share
    normative: Share
    boilerplate: Share
    median_working_days: float | None
    overdue: dict[str, int]


@dataclass(slots=True)
class _Sum:
    counts: list[int] = field(default_factory=lambda: [0] * len(COUNTS))
    overdue: Counter[str] = field(default_factory=Counter)
    working_days: Counter[int] = field(default_factory=Counter)

    def add(self, other: _Sum) -> None:
        """Take in another sum."""
        self.counts = [a + b for a, b in zip(self.counts, other.counts, strict=True)]
        self.overdue.update(other.overdue)
        self.working_days.update(other.working_days)

    def figures(self, key: tuple[str, ...]) -> Figures:
        """What is shown of it, under a key."""
        counts = dict(zip(COUNTS, self.counts, strict=True))

        def share(name: str, of: str) -> Share:
            return Share.of_counts(counts[name], counts[of])

        return Figures(
            key=key,
            complaints=counts["complaints"],
            replies=counts["replies"],
            handled=share("handled", "complaints"),
            finished=share("finished", "complaints"),
            finished_substantive=share("finished_substantive", "complaints"),
            substantive=share("substantive", "replies"),
            partial=share("partial", "replies"),
            normative=share("normative", "replies"),
            boilerplate=share("boilerplate", "replies"),
            median_working_days=median(self.working_days),
            overdue={clock: self.overdue[clock] for clock in CLOCKS},
        )


def figures(
    tx: Transaction, wanted: FigureFilter, by: Principal, *, group: Sequence[Group] = ("month",)
) -> list[Figures]:
    """Figures by group, sorted by it; without a grouping one row, of all.

    A *pejabat penghubung* gets those of the own agency. Call `refresh` before, so that nothing stale is summed.
    """
    return figure_tables(tx, wanted, by, [group])[0]


def figure_tables(
    tx: Transaction, wanted: FigureFilter, by: Principal, groups: Sequence[Sequence[Group]]
) -> list[list[Figures]]:
    """`figures` for several groupings, from one reading of the counted months."""
    names: list[Group] = sorted({name for group in groups for name in group})
    tables: list[dict[tuple[str, ...], _Sum]] = [defaultdict(_Sum) for _ in groups]
    for key, cell in _cells(tx, names, _conditions(AgencyMonth, wanted, by)):
        of = dict(zip(names, key, strict=True))
        for table, group in zip(tables, groups, strict=True):
            table[tuple(of[name] for name in group)].add(cell)
    for table, group in zip(tables, groups, strict=True):
        if not group and not table:
            table[()] = _Sum()
    return [[table[key].figures(key) for key in sorted(table)] for table in tables]


def _cells(
    tx: Transaction, names: Sequence[Group], conditions: Sequence[ColumnElement[bool]]
) -> Iterator[tuple[tuple[str, ...], _Sum]]:
    """Sums under every combination of ``names``. The tallies are joined by the database and read here all at once."""
    columns = [getattr(AgencyMonth, name) for name in names]
    counted = [func.sum(getattr(AgencyMonth, name)) for name in COUNTS]
    tallies = (AgencyMonth.late, AgencyMonth.waiting, AgencyMonth.working_days)
    joined = [func.aggregate_strings(cast(tally, Text), ",") for tally in tallies]
    query = select(*columns, *counted, *joined).where(*conditions).group_by(*columns)
    for row in tx.session.execute(query):
        key, counts = tuple(row[: len(names)]), row[len(names) : -len(tallies)]
        if counts[0] is not None:  # a sum over nothing
            cell = _Sum([int(count) for count in counts])
            late, waiting, working_days = (json.loads(f"[{text}]") for text in row[-len(tallies) :])
            _add_tallies(cell, late, waiting, working_days, tx.today)
            yield key, cell


def peers(tx: Transaction, agency: str, wanted: FigureFilter, by: Principal) -> list[Figures]:
    """Figures of all agencies of the same kind in other places, and of the agency itself, sorted by name."""
    kind = kind_of(agency)
    every = figures(tx, replace(wanted, agency="", region="", level=""), by, group=("agency",))
    return [row for row in every if kind_of(row.key[0]) == kind]


def topics(tx: Transaction, wanted: FigureFilter, by: Principal) -> list[tuple[str, int]]:
    """Topics and how many complaints have them, the most frequent first."""
    number = func.count().label("number")
    query = select(Complaint.topic, number).where(*_conditions(Complaint, wanted, by)).group_by(Complaint.topic)
    return [(topic, count) for topic, count in tx.session.execute(query.order_by(number.desc(), Complaint.topic))]


def agencies_known(tx: Transaction) -> list[str]:
    """The names of all agencies that have complaints or replies, sorted."""
    names = select(AgencyMonth.agency).distinct().where(AgencyMonth.agency != "").order_by(AgencyMonth.agency)
    return list(tx.session.scalars(names))


def regions_known(tx: Transaction) -> list[str]:
    """The names of all regions that have complaints, sorted."""
    names = select(AgencyMonth.region).distinct().where(AgencyMonth.region != "").order_by(AgencyMonth.region)
    return list(tx.session.scalars(names))


def months_known(tx: Transaction) -> list[str]:
    """The months from the oldest complaint to the newest, the newest first; this month where nothing is kept."""
    ends = (func.min, func.max)  # one query each: only so an index answers them
    oldest, newest = (tx.session.scalar(select(end(Complaint.submitted_on))) or tx.today for end in ends)
    newest = min(newest, tx.today)
    first, last = (day.year * 12 + day.month - 1 for day in (min(oldest, newest), newest))
    return [f"{index // 12}-{index % 12 + 1:02d}" for index in range(last, first - 1, -1)]


def _conditions(
    table: type[AgencyMonth] | type[Complaint], wanted: FigureFilter, by: Principal
) -> list[ColumnElement[bool]]:
    names = ("agency", "region", "level")
    found = [getattr(table, name) == value for name in names if (value := getattr(wanted, name))]
    if by.role == "pejabat_penghubung":
        found.append(table.agency == by.agency)
    if wanted.month_from:
        found.append(table.month >= wanted.month_from)
    if wanted.month_to:
        found.append(table.month <= wanted.month_to)
    return found


def _add_tallies(total: _Sum, late: Any, waiting: Any, working_days: Any, today: date) -> None:
    last = today.isoformat()
    for each in late:
        total.overdue.update(each)
    for each in waiting:
        for clock, days in each.items():
            total.overdue[clock] += sum(number for day, number in days.items() if day < last)
    for each in working_days:
        for days_taken, number in each.items():
            total.working_days[int(days_taken)] += number
