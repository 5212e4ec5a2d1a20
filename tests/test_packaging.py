"""The wheel works with the source away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.examples import complaints_csv, replies_jsonl

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in ("classifier", "training", "serving", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_packages_migrations_and_data_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name and ".data" not in name}
    assert tops == {"classifier", "training", "serving"}
    for wanted in (
        "migrations/versions/0001_tables.py",
        "serving/pages/templates/base.html",
        "serving/pages/static/tanggap.css",
        "share/tanggap/data/taxonomy/topics.csv",
        "share/tanggap/data/behaviour/same.jsonl",
        "share/tanggap/data/demo/cores/jalan.jsonl",
    ):
        assert any(name.endswith(wanted) for name in names), wanted


def test_the_installed_wheel_trains_routes_and_scores(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*/site-packages"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(home / "bin" / "python"),
            "install",
            "--no-deps",
            "--quiet",
            str(wheel),
        ],
        check=True,
    )
    dependencies = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "dependencies.pth").write_text(dependencies + "\n")

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([str(home / "bin" / program), *arguments], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done

    where = run("python", "-c", "import classifier; print(classifier.__file__)").stdout
    assert str(home) in where
    complaints, replies = complaints_csv(tmp_path / "c.csv"), replies_jsonl(tmp_path / "r.jsonl")
    run("tanggap-train", "fit", "--data", str(complaints), "--replies", str(replies), "--out", "model", "--no-track")
    run("tanggap", "route", "--release", "model", "--in", str(complaints), "--out", "routed.jsonl")
    run("tanggap", "score", "--release", "model", "--in", str(replies), "--out", "scored.jsonl")
    routed = [json.loads(line) for line in (tmp_path / "routed.jsonl").read_text().splitlines()]
    assert len(routed) == len(complaints.read_text().splitlines()) - 1
