"""A short run of benchmarks/durability.py: kill -9, syncs and a full disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.durability import fill_disk, survive, syncs_of_postgresql, syncs_of_sqlite


def test_nothing_acknowledged_is_lost_and_nothing_doubled(url: str) -> None:
    found = survive(url, 10, seed=7)
    assert found.acknowledged > 0
    assert (found.lost, found.doubled, found.whole) == (0, 0, True)


def test_postgresql_syncs_at_every_commit(postgresql: Callable[..., str]) -> None:
    assert syncs_of_postgresql(postgresql(), 20) >= 20


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_sqlite_syncs_at_every_commit() -> None:
    assert (syncs_of_sqlite(20) or 0) >= 20


def test_a_full_disk_is_an_error_and_never_an_acknowledgement(tmp_path: Path) -> None:
    acknowledged, stored, said = fill_disk(f"sqlite:///{tmp_path / 'a.db'}", 1_000_000)
    assert acknowledged == stored > 0
    assert said.startswith("it could not be stored")
