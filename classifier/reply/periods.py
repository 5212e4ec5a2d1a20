"""Calendar arithmetic of Indonesian date words: months, weekdays, numbers, weeks and parts of a month or year."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

Period = tuple[date, date]
"""First and last day, both within."""

_MONTHS = "januari februari maret april mei juni juli agustus september oktober november desember".split()
_SHORT_MONTHS = "jan feb mar apr mei jun jul agu sep okt nov des".split()
MONTHS: Mapping[str, int] = {
    **{name: number for number, name in enumerate(_MONTHS, start=1)},
    **{name: number for number, name in enumerate(_SHORT_MONTHS, start=1)},
    "agt": 8,
    "sept": 9,
    "pebruari": 2,
    "nopember": 11,
}
FULL_MONTHS = (*_MONTHS, "pebruari", "nopember")
WEEKDAYS: Mapping[str, int] = {
    "senin": 0,
    "selasa": 1,
    "rabu": 2,
    "kamis": 3,
    "jumat": 4,
    "jum'at": 4,
    "sabtu": 5,
    "minggu": 6,
    "ahad": 6,
}
_NUMBERS = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()
_ORDINALS = "pertama kedua ketiga keempat kelima".split()
_ROMAN = "i ii iii iv v".split()
NUMBERS: Mapping[str, int] = {
    **{name: number for number, name in enumerate(_NUMBERS, start=1)},
    **{name: number for number, name in enumerate(_ORDINALS, start=1)},
    **{name: number for number, name in enumerate(_ROMAN, start=1)},
    "dua belas": 12,
    "empat belas": 14,
    "dua puluh": 20,
    "tiga puluh": 30,
    "se": 1,
}
_ONE_DAY = timedelta(days=1)


def number_of(word: str) -> int:
    """The value of a number written in digits, words, as an ordinal or in Roman; raises ``KeyError`` for others."""
    word = word.lower().removeprefix("ke-").strip()
    return int(word) if word.isdecimal() else NUMBERS[word]


def month_of(year: int, month: int) -> Period:
    """A month; ``month`` may run below 1 or beyond 12, into the neighbouring years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def year_of(year: int) -> Period:
    """A year."""
    return date(year, 1, 1), date(year, 12, 31)


def week_of(day: date) -> Period:
    """The week, Monday to Sunday, that a day lies in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def week_in_month(month: Period, number: int) -> Period:
    """The ``number``-th seven days of a month, from 1; the fifth ends with the month."""
    first = min(month[0] + timedelta(days=7 * (number - 1)), month[1])
    return first, min(first + timedelta(days=6), month[1])


def part_of(period: Period, part: str) -> Period:
    """The first, middle or last third (``awal``, ``pertengahan``, ``akhir``) of a period; all of it for other words."""
    third = (period[1] - period[0] + _ONE_DAY) // 3
    cuts = {
        "awal": (period[0], period[0] + third - _ONE_DAY),
        "pertengahan": (period[0] + third, period[1] - third),
        "akhir": (period[1] - third + _ONE_DAY, period[1]),
    }
    return cuts.get(part.lower(), period)


def nearest_year(month: int, day: int, near: date) -> date | None:
    """The day of that month that lies closest to ``near``; ``None`` where no such day exists."""
    choices = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            choices.append(date(year, month, day))
        except ValueError:
            continue
    return min(choices, key=lambda choice: (abs(choice - near), choice < near), default=None)
