"""A multimap from 32-bit keys to row numbers in sorted arrays: 8 bytes an entry.

New entries stand in a small buffer; a full one is sorted into a run, and a run is merged with the one before it as
soon as it is half as long (the log-structured merge of P. O'Neil et al., 1996). There are about log2(n) runs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifier.duplicates.hashing import Hashes

Rows = NDArray[np.int64]
_Entries = NDArray[np.uint64]

_KEY = np.uint64(32)
_ROW = np.uint64(0xFFFFFFFF)
_BUFFER = 8192


class Buckets:
    """Rows by key; at most 2**32 rows.

    Parameters
    ----------
    most: how many rows of one key are given at most for each run, the latest ones: a text that ten thousand people
        send must not cost ten thousand comparisons.
    """

    def __init__(self, *, most: int = 1024) -> None:
        self._most = most
        self._runs: list[_Entries] = []
        self._buffer = np.empty(_BUFFER, np.uint64)
        self._filled = 0

    def __len__(self) -> int:
        return self._filled + sum(map(len, self._runs))

    def add(self, keys: Hashes, rows: Rows) -> None:
        """Add ``rows[i]`` under ``keys[i]``; both of shape (n,)."""
        entries = (keys.astype(np.uint64) << _KEY) | rows.astype(np.uint64)
        if self._filled + len(entries) > _BUFFER:
            self._flush(entries)
        else:
            self._buffer[self._filled : self._filled + len(entries)] = entries
            self._filled += len(entries)

    def find(self, keys: Hashes) -> Rows:
        """The distinct rows under any of the keys, in rising order."""
        low = np.unique(keys).astype(np.uint64) << _KEY
        found = [self._in_buffer(keys)]
        for run in self._runs:
            ends = np.searchsorted(run, low | _ROW, side="right")
            starts = np.maximum(np.searchsorted(run, low), ends - self._most)
            found += [run[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True) if a < b]
        return np.unique(np.concatenate(found) & _ROW).astype(np.int64)

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the rows that are not ``kept`` (n_rows,), and number the others anew in their order."""
        self._flush(np.empty(0, np.uint64))
        number = np.cumsum(kept, dtype=np.uint64) - np.uint64(1)
        for i, run in enumerate(self._runs):
            rows = (run & _ROW).astype(np.int64)
            stays = kept[rows]
            self._runs[i] = (run[stays] >> _KEY << _KEY) | number[rows[stays]]
        self._runs = [run for run in self._runs if len(run)]

    def _in_buffer(self, keys: Hashes) -> _Entries:
        entries = self._buffer[: self._filled]
        return entries[np.isin((entries >> _KEY).astype(np.uint32), keys)]

    def _flush(self, entries: _Entries) -> None:
        run = np.sort(np.concatenate([self._buffer[: self._filled], entries]))
        self._filled = 0
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.concatenate([self._runs.pop(), run])
            run.sort()
        self._runs.append(run)
