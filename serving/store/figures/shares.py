"""Shares with their intervals, and medians of counted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054
"""The standard normal's 97.5 % point: two-sided intervals of 95 %."""
LEAST = 10
"""Fewer cases than this say nothing: share and interval are left out."""


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``; ``share`` with its 95 % interval ``low`` to ``high``, all in [0, 1].

    They are ``None`` where there are fewer than ``LEAST`` cases.
    """

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None

    @classmethod
    def of_counts(cls, count: int, of: int) -> Share:
        """The share with its Wilson interval.

        >>> Share.of_counts(6, 10)  # doctest: +ELLIPSIS
        Share(count=6, of=10, share=0.6, low=0.312..., high=0.831...)
        """
        if of < LEAST:
            return cls(count, of, None, None, None)
        low, high = wilson(count / of, of)
        return cls(count, of, count / of, low, high)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % score interval of a share seen in ``n`` > 0 independent cases (Wilson, 1927)."""
    centre = share + Z * Z / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def median(counted: Mapping[int, int]) -> float | None:
    """The median of values that occur so often; ``None`` when there are none.

    >>> median({1: 2, 4: 1, 9: 1})
    2.5
    """
    total = sum(counted.values())
    if not total:
        return None
    lower, upper = (total - 1) // 2, total // 2
    found: list[int] = []
    seen = 0
    for value in sorted(counted):
        seen += counted[value]
        while len(found) < 2 and seen > (lower, upper)[len(found)]:
            found.append(value)
    return sum(found) / 2
