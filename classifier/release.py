"""A release: a directory with a manifest, checked byte by byte before anything in it is parsed.

    manifest.sha256      the digest of manifest.json, in the form that `sha256sum -c` reads
    manifest.json        format, what the release was made of, and the digest and size of every other file
    router.json, router.safetensors      the router: names, and plain arrays
    intake.json, intake.safetensors      the intake model, likewise
    scorer.json, scorer.safetensors      the reply scorer, likewise
    evidence.json        answers to rows not learned from, on which a certificate rests
    rows.safetensors     fingerprints of the rows that were learned from
    directory/*.csv      the competence table and agencies that topics are joined with (topic routers only)
    MODEL_CARD.md

Arrays are stored as safetensors and names as JSON, formats that cannot run code (see docs/decisions/0002). When the
layout changes, raise ``FORMAT`` and say in models/README.md how an older release is brought over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray

from classifier.errors import ReleaseError
from classifier.folders import scratch, swap_in, write_file

FORMAT = 2
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"


@dataclass(frozen=True)
class Release:
    """A verified release in memory: the manifest and the bytes of every file that it lists."""

    path: Path
    id: str
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes]

    def document(self, name: str) -> Any:
        """A JSON file of the release."""
        return json.loads(self._bytes(name))

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """A safetensors file of the release."""
        return dict(safetensors.numpy.load(self._bytes(name)))

    def texts(self, folder: str) -> dict[str, str]:
        """The text files below a folder of the release, by their names in it."""
        prefix = f"{folder}/"
        return {
            name.removeprefix(prefix): data.decode() for name, data in self.files.items() if name.startswith(prefix)
        }

    def _bytes(self, name: str) -> bytes:
        if name not in self.files:
            raise ReleaseError(self.path, f"holds no {name}")
        return self.files[name]


def read_release(path: str | Path) -> Release:
    """Read a release and check every byte of it against its manifest.

    A symbolic link is followed once, so that what is read is one release even while the link is switched to another.
    Raises `ReleaseError` when the directory is no release, a file is missing, added or altered, or the format is
    another one.
    """
    folder = Path(path).resolve() if Path(path).is_symlink() else Path(path)
    raw = _read(folder, MANIFEST)
    seal = _read(folder, SEAL)
    if seal != _seal(raw):
        raise ReleaseError(folder, f"{MANIFEST} does not match {SEAL}; it was changed after the release was made")
    manifest = json.loads(raw)
    if manifest["format"] != FORMAT:
        raise ReleaseError(folder, f"has format {manifest['format']}, this version reads {FORMAT}")
    files = {name: _verified(folder, name, entry) for name, entry in manifest["files"].items()}
    return Release(path=folder, id=_digest(raw)[:16], manifest=manifest, files=files)


def write_release(path: str | Path, files: Mapping[str, bytes], about: Mapping[str, Any]) -> str:
    """Write a release so that it appears whole or not at all, and return its id.

    A process that is killed while it writes leaves the old release as it was, and a hidden folder beside it that the
    next writing there removes.

    Parameters
    ----------
    path: the directory; an older release there is replaced, anything else is refused.
    files: content by file name, folders with ``/``.
    about: what else the manifest says (labels, metrics, data and code fingerprints ...).
    """
    folder = Path(path)
    if folder.exists() and not (folder / MANIFEST).exists() and any(folder.iterdir()):
        raise ReleaseError(folder, "the directory holds something else; name an empty or a new one")
    entries = {name: {"sha256": _digest(data), "size": len(data)} for name, data in sorted(files.items())}
    manifest = json.dumps(
        {"format": FORMAT, **about, "files": entries}, indent=1, sort_keys=True, ensure_ascii=False
    ).encode()
    with scratch(folder) as beside:
        fresh = beside / "release"
        for name, data in {**files, MANIFEST: manifest, SEAL: _seal(manifest)}.items():
            write_file(fresh / name, data)
        swap_in(fresh, folder)
    return _digest(manifest)[:16]


def to_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Named arrays as the bytes of a safetensors file; equal arrays give equal bytes."""
    return bytes(safetensors.numpy.save({name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}))


def to_json(document: Any) -> bytes:
    """A document as compact JSON bytes; equal documents give equal bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise ReleaseError(
            folder, f"there is no {name}; make a release with: tanggap-train fit --out {folder}"
        ) from None
    except OSError as error:
        raise ReleaseError(folder, f"{name} cannot be read: {error.strerror}") from None


def _verified(folder: Path, name: str, entry: Mapping[str, Any]) -> bytes:
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()):
        raise ReleaseError(folder, f"{name} lies outside the release")
    data = _read(folder, name)
    if len(data) != entry["size"] or _digest(data) != entry["sha256"]:
        raise ReleaseError(folder, f"{name} does not match the manifest; it was changed after the release was made")
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _seal(manifest: bytes) -> bytes:
    return f"{_digest(manifest)}  {MANIFEST}\n".encode()
