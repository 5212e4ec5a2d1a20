"""How the reply judge stands up to attacks: normative replies dressed up, and short replies that say enough.

Every reply is judged by a model that has not learned from its batch, as an agency's reply would be.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.machine import machine
from benchmarks.replies import left_out_judges
from classifier.datafiles import data_directory
from classifier.records import ReplyPair
from classifier.reply.judge import ReplyJudge
from training.attacks import attack_all
from training.corpus import corpus_replies
from training.history import ReplyHistory
from training.replies import fit_judge


@dataclass(frozen=True)
class Stand:
    """What became of attacked replies: the share that ``stays`` below level 2, and the mean ``rise`` of the score."""

    n: int
    stays: float
    rise: float


def normative_and_good(history: ReplyHistory, batch: str) -> tuple[list[ReplyPair], list[ReplyPair]]:
    """The normative and the substantive pairs of a batch."""
    of_level = {
        level: [
            pair
            for pair, name, each in zip(history.pairs, history.batches, history.levels, strict=True)
            if name == batch and each == level
        ]
        for level in (0, 2)
    }
    return of_level[0], of_level[2]


def attacked(judge: ReplyJudge, normative: Sequence[ReplyPair], good: Sequence[ReplyPair]) -> dict[str, Stand]:
    """How the judge stands up to every attack on ``normative`` replies; ``good`` are replies that may be pasted in."""
    before = np.array([verdict.score for verdict in judge.judge(normative)], float)
    found = {}
    for name, pairs in attack_all(normative, [pair.reply for pair in good], 0).items():
        verdicts = judge.judge(pairs)
        after = np.array([verdict.score for verdict in verdicts], float)
        below = float(np.mean([verdict.level < 2 for verdict in verdicts]))
        found[name] = Stand(len(pairs), below, float((after - before).mean()))
    return found


def short_pairs(level: int) -> list[ReplyPair]:
    """The hand-written short replies of a level (data/behaviour/short_replies.jsonl)."""
    lines = (data_directory() / "behaviour" / "short_replies.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["level"] == level]
    return [ReplyPair(row["complaint"], row["reply"], row["id"], row["report_type"]) for row in rows]


def main() -> None:
    """Print one row an attack, over all batches left out in turn, and the short replies."""
    history = corpus_replies()
    stands: dict[str, list[Stand]] = {}
    for batch, left_out in left_out_judges().items():
        for name, stand in attacked(left_out, *normative_and_good(history, batch)).items():
            stands.setdefault(name, []).append(stand)
    print(f"# Gaming: attacks on normative replies of left-out batches\n# {machine()}")
    print(f"{'attack':24} {'n':>5} {'below 2':>8} {'rise':>6}")
    for name, each in stands.items():
        weights = [stand.n for stand in each]
        stays = np.average([stand.stays for stand in each], weights=weights)
        rise = np.average([stand.rise for stand in each], weights=weights)
        print(f"{name:24} {sum(weights):5} {stays:8.3f} {rise:6.1f}")
    judge = fit_judge(history, range(len(history)))
    for level, wanted in ((2, "level 2"), (0, "level 0")):
        pairs = short_pairs(level)
        share = np.mean([verdict.level == level for verdict in judge.judge(pairs)])
        print(f"short replies of {wanted}: {share:.3f} of {len(pairs)} stay there")


if __name__ == "__main__":
    main()
