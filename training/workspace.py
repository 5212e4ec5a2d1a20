"""What a run has finished, kept in a folder until all is done, so that a killed run goes on where it was.

Each stage is a function of values that do not change within a run. Its result is kept under the stage's name in a
folder whose name is a digest of everything that the run depends on: data, code, seed and parameters. A run of
something else therefore never meets it. The files are joblib's, which run code when they are read: the folder must be
the user's own.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import joblib  # type: ignore[import-untyped]

from classifier.datafiles import data_directory
from classifier.errors import DataError, TanggapError
from classifier.folders import locked, scratch

P = ParamSpec("P")
R = TypeVar("R")
Report = Callable[[str], None]

LIBRARIES = ("numpy", "scipy", "scikit-learn", "PySastrawi", "ftfy", "safetensors")
_PREFIX = "run-"
_LEARNED = ("corpus", "directory", "lexicon", "regions", "rules", "taxonomy")


@dataclass(frozen=True)
class Workspace:
    """Runs stages and keeps what they give in ``folder``; without a folder nothing is kept.

    ``report`` is called with the name of each stage as it begins.
    """

    folder: Path | None = None
    report: Report = lambda stage: None

    def run(self, stage: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What ``function`` gives: kept from an earlier run, or made now and kept."""
        self.report(stage)
        if self.has(stage):
            kept: R = joblib.load(self._file(stage))
            return kept
        result = function(*args, **kwargs)
        self.keep(stage, result)
        return result

    def has(self, stage: str) -> bool:
        """Whether the stage's result is kept."""
        return self.folder is not None and self._file(stage).exists()

    def keep(self, stage: str, result: Any) -> None:
        """Keep a result so that it is there whole or not at all."""
        if self.folder is None:
            return
        with scratch(self._file(stage)) as beside:
            fresh = beside / "result"
            joblib.dump(result, fresh)
            with fresh.open("rb") as file:
                os.fsync(file.fileno())
            fresh.replace(self._file(stage))

    def _file(self, stage: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{re.sub('[^a-z]+', '-', stage.lower())}.joblib"


NOTHING_KEPT = Workspace()


@contextmanager
def workspace(folder: Path, depends_on: Mapping[str, Any], report: Report) -> Iterator[Workspace]:
    """A workspace in ``folder`` for a run that depends on the given values, on the code and on the shipped data.

    When the block ends well it is removed, with what earlier killed runs left there, and so it is after an error that
    the user can mend; after a kill it stays. Raises `TanggapError` when another process works in the folder or it is
    another user's.
    """
    _make(folder)
    with locked(folder) as free:
        if not free:
            raise TanggapError(f"another run works in {folder}; wait for it, or name another folder with --work")
        text = json.dumps({**depends_on, "code": code_digest()}, sort_keys=True, default=str)
        mine = folder / f"{_PREFIX}{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        mine.mkdir(exist_ok=True)
        try:
            yield Workspace(mine, report)
        except (TanggapError, ValueError):
            _remove(folder, mine)
            raise
        _remove(folder, *folder.glob(f"{_PREFIX}*"))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(folder, f"cannot be made: {error.strerror}") from None
    if folder.stat().st_uid != os.getuid():
        raise TanggapError(f"{folder} is another user's folder; name one of your own with --work")


def _remove(folder: Path, *runs: Path) -> None:
    for run in runs:
        shutil.rmtree(run)
    if not any(folder.iterdir()):
        folder.rmdir()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The sha256 of the program's source, of the shipped data that it learns from, and of its libraries' versions."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    roots = [package, package.parent / "classifier", *(data_directory() / name for name in _LEARNED)]
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{root.name}/{path.relative_to(root)}\0".encode() + path.read_bytes())
    digest.update(repr([(name, metadata.version(name)) for name in LIBRARIES]).encode())
    return digest.hexdigest()
