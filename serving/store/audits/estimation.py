"""What a stratified sample says of all replies: the share, its interval, and the judge's error.

Formulas: Cochran, *Sampling Techniques* (1977), chapter 5A for stratified shares with the finite population correction;
Särndal, Swensson and Wretman, *Model Assisted Survey Sampling* (1992), section 5.7, for shares within a part of the
population (Hájek's ratio and its linearisation); Korn and Graubard (1998) for the interval by an effective sample size
that is never more than the real one, here in Wilson's form, as Franco, Little, Louis and Slud (2019) recommend.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from serving.store.figures.shares import wilson

_UPPER = 0.975


@dataclass(frozen=True, slots=True)
class Rated:
    """A sampled reply whose level is decided. ``part`` tells whether it belongs to what is estimated for."""

    stratum: str
    level: int
    judged: int
    part: bool = True


@dataclass(frozen=True, slots=True)
class Weighted:
    """A share of the population as the sample says, with its 95 % interval; ``items`` are the units it rests on.

    All three are ``None`` where no unit of the part was rated.
    """

    share: float | None
    low: float | None
    high: float | None
    items: int


def weighted_share(rated: Sequence[Rated], population: Mapping[str, int], hits: Sequence[bool]) -> Weighted:
    """The share of ``hits`` among the units of the part, weighted by the population of each stratum.

    Units of a stratum without any rating count in no way: the estimate is then for the strata that have some.
    """
    strata: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for unit, hit in zip(rated, hits, strict=True):
        strata[unit.stratum].append((float(unit.part and hit), float(unit.part)))
    items = sum(unit.part for unit in rated)
    size = _total(strata, population, 1)
    if not items or not size:
        return Weighted(None, None, None, items)
    share = _total(strata, population, 0) / size
    if all(len(units) >= population[name] for name, units in strata.items()):
        return Weighted(share, share, share, items)  # every reply was rated
    variance = sum(_variance(units, population[name], share) for name, units in strata.items()) / size**2
    low, high = wilson(share, _effective(share, variance, rated, population, strata))
    return Weighted(share, min(low, share), max(high, share), items)


def _total(strata: Mapping[str, Sequence[tuple[float, float]]], population: Mapping[str, int], column: int) -> float:
    """The estimated total of a column over the population (Horvitz and Thompson)."""
    return sum(population[name] * sum(u[column] for u in units) / len(units) for name, units in strata.items())


def _variance(units: Sequence[tuple[float, float]], population: int, share: float) -> float:
    """The variance that one stratum adds to the total of the residuals; one unit alone adds none that could be told."""
    n = len(units)
    if n < 2 or n >= population:
        return 0.0
    residuals = [hit - share * part for hit, part in units]
    mean = sum(residuals) / n
    spread = sum((residual - mean) ** 2 for residual in residuals) / (n - 1)
    return population**2 * (1 - n / population) * spread / n


def _effective(
    share: float,
    variance: float,
    rated: Sequence[Rated],
    population: Mapping[str, int],
    strata: Mapping[str, Sequence[tuple[float, float]]],
) -> float:
    """The size of a simple random sample that says as much.

    It is made smaller for the few degrees of freedom of the variance, and is at most the size of the sample, seen
    against the population: a variance that came out too small by chance must not look like knowledge. Where all units
    agree the variance tells nothing; Kish's size (the squared sum of weights over the sum of their squares) stands in.
    """
    own = [unit.stratum for unit in rated if unit.part]
    sampled = len(own) / _total(strata, population, 1)
    most = len(own) / (1 - sampled) if sampled < 1 else float(len(own))
    freedom = len(own) - len(set(own))
    if variance > 0 and 0 < share < 1 and freedom > 0:
        few = (float(stdtrit(len(own) - 1, _UPPER)) / float(stdtrit(freedom, _UPPER))) ** 2
        return min(most, few * share * (1 - share) / variance)
    weights = [population[stratum] / len(strata[stratum]) for stratum in own]
    return min(most, sum(weights) ** 2 / sum(weight**2 for weight in weights))
