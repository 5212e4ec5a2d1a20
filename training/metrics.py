"""How good answers are: plain functions on arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def top_k(truth: Sequence[str], ranked: Sequence[Sequence[str]], k: int) -> float:
    """Share of rows whose true label is among the first ``k`` ranked ones."""
    return float(np.mean([label in row[:k] for label, row in zip(truth, ranked, strict=True)]))


def macro_f1(truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> float:
    """Mean F1 over ``labels``; a label that neither occurs nor is predicted counts 0."""
    from sklearn.metrics import f1_score

    return float(f1_score(truth, predicted, labels=list(labels), average="macro", zero_division=0))


def frequent(labels: Sequence[str], least: int = 10) -> list[str]:
    """The labels that occur at least ``least`` times, sorted."""
    return sorted(label for label, n in Counter(labels).items() if n >= least)


def expected_calibration_error(confidence: Floats, correct: NDArray[np.bool_], bins: int = 15) -> float:
    """Mean distance of confidence and accuracy over ``bins`` equal bins of [0, 1], weighted by their rows (Guo et al.

    2017, eq. 3).
    """
    number = np.minimum((np.asarray(confidence) * bins).astype(int), bins - 1)
    total = 0.0
    for each in range(bins):
        inside = number == each
        if inside.any():
            total += float(inside.mean()) * abs(float(confidence[inside].mean()) - float(correct[inside].mean()))
    return total


def coverage_at_risk(confidence: Floats, correct: NDArray[np.bool_], risk: float = 0.05) -> float:
    """The largest share of rows, taken by falling confidence, among which at most ``risk`` are wrong.

    Read with hindsight, not certified.
    """
    order = np.argsort(-np.asarray(confidence), kind="stable")
    errors = np.cumsum(~np.asarray(correct)[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(errors <= risk)
    return float((good[-1] + 1) / len(order)) if len(good) else 0.0


def auroc(positive: NDArray[np.bool_], scores: Floats) -> float:
    """Area under the ROC curve; nan when only one kind occurs."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(positive, scores)) if 0 < positive.sum() < len(positive) else float("nan")


def quadratic_kappa(truth: Sequence[int], given: Sequence[int]) -> float:
    """Cohen's kappa with quadratic weights over the levels 0, 1, 2; nan when only one level occurs."""
    from sklearn.metrics import cohen_kappa_score

    if len(set(truth)) < 2:
        return float("nan")
    return float(cohen_kappa_score(truth, given, labels=[0, 1, 2], weights="quadratic"))
