"""The reply judge: how right, item by item, how fast, and how large.

Every batch of the shipped corpus is judged by a model that learned from the others. Speed and memory are taken in a
process of its own that loads nothing but the judge, on one core.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from safetensors.numpy import load_file, save_file

from benchmarks.machine import machine, resident
from classifier.records import ReplyPair, Verdict
from classifier.reply.judge import ITEMS, ReplyJudge
from classifier.reply.verdicts import score

LEAST = 40
"""Replies that must show an item for it to count in the macro F1."""
ROUNDS = 5
SINGLE = 1000


def main() -> None:
    """Print the tables."""
    from training.corpus import corpus_replies
    from training.replies import fit_judge

    history = corpus_replies()
    verdicts = left_out_verdicts()
    print(f"# Replies: {len(history)} pairs of the shipped corpus\n# {machine()}\n## Leave one batch out")
    figures = level_figures(verdicts, history.levels)
    print(f"AUROC of level 2 against 0 {figures['auroc']:.3f}, quadratic kappa {figures['kappa']:.3f}")
    print(f"{'item':4} {'n':>5} {'F1':>6} {'precision':>9} {'recall':>6}")
    counted = []
    for item in ITEMS:
        n, f1, precision, recall = item_figures(item, verdicts, [set(marks) for marks in history.marks])
        counted += [f1] if n >= LEAST else []
        print(f"{item:4} {n:5} {f1:6.3f} {precision:9.3f} {recall:6.3f}")
    print(f"macro F1 over the {len(counted)} items of {LEAST} replies or more: {np.mean(counted):.3f}")
    print("## Speed and memory, one core", flush=True)
    with TemporaryDirectory() as folder:
        _store(fit_judge(history, range(len(history))), history.pairs, Path(folder))
        alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run(  # noqa: S603  nothing in it comes from outside
            [sys.executable, "-m", "benchmarks.replies", folder], check=True, env=os.environ | alone
        )


@cache
def left_out_judges() -> dict[str, ReplyJudge]:
    """For each batch of the corpus a judge that has not learned from it."""
    from training.corpus import corpus_replies
    from training.replies import fit_judge

    history = corpus_replies()
    return {
        batch: fit_judge(history, [i for i, name in enumerate(history.batches) if name != batch])
        for batch in sorted(set(history.batches))
    }


@cache
def left_out_verdicts() -> tuple[Verdict, ...]:
    """The verdict on every pair of the corpus by a judge that has not learned from its batch, in the corpus' order."""
    from training.corpus import corpus_replies

    history = corpus_replies()
    found: dict[int, Verdict] = {}
    for batch, judge in left_out_judges().items():
        rows = [i for i, name in enumerate(history.batches) if name == batch]
        found |= zip(rows, judge.judge([history.pairs[i] for i in rows]), strict=True)
    return tuple(found[number] for number in range(len(history)))


def level_figures(verdicts: Sequence[Verdict], levels: Sequence[int]) -> dict[str, float]:
    """``n``, ``auroc`` of level 2 against 0 and quadratic ``kappa``."""
    from training import metrics

    truth, proba = np.asarray(levels), np.array([verdict.p_substantive for verdict in verdicts])
    sure = truth != 1
    return {
        "n": len(truth),
        "auroc": metrics.auroc(truth[sure] == 2, proba[sure]),
        "kappa": metrics.quadratic_kappa(truth.tolist(), [verdict.level for verdict in verdicts]),
    }


def item_figures(
    item: str, verdicts: Sequence[Verdict], present: Sequence[set[str]]
) -> tuple[int, float, float, float]:
    """How many replies show an item, and F1, precision and recall of finding it in a reply."""
    truth = np.array([item in items for items in present])
    given = np.array([any(each.item == item for each in verdict.items) for verdict in verdicts])
    right = int((truth & given).sum())
    n, found = int(truth.sum()), int(given.sum())
    return n, 2 * right / max(n + found, 1), right / max(found, 1), right / max(n, 1)


def _store(judge: ReplyJudge, pairs: Sequence[ReplyPair], folder: Path) -> None:
    document, arrays = judge.parts()
    (folder / "judge.json").write_text(json.dumps(document), encoding="utf-8")
    save_file(arrays, folder / "judge.safetensors")
    (folder / "pairs.json").write_text(json.dumps([asdict(pair) for pair in pairs]), encoding="utf-8")


def measure(folder: Path) -> None:
    """Print speed and memory of the judge in a folder, over the pairs there."""
    before = resident()
    document = json.loads((folder / "judge.json").read_text(encoding="utf-8"))
    judge = ReplyJudge.from_parts(document, load_file(folder / "judge.safetensors"))
    pairs = [ReplyPair(**row) for row in json.loads((folder / "pairs.json").read_text(encoding="utf-8"))]
    score(judge, pairs)  # words are looked up for the first time
    print(f"pairs/s in batch: {_rate(lambda: score(judge, pairs), len(pairs)):,.0f}")
    print(f"pairs/s in batch without flags: {_rate(lambda: judge.judge(pairs), len(pairs)):,.0f}")
    taken = []
    for pair in pairs[:SINGLE]:
        started = time.perf_counter()
        score(judge, [pair])
        taken.append(1000 * (time.perf_counter() - started))
    print(f"single call, ms: p50 {np.percentile(taken, 50):.2f}, p99 {np.percentile(taken, 99):.2f}")
    print(f"resident MiB: {resident() / 2**20:.0f}, of them the judge and its word lists {_mib(before)}")


def _mib(before: int) -> str:
    return f"{(resident() - before) / 2**20:.0f}"


def _rate(work: Callable[[], object], n: int) -> float:
    """The best of some rounds, in rows a second of this process's own time."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return n / min(taken)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        main()
