"""A fit that is killed leaves nothing half made, goes on where it was, and gives the release it would have given."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from benchmarks.kills import EPOCH, contents, fit, old_release, small_data, visible
from classifier.errors import TanggapError
from classifier.folders import locked
from classifier.release import read_release
from training.workspace import workspace

KILLED_AT = (
    "learning the topics of the corpus",
    "fitting the router on all rows",
    "fitting the reply scorer",
    "writing the release",
)


def test_a_killed_fit_goes_on_and_gives_the_same_bytes(office_data: tuple[Path, Path], tmp_path: Path) -> None:
    environment = EPOCH | {"TANGGAP_DATA": str(small_data(tmp_path / "data"))}
    office = ["--data", str(office_data[0]), "--replies", str(office_data[1]), "--no-track"]
    assert fit([*office, "--out", str(tmp_path / "clean")], environment | {"PYTHONHASHSEED": "1"}).code == 0
    models = tmp_path / "models"
    models.mkdir()
    out, old = old_release(models)
    kept: dict[Path, int] = {}
    for stage in KILLED_AT:
        ended = fit([*office, "--out", str(out)], environment | {"PYTHONHASHSEED": "2"}, kill_at=stage)
        assert ended.code == -signal.SIGKILL
        assert visible(models) == ["office"]
        assert read_release(out).id == old or stage == KILLED_AT[-1]
        now = {path: path.stat().st_mtime_ns for path in (models / ".office.work").rglob("*.joblib")}
        assert kept.items() <= now.items(), "a finished stage was done again"
        assert len(now) > len(kept) or stage == KILLED_AT[-1]
        kept = now
    assert fit([*office, "--out", str(out)], environment).code == 0
    assert contents(out) == contents(tmp_path / "clean")
    assert [path.name for path in models.iterdir()] == ["office"]


def test_a_workspace_is_kept_after_a_crash_and_removed_after_success_or_a_mendable_error(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    made: list[int] = []

    def stage(value: int) -> int:
        made.append(value)
        return value

    def ended_by(error: type[BaseException], seed: int, value: int) -> int:
        given = 0
        with pytest.raises(error), workspace(folder, {"seed": seed}, print) as work:  # noqa: PT012
            given = work.run("one", stage, value)
            raise error
        return given

    assert ended_by(KeyboardInterrupt, 0, 1) == 1
    assert ended_by(KeyboardInterrupt, 1, 2) == 2, "another run meets nothing of the first"
    assert ended_by(TanggapError, 1, 3) == 2
    with workspace(folder, {"seed": 0}, print) as work:
        assert work.run("one", stage, 4) == 1
    assert made == [1, 2]
    assert not folder.exists()


def test_two_runs_in_one_folder_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    with locked(folder), pytest.raises(TanggapError, match="another run works in"), workspace(folder, {}, print):
        pass
