"""Drawing a stratified sample with known chances."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Unit = TypeVar("Unit")
_UNSURE = 3.0
"""How much denser strata of uncertain verdicts are sampled than others."""
_LEAST = 2
"""Units of a stratum at least, where it has so many: fewer tell nothing of its variance."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply of the frame with what it may be stratified by."""

    reply_id: str
    agency: str
    government: str
    level: int
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sampled reply: its stratum, its weight (population over sample of the stratum), and whether it is a control."""

    reply_id: str
    stratum: str
    weight: float
    control: bool


def stratify(frame: Sequence[Candidate], size: int) -> dict[str, list[str]]:
    """Reply ids by stratum: by agency, level and uncertainty, or coarser ones where the sample is too small for these.

    At most half as many strata as units are drawn; agencies give way to levels of government, and then to none.
    """
    ways = (
        lambda each: (each.agency, each.level, each.uncertain),
        lambda each: (each.government, each.level, each.uncertain),
        lambda each: ("", each.level, each.uncertain),
        lambda each: ("", each.level, False),
    )
    for way in ways:
        groups: dict[Hashable, list[str]] = defaultdict(list)
        for each in frame:
            groups[way(each)].append(each.reply_id)
        if len(groups) <= size / _LEAST:
            break
    named = sorted(groups.items(), key=lambda item: str(item[0]))
    return {_name(number, key): sorted(ids) for number, (key, ids) in enumerate(named)}


def allocate(
    population: Mapping[str, int], uncertain: Mapping[str, bool], size: int, random_share: float
) -> dict[str, int]:
    """How many units each stratum gives: ``random_share`` of the size in proportion to the population, the rest with
    more weight on uncertain strata; at least two of each, never more than there are.
    """
    total = sum(population.values())
    weighted = {name: number * (_UNSURE if uncertain[name] else 1.0) for name, number in population.items()}
    scale = sum(weighted.values())
    wanted = {
        name: size * (random_share * number / total + (1 - random_share) * weighted[name] / scale)
        for name, number in population.items()
    }
    return {name: min(population[name], max(_LEAST, round(share))) for name, share in wanted.items()}


def draw_sample(
    strata: Mapping[str, Sequence[str]], sizes: Mapping[str, int], controls: Mapping[str, int], seed: int
) -> list[Drawn]:
    """A simple random sample without replacement from each stratum, shuffled; the same seed draws the same sample.

    The first ``controls`` units drawn of a stratum are its controls: a random sample whatever the judge said.
    """
    chance = random.Random(seed)  # noqa: S311, a sample is no secret
    drawn = []
    for name, ids in strata.items():
        weight = len(ids) / sizes[name]
        for place, reply_id in enumerate(chance.sample(list(ids), sizes[name])):
            drawn.append(Drawn(reply_id, name, weight, place < controls[name]))
    chance.shuffle(drawn)
    return drawn


def _name(number: int, key: Hashable) -> str:
    assert isinstance(key, tuple)
    return f"{number:03d} tingkat {key[1]}{', ragu' if key[2] else ''}"
