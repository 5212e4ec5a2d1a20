"""The nearest texts among those that were learned from: cosine of word TF-IDF."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.text.words import canonical, split

CHUNK = 500


class Neighbours:
    """Finds the nearest of some texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(analyzer=_forms, sublinear_tf=True)
        self._rows = self._vectorizer.fit_transform(texts)

    def nearest(
        self, texts: Sequence[str], k: int, *, among: NDArray[np.int64] | None = None
    ) -> list[list[tuple[int, float]]]:
        """For each text the ``k`` nearest rows with their similarity in (0, 1], nearest first.

        ``among`` are the row numbers that may be found, by default all. A text that shares no word with any has none.
        """
        numbers = np.arange(self._rows.shape[0]) if among is None else among
        rows = self._rows[numbers].T
        found = []
        for start in range(0, len(texts), CHUNK):
            similar = (self._vectorizer.transform(texts[start : start + CHUNK]) @ rows).toarray()
            for row in similar:
                best = np.argsort(-row, kind="stable")[:k]
                found.append([(int(numbers[i]), float(row[i])) for i in best if row[i] > 0])
        return found


def _forms(text: str) -> list[str]:
    return [canonical(word) for word in split(text)]
