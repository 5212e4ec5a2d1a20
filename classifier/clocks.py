"""Deadlines in working days, each a row with its source and validity (data/rules/clocks.csv)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from classifier.datafiles import data_directory
from classifier.errors import TaxonomyError


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline: ``working_days`` after the event ``counts_from``; an empty ``report_type`` holds for all of them."""

    name: str
    report_type: str
    working_days: int
    counts_from: str
    valid_from: date
    valid_to: date | None
    source: str


def load_clocks(path: Path | None = None) -> tuple[Clock, ...]:
    """The rows of the clock table; raises `TaxonomyError` naming the row that is wrong."""
    file = path or data_directory() / "rules" / "clocks.csv"
    clocks = []
    with file.open(encoding="utf-8", newline="") as text:
        for number, row in enumerate(csv.DictReader(text), start=1):
            try:
                clocks.append(
                    Clock(
                        name=row["clock"],
                        report_type=row["report_type"],
                        working_days=int(row["working_days"]),
                        counts_from=row["counts_from"],
                        valid_from=date.fromisoformat(row["valid_from"]),
                        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                        source=row["source"],
                    )
                )
            except (KeyError, ValueError) as error:
                raise TaxonomyError(f"{file}, row {number}: {error}") from None
    return tuple(clocks)


def clock_for(clocks: tuple[Clock, ...], name: str, report_type: str, on: date) -> Clock:
    """The clock of a name that holds for a report type on a day; the row of that very type wins over the general one.

    Raises `TaxonomyError` when there is none.
    """
    valid = [c for c in clocks if c.name == name and c.valid_from <= on and (c.valid_to is None or on <= c.valid_to)]
    for wanted in (report_type, ""):
        for clock in valid:
            if clock.report_type == wanted:
                return clock
    raise TaxonomyError(f"no clock {name!r} for {report_type!r} on {on}; add a row to clocks.csv")


def add_working_days(start: date, working_days: int) -> date:
    """The day that lies ``working_days`` working days after ``start``; the day itself does not count.

    Saturdays, Sundays, national holidays and collective leave (*cuti bersama*) are no working days.

    >>> add_working_days(date(2025, 3, 27), 1)  # Lebaran 2025
    datetime.date(2025, 4, 8)
    """
    calendar = _calendar(start.year)
    return date.fromisoformat(str(np.busday_offset(start, working_days, roll="backward", busdaycal=calendar)))


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``; 0 when ``end`` is not later."""
    if end <= start:
        return 0
    one = np.timedelta64(1, "D")
    return int(np.busday_count(np.datetime64(start) + one, np.datetime64(end) + one, busdaycal=_calendar(start.year)))


@lru_cache(maxsize=64)
def _calendar(year: int) -> np.busdaycalendar:
    """Working days from the year before ``year`` to two years after it: longer than any clock runs."""
    import holidays

    days = holidays.country_holidays("ID", years=range(year - 1, year + 3), categories=("public", "government"))
    return np.busdaycalendar(holidays=sorted(np.datetime64(day) for day in days))
