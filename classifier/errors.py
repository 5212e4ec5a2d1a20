"""Every error that Tanggap raises on purpose, in one tree.

TanggapError
├── DataError            a file, a row or a column is not what is expected
├── ReleaseError         a release is missing, incomplete or altered
├── TaxonomyError        the taxonomy, directory or competence table contradicts itself
└── NotFittedError       a model is asked before it has learned

A class owns its message: what was wrong, the value, what to do. The domain knows no HTTP; the service maps
classes to status codes in one table.
"""

from __future__ import annotations

from pathlib import Path


class TanggapError(Exception):
    """Base of all deliberate errors; its message is one line that a user can act on."""


class DataError(TanggapError):
    """A file that cannot be used as it is.

    Parameters
    ----------
    path: the file.
    problem: what is wrong and what is expected.
    row: the row in the file, counted from 1 without the header; ``None`` when it concerns the whole file.
    """

    def __init__(self, path: str | Path, problem: str, *, row: int | None = None) -> None:
        self.path = Path(path)
        self.row = row
        self.problem = problem
        where = f"{path}" if row is None else f"{path}, row {row}"
        super().__init__(f"{where}: {problem}")


class ReleaseError(TanggapError):
    """A release directory that must not be served."""

    def __init__(self, path: str | Path, problem: str) -> None:
        self.path = Path(path)
        self.problem = problem
        super().__init__(f"release {path}: {problem}")


class TaxonomyError(TanggapError):
    """The taxonomy or the competence table contradicts itself."""


class NotFittedError(TanggapError, ValueError, AttributeError):
    """A model that has not learned yet was asked to predict."""

    def __init__(self, model: object) -> None:
        super().__init__(f"this {type(model).__name__} is not fitted; call fit first")
