"""The headline figures of routing, on arrays: a thousand resamples of them take a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training import metrics
from training.evaluate import Ranked

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class RoutingFigures:
    """Answers beside the truth as arrays of shape (n,).

    ``truth`` and ``best`` are numbers of labels, of which those below ``counted`` count in macro-F1; ``among3`` and
    ``exact`` say whether the truth was among the first three and whether the agency's full name was right (``None`` for
    topics).
    """

    truth: Rows
    best: Rows
    counted: int
    among3: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    exact: NDArray[np.bool_] | None

    @classmethod
    def of(cls, answers: Ranked, counted: Sequence[str] | None = None) -> RoutingFigures:
        """From ranked answers; ``counted`` labels count in macro-F1, by default those with at least 10 rows."""
        first = list(counted) if counted is not None else metrics.frequent(answers.truth)
        rest = sorted({*answers.truth, *answers.best} - set(first))
        number = {name: i for i, name in enumerate([*first, *rest])}
        return cls(
            np.array([number[name] for name in answers.truth], np.int64),
            np.array([number[name] for name in answers.best], np.int64),
            len(first),
            np.array(
                [label in names[:3] for label, names in zip(answers.truth, answers.ranked, strict=True)], np.bool_
            ),
            answers.confidence,
            np.array(answers.exact, np.bool_) if answers.exact else None,
        )

    def at(self, rows: Rows) -> dict[str, float]:
        """The figures of the given rows (a row may stand more than once); see `evaluate_routing` for their meaning."""
        truth, best, confidence = self.truth[rows], self.best[rows], self.confidence[rows]
        correct = truth == best
        figures = {
            **self.accuracy(rows),
            "macro_f1": self.macro_f1(rows),
            "ece": metrics.expected_calibration_error(confidence, correct),
            "coverage_at_5": metrics.coverage_at_risk(confidence, correct),
        }
        if self.exact is not None:
            figures["exact"] = float(self.exact[rows].mean())
        return figures

    def accuracy(self, rows: Rows) -> dict[str, float]:
        """The figures that need few rows: ``top1`` and ``top3``."""
        return {"top1": self.top1(rows), "top3": self.top3(rows)}

    def top1(self, rows: Rows) -> float:
        """The share of the given rows whose first answer is right."""
        return float((self.truth[rows] == self.best[rows]).mean())

    def top3(self, rows: Rows) -> float:
        """The share of the given rows with the right answer among the first three."""
        return float(self.among3[rows].mean())

    def macro_f1(self, rows: Rows) -> float:
        """Macro-F1 of the given rows over the counted labels; nan where there are none."""
        if not self.counted:
            return float("nan")
        truth, best = self.truth[rows], self.best[rows]
        size = self.counted
        hits, given, proposed = (
            np.bincount(numbers[numbers < size], minlength=size) for numbers in (truth[truth == best], truth, best)
        )
        return float(np.mean(2 * hits / np.maximum(given + proposed, 1)))
