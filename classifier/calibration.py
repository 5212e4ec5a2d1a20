"""From class scores to honest probabilities: a temperature and a shift for every class.

Temperature scaling as in Guo et al. (2017), "On Calibration of Modern Neural Networks", section 4.2; the shift by class
lets the later months' label mix correct a one-against-rest model, and is shrunk to zero for classes with few rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Calibration:
    """``softmax(scale * scores + shift)``. The default leaves scores as they are under the softmax."""

    scale: float = 1.0
    shift: tuple[float, ...] = ()

    def apply(self, scores: Floats) -> Floats:
        """Probabilities of the shape of ``scores``; rows sum to 1."""
        logits = self.scale * np.asarray(scores, np.float64)
        if self.shift:
            logits = logits + np.asarray(self.shift)
        logits -= logits.max(axis=1, keepdims=True)
        exponents = np.exp(logits)
        return np.asarray(exponents / exponents.sum(axis=1, keepdims=True), np.float32)

    def document(self) -> dict[str, Any]:
        """The parameters as JSON-able values."""
        return {"scale": self.scale, "shift": list(self.shift)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Calibration:
        """The way back from `document`."""
        return cls(scale=float(document["scale"]), shift=tuple(map(float, document["shift"])))


def fit_calibration(scores: Floats, labels: Sequence[int], *, shrinkage: float = 3.0) -> Calibration:
    """Learn a calibration by maximum likelihood.

    Parameters
    ----------
    scores: shape (n, n_classes), of rows that the scoring model has not seen.
    labels: class number of each row; rows of unknown classes must be left out by the caller.
    shrinkage: weight of the pull of every class's shift towards 0, in rows.

    With fewer than 20 rows there is nothing to learn from, and the default scale of a margin classifier (4) is
    returned.
    """
    from scipy.optimize import minimize

    truth = np.asarray(labels, np.int64)
    if len(truth) < 20:
        return Calibration(scale=4.0)
    wide = np.asarray(scores, np.float64)
    rows, n_classes = np.arange(len(truth)), wide.shape[1]
    hits = np.zeros_like(wide)
    hits[rows, truth] = 1.0

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scale, shift = np.exp(parameters[0]), parameters[1:]
        logits = scale * wide + shift
        logits -= logits.max(axis=1, keepdims=True)
        log_proba = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        residual = np.exp(log_proba) - hits
        value = -log_proba[rows, truth].sum() + shrinkage * float(shift @ shift) / 2
        gradient = np.concatenate([[scale * float((residual * wide).sum())], residual.sum(axis=0) + shrinkage * shift])
        return float(value), gradient

    start = np.concatenate([[np.log(4.0)], np.zeros(n_classes)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return Calibration(scale=float(np.exp(found.x[0])), shift=tuple(map(float, found.x[1:])))
