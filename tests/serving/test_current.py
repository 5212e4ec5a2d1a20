"""The release in service heeds a drift report that changes while it answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from classifier.engine import Engine
from serving import current
from serving.current import Current


def report(path: Path, **fields: object) -> None:
    path.write_text(json.dumps(fields))


def test_an_alarm_is_heeded_and_taken_back(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "LOOK_SECONDS", 0.0)
    path = tmp_path / "drift.json"
    held = Current(engine, drift=path)
    assert not held.engine.disposer.policy.drift
    report(path, release=engine.release.id, alarm=True, reasons=["new_topic"])
    assert held.engine.disposer.policy.drift
    report(path, release="another", alarm=True, reasons=["new_topic"])
    assert not held.engine.disposer.policy.drift
    path.write_text("{")
    assert held.engine.disposer.policy.drift
    path.unlink()
    assert not held.engine.disposer.policy.drift


def test_the_report_is_not_read_for_every_batch(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "drift.json"
    held = Current(engine, drift=path)
    assert held.engine is engine
    report(path, release=engine.release.id, alarm=True, reasons=["new_topic"])
    assert held.engine is engine
    held.swap(engine)
    assert held.engine.disposer.policy.drift
