"""A bounded table of words: each word's row of numbers is computed once and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class WordRows:
    """Rows of a growing matrix, one for every raw word met, made by ``make`` and kept until the table is full.

    Citizens invent words without end, so the table is emptied down to its known words when ``capacity`` new ones were
    met.

    Parameters
    ----------
    known: canonical forms whose rows are given, in the order of ``rows``.
    rows: array of shape (len(known), width), float32.
    canonical: raw word -> canonical form.
    make: canonical form -> row of shape (width,) for a form that is not known.
    capacity: how many unknown rows are kept at most.
    """

    def __init__(
        self,
        known: dict[str, int],
        rows: Floats,
        canonical: Callable[[str], str],
        make: Callable[[str], Floats],
        *,
        capacity: int = 50_000,
    ) -> None:
        self._known = known
        self._canonical = canonical
        self._make = make
        self._size = len(known)
        self._limit = self._size + capacity
        self._rows = np.empty((self._size + min(capacity, 1024), rows.shape[1]), np.float32)
        self._rows[: self._size] = rows
        self._index: dict[str, int] = {}
        self._unknown: dict[str, int] = {}

    @property
    def rows(self) -> Floats:
        """All rows in use, shape (n, width)."""
        return self._rows[: self._size]

    def indices(self, raw_words: Sequence[str]) -> list[int]:
        """The row number of each raw word, in order."""
        index = self._index
        try:
            return [index[word] for word in raw_words]
        except KeyError:
            return [index[word] if word in index else self._add(word) for word in raw_words]

    def make_room(self) -> None:
        """Forget unknown words when the table is full; call it between batches, never within one."""
        if self._size >= self._limit or len(self._index) >= 4 * self._limit:
            self._size = len(self._known)
            self._index.clear()
            self._unknown.clear()

    def _add(self, raw: str) -> int:
        form = self._canonical(raw)
        number = self._known.get(form)
        if number is None:
            number = self._unknown.get(form)
        if number is None:
            number = self._size
            if number == len(self._rows):
                self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
            self._rows[number] = self._make(form)
            self._unknown[form] = number
            self._size += 1
        self._index[raw] = number
        return number
