"""Pictures of how good answers are, from plain arrays.

The figures are made without pyplot: they need no display, and no state outlives them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from training.certificate import RISK

Floats = NDArray[np.float64]
Right = NDArray[np.bool_]

CLASSES = 15
BINS = 10
OTHERS = "(others)"
LONGEST = 34


def confusion(truth: Sequence[str], proposed: Sequence[str], *, most: int = CLASSES) -> Figure:
    """Where the rows of the ``most`` frequent true classes went, each line in shares of its class.

    The other classes are one class together.
    """
    names = [name for name, _ in Counter(truth).most_common(most)]
    number = {name: i for i, name in enumerate(names)}
    size = len(names) + 1
    rows, columns = (np.array([number.get(name, size - 1) for name in each]) for each in (truth, proposed))
    counts = np.bincount(rows * size + columns, minlength=size * size).reshape(size, size)
    n = counts.sum(axis=1)
    names, keep = ([*names, OTHERS], size) if n[-1] or counts[:, -1].any() else (names, size - 1)
    shares = (counts / np.maximum(n, 1)[:, None])[:keep, :keep]
    figure = Figure(figsize=(4 + 0.5 * keep, 3 + 0.45 * keep), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for i, j in zip(*np.nonzero(counts[:keep, :keep]), strict=True):
        ink = "white" if shares[i, j] > 0.5 else "black"
        axes.text(j, i, str(counts[i, j]), ha="center", va="center", fontsize=8, color=ink)
    short = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names]
    axes.set_xticks(range(keep), short, rotation=40, ha="right", rotation_mode="anchor", fontsize=8)
    axes.set_yticks(range(keep), [f"{name} ({count})" for name, count in zip(short, n[:keep], strict=True)], fontsize=8)
    axes.set(xlabel="proposed", ylabel="true (rows)", title="Confusion: rows, shaded by their share of the true class")
    return figure


def reliability(confidence: Floats, correct: Right, *, bins: int = BINS) -> Figure:
    """The share of right answers against the probability that was claimed, in ``bins`` equal bins of [0, 1].

    The bars are 95 % Clopper-Pearson intervals; below stands how many rows each bin has.
    """
    from scipy.stats import beta

    number = np.minimum((confidence * bins).astype(int), bins - 1)
    n = np.bincount(number, minlength=bins)
    right = np.bincount(number, correct, minlength=bins)
    some = n > 0
    n_in, right_in = n[some], right[some]
    share = right_in / n_in
    low = np.nan_to_num(beta.ppf(0.025, right_in, n_in - right_in + 1), nan=0.0)
    high = np.nan_to_num(beta.ppf(0.975, right_in + 1, n_in - right_in), nan=1.0)
    claimed = np.bincount(number, confidence, minlength=bins)[some] / n_in
    figure = Figure(figsize=(6, 6.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    above.plot([0, 1], [0, 1], color="grey", linestyle="--", label="perfectly calibrated")
    above.errorbar(claimed, share, [share - low, high - share], fmt="o", capsize=3, label="measured, 95 % interval")
    above.set(ylabel="share of right answers", ylim=(0, 1.02), title=f"Reliability on {len(confidence)} test rows")
    above.legend(loc="upper left")
    below.bar((np.arange(bins) + 0.5) / bins, n, width=0.9 / bins)
    below.set(xlabel="claimed probability", ylabel="rows", xlim=(0, 1.02))
    _percent(above, "xy")
    return figure


def risk_coverage(confidence: Floats, correct: Right, *, risk: float = RISK) -> Figure:
    """The share of wrong answers among the surest ones, against the share of all rows that these are.

    Answers of equal probability come in or stay out together. ``risk`` is drawn as a line.
    """
    order = np.argsort(-confidence, kind="stable")
    last = np.append(np.diff(confidence[order]) != 0, True)
    taken = np.arange(1, len(order) + 1)
    wrong = np.cumsum(~correct[order]) / taken
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.step((taken / len(order))[last], wrong[last], where="post", label="measured")
    axes.axhline(risk, color="grey", linestyle="--", label=f"{risk:.0%} wrong")
    title = f"Risk and coverage on {len(confidence)} test rows"
    axes.set(xlabel="coverage: share of rows, the surest first", ylabel="risk: share of wrong answers", title=title)
    axes.set(xlim=(0, 1.02), ylim=(0, None))
    axes.legend(loc="upper left")
    _percent(axes, "xy")
    return figure


def learning_curve(found: Mapping[str, Any]) -> Figure:
    """Top-1 against the rows learned from, and what more labels would bring.

    ``found`` is what `training.learning_curve.learning_curve` returns; the outlook is left out where it is nan.
    """
    sizes, top1 = (np.array([point[name] for point in found["points"]], np.float64) for name in ("n", "top1"))
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot(sizes, top1, marker="o", label="measured")
    if len(sizes) and np.isfinite([found["gain"], found["low"], found["high"]]).all():
        gain, low, high = (max(top1[-1] + found[name], 0.0) for name in ("gain", "low", "high"))
        reach = [[max(gain - low, 0.0)], [max(high - gain, 0.0)]]
        label = f"{found['more']:,} more labels, 95 % interval"
        axes.errorbar([sizes[-1] + found["more"]], [gain], reach, fmt="s", capsize=3, label=label)
    axes.set(xlabel="rows learned from", ylabel="top-1 on the latest rows", title="Learning curve")
    axes.legend(loc="lower right")
    _percent(axes, "y")
    return figure


def _percent(axes: Axes, which: str) -> None:
    for name in which:
        (axes.xaxis if name == "x" else axes.yaxis).set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(alpha=0.3)
