"""``tanggap score``: flags with their days, families of copied texts, and verdicts on threads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from serving.cli import main

STOCK = "Terima kasih atas laporan Saudara. Laporan akan segera kami tindaklanjuti bersama dinas terkait."
HEADER = "id,complaint_id,agency,submitted_at,replied_at,complaint,reply\n"
ROWS = (
    f"1,L-1,Dinas A,2025-05-05,2025-05-06,Lampu jalan padam,{STOCK}\n"
    "2,L-1,Dinas A,2025-05-05,2025-05-07,Lampu jalan padam,Lampu akan diganti 12 Mei oleh regu malam.\n"
    f"3,L-2,Dinas B,2025-05-05,2025-05-08,Jalan berlubang di tikungan,{STOCK}\n"
    f"4,L-3,Dinas A,2025-05-05,2025-05-09,Sampah menumpuk,{STOCK}\n"
)


def score(release: Path, source: Path, *more: str) -> list[dict[str, Any]]:
    out = source.with_name("out.jsonl")
    assert main(["score", "--release", str(release), "--in", str(source), "--out", str(out), *more]) == 0
    return [json.loads(line) for line in out.read_text().splitlines()]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "in.csv"
    file.write_text(HEADER + ROWS)
    return file


def test_promises_fall_due_from_the_day_of_the_reply(release: Path, source: Path) -> None:
    def promise(today: str) -> dict[str, Any]:
        rows = score(release, source, "--today", today)
        (flag,) = (flag for flag in rows[1]["flags"] if flag["name"] == "promise_dated")
        return dict(flag)

    reply = "Lampu akan diganti 12 Mei oleh regu malam."
    flag = promise("2025-05-12")
    assert (reply[flag["start"] : flag["end"]], flag["due"], flag["passed"]) == ("12 Mei", "2025-05-12", False)
    assert promise("2025-05-13")["passed"]


def test_copied_texts_are_counted_by_agency(release: Path, source: Path) -> None:
    first, second, third, _ = (row["family"] for row in score(release, source))
    assert first["id"] == third["id"] != second["id"]
    assert (first["size"], first["agencies"]) == (3, 2)
    assert (first["first_seen"], first["last_seen"]) == ("2025-05-06", "2025-05-09")
    assert (first["share"], third["share"], second["size"]) == (round(2 / 3, 4), 1.0, 1)


def test_without_an_agency_or_days_there_is_less(release: Path, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("complaint,reply\nLampu padam,Lampu akan diganti 12 Mei.\n")
    (row,) = score(release, file)
    assert "family" not in row
    assert [(flag["name"], flag["due"], flag["passed"]) for flag in row["flags"]] == [("promise_dated", None, False)]
    file.write_text("complaint,reply,agency\nLampu padam,Lampu akan diganti 12 Mei.,Dinas A\n")
    assert score(release, file)[0]["family"]["first_seen"] == ""


def test_threads_are_judged_as_a_whole(release: Path, source: Path, tmp_path: Path) -> None:
    threads = tmp_path / "threads.jsonl"
    score(release, source, "--threads", str(threads), "--today", "2025-05-09")
    rows = {row["thread"]: row for row in map(json.loads, threads.read_text().splitlines())}
    assert list(rows) == ["L-1", "L-2", "L-3"]
    assert rows["L-1"]["replies"] == 2
    assert (rows["L-2"]["verdict"], rows["L-2"]["due"], rows["L-2"]["in_time"]) == ("respon_awal", "2025-05-19", True)
    score(release, source, "--threads", str(threads), "--today", "2025-06-02")
    late = {row["thread"]: row for row in map(json.loads, threads.read_text().splitlines())}
    assert late["L-2"]["verdict"] == "normatif"
    assert (late["L-2"]["decided_by"], late["L-2"]["days_to_first"]) == ("3", 3)


@pytest.mark.parametrize(
    ("content", "threads", "says"),
    [
        (HEADER + ROWS, "threads.txt", "threads.txt: cannot be written"),
        (HEADER + ROWS.replace("2025-05-08", ""), "t.jsonl", "in.csv, row 3: the column replied_at is empty"),
        (HEADER + ROWS.replace("2025-05-08", "kemarin"), "t.jsonl", "in.csv, row 3: the date 'kemarin' is unreadable"),
        ("complaint,reply\na,b\n", "t.jsonl", "in.csv: has no column for thread"),
    ],
)
def test_a_file_without_days_has_no_threads(
    release: Path, source: Path, capsys: pytest.CaptureFixture[str], content: str, threads: str, says: str
) -> None:
    source.write_text(content)
    out, table = source.with_name("out.jsonl"), source.with_name(threads)
    arguments = ["score", "--release", str(release), "--in", str(source), "--out", str(out), "--threads", str(table)]
    assert main(arguments) == 2
    assert says in capsys.readouterr().err
    assert not out.exists()
    assert not table.exists()
