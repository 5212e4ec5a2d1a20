"""Time and memory of fitting by the number of rows: the shipped corpus drawn again and again, with noise.

Each size is fitted in a process of its own, so that its peak memory is its own. What does not depend on the office's
rows (the models of the shipped corpus) is left out. ``python -m benchmarks.fitting --rows 10000 --rows 100000``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.machine import machine
from classifier.records import Complaint
from classifier.routing_model import text_of
from training.corpus import corpus_complaints
from training.duplicates import duplicate_groups
from training.history import ComplaintHistory
from training.routing import background_router, train_router
from training.split import split_history
from training.workspace import Workspace

ROWS = (10_000, 100_000)
DROPPED, SWAPPED, MISSPELT = 0.1, 0.05, 0.02
"""Shares of words that are left out, taken from another complaint, and misspelt by a letter."""
DAYS = 730
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


def noisy_history(n: int, seed: int = 0) -> ComplaintHistory:
    """``n`` complaints over two years, each two complaints of one topic mixed word by word, with noise."""
    corpus = corpus_complaints()
    generator = np.random.default_rng(seed)
    words = [text_of(complaint).split() for complaint in corpus.complaints]
    by_topic: dict[str, list[int]] = {}
    for i, topic in enumerate(corpus.labels):
        by_topic.setdefault(topic, []).append(i)
    pool = np.array([word for text in words for word in text], object)
    complaints: list[Complaint] = []
    labels: list[str] = []
    for row, i in enumerate(generator.integers(0, len(corpus), n).tolist()):
        topic = corpus.labels[i]
        other = int(generator.choice(by_topic[topic]))
        text = _mixed(words[i], words[other], pool, generator)
        day = date(2024, 1, 1) + timedelta(days=row * DAYS // n)
        complaints.append(replace(corpus.complaints[i], id=f"r{row}", title="", text=text, submitted_at=day))
        labels.append(f"Dinas {topic}")
    return ComplaintHistory(complaints, labels, labels, [""] * n, "resampled corpus", "")


def measure(n: int) -> dict[str, Any]:
    """Fit on ``n`` rows in this process.

    Seconds of the clock and of the processor (which other work on the machine does not lengthen), MiB before and at
    the peak, and the processor's seconds by stage.
    """
    background_router()
    history = noisy_history(n)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stages: dict[str, float] = {}
    started, busy = time.perf_counter(), time.process_time()
    running: list[tuple[str, float]] = []

    def report(stage: str) -> None:
        now = time.process_time()
        for name, since in running:
            stages[name] = now - since
        running[:] = [(stage, now)]

    work = Workspace(report=report)
    groups = work.run("grouping duplicates", duplicate_groups, [text_of(c) for c in history.complaints])
    dates = [complaint.submitted_at for complaint in history.complaints]
    split = work.run("splitting", split_history, dates, groups, history.batches)
    trained = train_router(history, split, work=work)
    report("")
    return {
        "rows": n,
        "groups": len(np.unique(groups)),
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - busy,
        "before_mib": before / 1024,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "top1": trained.figures["top1"],
        "stages": stages,
    }


def main(
    rows: Annotated[list[int] | None, typer.Option(help="How many rows; may be repeated.")] = None,
    here: Annotated[bool, typer.Option("--here", hidden=True)] = False,
) -> None:
    """Print a row for each size, and the seconds of its stages."""
    if here:
        print(json.dumps(measure((rows or ROWS)[0])))
        return
    print(f"# Fitting by the number of rows: resampled corpus\n# {machine()}")
    names = ("seconds", "processor", "s / 10,000", "peak MiB", "before", "top-1")
    print(f"{'rows':>9} {' '.join(f'{name:>10}' for name in names)}")
    for n in rows or ROWS:
        command = [sys.executable, "-m", "benchmarks.fitting", "--rows", str(n), "--here"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        found = json.loads(done.stdout)
        slope = found["processor"] / n * 10_000
        figures = (found["seconds"], found["processor"], slope, found["peak_mib"], found["before_mib"])
        print(f"{n:9,} {' '.join(f'{figure:10,.1f}' for figure in figures)} {found['top1']:10.3f}", flush=True)
        for stage, seconds in found["stages"].items():
            print(f"{'':9} {seconds:8.1f}  {stage}")


def _mixed(first: list[str], second: list[str], pool: Any, generator: np.random.Generator) -> str:
    size = max(len(first), len(second))
    chance = generator.random((4, size))
    mixed = []
    for place in range(size):
        source = first if place >= len(second) or (chance[0, place] < 0.5 and place < len(first)) else second
        if chance[1, place] < DROPPED:
            continue
        word = str(generator.choice(pool)) if chance[2, place] < SWAPPED else source[place]
        mixed.append(_misspelt(word, generator) if chance[3, place] < MISSPELT else word)
    return " ".join(mixed) or first[0]


def _misspelt(word: str, generator: np.random.Generator) -> str:
    place = int(generator.integers(len(word)))
    return word[:place] + str(generator.choice(LETTERS)) + word[place + 1 :]


if __name__ == "__main__":
    typer.run(main)
