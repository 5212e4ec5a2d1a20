"""Cutting history into rows to fit, to calibrate, to choose a threshold and to test and certify on.

By time where the rows have dates (each part lies later than the one before), by batch where they name one, else at
random. A duplicate of a row in an earlier part is in no part: it would be an easy question, and learning from it would
be learning from the future.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
MOSTLY = 0.9


@dataclass(frozen=True)
class Split:
    """Row numbers of the parts, none in two of them; ``how`` says in words by what the rows were cut."""

    fit: Numbers
    calibrate: Numbers
    choose: Numbers
    test: Numbers
    how: str

    def before(self, part: str) -> Numbers:
        """All rows of the parts before ``part``, in the order of the history."""
        names = PARTS[: PARTS.index(part)]
        return np.sort(np.concatenate([getattr(self, name) for name in names]))


PARTS = ("fit", "calibrate", "choose", "test")


def split_history(
    dates: Sequence[date | None],
    groups: Numbers,
    batches: Sequence[str],
    *,
    calibrate: float = 0.15,
    choose: float = 0.1,
    test: float = 0.2,
    seed: int = 0,
) -> Split:
    """Cut rows into four parts of about the given shares, the rest to fit on.

    Rows are ordered by time when at least nine in ten have a date (those without come first), by shuffled batches when
    they have those, else at random; of a duplicate group, only the rows in the part of its first row are kept.
    """
    n = len(groups)
    dated = sum(day is not None for day in dates)
    if dated >= MOSTLY * n and len(set(dates)) > 1:
        order = np.argsort(np.array([day.toordinal() if day else 0 for day in dates]), kind="stable")
        how = "time"
    else:
        generator = np.random.default_rng(seed)
        shuffled = generator.permutation(n)
        names = sorted(set(batches))
        rank = dict(zip(generator.permutation(names).tolist(), range(len(names)), strict=True))
        order = shuffled[np.argsort([rank[batches[i]] for i in shuffled], kind="stable")]
        how = "batch" if len(names) > 2 else "random"
    starts = [round(n * (1 - share)) for share in (calibrate + choose + test, choose + test, test)]
    part = np.zeros(n, np.int64)
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], n], strict=True), start=1):
        part[order[start:end]] = number
    dropped = len(PARTS)
    first, inverse = np.unique(groups[order], return_inverse=True)
    first_part = np.full(len(first), dropped)
    np.minimum.at(first_part, inverse, part[order])
    part[order] = np.where(part[order] == first_part[inverse], part[order], dropped)
    fit, calibrating, choosing, testing = (np.flatnonzero(part == number) for number in range(len(PARTS)))
    return Split(fit, calibrating, choosing, testing, how)


def describe(split: Split, dates: Sequence[date | None]) -> dict[str, str]:
    """Each part in words: how many rows, and from when to when."""

    def part(rows: Numbers) -> str:
        days = sorted(day for i in rows if (day := dates[i]))
        return f"{len(rows)} rows" + (f", {days[0]} to {days[-1]}" if days else "")

    return {"by": split.how, **{name: part(getattr(split, name)) for name in PARTS}}
