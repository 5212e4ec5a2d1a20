"""From class scores to honest probabilities: a temperature, a shift for every class, and a share of noise.

Temperature scaling as in Guo et al. (2017), "On Calibration of Modern Neural Networks", section 4.2; the shift by class
lets the later months' label mix correct a one-against-rest model, and is shrunk to zero for classes with few rows. The
noise is the share of complaints whose label no text could tell, because an operator chose in a hurry: without it, a
softmax promises near certainty that no office's labels keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MOST_NOISE = 0.3


@dataclass(frozen=True)
class Calibration:
    """``(1 - noise) * softmax(scale * scores + shift) + noise * mix``.

    ``mix`` is the share of each label among the rows that were calibrated on. The default leaves scores as they are
    under the softmax.
    """

    scale: float = 1.0
    shift: tuple[float, ...] = ()
    noise: float = 0.0
    mix: tuple[float, ...] = ()

    @property
    def ceiling(self) -> float:
        """The probability that the surest score comes near."""
        return 1.0 - self.noise

    def apply(self, scores: Floats) -> Floats:
        """Probabilities of the shape of ``scores``; rows sum to 1."""
        logits = self.scale * np.asarray(scores, np.float64)
        if self.shift:
            logits = logits + np.asarray(self.shift)
        logits -= logits.max(axis=1, keepdims=True)
        exponents = np.exp(logits)
        proba = exponents / exponents.sum(axis=1, keepdims=True)
        if self.noise:
            proba = (1 - self.noise) * proba + self.noise * np.asarray(self.mix)
        return np.asarray(proba, np.float32)

    def document(self) -> dict[str, Any]:
        """The parameters as JSON-able values."""
        return {"scale": self.scale, "shift": list(self.shift), "noise": self.noise, "mix": list(self.mix)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Calibration:
        """The way back from `document`."""
        shift, mix = (tuple(map(float, document[name])) for name in ("shift", "mix"))
        return cls(scale=float(document["scale"]), shift=shift, noise=float(document["noise"]), mix=mix)


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
    mix = hits.mean(axis=0)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scale, noise, shift = np.exp(parameters[0]), MOST_NOISE / (1 + np.exp(-parameters[1])), parameters[2:]
        logits = scale * wide + shift
        proba = np.exp(logits - logits.max(axis=1, keepdims=True))
        proba /= proba.sum(axis=1, keepdims=True)
        certain, likelihood = proba[rows, truth], (1 - noise) * proba[rows, truth] + noise * mix[truth]
        residual = ((1 - noise) * certain / likelihood)[:, None] * (proba - hits)
        by_noise = float(((certain - mix[truth]) / likelihood).sum()) * noise * (1 - noise / MOST_NOISE)
        value = -np.log(likelihood).sum() + shrinkage * float(shift @ shift) / 2
        gradient = np.concatenate(
            [[scale * float((residual * wide).sum()), by_noise], residual.sum(axis=0) + shrinkage * shift]
        )
        return float(value), gradient

    start = np.concatenate([[np.log(4.0), -1.0], np.zeros(n_classes)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    noise = float(MOST_NOISE / (1 + np.exp(-found[1])))
    return Calibration(float(np.exp(found[0])), tuple(map(float, found[2:])), noise, tuple(map(float, mix)))
