"""The releases that an office keeps in a folder, and which of them is loaded, in service, or to be gone back to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from classifier.engine import Engine
from classifier.errors import ReleaseError
from classifier.release import MANIFEST
from serving.current import Current, warm_up


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release in the folder, as its manifest says; its files are verified when it is loaded."""

    id: str
    path: Path
    manifest: Mapping[str, Any]


class Shelf:
    """The folder of releases and what of it is in memory: besides the one in service, one loaded and one before.

    Parameters
    ----------
    current: what is in service.
    folder: whose subfolders are releases; ``None`` where there is no choice.
    directory, region: as for `Engine.load`.
    """

    def __init__(
        self, current: Current, folder: Path | None, *, directory: Path | None = None, region: str = ""
    ) -> None:
        self.current = current
        self._folder = folder
        self._directory = directory
        self._region = region
        self._lock = Lock()
        self._loaded: Engine | None = None
        self._before: Engine | None = None

    @property
    def loaded(self) -> str:
        """The id of the release that is loaded and warm, but not in service; empty when there is none."""
        return self._loaded.release.id if self._loaded else ""

    @property
    def before(self) -> str:
        """The id of the release that a rollback puts into service again; empty when there is none."""
        return self._before.release.id if self._before else ""

    @property
    def before_manifest(self) -> Mapping[str, Any] | None:
        """The manifest of the release that a rollback puts into service again."""
        return self._before.release.manifest if self._before else None

    def kept(self) -> list[KeptRelease]:
        """The releases of the folder by the name of their subfolder; what has no readable manifest is left out."""
        return list(self._kept())

    def load(self, release_id: str) -> Engine:
        """Verify, load and warm a release of the folder, and keep it at hand.

        Raises `KeyError` when the folder has none of that id, and `ReleaseError` or `TaxonomyError` when it must not
        serve; what is in service stays as it is.
        """
        with self._lock:
            if self._loaded is not None and self.loaded == release_id:
                return self._loaded
            path = {release.id: release.path for release in self._kept()}[release_id]
            engine = Engine.load(path, directory=self._directory, region=self._region)
            if engine.release.id != release_id:
                raise ReleaseError(path, "was changed while it was read")
            warm_up(engine)
            self._loaded = engine
            return engine

    def promote(self, engine: Engine) -> None:
        """Put a loaded engine into service; the one before stays at hand."""
        with self._lock:
            self._before = self.current.swap(engine)
            self._loaded = None

    def roll_back(self) -> str:
        """Put the release before into service again and return its id. Raises `LookupError` when there is none."""
        with self._lock:
            if self._before is None:
                raise LookupError("no release was in service before")
            self._before = self.current.swap(self._before)
            return self.current.engine.release.id

    def _kept(self) -> Iterator[KeptRelease]:
        if self._folder is None or not self._folder.is_dir():
            return
        for path in sorted(self._folder.iterdir()):
            try:
                raw = (path / MANIFEST).read_bytes()
                manifest = json.loads(raw)
            except (OSError, ValueError):
                continue
            yield KeptRelease(hashlib.sha256(raw).hexdigest()[:16], path, manifest)
