"""Promises of a reply: dated ones, with the day by which they fall due, and those that name no time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from classifier.reply.dates import DateExpression, find_dates, may_hold_date
from classifier.reply.flag_cues import Sentence, read

_NEAR = 4  # words between "akan" and what will be done
_MOST = 30  # dates of one sentence that are looked at
_CURT = 4  # words of "Siap, segera!"
_MARGIN = 20  # a date that begins at the end of a sentence may run over it
_SOME_DAY = date(2024, 7, 1)  # stands in for an unknown day of the reply, only to find where dates are


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and its span; ``due`` is its last day, ``None`` when it names none or the reply's day is not known."""

    start: int
    end: int
    dated: bool
    due: date | None = None


def promises(text: str, replied_at: date | None = None, found: Sequence[Sentence] | None = None) -> list[Promise]:
    """The promises of a reply in order; ``found`` are its sentences where they have been read already.

    A sentence is a dated promise when it names a day that is not over on the day of the reply and tells no standing
    rule ("tiga hari kerja setelah berkas lengkap"); else it is one without date when it says that something will be
    done, or that its time is not known.
    """
    sentences = read(text) if found is None else found
    dates: Sequence[DateExpression] = ()
    if any(
        (replied_at is not None or sentence.shown & _FUTURE)  # else none can count
        and may_hold_date(text[sentence.start : sentence.end + _MARGIN])
        for sentence in sentences
    ):
        dates = find_dates(text, replied_at or _SOME_DAY)
    starts = [each.start for each in dates]
    result: list[Promise] = []
    for sentence in sentences:
        inside = dates[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        dated = next(_dated(sentence, inside, replied_at, text), None)
        if dated is not None:
            due = dated.last if replied_at else None
            result.append(Promise(dated.start, dated.end, True, due))
        elif _undated(sentence):
            result.append(Promise(sentence.start, sentence.end, False))
    return result


def says_done(text: str) -> bool:
    """Whether some sentence tells a deed as done: *sudah diganti*, *telah selesai*, with no *belum* before it."""
    return any(is_done(sentence) for sentence in read(text))


def is_done(sentence: Sentence) -> bool:
    """Whether a sentence tells a deed as done."""
    return _pair(sentence, "lampau", "pengecekan")


def _dated(
    sentence: Sentence, inside: Sequence[DateExpression], replied_at: date | None, text: str
) -> Iterator[DateExpression]:
    """The dates of a sentence that say when something will be done."""
    if sentence.has("prosedur") and not (sentence.has("akan") or sentence.has("mulai")):
        return  # a standing rule
    for each in inside[:_MOST]:
        before = [sentence.classes[n] for n, span in enumerate(sentence.spans) if span[0] < each.end]
        future = any(classes & _FUTURE for classes in before)
        if replied_at is None:
            ahead = future
        elif each.first > replied_at:
            ahead = True
        elif each.last >= replied_at:
            ahead = _still_ahead(each, text[each.start : each.end], before, future)
        else:
            ahead = False
        if ahead:
            yield each


def _still_ahead(each: DateExpression, shown: str, before: Sequence[frozenset[str]], future: bool) -> bool:
    """Whether days that the reply's own day is among are meant as to come: ``minggu ini``, ``dalam 14 hari``."""
    days = (each.last - each.first).days
    if any("akan" in classes for classes in before):
        return True
    if _LIMIT.search(shown) or days > _LONG:
        return False
    past = any("lampau" in classes for classes in before)
    return future or bool(_LATER_TODAY.search(shown)) or (days > 0 and not past)


_FUTURE = frozenset({"akan", "jadwal", "segera"})
_LATER_TODAY = re.compile(r"\b(?:nanti|malam\s+ini|sore\s+ini|siang\s+ini)\b", re.IGNORECASE)
_LIMIT = re.compile(
    r"^(?:sampai|hingga|sebelum|s\.?d)|\b(?:sejak|jam)\b", re.IGNORECASE
)  # a rule's validity, as a rule
_LONG = 200  # days: "tahun ini" is no date


def _undated(sentence: Sentence) -> bool:
    """Whether a sentence puts off: it will be done, or its time is not known."""
    if sentence.has("umum"):  # a hope, or what holds for everybody
        return False
    return (
        _pair(sentence, "akan", "kerja")
        or _pair(sentence, "segera", "kerja")
        or (sentence.has("segera") and len(sentence.forms) <= _CURT)
        or _pair(sentence, "belum", "ketidakpastian")
        or _pair(sentence, "mohon", "tunggu")
    )


def _pair(sentence: Sentence, first: str, second: str) -> bool:
    """Whether a word of the first class, not negated, is soon followed by one of the second."""
    if first not in sentence.shown or second not in sentence.shown:
        return False
    return any(not _negated(sentence, place) for place in sentence.followed(first, second, _NEAR))


def _negated(sentence: Sentence, place: int) -> bool:
    return bool(place) and "tidak" in sentence.classes[place - 1]
