"""How rare a word is among complaints, counted once in the shipped corpus.

The counts do not come from the index itself, so a match does not depend on what else was added, or in which order.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import lru_cache

from classifier.datafiles import data_directory
from classifier.duplicates.meanings import meaning
from classifier.text.words import canonical, split

_EVERYDAY = 3
_RAREST = 10
"""A meaning in fewer complaints is taken for as rare as this: names and slips must not outweigh what happened."""


@lru_cache(maxsize=1)
def _corpus() -> tuple[int, Counter[str], Counter[str]]:
    """The number of complaints, in how many a meaning stands, and in how many a word stands in lower case."""
    total = 0
    meanings: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for file in sorted((data_directory() / "corpus" / "complaints").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            raw = split(f"{row.get('title', '')} {row['text']}")
            total += 1
            meanings.update({meaning(canonical(word)) for word in raw})
            lower.update({word for word in raw if word.islower()})
    return total, meanings, lower


@lru_cache(maxsize=65_536)
def rarity(word: str) -> float:
    """Inverse document frequency of a meaning, in [0, 1]: 0 in every complaint, 1 in `_RAREST` or fewer."""
    total, meanings, _ = _corpus()
    if total <= _RAREST:
        return 1.0
    return math.log(total / max(meanings[word], _RAREST)) / math.log(total / _RAREST)


def everyday(word: str) -> bool:
    """Whether a lower-case word is no name: several complaints write it without a capital."""
    return _corpus()[2][word] >= _EVERYDAY
