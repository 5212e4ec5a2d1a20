"""What each part of an office's router brings, and what was tried without gain (docs/experiments.md).

Two windows of the acceptance file are answered by routers that learned from the months before: one on which choices
were made, and the later one on which releases are judged. Without the acceptance data it says so.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from cleanlab.filter import find_label_issues
from sklearn.model_selection import StratifiedKFold

from benchmarks.machine import acceptance_data, machine
from classifier.records import Complaint
from classifier.router import Router
from training import metrics
from training.history import ComplaintHistory, read_complaints
from training.routing import router_for

WINDOWS = {"chosen on": (date(2022, 9, 1), date(2022, 12, 1)), "judged on": (date(2022, 12, 1), date(2023, 3, 1))}
LIKELY = 4.0
"""By what scores are multiplied before they become probabilities for confident learning."""

Rows = list[int]
Scores = npt.NDArray[np.float32]


def _all(_history: ComplaintHistory, rows: Rows) -> Rows:
    return rows


@dataclass(frozen=True)
class Variant:
    """A way to fit: options beside the default ones, and which of the earlier rows to learn from."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    keep: Callable[[ComplaintHistory, Rows], Rows] = _all


def last_half_year(history: ComplaintHistory, rows: Rows) -> Rows:
    """The rows of the last 182 days."""
    days = [history.complaints[i].submitted_at or date.min for i in rows]
    first = max(days) - timedelta(days=182)
    return [i for i, day in zip(rows, days, strict=True) if day >= first]


def without_label_issues(history: ComplaintHistory, rows: Rows) -> Rows:
    """The rows whose label confident learning does not doubt, by routers that had not seen them."""
    labels = np.array([history.labels[i] for i in rows])
    classes, number = np.unique(labels, return_inverse=True)
    scores = np.full((len(rows), len(classes)), -2.0)
    common = np.flatnonzero(np.bincount(number)[number] >= 3)
    for learned, asked in StratifiedKFold(3, shuffle=True, random_state=0).split(common, number[common]):
        model = _fit(history, [rows[i] for i in common[learned]], {}).model_
        columns = np.searchsorted(classes, model.classes)
        scores[np.ix_(common[asked], columns)] = model.scores([history.complaints[rows[i]] for i in common[asked]])
    likely = np.exp(LIKELY * scores)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells that it spares classes of a few rows, which is wanted
        doubted = find_label_issues(number, likely / likely.sum(axis=1, keepdims=True), filter_by="both", n_jobs=1)
    return [i for i, bad in zip(rows, doubted, strict=True) if not bad]


VARIANTS = (
    Variant("default"),
    Variant("without character n-grams", {"char_ngrams": None}),
    Variant("without stems", {"stems": False}),
    Variant("without word pairs", {"pairs": 0.0}),
    Variant("without the address", {"address_weight": 0.0}),
    Variant("without topics of the corpus", {"background": None}),
    Variant("without naive Bayes evidence", {"evidence": 0.0}),
    Variant("all naive Bayes evidence", {"evidence": 1.0}),
    Variant("without class weights", {"balance": 0.0}),
    Variant("full class weights", {"balance": 1.0}),
    Variant("last half year only", keep=last_half_year),
    Variant("label issues left out", keep=without_label_issues),
)


def main() -> None:
    """Print one row a variant, with the figures of both windows."""
    folder = acceptance_data()
    if folder is None:
        print("# Ablations: the acceptance data is absent")
        return
    history = read_complaints(folder / "surabaya_complaints_dev.csv.gz")
    print(f"# Ablations: an office's router, acceptance file\n# {machine()}")
    heads = "".join(f" | {name:9} top-1  top-3 macro-F1" for name in WINDOWS)
    print(f"{'variant':30}{heads}")
    for variant in VARIANTS:
        print(
            f"{variant.name:30}{''.join(_cells(history, variant, *window) for window in WINDOWS.values())}", flush=True
        )


def _cells(history: ComplaintHistory, variant: Variant, first: date, end: date) -> str:
    days = [complaint.submitted_at or date.min for complaint in history.complaints]
    earlier = [i for i, day in enumerate(days) if day < first]
    asked = [i for i, day in enumerate(days) if first <= day < end]
    model = _fit(history, variant.keep(history, earlier), variant.options).model_
    ranked = _ranked(model.classes, model.scores([history.complaints[i] for i in asked]))
    labels = [history.labels[i] for i in asked]
    f1 = metrics.macro_f1(labels, [row[0] for row in ranked], metrics.frequent(history.labels))
    top1, top3 = metrics.top_k(labels, ranked, 1), metrics.top_k(labels, ranked, 3)
    return f" | {'':9} {top1:5.3f}  {top3:5.3f} {f1:8.3f}"


def _fit(history: ComplaintHistory, rows: Rows, options: dict[str, Any]) -> Router:
    complaints: list[Complaint] = [history.complaints[i] for i in rows]
    return router_for(history).set_params(**options).fit(complaints, [history.labels[i] for i in rows])


def _ranked(classes: Sequence[str], scores: Scores) -> list[list[str]]:
    return [[classes[k] for k in row[:3]] for row in np.argsort(-scores, axis=1, kind="stable")]


if __name__ == "__main__":
    main()
