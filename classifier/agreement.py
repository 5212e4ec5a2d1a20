"""Agreement of two raters beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def cohen_kappa(first: Sequence[int], second: Sequence[int], *, n_classes: int, quadratic: bool = False) -> float:
    """Cohen's kappa (1960) of two raters' classes 0 to ``n_classes`` - 1, with quadratic weights (1968) if asked for.

    1 is full agreement, 0 what chance gives, below 0 less than that; nan when there is nothing rated, or when both
    raters gave one and the same class throughout, so that chance alone would agree fully.

    >>> cohen_kappa([0, 0, 1, 1], [0, 1, 1, 1], n_classes=2)
    0.5
    """
    if not first:
        return float("nan")
    seen = np.zeros((n_classes, n_classes))
    np.add.at(seen, (list(first), list(second)), 1 / len(first))
    classes = np.arange(n_classes)
    distance = np.subtract.outer(classes, classes) ** 2 if quadratic else np.not_equal.outer(classes, classes)
    by_chance = float((distance * np.outer(seen.sum(axis=1), seen.sum(axis=0))).sum())
    return 1 - float((distance * seen).sum()) / by_chance if by_chance else float("nan")
