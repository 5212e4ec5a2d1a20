"""Killing a fit: at every stage ten times, at ten places within the stage, and going on after each kill.

``python -m benchmarks.kills [ROUNDS]``, by default ten. Each round is one fit of a small office, killed (SIGKILL) once
in each stage and started again after each kill. After a kill the folder must show the old release, whole, and nothing
else; in the end the new release must be the one that an undisturbed fit makes, byte for byte.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import machine
from classifier.datafiles import data_directory
from classifier.release import read_release, write_release
from tests.examples import complaints_csv, replies_jsonl

ROUNDS = 10
ROOT = Path(__file__).parents[1]
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}


@dataclass(frozen=True)
class Ended:
    """How a fit ended: its exit code (negative for a signal), and its stages with the seconds at which each began."""

    code: int
    began: dict[str, float]


def fit(arguments: Sequence[str], environment: Mapping[str, str], *, kill_at: str = "", after: float = 0.0) -> Ended:
    """Run ``tanggap-train fit``; with ``kill_at``, kill it ``after`` so many seconds of that stage."""
    process = subprocess.Popen(  # noqa: S603  our own program
        [sys.executable, "-m", "training.cli", "fit", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment),
    )
    began: dict[str, float] = {}
    assert process.stderr is not None
    for line in process.stderr:
        if not line.startswith("training: ["):
            print(line, end="", file=sys.stderr)
            continue
        stage = line.split("] ", 1)[1].strip()
        began[stage] = time.monotonic()
        if stage == kill_at:
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
            break
    process.stderr.close()
    return Ended(process.wait(), began)


def small_data(folder: Path) -> Path:
    """In ``folder``, the data directory with two batches of the corpus only: the second process then takes seconds."""
    folder.mkdir()
    for path in data_directory().iterdir():
        if path.name != "corpus":
            (folder / path.name).symlink_to(path)
    for batch in ("complaints/c01", "complaints/c02", "replies/r01", "replies/r02", "screens/s01"):
        target = folder / "corpus" / f"{batch}.jsonl"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(data_directory() / "corpus" / f"{batch}.jsonl", target)
    return folder


def old_release(folder: Path) -> tuple[Path, str]:
    """A release that stands where the new one will, and its id."""
    return folder / "office", write_release(folder / "office", {"old.json": b"{}"}, {"kind": "agency"})


def visible(folder: Path) -> list[str]:
    """The names that a user sees in a folder."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def contents(release: Path) -> dict[str, bytes]:
    """Every byte of a release by file name."""
    return {str(path.relative_to(release)): path.read_bytes() for path in sorted(release.rglob("*")) if path.is_file()}


def main(rounds: int = ROUNDS) -> None:
    """Print, stage by stage, how many kills were survived."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        office = ["--data", str(complaints_csv(folder / "c.csv")), "--replies", str(replies_jsonl(folder / "r.jsonl"))]
        quiet = [*office, "--no-track"]
        settings = EPOCH | {"TANGGAP_DATA": str(small_data(folder / "data"))}
        clean = fit([*quiet, "--out", str(folder / "clean")], settings | {"PYTHONHASHSEED": "1"})
        wanted, stages = contents(folder / "clean"), list(clean.began)
        ends = [*list(clean.began.values())[1:], time.monotonic()]
        lasts = {stage: end - clean.began[stage] for stage, end in zip(stages, ends, strict=True)}
        survived = dict.fromkeys(stages, 0)
        equal = 0
        for number in range(rounds):
            models = folder / f"round-{number}"
            models.mkdir()
            out, old = old_release(models)
            arguments = [*quiet, "--out", str(out)]
            for stage in stages:
                after = lasts[stage] * number / rounds
                killed = fit(arguments, settings | {"PYTHONHASHSEED": str(number)}, kill_at=stage, after=after)
                whole = read_release(out).id == old or contents(out) == wanted
                survived[stage] += killed.code == -signal.SIGKILL and whole and visible(models) == ["office"]
            done = fit(arguments, settings)
            left = [path.name for path in models.iterdir() if path.name != "office"]
            equal += done.code == 0 and contents(out) == wanted and not left
    print(f"# Kills of a fit, {rounds} in each stage; each round ends with a fit that goes on\n# {machine()}")
    print(f"{'stage':60} {'survived':>8}")
    for stage, n in survived.items():
        print(f"{stage:60} {n:5}/{rounds}")
    print(f"{'releases equal to an undisturbed one in every byte':60} {equal:5}/{rounds}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
