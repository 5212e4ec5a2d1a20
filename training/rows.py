"""Which rows a release learned from, as fingerprints of their ids and texts; and rows that may not be learned from.

A fingerprint is eight bytes of BLAKE2b. It tells whether a row that somebody holds was learned from, and not what the
rows were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifier.columns import ColumnMap
from classifier.errors import DataError, ReleaseError
from classifier.records import Complaint
from classifier.release import Release, to_bytes
from classifier.routing_model import text_of
from classifier.tables import read_rows
from training.history import ComplaintHistory

ROWS = "rows.safetensors"
Prints = NDArray[np.uint64]


@dataclass(frozen=True)
class LearnedRows:
    """Sorted fingerprints of the ``ids`` and ``texts`` of the complaints that a release learned from."""

    ids: Prints
    texts: Prints

    @classmethod
    def of(cls, history: ComplaintHistory) -> LearnedRows:
        """The fingerprints of a history's rows."""
        return cls(np.unique(id_prints(c.id for c in history.complaints)), np.unique(text_prints(history.complaints)))

    @classmethod
    def read(cls, release: Release) -> LearnedRows:
        """The fingerprints kept in a release; raises `ReleaseError` for one that keeps none."""
        if ROWS not in release.files:
            raise ReleaseError(release.path, "does not say which rows it learned from; fit it anew")
        return cls(**release.arrays(ROWS))

    def to_bytes(self) -> bytes:
        """The file that a release keeps."""
        return to_bytes({"ids": self.ids, "texts": self.texts})

    def hold(self, complaints: Sequence[Complaint]) -> NDArray[np.bool_]:
        """Which of the complaints' texts were learned from, shape (n,)."""
        return np.isin(text_prints(complaints), self.texts)


def read_quarantine(path: Path) -> Prints:
    """Fingerprints of the row ids in a file: one id a line, or any table with a column of ids; raises `DataError`."""
    try:
        if path.suffix == ".txt":
            return id_prints(line for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    except OSError as error:
        raise DataError(path, f"cannot be read: {error.strerror}") from None
    ids, columns = [], None
    for _, row in read_rows(path):
        if columns is None:
            columns = ColumnMap(path, row)
            columns.require("id")
        ids.append(columns.value(row, "id"))
    return id_prints(filter(None, ids))


def id_prints(ids: Iterable[str]) -> Prints:
    """One fingerprint an id, in order."""
    return _prints(each.strip() for each in ids)


def text_prints(complaints: Iterable[Complaint]) -> Prints:
    """One fingerprint a complaint's words, in order; letter case and white space do not count."""
    return _prints(" ".join(text_of(complaint).casefold().split()) for complaint in complaints)


def _prints(values: Iterable[str]) -> Prints:
    joined = b"".join(blake2b(value.encode("utf-8", "replace"), digest_size=8).digest() for value in values)
    return np.frombuffer(joined, "<u8").astype(np.uint64)
