"""``tanggap`` from the command line: bulk work and a service that keeps its word across a restart."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from classifier.tables import read_rows
from serving.cli import main
from tests.examples import PAIRS, complaint_rows

ROOT = Path(__file__).parents[2]
SETTINGS = {"PYTHONPATH": str(ROOT), "TANGGAP_DEMO": "true", "TANGGAP_DRAIN_SECONDS": "0"}


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_route_writes_one_row_a_complaint(
    release: Path, office_data: tuple[Path, Path], tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    assert main(["route", "--release", str(release), "--in", str(office_data[0]), "--out", str(out)]) == 0
    rows = [row for _, row in read_rows(out)]
    assert [row["id"] for row in rows] == [row["id"] for row in complaint_rows()]
    candidates = json.loads(rows[0]["candidates"])
    assert len(candidates) == 5
    assert sum(c["probability"] for c in candidates) <= 1 + 1e-6
    assert {"decision", "agency", "probability", "role", "place", "reasons", "release"} <= set(rows[0])
    by_role = {row["role"]: row for row in rows}
    assert by_role["Kelurahan"]["agency"].startswith("Kelurahan ")
    assert by_role["Kelurahan"]["agency"] != "Kelurahan"


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_score_writes_one_row_a_reply(
    release: Path, office_data: tuple[Path, Path], tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    assert main(["score", "--release", str(release), "--in", str(office_data[1]), "--out", str(out)]) == 0
    rows = [row for _, row in read_rows(out)]
    assert len(rows) == len(PAIRS)
    assert {"id", "level", "p_substantive", "score", "items", "missing", "flags", "release"} == set(rows[0])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("in.csv", "id,text\n1,a,b\n", "in.csv, row 1: has 3 cells, expected 2"),
        ("in.csv", "id,isinya\n1,a\n", "in.csv: has no column for text"),
        ("in.csv", "id,text\n", "in.csv: holds no rows"),
        ("in.csv", "id,text\n1,a\n2,\n", "in.csv, row 2: the column text is empty"),
        ("in.jsonl", '{"text": "a"}\n{\n', "in.jsonl, row 2: is no JSON object"),
        ("in.pdf", "", "in.pdf: unknown kind of file"),
    ],
)
def test_a_wrong_file_is_one_line_and_nothing_is_written(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    code = main(
        ["route", "--release", str(release), "--in", str(tmp_path / name), "--out", str(tmp_path / "out.jsonl")]
    )
    message = capsys.readouterr().err
    assert code == 2
    assert message.count("\n") == 1
    assert says in message
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_wrong_release_or_target_is_one_line(
    release: Path, office_data: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(office_data[0])
    for arguments, says in (
        (["--release", str(tmp_path), "--in", source, "--out", "x.jsonl"], "there is no manifest.json"),
        (
            ["--release", str(release), "--in", source, "--out", str(tmp_path / "x.txt")],
            "expected one of .jsonl, .csv, .parquet",
        ),
        (["--release", str(release), "--in", source], "Missing option '--out'"),
    ):
        assert main(["route", *arguments]) == 2
        assert says in capsys.readouterr().err


def test_unusual_columns_can_be_named(release: Path, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("kode,curhatan\nA,lampu jalan padam\n")
    out = tmp_path / "out.jsonl"
    assert (
        main(
            [
                "route",
                "--release",
                str(release),
                "--in",
                str(tmp_path / "in.csv"),
                "--out",
                str(out),
                "--column",
                "text=curhatan",
                "--column",
                "id=kode",
            ]
        )
        == 0
    )
    assert json.loads(out.read_text())["id"] == "A"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _get(url: str, body: dict[str, str] | None = None) -> dict[str, object]:
    request = urllib.request.Request(
        url, data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.loads(answer.read()))


def _start(release: Path, folder: Path, port: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "serving.cli",
        "serve",
        "--port",
        str(port),
        "--release",
        str(release),
        "--database-url",
        "sqlite:///kept.db",
    ]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, env=os.environ | SETTINGS)
    for _ in range(300):
        try:
            if _get(f"http://127.0.0.1:{port}/readyz")["status"] == "ready":
                return process
        except OSError:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.1)
    raise AssertionError("the service did not get ready")


def test_a_restart_loses_no_stored_decision(release: Path, tmp_path: Path) -> None:
    port = _free_port()
    numbers = []
    for how in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM):
        process = _start(release, tmp_path, port)
        numbers += [
            _get(f"http://127.0.0.1:{port}/v1/dispositions", {"text": "lampu padam"})["decision_id"] for _ in range(3)
        ]
        process.send_signal(how)
        process.communicate(timeout=30)
    from serving.store.database import open_store
    from serving.store.decisions import DecisionLog

    log = DecisionLog(open_store(f"sqlite:///{tmp_path / 'kept.db'}"))
    assert len(set(numbers)) == 9
    assert all(log.get(str(number)) for number in numbers)
    log.engine.dispose()


def test_serving_without_a_release_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TANGGAP_RELEASE", "models/none")
    assert main(["serve"]) == 2
    assert "there is no manifest.json; make a release with: tanggap-train fit" in capsys.readouterr().err
