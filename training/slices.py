"""Parts of a history that are looked at by themselves: who might be served worse while the whole looks fine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.records import Complaint
from classifier.routing_model import text_of
from classifier.text.spelling import kinds
from classifier.text.words import split
from training.history import ComplaintHistory

Mask = NDArray[np.bool_]

LEAST = 30
"""Rows from which a slice is looked at: with fewer, an interval is wider than any finding."""
LENGTHS = ((0, 10), (11, 30), (31, 100), (101, None))
"""Bounds of the slices by length, in words."""
MARKED = 20
"""A text is in chat style, or in dialect, when at least one word in so many is."""
DIMENSIONS = ("agency", "region", "channel", "length", "register", "month", "anonymous")


def slices(history: ComplaintHistory, *, least: int = LEAST) -> dict[str, Mask]:
    """Masks over the rows of ``history`` by the name of the slice, such as ``region: Kota Kediri``.

    The part of the name before the colon is one of `DIMENSIONS`. A row without a value (no region, no date) is in no
    slice of that dimension; only the registers chat and dialect can overlap. A slice with fewer than ``least`` rows is
    left out, and so is a dimension in which all rows are alike: its one slice would be the whole.
    """
    found: dict[str, Mask] = {}
    for dimension, values in _dimensions(history):
        counts = Counter(value for row in values for value in row)
        for value in sorted(counts) if max(counts.values(), default=0) < len(history) else ():
            if counts[value] >= least:
                found[f"{dimension}: {value}"] = np.array([value in row for row in values], np.bool_)
    return found


def register_of(complaint: Complaint) -> tuple[str, ...]:
    """``formal``, or ``chat`` for a text with chat spellings and ``dialect`` for one with words of a regional language.

    >>> register_of(Complaint("lampu jln gk nyala"))
    ('chat',)
    """
    found = [kinds().get(word.lower(), "") for word in split(text_of(complaint))]
    chat = found.count("sms")
    dialect = sum(bool(kind) for kind in found) - chat - found.count("typo")
    names = [name for name, n in (("chat", chat), ("dialect", dialect)) if n and n * MARKED >= len(found)]
    return tuple(names) or ("formal",)


def month_of(complaint: Complaint) -> str:
    """The month in which a complaint came in, as ``2025-01``; empty when the day is not known."""
    return f"{complaint.submitted_at:%Y-%m}" if complaint.submitted_at else ""


def length_of(complaint: Complaint) -> str:
    """The slice by length that a complaint is in, as ``11-30 words``."""
    n = len(split(text_of(complaint)))
    low, high = next(bounds for bounds in LENGTHS if bounds[1] is None or n <= bounds[1])
    return f"{low}-{high} words" if high is not None else f"over {low - 1} words"


def _dimensions(history: ComplaintHistory) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    rows = history.complaints
    yield "agency", _single(history.labels)
    yield "region", _single([complaint.region for complaint in rows])
    yield "channel", _single(history.channels)
    yield "length", _single([length_of(complaint) for complaint in rows])
    yield "register", [register_of(complaint) for complaint in rows]
    yield "month", _single([month_of(complaint) for complaint in rows])
    yield "anonymous", _single(["yes" if hidden else "no" for hidden in history.anonymous])


def _single(values: Sequence[str]) -> list[tuple[str, ...]]:
    return [(value,) if value else () for value in values]
