"""Deadlines, against the calendar on the wall."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.clocks import add_working_days, clock_for, load_clocks, working_days_between
from classifier.errors import TaxonomyError

DAYS = st.dates(date(2021, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2024, 7, 1), 3, date(2024, 7, 4)),
        (date(2024, 7, 5), 1, date(2024, 7, 8)),  # over a weekend
        (date(2024, 7, 6), 1, date(2024, 7, 8)),  # sent on a Saturday
        (date(2024, 8, 16), 1, date(2024, 8, 19)),  # Independence Day, a Saturday that year
        (date(2025, 3, 27), 1, date(2025, 4, 8)),  # Nyepi, Idul Fitri and collective leave
        (date(2024, 12, 24), 1, date(2024, 12, 27)),  # Christmas and its collective leave
    ],
)
def test_working_days_are_counted_as_the_calendar_says(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


@given(DAYS, st.integers(1, 60))
def test_counting_there_and_back_agrees(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert end > start
    assert working_days_between(start, end) == days
    assert working_days_between(start, end - timedelta(days=1)) == days - 1


def test_nothing_passes_backwards() -> None:
    assert working_days_between(date(2024, 7, 2), date(2024, 7, 2)) == 0
    assert working_days_between(date(2024, 7, 2), date(2024, 7, 1)) == 0


@pytest.mark.parametrize(
    ("name", "report_type", "days"),
    [
        ("penyelesaian", "pengaduan", 14),
        ("penyelesaian", "pengaduan_pengawasan", 60),
        ("penyelesaian", "permintaan_informasi", 5),
        ("verifikasi", "aspirasi", 3),
    ],
)
def test_the_clock_of_a_report_type(name: str, report_type: str, days: int) -> None:
    clock = clock_for(load_clocks(), name, report_type, date(2025, 6, 1))
    assert clock.working_days == days
    assert clock.source


def test_a_missing_clock_and_a_broken_table_say_so(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="no clock 'puisi'"):
        clock_for(load_clocks(), "puisi", "pengaduan", date(2025, 1, 1))
    with pytest.raises(TaxonomyError, match="no clock 'verifikasi'"):
        clock_for(load_clocks(), "verifikasi", "pengaduan", date(2010, 1, 1))
    path = tmp_path / "clocks.csv"
    path.write_text("clock,report_type,working_days,counts_from,valid_from,valid_to,source\nx,,many,y,2020-01-01,,z\n")
    with pytest.raises(TaxonomyError, match="row 1"):
        load_clocks(path)
