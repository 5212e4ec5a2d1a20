"""A release is whole and unaltered, or it is refused."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from classifier.engine import Engine
from classifier.errors import ReleaseError
from classifier.release import read_release, to_bytes, write_release


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small"
    write_release(path, {"router.json": b"{}", "directory/roles.csv": b"role\n"}, {"kind": "agency"})
    return path


def test_what_is_written_is_read(small: Path) -> None:
    release = read_release(small)
    assert release.manifest["kind"] == "agency"
    assert release.document("router.json") == {}
    assert release.texts("directory") == {"roles.csv": "role\n"}
    assert len(release.id) == 16
    with pytest.raises(ReleaseError, match="holds no scorer.json"):
        release.document("scorer.json")


def test_equal_content_has_an_equal_id(tmp_path: Path) -> None:
    first = write_release(tmp_path / "a", {"x": b"1"}, {"kind": "k"})
    assert write_release(tmp_path / "b", {"x": b"1"}, {"kind": "k"}) == first
    assert write_release(tmp_path / "b", {"x": b"2"}, {"kind": "k"}) != first


def test_arrays_are_bytes_that_depend_on_nothing_but_them() -> None:
    arrays = {"b": np.arange(3.0), "a": np.ones((2, 2), np.float32)}
    assert to_bytes(arrays) == to_bytes(dict(reversed(arrays.items())))


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sha256", "router.json", "directory/roles.csv"])
def test_a_missing_file_is_refused(small: Path, name: str) -> None:
    (small / name).unlink()
    with pytest.raises(ReleaseError, match=name):
        read_release(small)


def test_any_flipped_bit_is_refused(release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    generator = random.Random(0)
    for path in files:
        data = path.read_bytes()
        for _ in range(8):
            position, bit = generator.randrange(len(data)), generator.randrange(8)
            altered = bytearray(data)
            altered[position] ^= 1 << bit
            path.write_bytes(altered)
            with pytest.raises(ReleaseError, match=r"does not match|changed"):
                Engine.load(copy)
        path.write_bytes(data)
    Engine.load(copy)


def test_a_manifest_sealed_anew_cannot_reach_outside(small: Path) -> None:
    (small.parent / "outside").write_bytes(b"x")
    from classifier.release import _digest, _seal

    manifest = json.loads((small / "manifest.json").read_bytes())
    manifest["files"] = {"../outside": {"sha256": _digest(b"x"), "size": 1}}
    raw = json.dumps(manifest).encode()
    (small / "manifest.json").write_bytes(raw)
    (small / "manifest.sha256").write_bytes(_seal(raw))
    with pytest.raises(ReleaseError, match="outside the release"):
        read_release(small)


def test_another_format_is_refused(small: Path) -> None:
    from classifier.release import _seal

    raw = (small / "manifest.json").read_bytes().replace(b'"format": 2', b'"format": 99')
    (small / "manifest.json").write_bytes(raw)
    (small / "manifest.sha256").write_bytes(_seal(raw))
    with pytest.raises(ReleaseError, match="format 99"):
        read_release(small)


def test_a_release_replaces_a_release_but_nothing_else(small: Path, tmp_path: Path) -> None:
    write_release(small, {"x": b"new"}, {})
    assert read_release(small).files == {"x": b"new"}
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.txt").write_text("years of work")
    with pytest.raises(ReleaseError, match="holds something else"):
        write_release(tmp_path / "papers", {"x": b"1"}, {})
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_no_release_at_all(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="tanggap-train fit"):
        read_release(tmp_path / "nothing")
