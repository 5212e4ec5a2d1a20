"""``tanggap-train`` from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.release import read_release
from training.cli import main
from training.commands import evaluate_release, fit_release


def test_fit_writes_a_release_with_its_figures(release: Path) -> None:
    manifest = read_release(release).manifest
    assert manifest["kind"] == "agency"
    assert "Kelurahan" in manifest["labels"]
    assert {"top1", "top3", "macro_f1", "ece", "exact"} <= set(manifest["metrics"]["routing"])
    assert manifest["split"]["complaints"]["by"] == "time"
    assert manifest["certificate"] is None
    card = (release / "MODEL_CARD.md").read_text()
    assert "Kartu model" in card
    assert f"{manifest['data']['complaints']['rows']} baris" in card


def test_equal_input_and_seed_give_equal_models(office_data: tuple[Path, Path], release: Path, tmp_path: Path) -> None:
    fit_release(data=office_data[0], replies=office_data[1], out=tmp_path / "again", track=False)
    first, again = read_release(release).manifest, read_release(tmp_path / "again").manifest
    assert {**first, "made_at": ""} == {
        **again,
        "made_at": "",
        "files": again["files"] | {"MODEL_CARD.md": first["files"]["MODEL_CARD.md"]},
    }


def test_evaluate_measures_complaints_and_replies(release: Path, office_data: tuple[Path, Path]) -> None:
    result = evaluate_release(release=release, data=office_data[0], replies=office_data[1])
    assert result["routing"]["top1"] > 0.9  # the rows it learned from
    assert result["routing"]["exact"] > 0.9
    assert result["replies"]["auroc"] > 0.9


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "training.cli", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_json_output_is_one_object(office_data: tuple[Path, Path], tmp_path: Path) -> None:
    done = run(
        "fit",
        "--data",
        str(office_data[0]),
        "--replies",
        str(office_data[1]),
        "--out",
        "m",
        "--no-track",
        "--json",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["routing"]["n"] > 0
    assert "fitting the router" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fit", "--data", "none.csv", "--out", "m"], "none.csv: there is no such file"),
        (["fit", "--data", "bad.csv", "--out", "m"], "bad.csv, row 1: has 3 cells, expected 2"),
        (["fit", "--data", "few.csv", "--out", "m", "--label-column", "zzz"], "has no column 'zzz'"),
        (["fit", "--data", "few.csv", "--out", "m", "--column", "zzz"], "FIELD=COLUMN"),
        (["evaluate", "--release", "none", "--data", "few.csv"], "there is no manifest"),
        (["evaluate", "--release", "none"], "nothing to evaluate on"),
        (["fit"], "Missing option"),
        (["dance"], "No such command"),
    ],
)
def test_an_error_is_one_line_and_exit_code_2_with_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    (tmp_path / "bad.csv").write_text("text,agency\na,b,c\n")
    (tmp_path / "few.csv").write_text("text,agency\na,b\nc,d\n")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert main(arguments) == 2
    message = [line for line in capsys.readouterr().err.splitlines() if line.startswith("tanggap-train: ")]
    assert len(message) == 1
    assert says in message[0]
    assert sorted(tmp_path.iterdir()) == before


def test_help_is_quick_and_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "fit" in shown
    assert "evaluate" in shown


def test_a_run_is_logged_to_a_real_mlflow_store(office_data: tuple[Path, Path], tmp_path: Path) -> None:
    done = run(
        "fit", "--data", str(office_data[0]), "--replies", str(office_data[1]), "--out", "m", "--json", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    code = f"""
import json, mlflow
mlflow.set_tracking_uri({result["tracking"]!r})
run = mlflow.get_run({result["run"]!r})
files = [f.path for f in mlflow.MlflowClient().list_artifacts(run.info.run_id)]
inputs = [i.dataset.name for i in run.inputs.dataset_inputs]
print(json.dumps([run.data.metrics, run.data.tags["release"], files, inputs]))
"""
    read = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    metrics, release, files, inputs = json.loads(read.stdout.splitlines()[-1])
    assert metrics["routing.top1"] == pytest.approx(result["routing"]["top1"])
    assert release == result["release"]
    assert {"manifest.json", "MODEL_CARD.md"} <= set(files)
    assert "complaints.csv" in inputs
    assert not (tmp_path / "mlruns").exists()
