"""What more labels would bring: the error of routers that learned from growing early parts of a history.

The error on the latest rows is fitted by an inverse power law, ``a * n ** -b + c`` (Cortes et al. 1993, "Learning
Curves: Asymptotic Values and Rate of Convergence"). Its interval comes from resampled test rows.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import TerritorialNames
from classifier.disposition import Disposer
from classifier.routing_model import text_of
from training.bootstrap import percentiles
from training.duplicates import duplicate_groups
from training.evaluate import rank
from training.history import ComplaintHistory
from training.routing import fit_router
from training.split import split_history

Floats = NDArray[np.float64]

SHARES = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
MORE = 1000
DRAWS = 200


def learning_curve(
    history: ComplaintHistory, *, more: int = MORE, seed: int = 0, report: Callable[[str], None] = lambda stage: None
) -> dict[str, Any]:
    """Fit on growing early shares of the rows, measure each on the latest fifth, and look ahead (see `look_ahead`).

    Returns ``points`` (``n`` rows learned from, ``top1``), and ``more`` labels' ``gain`` with ``low`` and ``high``.
    """
    groups = duplicate_groups([text_of(complaint) for complaint in history.complaints])
    days = [complaint.submitted_at for complaint in history.complaints]
    split = split_history(days, groups, history.batches, seed=seed)
    pool = split.before("test")
    if split.how == "time":
        pool = pool[np.argsort([day.toordinal() if (day := days[i]) else 0 for i in pool], kind="stable")]
    else:
        pool = np.random.default_rng(seed).permutation(pool)
    test = history.only(split.test)
    sizes, right = [], []
    for share in SHARES:
        rows = pool[: round(share * len(pool))]
        if len({history.labels[i] for i in rows}) < 2:
            continue
        report(f"learning from {len(rows)} rows")
        names = TerritorialNames.of(history.agencies[i] for i in rows)
        disposer = Disposer(fit_router(history, rows, seed=seed), territorial=names)
        sizes.append(len(rows))
        right.append(rank(disposer, test.complaints, test.labels).correct)
    return look_ahead(sizes, np.array(right), more=more, seed=seed)


def look_ahead(sizes: Sequence[int], right: NDArray[np.bool_], *, more: int = MORE, seed: int = 0) -> dict[str, Any]:
    """Extrapolate what ``more`` rows would bring to the largest of ``sizes``.

    ``right`` of shape (n_sizes, n_test) says which test rows each router got right. ``gain`` is a difference of top-1
    in [0, 1]; nan where there are too few points for a curve.
    """
    generator = np.random.default_rng(seed)
    counts = np.array(sizes, np.float64)
    wrong = 1 - right.mean(axis=1) if len(sizes) else np.zeros(0)
    found: dict[str, Any] = {
        "points": [{"n": n, "top1": float(1 - error)} for n, error in zip(sizes, wrong, strict=True)],
        "more": more,
    }
    gains = [_gain(counts, wrong, more)]
    for _ in range(DRAWS if len(sizes) else 0):
        rows = generator.integers(0, right.shape[1], right.shape[1])
        gains.append(_gain(counts, 1 - right[:, rows].mean(axis=1), more))
    low, high = percentiles(np.array(gains[1:]))
    return found | {"gain": gains[0], "low": low, "high": high}


def curve_table(result: Mapping[str, Any]) -> str:
    """A learning curve as text."""
    lines = [f"{'learned from':>12} {'top-1':>6}"]
    lines += [f"{point['n']:12} {point['top1']:6.3f}" for point in result["points"]]
    gain = f"{result['gain']:+.4f} ({result['low']:+.4f} to {result['high']:+.4f})"
    return "\n".join([*lines, f"{result['more']} more labels would change top-1 by {gain}"])


def _gain(sizes: Floats, wrong: Floats, more: int) -> float:
    """How much the fitted error falls from the largest size to ``more`` rows beyond it."""
    from scipy.optimize import OptimizeWarning, curve_fit

    if len(sizes) < 4:
        return float("nan")
    start = (float(wrong.max()), 0.5, float(wrong.min()) / 2)
    scaled = sizes / sizes[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OptimizeWarning)
        try:
            fitted, _ = curve_fit(_power_law, scaled, wrong, p0=start, bounds=([0, 0, 0], [1, 2, 1]), max_nfev=2000)
        except RuntimeError:  # no curve fits these points
            return float("nan")
    last = float(scaled[-1])
    now, then = (_power_law(np.array([n]), *fitted)[0] for n in (last, last + more / sizes[0]))
    return float(now - then)


def _power_law(n: Floats, a: float, b: float, c: float) -> Floats:
    return np.asarray(a * n**-b + c, np.float64)
