"""Columns of numbers that grow row by row, and ids of any length in one array of bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Column:
    """An array of rows of one shape that grows at its end; what it holds in reserve costs no memory until written."""

    def __init__(self, width: tuple[int, ...], dtype: type[np.generic]) -> None:
        self._values: NDArray[Any] = np.empty((1024, *width), dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def values(self) -> NDArray[Any]:
        """The rows in use; shape (n, *width)."""
        return self._values[: self._size]

    def extend(self, rows: NDArray[Any]) -> None:
        """Add rows of shape (m, *width)."""
        needed = self._size + len(rows)
        if needed > len(self._values):
            grown = np.empty((max(needed, len(self._values) * 2), *self._values.shape[1:]), self._values.dtype)
            grown[: self._size] = self.values
            self._values = grown
        self._values[self._size : needed] = rows
        self._size = needed

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the rows that are not ``kept`` (n,) and free their memory."""
        self._values = self.values[kept]
        self._size = len(self._values)


class Ids:
    """Texts by row number, as UTF-8 in one array of bytes."""

    def __init__(self) -> None:
        self._bytes = Column((), np.uint8)
        self._ends = Column((), np.int64)

    def extend(self, ids: Sequence[str]) -> None:
        """Add texts; what UTF-8 cannot hold becomes a question mark."""
        encoded = [text.encode("utf-8", "replace") for text in ids]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        self._ends.extend(len(self._bytes) + np.cumsum(lengths))
        self._bytes.extend(np.frombuffer(b"".join(encoded), np.uint8))

    def __getitem__(self, row: int) -> str:
        ends = self._ends.values
        start = int(ends[row - 1]) if row else 0
        return bytes(self._bytes.values[start : int(ends[row])]).decode("utf-8")

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Drop the rows that are not ``kept`` (n,)."""
        lengths = np.diff(self._ends.values, prepend=0)
        self._bytes.keep(np.repeat(kept, lengths))
        self._ends = Column((), np.int64)
        self._ends.extend(np.cumsum(lengths[kept]))
