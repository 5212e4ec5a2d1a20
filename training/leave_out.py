"""Leave-region-out: how a router fares in a region of which it has never seen a complaint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

from classifier.agencies import TerritorialNames
from classifier.disposition import Disposer
from classifier.errors import TanggapError
from training.bootstrap import intervals
from training.evaluate import rank
from training.figures import RoutingFigures
from training.history import ComplaintHistory
from training.routing import fit_router
from training.slices import LEAST

Unit = Literal["region", "kecamatan"]


def leave_out(
    history: ComplaintHistory, unit: Unit, *, seed: int = 0, report: Callable[[str], None] = lambda stage: None
) -> dict[str, dict[str, Any]]:
    """For each place with at least 30 rows: figures of a router that learned from all other rows.

    ``top1`` and ``top3`` with their intervals, ``n`` rows, and ``unknown``, the share of rows whose label stands in no
    other place, which no router could know. Labels are compared as roles. Raises `TanggapError` when fewer than two
    places have rows enough.
    """
    places = np.array([getattr(complaint, unit) for complaint in history.complaints])
    chosen = [place for place, n in sorted(Counter(places.tolist()).items()) if place and n >= LEAST]
    if len(chosen) < 2:
        raise TanggapError(
            f"{history.source}: {len(chosen)} values of {unit} have at least {LEAST} rows; two are needed"
        )
    found = {}
    for place in chosen:
        report(f"leaving out {place}")
        rest, there = np.flatnonzero(places != place).tolist(), np.flatnonzero(places == place).tolist()
        names = TerritorialNames.of(history.agencies[i] for i in rest)
        disposer = Disposer(fit_router(history, rest, seed=seed), territorial=names)
        known = set(disposer.model.classes)
        labels = [history.labels[i] for i in there]
        answers = rank(disposer, [history.complaints[i] for i in there], labels)
        figures = RoutingFigures.of(answers)
        found[place] = {
            "n": len(there),
            **figures.accuracy(np.arange(len(there))),
            "unknown": float(np.mean([label not in known for label in labels])),
            "interval": intervals(figures.accuracy, len(there), seed=seed),
        }
    return found


def leave_out_table(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The result as text."""
    lines = [f"{'left out':40} {'n':>6} {'top-1':>6}  {'95 % interval':15} {'top-3':>6} {'unknown':>7}"]
    for place, row in found.items():
        low, high = row["interval"]["top1"]
        lines.append(
            f"{place[:40]:40} {row['n']:6} {row['top1']:6.3f}  {low:.3f} to {high:.3f}  {row['top3']:6.3f} "
            f"{row['unknown']:7.1%}"
        )
    return "\n".join(lines)
