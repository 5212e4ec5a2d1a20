"""Topics that rise in a month: words that more texts hold than the months before can explain, and the texts with them.

How often a word stands in a month's texts is a Poisson count whose rate moves from month to month, that is, a negative
binomial; how far rates move is learned from the months before, over words about as frequent (method of moments). A word
rises when its count would be a wonder even so, over all words looked at together (Bonferroni). Words that stand in
the same texts are one topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.reply.masking import DAYS, MONTHS
from classifier.text.names import COMMON_NAMES, GIVEN_NAMES
from classifier.text.redact import redact
from classifier.text.words import canonical, split

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

WONDER = 0.05
"""Chance that a month in which nothing changed shows any rising word."""
LEAST = 5
"""Texts that must hold a word before it is looked at, so that no single citizen's words are shown."""
TOGETHER = 0.4
"""Words are of one topic when the cosine of the texts that hold them is so large, on average."""
MOST_WORDS = 8
CALENDAR = DAYS | MONTHS | frozenset(["minggu", "maret", "sept", "okt", "nop", "agt", "peb", "ags"])


@dataclass(frozen=True)
class Words:
    """Which words stand in which texts: a binary matrix (n_texts, n_words) and the words of its columns."""

    matrix: sp.csr_matrix
    names: NDArray[np.object_]

    def __len__(self) -> int:
        return int(self.matrix.shape[0])


@dataclass(frozen=True)
class Topic:
    """Texts of a month that share rising words.

    ``words`` with the least explicable first; ``rows`` are positions among the month's texts that hold the first word
    or two of them; ``expected`` how many such texts the months before would make one expect, ``before`` how many they
    had.
    """

    words: tuple[str, ...]
    rows: Numbers
    expected: float
    before: int

    @property
    def excess(self) -> float:
        """Texts beyond what was expected."""
        return len(self.rows) - self.expected

    def document(self) -> dict[str, Any]:
        """The topic as JSON-able values."""
        return {
            "words": list(self.words),
            "rows": len(self.rows),
            "expected": round(self.expected, 1),
            "before": self.before,
        }


def words_of(texts: Sequence[str]) -> Words:
    """The canonical words of texts; masks (numbers, names, links) and the names of days and months are left out."""
    numbers: dict[str, int] = {}
    columns: list[int] = []
    starts = [0]
    for text in texts:
        forms = {form for form in map(canonical, split(text)) if form[0] != "<" and len(form) > 1} - CALENDAR
        columns += [numbers.setdefault(form, len(numbers)) for form in sorted(forms)]
        starts.append(len(columns))
    shape = (len(texts), max(len(numbers), 1))
    matrix = sp.csr_matrix((np.ones(len(columns), np.float64), np.array(columns, np.int64), np.array(starts)), shape)
    return Words(matrix, np.array(list(numbers) or [""], object))


def rising_topics(words: Words, before: Sequence[Numbers], now: Numbers) -> list[Topic]:
    """Topics of the texts ``now``, largest excess first.

    Parameters
    ----------
    words: the words of all texts.
    before: for each earlier month, the row numbers of its texts; at least two months.
    now: row numbers of the month that is looked at. Of texts that were sent again, give one.
    """
    counts = np.vstack([words.matrix[rows].sum(axis=0).A1 for rows in before])
    sizes = np.array([len(rows) for rows in before], np.float64)
    here = words.matrix[now].sum(axis=0).A1
    looked_at = np.flatnonzero(here >= LEAST)
    if not len(looked_at):
        return []
    chance = _tail(counts[:, looked_at], sizes, here[looked_at], len(now))
    rising = looked_at[chance * len(looked_at) < WONDER]
    rising = rising[np.argsort(chance[chance * len(looked_at) < WONDER], kind="stable")]
    month, past = words.matrix[now].tocsc(), words.matrix[np.concatenate(before)].tocsc()
    topics = []
    for group in _groups(month[:, rising]):
        columns = rising[group]
        held = _holds(past[:, columns])
        topics.append(
            Topic(
                words=tuple(words.names[columns][:MOST_WORDS]),
                rows=np.flatnonzero(_holds(month[:, columns])),
                expected=float(held.mean() * len(now)),
                before=int(held.sum()),
            )
        )
    return topics


def impersonal(words: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The words that are no listed person's name and that `LEAST` redacted texts still hold; ``<nama>`` for none.

    >>> impersonal(["loket", "suprapto"], ["loket 3, pak Suprapto"] * 5)
    ['loket']
    """
    held = Counter(form for text in texts for form in {canonical(word) for word in split(redact(text).text)})
    return [w for w in words if held[w] >= LEAST and w not in GIVEN_NAMES - COMMON_NAMES] or ["<nama>"]


def _tail(counts: Floats, sizes: Floats, here: Floats, n: int) -> Floats:
    """The chance of each word's count ``here`` or more in ``n`` texts, given its ``counts`` (n_months, n_words)."""
    from scipy.stats import nbinom

    rate = (counts.sum(axis=0) + 0.5) / (sizes.sum() + 1)
    expected = rate * n
    spread = np.maximum(_dispersion(counts, sizes, rate), 1e-6)
    return np.asarray(nbinom.sf(here - 1, 1 / spread, 1 / (1 + spread * expected)), np.float64)


def _dispersion(counts: Floats, sizes: Floats, rate: Floats) -> Floats:
    """Squared coefficient of variation of the words' monthly rates beyond Poisson noise.

    Taken over words about as frequent, and of a word that moved more, its own.
    """
    mean = np.outer(sizes, rate)
    beyond, squares = ((counts - mean) ** 2 - mean).sum(axis=0), (mean**2).sum(axis=0)
    band = np.log2(rate / rate.min()).astype(int)
    pooled = np.bincount(band, beyond) / np.maximum(np.bincount(band, squares), 1e-12)
    return np.asarray(np.maximum(np.maximum(beyond / squares, pooled[band]), 0), np.float64)


def _holds(columns: sp.csc_matrix) -> NDArray[np.bool_]:
    """Which rows hold the first of the columns' words, or two of them."""
    return np.asarray((columns[:, [0]].toarray()[:, 0] > 0) | (columns.sum(axis=1).A1 > 1), np.bool_)


def _groups(held: sp.csc_matrix) -> list[Numbers]:
    """Columns that stand in the same rows, by average linkage; the columns of a group in their order."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if held.shape[1] < 2:
        return [np.arange(held.shape[1])] * held.shape[1]
    both = (held.T @ held).toarray()
    apart = 1 - both / np.sqrt(np.outer(both.diagonal(), both.diagonal()))
    upper = np.triu_indices(len(both), 1)
    part = fcluster(linkage(apart[upper], "average"), 1 - TOGETHER, "distance")
    return sorted((np.flatnonzero(part == each) for each in np.unique(part)), key=lambda columns: int(columns[0]))
