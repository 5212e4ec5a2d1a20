"""A router's answers to its test rows beside the truth: figures by class and by slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import role_of
from training import metrics
from training.certificate import Answers
from training.history import ComplaintHistory
from training.slices import slices

Figures = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Breakdown:
    """Answers to ``history``, row by row; ``truth`` and ``proposed`` are roles (all kelurahan are one)."""

    history: ComplaintHistory
    answers: Answers
    truth: NDArray[np.str_]
    proposed: NDArray[np.str_]

    @classmethod
    def of(cls, history: ComplaintHistory, answers: Answers) -> Breakdown:
        """From the rows that were answered and the answers, of one length."""
        truth, proposed = (np.array([role_of(name) for name in names]) for names in (history.agencies, answers.agency))
        return cls(history, answers, truth, proposed)

    def by_class(self) -> Figures:
        """``n``, ``precision``, ``recall`` and ``f1`` of every role with at least 10 rows (see `metrics.frequent`)."""
        found = {}
        for name in metrics.frequent(self.truth.tolist()):
            given, true = self.proposed == name, self.truth == name
            hits, n = int((given & true).sum()), int(true.sum())
            found[name] = {
                "n": n,
                "precision": hits / max(int(given.sum()), 1),
                "recall": hits / n,
                "f1": 2 * hits / (n + int(given.sum())),
            }
        return found

    def by_slice(self) -> Figures:
        """``n`` and ``top1`` of every slice (see `slices`)."""
        correct = self.truth == self.proposed
        return {
            name: {"n": int(mask.sum()), "top1": float(correct[mask].mean())}
            for name, mask in slices(self.history).items()
        }
