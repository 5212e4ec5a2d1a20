"""Dates, times and deadlines of a reply, resolved to days by the date of the reply.

Every expression becomes a span with a first and a last day. What a year-less date leaves open is filled by the nearest
such date; what a bare weekday leaves open, by the tense of the words before it. All patterns are bounded, so that the
time is linear in the length of the text, and all work on the text as it is, so that spans need no translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from classifier.reply.date_patterns import FINDERS, HINTS, Resolve
from classifier.reply.periods import Period


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A stretch of text that names days: ``first`` to ``last``, both within; a deadline runs from the reply's day."""

    start: int
    end: int
    first: date
    last: date


def find_dates(text: str, replied_at: date) -> tuple[DateExpression, ...]:
    """The date expressions of a text in order, none overlapping; expressions of impossible days are left out.

    >>> [(text[d.start : d.end], str(d.last)) for text in ["Ditambal Selasa depan, paling lambat 12 Mei."]
    ...  for d in find_dates(text, date(2025, 5, 1))]
    [('Selasa depan', '2025-05-06'), ('paling lambat 12 Mei', '2025-05-12')]
    """
    free = bytearray(b"\x01") * len(text)
    found: list[DateExpression] = []
    lowered = text.lower()
    has_digit = bool(_DIGIT.search(text))
    for pattern, resolve, needed in FINDERS:
        if not (any(piece in lowered for piece in needed) if needed else has_digit):
            continue
        for match in pattern.finditer(text):
            if not all(free[match.start() : match.end()]):
                continue
            period = _resolved(resolve, match, replied_at)
            if period is not None and period[0] <= period[1]:
                free[match.start() : match.end()] = bytes(match.end() - match.start())
                found.append(DateExpression(match.start(), match.end(), *period))
    found.sort(key=lambda each: each.start)
    return tuple(_with_deadlines(text, _joined(text, found), replied_at))


def _resolved(resolve: Resolve, match: re.Match[str], near: date) -> Period | None:
    try:
        return resolve(match, near)
    except (ValueError, OverflowError):  # the 31st of June, the year 9999
        return None


_DIGIT = re.compile(r"\d")


def may_hold_date(text: str) -> bool:
    """Whether a text may hold a date expression; false only where it holds none."""
    lowered = text.lower()
    return bool(_DIGIT.search(lowered)) or any(piece in lowered for piece in HINTS)


# --- ranges, repeated names, deadlines ---

_RANGE = re.compile(r"\s{0,2}(?:-|–|s\.?d\.?|s/d|sampai(?:\s+dengan)?|hingga)\s{0,2}", re.IGNORECASE)
_SAME = re.compile(r"[\s,(]{0,3}(?:(?:pagi|siang|sore|malam|tanggal|tgl)\b)?[\s,(]{0,3}", re.IGNORECASE)
_DEADLINE = re.compile(
    r"\b(?:paling\s+(?:lambat|lama)|selambat(?:-lambat)?nya|sebelum|maks(?:imal)?\.?|max|hingga|sampai(?:\s+dengan)?|s\.?d\.?)\s{1,2}"
    r"(?:(?:tanggal|tgl\.?)\s{1,2})?$",
    re.IGNORECASE,
)
_BEFORE = 40


def _joined(text: str, found: list[DateExpression]) -> Iterator[DateExpression]:
    """Ranges and names of one day ("Rabu (26/3)", "besok 17/3") as one expression; the later, narrower one counts."""
    current: DateExpression | None = None
    for each in found:
        if current is None:
            current = each
            continue
        between = text[current.end : each.start]
        if _RANGE.fullmatch(between) and current.first <= each.last:
            current = replace(current, end=each.end, last=each.last)
        elif _SAME.fullmatch(between) and (each.last - each.first) <= (current.last - current.first):
            current = replace(each, start=current.start)
        else:
            yield current
            current = each
    if current is not None:
        yield current


def _with_deadlines(text: str, found: Iterator[DateExpression], near: date) -> Iterator[DateExpression]:
    """A day that is a limit ("paling lambat 12 Mei") runs from the reply to that day."""
    for each in found:
        cue = _DEADLINE.search(text[max(0, each.start - _BEFORE) : each.start])
        if cue and each.last >= near:
            start = each.start - (min(each.start, _BEFORE) - cue.start())
            yield replace(each, start=start, first=near)
        else:
            yield each
