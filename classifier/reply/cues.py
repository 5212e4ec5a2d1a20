"""Cues: classes of words that tell a deed from a promise and a finding from a phrase.

A cue is a name and a pattern that a whole canonical word must match (data/lexicon/cues.csv). A word's cues are looked
up once and kept, so a long list of patterns costs nothing a reply.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from classifier.errors import TaxonomyError

NUMBER_CUES = {
    "<angka>": "angka",
    "<nomor>": "nomor_panjang",
    "<tautan>": "tautan",
    "<surel>": "surel",
    "<nik>": "nik",
    "<nama>": "nama_orang",
}
WINDOW = 4
_CAPACITY = 100_000


@dataclass(frozen=True)
class CueLexicon:
    """Named word classes; ``patterns`` are regular expressions over canonical words."""

    names: tuple[str, ...]
    patterns: tuple[str, ...]
    _cache: dict[str, tuple[int, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _compiled: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_compiled", tuple(re.compile(p) for p in self.patterns))

    @classmethod
    def from_csv(cls, text: str) -> CueLexicon:
        """Read ``cue,pattern`` rows; raises `TaxonomyError` for a pattern that is no regular expression."""
        rows = [(row["cue"], row["pattern"]) for row in csv.DictReader(io.StringIO(text))]
        for name, pattern in rows:
            try:
                re.compile(pattern)
            except re.error as error:
                raise TaxonomyError(f"cues.csv: cue {name}: the pattern is no regular expression ({error})") from None
        return cls(tuple(name for name, _ in rows), tuple(pattern for _, pattern in rows))

    @property
    def n_features(self) -> int:
        """Single cues and ordered pairs of cues."""
        n = self.n_cues
        return n + n * n

    def feature_names(self) -> list[str]:
        """Names in the order of the numbers that `features` gives."""
        names = [*self.names, *NUMBER_CUES.values()]
        return names + [f"{a}+{b}" for a in names for b in names]

    def features(self, forms: Sequence[str]) -> list[int]:
        """Numbers of the cues in a sentence's canonical words, and of pairs at most ``WINDOW`` words apart.

        Each once.
        """
        found: set[int] = set()
        n = self.n_cues
        recent: list[tuple[int, tuple[int, ...]]] = []
        for position, form in enumerate(forms):
            cues = self._cache.get(form)
            if cues is None:
                cues = self._classify(form)
            if not cues:
                continue
            found.update(cues)
            recent = [(p, c) for p, c in recent if position - p <= WINDOW]
            for _, earlier in recent:
                found.update(n + a * n + b for a in earlier for b in cues)
            recent.append((position, cues))
        return sorted(found)

    @property
    def n_cues(self) -> int:
        """Single cues; they come first among the features."""
        return len(self.names) + len(NUMBER_CUES)

    def _classify(self, form: str) -> tuple[int, ...]:
        if form in NUMBER_CUES:
            cues: tuple[int, ...] = (len(self.names) + list(NUMBER_CUES).index(form),)
        else:
            cues = tuple(i for i, pattern in enumerate(self._compiled) if pattern.fullmatch(form))
        if len(self._cache) >= _CAPACITY:
            self._cache.clear()
        self._cache[form] = cues
        return cues
