"""Bars on real data, where it is beside the repository; elsewhere these tests skip and say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from serving.cli import main as tanggap
from training.commands import fit_release

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def fitted(acceptance_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, float]]]:
    out = tmp_path_factory.mktemp("acceptance") / "office"
    return out, fit_release(data=acceptance_data / "surabaya_complaints_dev.csv.gz", replies=None, out=out, track=False)


def test_an_office_trains_on_its_own_history(fitted: tuple[Path, dict[str, dict[str, float]]]) -> None:
    routing = fitted[1]["routing"]
    assert fitted[1]["split"]["by"] == "time"
    assert routing["top1"] >= 0.72
    assert routing["top3"] >= 0.85
    assert abs(routing["exact"] - routing["top1"]) <= 0.01


def test_ten_thousand_rows_are_routed(
    fitted: tuple[Path, dict[str, dict[str, float]]], acceptance_data: Path, tmp_path: Path
) -> None:
    source, out = acceptance_data / "surabaya_complaints_dev.csv.gz", tmp_path / "routed.jsonl"
    assert tanggap(["route", "--release", str(fitted[0]), "--in", str(source), "--out", str(out)]) == 0
    with out.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len(rows) == 9649
    assert all(len(row["candidates"]) >= 5 for row in rows)
    assert all(sum(c["probability"] for c in row["candidates"]) <= 1 + 1e-6 for row in rows)
