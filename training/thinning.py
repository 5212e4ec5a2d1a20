"""Bounding what a router learns from, so that a million rows fit in the memory of an ordinary machine.

A feature matrix grows with the rows, and beyond some hundred thousand of them the next ones teach little. The labels
with the most rows then give up their oldest ones; rare labels keep all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.records import Complaint

Numbers = NDArray[np.int64]

MOST = 80_000
"""Rows that a router learns from: some 55 KiB each while it is fitted (``python -m benchmarks.fitting``)."""


def thinned(
    rows: Sequence[int] | Numbers, labels: Sequence[str], complaints: Sequence[Complaint], *, most: int = MOST
) -> Numbers:
    """At most about ``most`` of ``rows``, in their order: of each label the newest, equally many where they must go.

    ``labels`` and ``complaints`` are those of the whole history. Rows without a date count as the oldest, and of rows
    of one day the later in the history as the newer. A label never loses its last row.
    """
    chosen = np.asarray(rows, np.int64)
    if len(chosen) <= most:
        return chosen
    days = np.array([day.toordinal() if (day := complaints[i].submitted_at) else 0 for i in chosen])
    number = np.unique([labels[i] for i in chosen], return_inverse=True)[1]
    order = np.lexsort((-np.arange(len(chosen)), -days, number))
    counts = np.bincount(number)
    rank = np.arange(len(chosen)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.asarray(chosen[np.sort(order[rank < _cap(counts, most)])], np.int64)


def _cap(counts: Numbers, most: int) -> int:
    """The largest number of rows a label such that all labels together keep at most ``most``; 1 or more.

    >>> _cap(np.array([2, 5, 9]), 10)
    4
    """
    low, high = 1, int(counts.max())
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if np.minimum(counts, middle).sum() <= most else (low, middle - 1)
    return low
