"""Fitting and measuring the reply judge on a history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from classifier.datafiles import data_directory
from classifier.reply.cues import CueLexicon
from classifier.reply.judge import ReplyJudge
from classifier.reply.scorer import ReplyScorer
from training.evaluate import evaluate_replies
from training.hardening import attacked_copies, curt_copies
from training.history import ReplyHistory
from training.split import Split


def fit_judge(history: ReplyHistory, rows: Sequence[int], *, seed: int = 0) -> ReplyJudge:
    """A judge that learned from the given rows, from normative replies dressed up by attacks, and from curt ones."""
    scorer = ReplyScorer(reply_lexicon(), random_state=seed)
    pairs, levels = [history.pairs[i] for i in rows], [history.levels[i] for i in rows]
    marks, origins = [history.marks[i] for i in rows], [history.batches[i] for i in rows]
    attacks = attacked_copies(pairs, levels, seed=seed)
    curt = curt_copies(pairs, levels, marks)
    return scorer.fit(
        [*pairs, *(pair for _, pair in attacks), *(pair for _, pair, _ in curt)],
        [*levels, *(0 for _ in attacks), *(2 for _ in curt)],
        marks=[*marks, *({} for _ in attacks), *(moved for _, _, moved in curt)],
        origins=[*origins, *(origins[number] for number, _ in attacks), *(origins[number] for number, _, _ in curt)],
        measured=[True] * len(pairs) + [False] * (len(attacks) + len(curt)),
    ).judge_


def measure_judge(history: ReplyHistory, split: Split, *, seed: int = 0) -> dict[str, Any]:
    """Figures on the split's test rows of a judge that learned from its other rows (see `evaluate_replies`)."""
    if {0, 2} - {history.levels[i] for i in split.before("test")} or not len(split.test):
        return {"n": 0}
    judge = fit_judge(history, split.before("test").tolist(), seed=seed)
    return evaluate_replies(judge, [history.pairs[i] for i in split.test], [history.levels[i] for i in split.test])


def reply_lexicon() -> CueLexicon:
    """The word classes of data/lexicon."""
    return CueLexicon.from_csv((data_directory() / "lexicon" / "cues.csv").read_text(encoding="utf-8"))
