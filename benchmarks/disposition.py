"""The whole disposition: how fast a release answers on one core, where the time goes, and the memory it takes.

``python -m benchmarks.disposition [RELEASE]``; without a release one is fitted, on the acceptance data or else on the
shipped corpus. Each table is taken in a fresh process. Times are of texts whose words have been met before.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.machine import acceptance_data, machine, resident
from classifier.engine import Engine
from classifier.places import completed
from classifier.records import Complaint
from classifier.routing_model import Reading
from training.commands import fit_release
from training.corpus import corpus_complaints
from training.history import read_complaints

BATCH = 1000
ROWS = 4 * BATCH
REPEATS = 5
SINGLES = 500
MIB = 1 << 20
CITY = "Kota Surabaya"
STEPS = ("cutting into words", "model", "places", "intake", "whole")


def main(release: str = "") -> None:
    """Print the table."""
    folder = acceptance_data()
    data = folder / "surabaya_complaints_dev.csv.gz" if folder else None
    with TemporaryDirectory() as temporary:
        path = Path(release or f"{temporary}/release")
        if not release:
            fit_release(data=data, replies=None, out=path, track=False)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            print(fresh.submit(table, path, data).result())


def table(release: Path, data: Path | None) -> str:
    """Measure a release over complaints of ``data``, or of the shipped corpus; the printed lines."""
    before = resident()
    engine = Engine.load(release, region=CITY if data else "")
    loaded = resident() - before
    history = read_complaints(data) if data else corpus_complaints()
    complaints = list(history.complaints)[-ROWS:]
    first = _timed(_in_batches, engine, complaints, False)
    mean = np.mean([len(complaint.title) + len(complaint.text) for complaint in complaints])
    lines = [f"# Whole disposition: {len(complaints)} complaints of {mean:.0f} characters; {machine()}, one core"]
    for explain, name in ((False, "lead agency alone"), (True, "with reasons and copies")):
        best = min(_timed(_in_batches, engine, complaints, explain) for _ in range(REPEATS))
        singles = [1000 * _timed(_in_batches, engine, [complaint], explain) for complaint in complaints[:SINGLES]]
        p50, p99 = np.percentile(singles, [50, 99])
        lines.append(f"{name:24} {len(complaints) / best:8,.0f} complaints/s   one: p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    lines.append(f"{'words never met before':24} {len(complaints) / first:8,.0f} complaints/s")
    shares = stages(engine, complaints)
    lines.append("time of the lead agency: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))
    lines.append(f"resident memory of the loaded release: {loaded / MIB:.0f} MiB")
    return "\n".join(lines)


def stages(engine: Engine, complaints: Sequence[Complaint]) -> dict[str, float]:
    """The share of each step in the time of the lead agency; the best of some runs of each."""
    runs = [_steps(engine, complaints) for _ in range(REPEATS)]
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    whole = best.pop("whole")
    return {**{n: s / whole for n, s in best.items()}, "agencies and decision": 1 - sum(best.values()) / whole}


def _steps(engine: Engine, complaints: Sequence[Complaint]) -> dict[str, float]:
    """Seconds of processor time of the steps that can be called alone, and of the whole."""
    disposer, spent = engine.disposer, Counter[str]()
    assert disposer.finder
    assert disposer.intake
    for start in range(0, len(complaints), BATCH):
        rows = complaints[start : start + BATCH]
        clock = [time.process_time()]
        reading = Reading(rows)
        clock.append(time.process_time())
        disposer.model.judge(reading)
        clock.append(time.process_time())
        found = disposer.finder.find_open(reading, default_region=disposer.region, explain=False)
        clock.append(time.process_time())
        places = [completed(c, f, disposer.region) for c, f in zip(rows, found, strict=True)]
        disposer.intake.assess_read(reading, places, explain=False)
        clock.append(time.process_time())
        disposer.dispose(rows, explain=False)
        clock.append(time.process_time())
        spent.update(dict(zip(STEPS, np.diff(clock).tolist(), strict=True)))
    return dict(spent)


def _in_batches(engine: Engine, complaints: Sequence[Complaint], explain: bool) -> None:
    for start in range(0, len(complaints), BATCH):
        engine.dispose(complaints[start : start + BATCH], explain=explain)


def _timed(work: Callable[..., None], *arguments: object) -> float:
    """Seconds of processor time."""
    started = time.process_time()
    work(*arguments)
    return time.process_time() - started


if __name__ == "__main__":
    main(*sys.argv[1:2])
