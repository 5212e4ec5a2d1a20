"""Fitting, calibrating and measuring the router on a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import TerritorialNames
from classifier.calibration import Calibration, fit_calibration
from classifier.datafiles import data_directory
from classifier.directory import Directory
from classifier.disposition import Disposer
from classifier.router import Router
from classifier.routing_model import RoutingModel
from training import metrics
from training.evaluate import evaluate_routing
from training.history import ComplaintHistory
from training.split import Split

Value = TypeVar("Value")
Rows = Sequence[int] | NDArray[np.int64]

# A corpus over topics has few rows a topic and about as many for each; an office's history has many, and unevenly.
ROUTER_OPTIONS: dict[str, dict[str, Any]] = {
    "topic": {"C": 2.0, "address_weight": 0.1, "char_weight": 1.0, "pairs": 0.4},
    "agency": {"C": 0.5, "address_weight": 0.25, "char_weight": 1.0, "pairs": 0.5},
}
FOLDS = 4
NO_SHIFT = 1e9
"""Shrinkage that keeps every class's shift at 0: the corpus's label mix is no office's."""


def kind_of(history: ComplaintHistory) -> str:
    """``topic`` when every label is a topic of the competence table, else ``agency``."""
    topics = {row.topic for row in Directory.load(data_directory() / "directory").competence}
    return "topic" if set(history.labels) <= topics else "agency"


def router_for(history: ComplaintHistory, *, seed: int = 0) -> Router:
    """A router with the options of the history's kind, not fitted yet."""
    return Router(random_state=seed, **ROUTER_OPTIONS[kind_of(history)])


def fit_router(history: ComplaintHistory, rows: Rows, split: Split, *, seed: int = 0) -> RoutingModel:
    """Fit on ``rows`` and calibrate.

    By time, it is calibrated on the split's calibration rows; else on the rows themselves, folds of batches left out in
    turn.
    """
    model = router_for(history, seed=seed).fit(_at(rows, history.complaints), _at(rows, history.labels)).model_
    if split.how == "time":
        return replace(model, calibration=_calibration(model, history, split.calibrate))
    return replace(model, calibration=_cross_fitted(model.classes, history, rows, seed))


def refit_router(measured: RoutingModel, history: ComplaintHistory, split: Split, *, seed: int = 0) -> RoutingModel:
    """Fit on all rows. By time the calibration of ``measured`` is kept; otherwise it is taken anew."""
    everything = range(len(history))
    if split.how != "time":
        return fit_router(history, everything, split, seed=seed)
    model = router_for(history, seed=seed).fit(history.complaints, history.labels).model_
    return replace(model, calibration=_carried_over(measured, model))


def measure_router(model: RoutingModel, history: ComplaintHistory, split: Split) -> dict[str, Any]:
    """Figures on the split's test rows (see `evaluate_routing`)."""
    if not len(split.test):
        return {"n": 0}
    directory = Directory.load(data_directory() / "directory") if kind_of(history) == "topic" else None
    territorial = TerritorialNames.of(_at(split.fit, history.agencies))
    present = set(_at(split.test, history.labels))
    counted = [label for label in metrics.frequent(history.labels) if label in present]
    disposer = Disposer(model=model, directory=directory, territorial=territorial)
    return evaluate_routing(
        disposer, _at(split.test, history.complaints), _at(split.test, history.agencies), counted=counted
    )


def _calibration(model: RoutingModel, history: ComplaintHistory, rows: Rows, shrinkage: float = 3.0) -> Calibration:
    number = {label: i for i, label in enumerate(model.classes)}
    known = [i for i in rows if history.labels[i] in number]
    scores = model.scores(_at(known, history.complaints))
    return fit_calibration(scores, [number[history.labels[i]] for i in known], shrinkage=shrinkage)


def _cross_fitted(classes: Sequence[str], history: ComplaintHistory, rows: Rows, seed: int) -> Calibration:
    """A calibration from scores of rows whose fold of batches was left out when the scoring router was fitted."""
    batches = sorted({history.batches[i] for i in rows})
    fold_of = {batch: n % FOLDS for n, batch in enumerate(batches)} if len(batches) > 1 else {}
    folds = np.array([fold_of.get(history.batches[i], n % FOLDS) for n, i in enumerate(rows)])
    scores, labels = [], []
    number = {label: i for i, label in enumerate(classes)}
    for fold in sorted(set(folds.tolist())):
        train = [i for i, f in zip(rows, folds, strict=True) if f != fold]
        if len({history.labels[i] for i in train}) < 2:
            continue
        model = router_for(history, seed=seed).fit(_at(train, history.complaints), _at(train, history.labels)).model_
        test = [i for i, f in zip(rows, folds, strict=True) if f == fold and history.labels[i] in model.classes]
        wide = np.full((len(test), len(classes)), -2.0, np.float32)
        wide[:, [number[label] for label in model.classes]] = model.scores(_at(test, history.complaints))
        scores.append(wide)
        labels += [number[history.labels[i]] for i in test]
    if not scores:
        return Calibration(scale=4.0)
    return fit_calibration(np.vstack(scores), labels, shrinkage=NO_SHIFT)


def _carried_over(measured: RoutingModel, full: RoutingModel) -> Calibration:
    """The measured model's calibration in the class order of the full one.

    A class it did not know gets the mean shift.
    """
    calibration = measured.calibration
    if not calibration.shift:
        return calibration
    shift = dict(zip(measured.classes, calibration.shift, strict=True))
    mean = float(np.mean(calibration.shift))
    return replace(calibration, shift=tuple(shift.get(label, mean) for label in full.classes))


def _at(rows: Rows, values: Sequence[Value]) -> list[Value]:
    return [values[i] for i in rows]
