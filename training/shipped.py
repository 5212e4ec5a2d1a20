"""What is learned from the shipped corpus alone, whatever the office: the intake model and the reply judge.

It does not depend on the office's complaints, so a second process learns it while the router is fitted.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import Any

import numpy as np

from classifier.intake import IntakeModel
from classifier.reply.judge import ReplyJudge
from training.corpus import corpus_replies
from training.history import ReplyHistory
from training.intake import train_intake
from training.replies import fit_judge, measure_judge
from training.split import describe, split_history


@dataclass(frozen=True)
class TrainedJudge:
    """A reply judge fitted on all pairs, its figures on a part held out before, and that split in words."""

    judge: ReplyJudge
    figures: dict[str, Any]
    split: dict[str, str]


@dataclass(frozen=True)
class ShippedModels:
    """The models of the shipped corpus."""

    intake: IntakeModel
    replies: TrainedJudge


def train_judge(history: ReplyHistory, *, seed: int = 0) -> TrainedJudge:
    """Fit and measure a judge on a part of a history, then fit it on all pairs."""
    groups = np.unique([pair.complaint for pair in history.pairs], return_inverse=True)[1]
    days = [None] * len(history)
    split = split_history(days, groups, history.batches, seed=seed)
    figures = measure_judge(history, split, seed=seed)
    return TrainedJudge(fit_judge(history, range(len(history)), seed=seed), figures, describe(split, days))


@lru_cache(maxsize=1)
def shipped_models(seed: int = 0) -> Future[ShippedModels]:
    """The models of the shipped corpus, as they become ready; they are learned once a process.

    On one core they are learned before this returns.
    """
    if (os.cpu_count() or 1) < 2:
        done: Future[ShippedModels] = Future()
        done.set_result(learn(seed))
        return done
    executor = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_parent)
    future = executor.submit(learn, seed)
    executor.shutdown(wait=False)
    return future


def end_with_parent() -> None:
    """Let this process end when the one that started it is gone, however that ended."""
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            connection.wait([parent.sentinel])
            os._exit(1)

        Thread(target=watch, daemon=True).start()


def learn(seed: int) -> ShippedModels:
    """Learn the models of the shipped corpus here and now."""
    return ShippedModels(train_intake(seed=seed), train_judge(corpus_replies(), seed=seed))
