"""Measuring a disposer on labelled complaints and a judge on labelled replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import role_of
from classifier.disposition import Disposer
from classifier.records import Complaint, ReplyPair
from classifier.reply.judge import ReplyJudge
from training import metrics
from training.certificate import Answers
from training.history import ComplaintHistory

CHUNK = 2000


@dataclass(frozen=True)
class Ranked:
    """Dispositions beside the truth, all of one length.

    ``truth`` and the names in ``ranked`` (best first) are roles, or topics where ``by_topic``; ``confidence`` is that
    of the best one. ``exact`` says whether the agency's full name was right; it is empty for topics.
    """

    by_topic: bool
    truth: list[str]
    ranked: list[list[str]]
    confidence: NDArray[np.float64]
    exact: list[bool]

    @property
    def best(self) -> list[str]:
        """The first name of each row."""
        return [row[0] for row in self.ranked]

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Whether the first name is the true one, shape (n,)."""
        return np.array([a == b for a, b in zip(self.truth, self.best, strict=True)], np.bool_)


def rank(disposer: Disposer, complaints: Sequence[Complaint], agencies: Sequence[str]) -> Ranked:
    """Dispose complaints whose agency is known; when every label is a topic of the router, topics are compared."""
    by_topic = disposer.directory is not None and set(agencies) <= set(disposer.model.classes)
    truth = list(agencies) if by_topic else [role_of(agency) for agency in agencies]
    ranked, confidence, exact = [], [], []
    for start in range(0, len(complaints), CHUNK):
        chunk = complaints[start : start + CHUNK]
        if by_topic:
            proba = disposer.model.proba(chunk)
            order = np.argsort(-proba, axis=1, kind="stable")
            ranked += [[disposer.model.classes[k] for k in row[:5]] for row in order]
            confidence += proba.max(axis=1).tolist()
            continue
        for disposition, agency in zip(
            disposer.dispose(chunk, explain=False), agencies[start : start + CHUNK], strict=True
        ):
            ranked.append([role_of(c.agency) for c in disposition.candidates])
            confidence.append(disposition.probability)
            exact.append(_letters(disposition.agency) == _letters(agency))
    return Ranked(by_topic, truth, ranked, np.array(confidence, np.float64), exact)


def evaluate_routing(
    disposer: Disposer,
    complaints: Sequence[Complaint],
    agencies: Sequence[str],
    *,
    counted: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Figures of the dispositions against the agencies that answered.

    ``top1``, ``top3``, ``macro_f1`` by role (kelurahan and kecamatan as roles; macro-F1 over ``counted`` labels, by
    default those with at least 10 rows), ``exact`` by the agency's full name, ``ece`` of the best role's probability,
    ``coverage_at_5`` the share of the surest complaints with at most 5 % errors. When every label is a topic of the
    router, topics are compared instead.
    """
    answers = rank(disposer, complaints, agencies)
    correct = answers.correct
    figures: dict[str, Any] = {
        "n": len(correct),
        "by": "topic" if answers.by_topic else "agency",
        "top1": float(correct.mean()),
        "top3": metrics.top_k(answers.truth, answers.ranked, 3),
        "macro_f1": metrics.macro_f1(answers.truth, answers.best, counted or metrics.frequent(answers.truth)),
        "ece": metrics.expected_calibration_error(answers.confidence, correct),
        "coverage_at_5": metrics.coverage_at_risk(answers.confidence, correct),
    }
    if answers.exact:
        figures["exact"] = float(np.mean(answers.exact))
    return figures


def answers_of(disposer: Disposer, complaints: Sequence[Complaint], agencies: Sequence[str]) -> Answers:
    """What is proposed for complaints whose agency is known; it is correct when it is that very agency."""
    proposed = [
        disposition
        for start in range(0, len(complaints), CHUNK)
        for disposition in disposer.dispose(complaints[start : start + CHUNK], explain=False)
    ]
    return Answers(
        np.array([disposition.probability for disposition in proposed], np.float64),
        np.array(
            [_letters(each.agency) == _letters(agency) for each, agency in zip(proposed, agencies, strict=True)],
            np.bool_,
        ),
        tuple(disposition.agency for disposition in proposed),
    )


def answers_in_time(disposer: Disposer, history: ComplaintHistory) -> tuple[Answers, Answers]:
    """Answers to the earlier third and to the rest of a history; rows without a date come first."""
    days = [c.submitted_at.toordinal() if c.submitted_at else 0 for c in history.complaints]
    order = np.argsort(days, kind="stable")
    cut = len(order) // 3
    first, rest = (
        answers_of(disposer, [history.complaints[i] for i in rows], [history.agencies[i] for i in rows])
        for rows in (order[:cut], order[cut:])
    )
    return first, rest


def evaluate_replies(judge: ReplyJudge, pairs: Sequence[ReplyPair], levels: Sequence[int]) -> dict[str, Any]:
    """Figures of the verdicts: ``auroc`` of level 2 against 0, level 1 left out, and quadratic ``kappa``."""
    verdicts = judge.judge(pairs)
    truth = np.asarray(levels)
    sure = truth != 1
    p = np.array([verdict.p_substantive for verdict in verdicts])
    given = [verdict.level for verdict in verdicts]
    return {
        "n": len(truth),
        "auroc": metrics.auroc(truth[sure] == 2, p[sure]),
        "kappa": metrics.quadratic_kappa(truth.tolist(), given),
        "accuracy": float(np.mean(truth == np.array(given))),
    }


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))
