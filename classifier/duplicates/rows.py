"""The rows of an index: every complaint's fingerprint at a fixed width, about 350 bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.duplicates.columns import Column
from classifier.duplicates.fingerprint import AREAS, MEANINGS, NAMES, SPOTS, Fingerprint
from classifier.duplicates.signature import PERMUTATIONS
from classifier.duplicates.spots import DETAILS


class Rows:
    """Columns of fingerprints; a hash of 0 fills what a complaint does not have.

    ``n`` rows: ``signatures`` (n, 128), ``meanings`` (n, 24), ``totals`` (n,) the sum of all weights, ``spots`` and
    ``heads`` (n, 4), ``names`` (n, 6), ``areas`` (n, 3), ``details`` (n, 4), ``days`` (n,).
    """

    def __init__(self) -> None:
        self._columns = {
            "signatures": Column((PERMUTATIONS,), np.uint8),
            "meanings": Column((MEANINGS,), np.uint32),
            "totals": Column((), np.float32),
            "spots": Column((SPOTS,), np.uint32),
            "heads": Column((SPOTS,), np.uint32),
            "names": Column((NAMES,), np.uint32),
            "areas": Column((len(AREAS),), np.uint32),
            "details": Column((len(DETAILS),), np.int16),
            "days": Column((), np.int32),
        }

    def __len__(self) -> int:
        return len(self._columns["days"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name].values

    def extend(self, prints: Sequence[Fingerprint], signatures: NDArray[np.uint8]) -> None:
        """Add fingerprints with their signatures (n_prints, 128)."""
        columns = self._columns
        columns["signatures"].extend(signatures)
        columns["totals"].extend(np.array([p.weights.sum() for p in prints], np.float32))
        columns["days"].extend(np.array([p.day for p in prints], np.int32))
        columns["areas"].extend(np.stack([p.areas for p in prints]))
        columns["details"].extend(np.stack([p.details for p in prints]))
        columns["meanings"].extend(padded([p.meanings for p in prints], MEANINGS))
        columns["spots"].extend(padded([p.spots for p in prints], SPOTS))
        columns["heads"].extend(padded([p.heads for p in prints], SPOTS))
        columns["names"].extend(padded([p.names for p in prints], NAMES))

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the rows that are not ``kept`` (n,)."""
        for column in self._columns.values():
            column.keep(kept)


def padded(lists: Sequence[NDArray[np.uint32]], width: int) -> NDArray[np.uint32]:
    """Lists of hashes as rows of one width, with zeros at their ends; shape (n_lists, width)."""
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    result = np.zeros((len(lists), width), np.uint32)
    result[np.arange(width) < lengths[:, None]] = np.concatenate(lists)
    return result
