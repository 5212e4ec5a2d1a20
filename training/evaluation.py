"""``tanggap-train evaluate``: headline figures with intervals, tables by slice, learning curve, errors by cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.disposition import Disposer
from classifier.errors import DataError
from classifier.reply.judge import ReplyJudge
from classifier.routing_model import text_of
from classifier.tables import write_rows
from training import metrics
from training.bootstrap import intervals
from training.costs import Costs, load_costs
from training.duplicates import duplicate_groups
from training.errors_report import confusions, wrong_answers
from training.evaluate import evaluate_replies, rank
from training.figures import RoutingFigures
from training.history import ComplaintHistory, ReplyHistory
from training.learning_curve import curve_table, learning_curve
from training.leave_out import Unit, leave_out, leave_out_table
from training.slices import DIMENSIONS, slices

Report = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What an evaluation should show beside the headline figures.

    ``by`` are dimensions of slices, ``leave_out`` a unit of place, ``errors`` a file for the wrong dispositions,
    ``learned`` the history that the release learned from, for their nearest rows; without ``texts`` the file holds ids
    alone. ``costs`` is a cost file, by default the shipped one.
    """

    by: Sequence[str] = ()
    leave_out: Unit | None = None
    learning_curve: bool = False
    errors: Path | None = None
    learned: ComplaintHistory | None = None
    texts: bool = True
    costs: Path | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        unknown = sorted(set(self.by) - set(DIMENSIONS))
        if unknown:
            raise ValueError(f"slices by {unknown[0]!r} are unknown; expected {', '.join(DIMENSIONS)}")


def routing_report(
    disposer: Disposer, history: ComplaintHistory, wanted: Wanted, report: Report = lambda stage: None
) -> dict[str, Any]:
    """Figures of the dispositions (see `evaluate_routing`), their ``intervals``, and the parts that are ``wanted``.

    Rows whose text was sent again are drawn together. Raises `TanggapError`.
    """
    if wanted.errors is not None and not wanted.errors.parent.is_dir():
        raise DataError(wanted.errors, "its folder does not exist")
    report("answering")
    answers = rank(disposer, history.complaints, history.agencies)
    figures = RoutingFigures.of(answers)
    n = len(history)
    groups = duplicate_groups([text_of(complaint) for complaint in history.complaints])
    report("resampling")
    found: dict[str, Any] = {
        "routing": {
            "n": n,
            "by": "topic" if answers.by_topic else "agency",
            **figures.at(np.arange(n)),
            "intervals": intervals(figures.at, n, groups=groups, seed=wanted.seed),
        }
    }
    if wanted.by:
        found["slices"] = slice_figures(figures, history, wanted.by, groups, seed=wanted.seed)
    if wanted.leave_out:
        found["leave_out"] = leave_out(history, wanted.leave_out, seed=wanted.seed, report=report)
    if wanted.learning_curve:
        found["learning_curve"] = learning_curve(history, seed=wanted.seed, report=report)
    if wanted.errors is not None:
        report("ranking errors")
        found["errors"] = _errors(disposer, history, wanted, load_costs(wanted.costs))
    return found


def replies_report(judge: ReplyJudge, labelled: ReplyHistory, *, seed: int = 0) -> dict[str, Any]:
    """Figures of the verdicts (see `evaluate_replies`) and their ``intervals``; pairs of one complaint are drawn
    together.
    """
    verdicts = judge.judge(labelled.pairs)
    truth, given = np.array(labelled.levels), np.array([verdict.level for verdict in verdicts])
    p = np.array([verdict.p_substantive for verdict in verdicts])

    def figures(rows: NDArray[np.int64]) -> dict[str, float]:
        sure = rows[truth[rows] != 1]
        return {
            "auroc": metrics.auroc(truth[sure] == 2, p[sure]),
            "kappa": metrics.quadratic_kappa(truth[rows].tolist(), given[rows].tolist()),
            "accuracy": float(np.mean(truth[rows] == given[rows])),
        }

    groups = np.unique([pair.complaint for pair in labelled.pairs], return_inverse=True)[1]
    return {
        **evaluate_replies(judge, labelled.pairs, labelled.levels),
        "intervals": intervals(figures, len(labelled), groups=groups, seed=seed),
    }


def slice_figures(
    figures: RoutingFigures,
    history: ComplaintHistory,
    by: Sequence[str],
    groups: NDArray[np.int64],
    *,
    seed: int = 0,
) -> dict[str, dict[str, Any]]:
    """``n``, ``top1`` and ``top3`` with their ``intervals`` for every slice of the dimensions ``by``."""
    found = {}
    for name, mask in slices(history).items():
        if name.split(":")[0] not in by:
            continue
        rows = np.flatnonzero(mask)

        def accuracy(drawn: NDArray[np.int64], rows: NDArray[np.int64] = rows) -> dict[str, float]:
            return figures.accuracy(rows[drawn])

        found[name] = {
            "n": len(rows),
            **figures.accuracy(rows),
            "intervals": intervals(accuracy, len(rows), groups=groups[rows], seed=seed),
        }
    return found


def evaluation_table(result: Mapping[str, Any]) -> str:
    """The result of ``tanggap-train evaluate`` as text."""
    lines = [f"release: {result['release']}"]
    for part in ("routing", "replies"):
        lines += _figure_lines(part, result[part]) if part in result else []
    if "slices" in result:
        lines += ["", f"{'slice':50} {'n':>6} {'top-1':>6}  {'95 % interval':15} {'top-3':>6}"]
        for name, row in result["slices"].items():
            low, high = row["intervals"]["top1"]
            lines.append(f"{name[:50]:50} {row['n']:6} {row['top1']:6.3f}  {low:.3f} to {high:.3f}  {row['top3']:6.3f}")
    if "leave_out" in result:
        lines += ["", leave_out_table(result["leave_out"])]
    if "learning_curve" in result:
        lines += ["", curve_table(result["learning_curve"])]
    if "errors" in result:
        errors = result["errors"]
        lines += ["", f"{errors['rows']} errors, rupiah {errors['cost']:,} in all, written to {errors['file']}"]
        lines += [
            f"{row['cost']:12,} {row['rows']:5} rows  {row['agency']} -> {row['proposed']}" for row in errors["dearest"]
        ]
    return "\n".join(lines)


def _figure_lines(part: str, figures: Mapping[str, Any]) -> list[str]:
    lines = [f"{part}:"]
    for name, value in figures.items():
        if name in ("intervals", "learned"):
            continue
        line = f"  {name:16} {value:.4f}" if isinstance(value, float) else f"  {name:16} {value}"
        if name in figures["intervals"]:
            low, high = figures["intervals"][name]
            line += f"  ({low:.4f} to {high:.4f})"
        lines.append(line)
    if figures.get("learned"):
        lines.append(f"  the release learned from {figures['learned']} of these rows: the figures flatter it")
    return lines


def _errors(disposer: Disposer, history: ComplaintHistory, wanted: Wanted, costs: Costs) -> dict[str, Any]:
    assert wanted.errors is not None
    rows = wrong_answers(disposer, history, costs, learned=wanted.learned, texts=wanted.texts)
    write_rows(wanted.errors, rows)
    return {
        "file": str(wanted.errors),
        "rows": len(rows),
        "cost": sum(row["cost"] for row in rows),
        "dearest": confusions(rows),
    }
