"""Two releases on the same later rows: is one better, by how much, and where.

Both answer every row, so differences are taken row by row: the paired bootstrap of Efron and Tibshirani (1993), "An
Introduction to the Bootstrap", chapter 8, and McNemar's exact test on the rows where only one of them is right
(McNemar 1947), as Dietterich (1998) recommends for two classifiers on one test set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.engine import Engine
from training import metrics
from training.bootstrap import intervals
from training.evaluate import Ranked, rank
from training.figures import RoutingFigures
from training.history import ComplaintHistory, ReplyHistory

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """A figure of the first and the second release, their ``difference`` (second minus first) and its interval."""

    first: float
    second: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """The second release's figure minus the first's."""
        return self.second - self.first

    def document(self) -> dict[str, float]:
        """The change as JSON-able values."""
        return {
            "a": self.first,
            "b": self.second,
            "difference": self.difference,
            "low": self.low,
            "high": self.high,
        }


def compare_routing(first: Ranked, second: Ranked, *, seed: int = 0) -> dict[str, Any]:
    """How two releases route the same rows: ``top1``, ``top3``, ``macro_f1``, McNemar's test, and changes by class.

    Macro-F1 is over the labels with at least 10 rows. Classes are sorted by the size of their change.
    """
    figures = [RoutingFigures.of(answers, metrics.frequent(first.truth)) for answers in (first, second)]
    names = ("top1", "top3", "macro_f1") if figures[0].counted else ("top1", "top3")
    changes = {name: paired(len(first.truth), *(getattr(each, name) for each in figures), seed=seed) for name in names}
    return {
        "n": len(first.truth),
        **{name: change.document() for name, change in changes.items()},
        "mcnemar": mcnemar(first.correct, second.correct),
        "classes": by_class(first, second),
    }


def compare_replies(first: Engine, second: Engine, history: ReplyHistory, *, seed: int = 0) -> dict[str, Any]:
    """How two releases judge the same replies: ``auroc`` of level 2 against 0, quadratic ``kappa``, McNemar's test."""
    truth = np.asarray(history.levels)
    sure = np.flatnonzero(truth != 1)
    verdicts = [engine.judge.judge(history.pairs) for engine in (first, second)]
    p = [np.array([each.p_substantive for each in given]) for given in verdicts]
    levels = [np.array([each.level for each in given]) for given in verdicts]

    def auroc(scores: Floats) -> Callable[[Rows], float]:
        return lambda rows: metrics.auroc(truth[sure[rows]] == 2, scores[sure[rows]])

    def kappa(given: NDArray[np.int64]) -> Callable[[Rows], float]:
        return lambda rows: metrics.quadratic_kappa(truth[rows].tolist(), given[rows].tolist())

    return {
        "n": len(truth),
        "auroc": paired(len(sure), auroc(p[0]), auroc(p[1]), seed=seed).document(),
        "kappa": paired(len(truth), kappa(levels[0]), kappa(levels[1]), seed=seed).document(),
        "mcnemar": mcnemar(levels[0] == truth, levels[1] == truth),
    }


def paired(n: int, first: Callable[[Rows], float], second: Callable[[Rows], float], *, seed: int = 0) -> Change:
    """The change of a figure that is computed from row numbers, with the interval of `training.bootstrap.intervals`."""
    found = intervals(lambda rows: {"difference": second(rows) - first(rows)}, n, seed=seed)
    every = np.arange(n)
    return Change(first(every), second(every), *found.get("difference", (np.nan, np.nan)))


def mcnemar(first: Flags, second: Flags) -> dict[str, Any]:
    """Rows where only the first (``only_a``) or only the second (``only_b``) is right.

    ``p`` is the chance of so uneven a split were both equally good, two-sided and exact; ``p_worse`` that of so many
    losses of the second, one-sided.

    >>> mcnemar(np.array([True] * 6), np.array([False] * 6))["p_worse"]
    0.015625
    """
    from scipy.stats import binom

    lost, won = int((first & ~second).sum()), int((second & ~first).sum())
    tail = float(binom.cdf(min(lost, won), lost + won, 0.5))
    return {
        "only_a": lost,
        "only_b": won,
        "p": min(1.0, 2 * tail),
        "p_worse": float(binom.sf(lost - 1, lost + won, 0.5)),
    }


def by_class(first: Ranked, second: Ranked) -> list[dict[str, Any]]:
    """For each true label: its rows, how many the second release ``won`` and ``lost``, and both ``p`` of McNemar."""
    truth = np.array(first.truth)
    found = []
    for label in sorted(set(first.truth)):
        rows = truth == label
        test = mcnemar(first.correct[rows], second.correct[rows])
        found.append(
            {"label": label, "n": int(rows.sum()), "won": test["only_b"], "lost": test["only_a"], "p": test["p"]}
        )
    return sorted(found, key=lambda row: (-abs(row["won"] - row["lost"]), row["label"]))


def verdict(changes: Mapping[str, Mapping[str, Any]], a: str, b: str) -> list[str]:
    """The changes in plain words, one sentence a figure."""
    said = []
    for name, change in changes.items():
        if np.isnan(change["low"]):
            said.append(f"{name}: too few rows to tell.")
        elif change["low"] > 0:
            said.append(f"{name}: {b} is better than {a}, by {_range(change['low'], change['high'])}.")
        elif change["high"] < 0:
            said.append(f"{name}: {b} is worse than {a}, by {_range(-change['high'], -change['low'])}.")
        else:
            said.append(
                f"{name}: no difference beyond noise; the rows allow anything from "
                f"{change['low']:+.3f} to {change['high']:+.3f}."
            )
    return said


def answer_both(first: Engine, second: Engine, history: ComplaintHistory) -> tuple[Ranked, Ranked]:
    """What both releases answer to the same rows."""
    answers = [rank(engine.disposer, history.complaints, history.agencies) for engine in (first, second)]
    return answers[0], answers[1]


def table(result: Mapping[str, Any]) -> str:
    """The result of ``tanggap-train compare`` as text."""
    lines = [f"a = {result['a']}, b = {result['b']}"]
    for part in ("routing", "replies"):
        if part not in result:
            continue
        figures = result[part]
        left = f", {figures['learned']} learned from and left out" if figures.get("learned") else ""
        lines += ["", f"{part}: {figures['n']} rows{left}", f"{'':10} {'a':>7} {'b':>7} {'b - a':>7}  95 % interval"]
        for name in changes_of(figures):
            c = figures[name]
            lines.append(
                f"{name:10} {c['a']:7.3f} {c['b']:7.3f} {c['difference']:+7.3f}  {c['low']:+.3f} to {c['high']:+.3f}"
            )
        test = figures["mcnemar"]
        lines.append(
            f"only a right: {test['only_a']}, only b right: {test['only_b']}, McNemar's exact test p = {test['p']:.4f}"
        )
        changed = [row for row in figures.get("classes", []) if row["won"] or row["lost"]]
        if changed:
            lines.append(f"{'class':60} {'n':>5} {'won':>4} {'lost':>4} {'p':>7}")
            lines += [f"{r['label'][:60]:60} {r['n']:5} {r['won']:4} {r['lost']:4} {r['p']:7.4f}" for r in changed]
    return "\n".join([*lines, "", *result["verdict"]])


def changes_of(figures: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The figures of a part that are changes with an interval."""
    return {name: value for name, value in figures.items() if isinstance(value, dict) and "difference" in value}


def _range(low: float, high: float) -> str:
    return f"{low:.3f} to {high:.3f}"
