"""How far a figure could be off: percentile intervals of resampled rows (Efron and Tibshirani 1993, chapter 13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Figures = Callable[[Rows], Mapping[str, float]]
Interval = tuple[float, float]

DRAWS = 1000
CONFIDENCE = 0.95


def intervals(
    figures: Figures, n: int, *, groups: Rows | None = None, draws: int = DRAWS, seed: int = 0
) -> dict[str, Interval]:
    """The 95 % interval of every figure that ``figures`` computes from row numbers.

    Parameters
    ----------
    n: how many rows there are; rows 0 to n - 1 are drawn with replacement.
    groups: a group number for every row, where rows of one group say the same thing (a text that was sent again): then
    groups are drawn, each with all its rows.
    draws: how many resamples; one on which a figure does not exist (nan) is left out for that figure.
    """
    generator = np.random.default_rng(seed)
    draw = _rows_of_groups(groups) if groups is not None else None
    drawn: dict[str, list[float]] = {}
    for _ in range(draws if n else 0):
        rows = draw(generator) if draw else generator.integers(0, n, n)
        for name, value in figures(rows).items():
            drawn.setdefault(name, []).append(value)
    return {name: percentiles(np.array(values)) for name, values in drawn.items()}


def percentiles(values: NDArray[np.float64], confidence: float = CONFIDENCE) -> Interval:
    """The middle ``confidence`` of the values that are numbers; nan where there are none.

    >>> percentiles(np.arange(5.0), 0.5)
    (1.0, 3.0)
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _rows_of_groups(groups: Rows) -> Callable[[np.random.Generator], Rows]:
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=groups.min() - 1)) if len(groups) else np.zeros(0, np.int64)
    sizes = np.diff(starts, append=len(groups))

    def draw(generator: np.random.Generator) -> Rows:
        chosen = generator.integers(0, len(starts), len(starts))
        first = np.repeat(starts[chosen] - np.cumsum(sizes[chosen]) + sizes[chosen], sizes[chosen])
        return np.asarray(order[first + np.arange(len(first))], np.int64)

    return draw
