"""Monthly refits over the last eight months of the acceptance file: how the router fares in service.

Each month is answered by a router that learned from all months before it. Without the acceptance data it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from benchmarks.machine import acceptance_data, machine
from training import metrics
from training.history import read_complaints
from training.routing import fit_router

MONTHS = 8


def main() -> None:
    """Print one row a month and their mean."""
    folder = acceptance_data()
    if folder is None:
        print("# Monthly refits: the acceptance data is absent")
        return
    history = read_complaints(folder / "surabaya_complaints_dev.csv.gz")
    months = [_month(complaint.submitted_at) for complaint in history.complaints]
    counted = metrics.frequent(history.labels)
    print(f"# Monthly refits: acceptance file, last {MONTHS} months\n# {machine()}, one core")
    print(f"{'month':8} {'learned':>7} {'n':>5} {'top-1':>6} {'top-3':>6}")
    truth: list[str] = []
    ranked: list[Sequence[str]] = []
    for month in sorted(set(months))[-MONTHS:]:
        before = [i for i, each in enumerate(months) if each < month]
        now = [i for i, each in enumerate(months) if each == month]
        model = fit_router(history, before)
        order = np.argsort(-model.scores([history.complaints[i] for i in now]), axis=1, kind="stable")[:, :3]
        found = [[model.classes[k] for k in row] for row in order]
        labels = [history.labels[i] for i in now]
        print(_row(month, len(before), labels, found))
        truth, ranked = truth + labels, ranked + found
    f1 = metrics.macro_f1(truth, [row[0] for row in ranked], counted)
    print(f"{_row('all', 0, truth, ranked)}  macro-F1 {f1:.3f}")


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _row(name: str, learned: int, truth: Sequence[str], ranked: Sequence[Sequence[str]]) -> str:
    top1, top3 = metrics.top_k(truth, ranked, 1), metrics.top_k(truth, ranked, 3)
    return f"{name:8} {learned or '':>7} {len(truth):5} {top1:6.3f} {top3:6.3f}"


if __name__ == "__main__":
    main()
