"""The kinds of date expressions: a pattern for each, and what a match means on the day of the reply.

A resolver returns ``None`` where a match is no date after all ("Nomor 23 Tahun 2014"), and raises ``ValueError`` for a
day that no calendar has.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from classifier.clocks import add_working_days
from classifier.reply.periods import (
    FULL_MONTHS,
    MONTHS,
    NUMBERS,
    WEEKDAYS,
    Period,
    month_of,
    nearest_year,
    number_of,
    part_of,
    week_in_month,
    week_of,
    year_of,
)

_MATCH = re.Match[str]
Resolve = Callable[[_MATCH, date], Period | None]
"""(match, day of the reply) -> first and last day."""

# --- tense ---------------------------------------------------------------------------------------------------------

_CONTEXT = 80
_FAR = 45  # days
_TENSE = re.compile(
    r"[.;!?\n](?:\s|$)|\b(?:(?P<past>sudah|telah|sdh|tlh|udah|usai|tadi|hasil|ditemukan|sejak|mengecek|lalu|pernah)"
    r"|(?P<future>akan|di?jadwal\w*|jadwal|mulai|rencana\w*|direncanakan|di?target\w*|target|paling|selambat\w*|segera|"
    r"nanti|maks\w*|sampai|hingga|diperkirakan|perkiraan|estimasi|tunggu|ditunggu|buka|dibuka|sebelum|bakal|masuk))\b",
    re.IGNORECASE,
)


def _tense(match: _MATCH) -> int:
    """The tense of the last such word before an expression, in its sentence: -1 past, 1 future, 0 none."""
    tense = 0
    for found in _TENSE.finditer(match.string, max(0, match.start() - _CONTEXT), match.start()):
        tense = -1 if found["past"] else 1 if found["future"] else 0
    return tense


def _is_past(match: _MATCH) -> bool:
    return _tense(match) < 0


def _year_less(match: _MATCH, month: int, day: int, near: date) -> date | None:
    """The nearest such day, unless it lies far on the wrong side of what the tense says."""
    nearest = nearest_year(month, day, near)
    tense = _tense(match)
    if nearest is None or (nearest - near).days * tense >= -_FAR:
        return nearest
    return nearest.replace(year=nearest.year + tense)


# --- what each kind of expression means -------------------------------------------------------------------------------


def _full_date(match: _MATCH, near: date) -> Period | None:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return day, day


def _numeric_date(match: _MATCH, near: date) -> Period | None:
    if match.group() == "24/7" or _NUMBERED.search(match.string[max(0, match.start() - 20) : match.start()]):
        return None
    if match["y"]:
        year = int(match["y"])
        day: date | None = date(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))
    else:
        day = _year_less(match, int(match["m"]), int(match["d"]), near)
    return None if day is None else (day, day)


def _day_month(match: _MATCH, near: date) -> Period | None:
    month = MONTHS[match["month"].lower()]
    first_day, last_day = int(match["d"]), int(match["d2"] or match["d"])
    if match["y"]:
        return date(int(match["y"]), month, first_day), date(int(match["y"]), month, last_day)
    last = _year_less(match, month, last_day, near)
    return None if last is None or first_day > last_day else (last.replace(day=first_day), last)


def _day_alone(match: _MATCH, near: date) -> Period | None:
    """``tanggal 30``: in this month or the next one; in this or the last one when the words before are of the past."""
    number = int(match["d"])
    step = -1 if _is_past(match) else 1
    for offset in (0, step, 2 * step):
        month = month_of(near.year, near.month + offset)
        if number <= month[1].day:
            day = month[0].replace(day=number)
            if (day - near).days * step >= 0:
                return day, day
    return None


def _weekday(match: _MATCH, near: date) -> Period | None:
    name, week = match["day"].lower(), (match["week"] or "").lower()
    if (
        name == "minggu"
        and not match["hari"]
        and not match["part"]
        and (match["which"] or not match["day"][0].isupper())
    ):
        return None  # the week, not the Sunday
    ahead = (WEEKDAYS[name] - near.weekday()) % 7
    which = (match["which"] or "").lower()
    if week:
        monday = week_of(near)[0] + timedelta(days={"depan": 7, "lalu": -7}.get(week, 0))
        day = monday + timedelta(days=WEEKDAYS[name])
    elif which in ("lalu", "kemarin", "kmrn") or (not which and _is_past(match)):
        day = near - timedelta(days=(7 - ahead if ahead or which else 0))
    else:
        day = near + timedelta(days=ahead or (7 if which in ("depan", "mendatang") else 0))
    return day, day


_RELATIVE_DAYS = {"lusa": 2, "besok": 1, "esok": 1, "kemarin": -1, "kmrn": -1, "semalam": -1, "tadi malam": -1}


def _relative_day(match: _MATCH, near: date) -> Period | None:
    words = " ".join(match.group().lower().split())
    steps = -2 if words == "kemarin lusa" else 2 if words == "besok lusa" else _RELATIVE_DAYS.get(words, 0)
    day = near + timedelta(days=steps)
    return day, day


def _relative_period(match: _MATCH, near: date) -> Period | None:
    step = {"ini": 0, "depan": 1, "mendatang": 1, "berikutnya": 1}.get(match["which"].lower(), -1)
    unit = match["unit"].lower()
    if unit in ("minggu", "pekan"):
        period = week_of(near + timedelta(days=7 * step))
    elif unit == "bulan":
        period = month_of(near.year, near.month + step)
        if match["nth"]:
            period = week_in_month(period, number_of(match["nth"]))
    else:
        period = year_of(near.year + step)
    return part_of(period, match["part"] or "")


def _month_alone(match: _MATCH, near: date) -> Period | None:
    month = MONTHS[match["month"].lower()]
    middle = _year_less(match, month, 15, near)
    year = int(match["y"]) if match["y"] else middle.year if middle else near.year
    period = month_of(year, month)
    if match["nth"]:
        return week_in_month(period, number_of(match["nth"]))
    return part_of(period, match["part"] or "")


def _part_of_year(match: _MATCH, near: date) -> Period | None:
    length = {"t": 3, "c": 4, "s": 6}[match["unit"][0].lower()]
    number = number_of(match["nth"])
    if number * length > 12:
        return None
    year = int(match["y"]) if match["y"] else near.year
    last = month_of(year, number * length)[1]
    if not match["y"] and last < near and not _is_past(match):
        year += 1
    return month_of(year, (number - 1) * length + 1)[0], month_of(year, number * length)[1]


def _year(match: _MATCH, near: date) -> Period | None:
    before = match.string[max(0, match.start() - 20) : match.start()]
    if _NUMBERED.search(before):
        return None  # "Nomor 23 Tahun 2014" is a law
    return part_of(year_of(int(match["y"])), match["part"] or "")


def _duration(match: _MATCH, near: date) -> Period | None:
    """``dalam 14 hari``: from the reply on; ``dua hari lalu``: that day."""
    count, unit = number_of(match["n"]), match["unit"].lower()
    if match["times"]:
        count, unit = count * max(int(match["times"]) // 24, 1), "hari"
    days = {"hari": 1, "minggu": 7, "pekan": 7, "bulan": 30, "tahun": 365}.get(unit, 0) * count
    if match["ago"]:
        return near - timedelta(days=days), near - timedelta(days=days)
    if match["work"]:
        return near, add_working_days(near, min(count, 400))
    return near, near + timedelta(days=days)


def _day_plus(match: _MATCH, near: date) -> Period | None:
    last = near + timedelta(days=int(match["n"]))
    return near, last


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_FULL_MONTH = "|".join(FULL_MONTHS)
_DAY = "|".join(WEEKDAYS)
_COUNT = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_NTH = r"(?:ke-?\s?)?(?:pertama|kedua|ketiga|keempat|kelima|[1-5]|i{1,3}|iv|v)\b"
_PART = r"(?:(?P<part>awal|pertengahan|akhir)\s+)"
_NUMBERED = re.compile(
    r"\b(?:no|nomor|nmr|surat|perda|perwali|perbup|pergub|permen\w*|pp|uu|rt|rw|pasal|kepmen\w*|sk)\b[\s.:]*[\w./-]*\s*$",
    re.IGNORECASE,
)
_CUE = (
    r"(?:dalam(?:\s+waktu)?|paling\s+(?:lambat|lama)|maks(?:imal|imum)?\.?|max|selambat(?:-lambat)?nya|selama-lamanya"
    r"|tenggat|batas|selesai|jadi|estimasi|turun|proses)"
)
# What no match of a pattern goes without.
_WEEKDAYS = tuple(WEEKDAYS)
_PERIODS = ("minggu", "pekan", "bulan", "tahun")
_UNITS = ("hari", "minggu", "pekan", "bulan", "jam")
_NEAR_DAYS = ("hari", "pagi", "siang", "sore", "malam", "tadi", "esok", "lusa", "kemarin", "kmrn")
FINDERS: tuple[tuple[re.Pattern[str], Resolve, tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), resolve, needed)
    for pattern, resolve, needed in (
        (r"(?<![\w/-])(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?![\w/-])", _full_date, ()),
        (
            rf"(?<![\w/.-])(?P<d>[0-3]?\d)(?:\s{{0,2}}(?:-|–|s\.?d\.?|sampai|hingga|dan|,)\s{{0,2}}(?P<d2>[0-3]?\d))?"
            rf"\s{{0,2}}(?P<month>{_MONTH})\b(?:[\s.,]{{1,2}}(?P<y>20\d\d)\b)?",
            _day_month,
            (),
        ),
        (r"(?<![\w/.-])(?P<d>[0-3]?\d)([-/.])(?P<m>[01]?\d)\2(?P<y>20\d\d|\d\d)(?![\w/-])", _numeric_date, ()),
        (r"(?<![\w/.-])(?P<d>[0-3]?\d)/(?P<m>[01]?\d)(?P<y>)(?![\w/-])", _numeric_date, ("/",)),
        (r"\b(?:tanggal|tgl\.?|per\s+tanggal)\s+(?P<d>[0-3]?\d)(?![\d/.:]\d|\d)", _day_alone, ("tanggal", "tgl")),
        (rf"\b(?:{_DAY})\s+(?P<d>[0-3]?\d)(?![\d/.:]\d|\d|\s*(?:jam|orang|wi))", _day_alone, _WEEKDAYS),
        (
            rf"(?:\b(?P<hari>hari)\s+)?\b(?P<day>{_DAY})\b(?P<part>\s+(?:pagi|siang|sore|malam))?"
            r"(?:\s+(?:(?:minggu|pekan)\s+(?P<week>ini|depan|lalu)|(?P<which>ini|depan|mendatang|besok|lalu|kemarin|kmrn)))?\b",
            _weekday,
            _WEEKDAYS,
        ),
        (
            rf"{_PART}?(?:\b(?:minggu|pekan)\s+(?P<nth>{_NTH})\s+)?\b(?P<unit>minggu|pekan|bulan|tahun)\s+"
            r"(?P<which>ini|depan|mendatang|berikutnya|lalu|kemarin|yang\s+lalu)\b",
            _relative_period,
            _PERIODS,
        ),
        (
            r"\bkemarin\s+lusa\b|\bbesok\s+lusa\b|\b(?:hari|pagi|siang|sore|malam)\s+ini\b|\bnanti\s+(?:siang|sore|malam)\b"
            r"|\btadi\s+(?:pagi|siang|sore|malam)\b|\b(?:besok|esok|lusa|kemarin|kmrn|semalam|tadi)\b",
            _relative_day,
            _NEAR_DAYS,
        ),
        (
            rf"(?:\b(?:minggu|pekan)\s+(?P<nth>{_NTH})\s+(?:bulan\s+)?|\b{_PART}(?:bulan\s+)?|(?<!\d\s))\b(?P<month>{_FULL_MONTH})\b"
            r"(?:\s+(?P<y>20\d\d)\b)?",
            _month_alone,
            FULL_MONTHS,
        ),
        (
            rf"\b(?P<unit>triwulan|tri\s?wulan|tw|caturwulan|semester)\s+(?P<nth>{_NTH})"
            r"(?:\s+(?:tahun\s+(?:anggaran\s+)?)?(?P<y>20\d\d)\b)?",
            _part_of_year,
            ("wulan", "tw", "semester"),
        ),
        (
            rf"\b{_PART}?(?:tahun(?:\s+anggaran)?|t\.?a\.?|p?-?apbd(?:es|-?p)?|apbn|pak|rkpd(?:es)?|renja|rka|dpa|anggaran|papbd)"
            r"(?:\s+perubahan)?\s+(?P<y>20\d\d)\b(?!/\d)",
            _year,
            ("20",),
        ),
        (
            rf"\b(?:{_CUE}\s+)?(?P<n>\d{{1,3}}|{_COUNT})(?:\s*[x×]\s*(?P<times>24))?\s*(?P<unit>hari|minggu|pekan|bulan|jam)\s+"
            r"(?:(?P<work>kerja)\b|(?P<ago>yang\s+lalu|lalu)\b|(?:lagi|ke\s+depan|mendatang)\b)",
            _duration,
            _UNITS,
        ),
        (
            rf"\b{_CUE}\s+(?P<n>\d{{1,3}}|{_COUNT})(?:\s*[x×]\s*(?P<times>24))?\s*(?P<unit>hari|minggu|pekan|bulan|jam)\b"
            r"(?P<ago>)(?P<work>)",
            _duration,
            _UNITS,
        ),
        (r"\b(?P<n>\d)\s*[x×]\s*(?P<times>24)\s*(?P<unit>jam)\b(?P<ago>)(?P<work>)", _duration, ("24",)),
        (r"\bH\s?\+\s?(?P<n>\d{1,2})\b", _day_plus, ("+",)),
    )
)
"""(pattern, resolver, pieces of which one stands in every text, in lower case, where the pattern can match).

No pieces: every match holds a digit. The pieces spare most texts most patterns.
"""
HINTS = tuple(sorted({piece for _, _, needed in FINDERS for piece in needed if not piece.isdigit()}))
"""Of these, or of digits, something stands in every expression, in lower case."""
