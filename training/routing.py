"""Fitting, calibrating and measuring the router on a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
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
from training.certificate import Answers
from training.corpus import corpus_complaints
from training.evaluate import answers_of, evaluate_routing
from training.history import ComplaintHistory
from training.split import Split
from training.thinning import thinned
from training.workspace import NOTHING_KEPT, Workspace

Value = TypeVar("Value")
Rows = Sequence[int] | NDArray[np.int64]

# A corpus over topics has few rows a topic and about as many for each; an office's history has many, and unevenly.
ROUTER_OPTIONS: dict[str, dict[str, Any]] = {
    "topic": {"C": 2.0, "address_weight": 0.1, "char_weight": 1.0, "pairs": 0.4},
    "agency": {"C": 0.3, "address_weight": 0.25, "char_weight": 1.0, "pairs": 0.5, "balance": 0.35, "evidence": 0.5},
}
FOLDS = 4
NO_SHIFT = 1e9
"""Shrinkage that keeps every class's shift at 0: the corpus's label mix is no office's."""


@dataclass(frozen=True)
class TrainedRouter:
    """A router fitted on all rows, and what was measured on rows that its forerunners had not seen.

    ``choose`` and ``test`` are answers to the split's parts of those names, from which a certificate is made; empty
    where the history is no office's own.
    """

    model: RoutingModel
    figures: dict[str, Any]
    choose: Answers | None = None
    test: Answers | None = None


def train_router(
    history: ComplaintHistory, split: Split, *, seed: int = 0, work: Workspace = NOTHING_KEPT
) -> TrainedRouter:
    """Fit, calibrate and measure a router over the parts of ``split``, then fit it on all rows, in stages of ``work``.

    Each later part is answered by a router that learned from everything before it, as in service, where a refit takes
    in what has happened since: the figures and a certificate are about this way of working. The calibration comes from
    the part ``calibrate`` alone. A corpus in batches has no time; it is calibrated on batches left out in turn.
    """
    run = work.run
    if split.how == "batch":
        earlier = run("fitting the router on a part", calibrated_on_batches, history, split.before("test"), seed=seed)
        figures = run("evaluating", measure_router, earlier, history, split)
        every = range(len(history))
        full = run("fitting the router on all rows", calibrated_on_batches, history, every, seed=seed)
        return TrainedRouter(full, figures)
    topics = run("learning the topics of the corpus", background_for, history, seed)
    first = run("fitting the router on the earliest rows", fit_router, history, split.fit, seed=seed, background=topics)
    first = run("calibrating", calibrated, first, history, split.calibrate)
    later, answers = {}, {}
    for part in ("choose", "test"):
        stage = f"fitting the router on the rows before those to {part}"
        later[part] = run(stage, refit, first, history, split.before(part), seed, topics)
    for part, model in later.items():
        answers[part] = run(f"answering the rows to {part}", _answers, model, history, split, getattr(split, part))
    figures = run("evaluating", measure_router, later["test"], history, split)
    full = run("fitting the router on all rows", refit, first, history, range(len(history)), seed, topics)
    return TrainedRouter(full, figures, answers["choose"], answers["test"])


def kind_of(history: ComplaintHistory) -> str:
    """``topic`` when every label is a topic of the competence table, else ``agency``."""
    topics = {row.topic for row in Directory.load(data_directory() / "directory").competence}
    return "topic" if set(history.labels) <= topics else "agency"


def router_for(history: ComplaintHistory, *, seed: int = 0, background: RoutingModel | None = None) -> Router:
    """A router with the options of the history's kind, not fitted yet.

    ``background`` is by default that of `background_for`.
    """
    behind = background or background_for(history, seed)
    return Router(random_state=seed, background=behind, **ROUTER_OPTIONS[kind_of(history)])


def background_for(history: ComplaintHistory, seed: int = 0) -> RoutingModel | None:
    """The background of a router over the history's labels: none where they are topics themselves."""
    return None if kind_of(history) == "topic" else background_router(seed)


@lru_cache(maxsize=1)
def background_router(seed: int = 0) -> RoutingModel:
    """What the shipped corpus knows of topics, fitted once: the background of an office's router."""
    corpus = corpus_complaints()
    return router_for(corpus, seed=seed).fit(corpus.complaints, corpus.labels).model_


def fit_router(
    history: ComplaintHistory, rows: Rows, *, seed: int = 0, background: RoutingModel | None = None
) -> RoutingModel:
    """A router that learned from the given rows, not calibrated yet; ``background`` as in `router_for`.

    Of very many rows it learns from the newest of each label (see `thinned`).
    """
    router = router_for(history, seed=seed, background=background)
    rows = thinned(rows, history.labels, history.complaints)
    return router.fit(_at(rows, history.complaints), _at(rows, history.labels)).model_


def calibrated_on_batches(history: ComplaintHistory, rows: Rows, *, seed: int = 0) -> RoutingModel:
    """A router that learned from the given rows, calibrated over them with folds of batches left out in turn."""
    model = fit_router(history, rows, seed=seed)
    return replace(model, calibration=_cross_fitted(model.classes, history, rows, seed))


def measure_router(model: RoutingModel, history: ComplaintHistory, split: Split) -> dict[str, Any]:
    """Figures on the split's test rows (see `evaluate_routing`)."""
    if not len(split.test):
        return {"n": 0}
    present = set(_at(split.test, history.labels))
    counted = [label for label in metrics.frequent(history.labels) if label in present]
    return evaluate_routing(
        _disposer(model, history, split),
        _at(split.test, history.complaints),
        _at(split.test, history.agencies),
        counted=counted,
    )


def refit(
    first: RoutingModel, history: ComplaintHistory, rows: Rows, seed: int, background: RoutingModel | None = None
) -> RoutingModel:
    """A router that learned from the given rows, with the calibration of its forerunner ``first``."""
    model = fit_router(history, rows, seed=seed, background=background)
    return replace(model, calibration=_carried_over(first, model))


def _disposer(model: RoutingModel, history: ComplaintHistory, split: Split) -> Disposer:
    directory = Directory.load(data_directory() / "directory") if kind_of(history) == "topic" else None
    territorial = TerritorialNames.of(_at(split.before("test"), history.agencies))
    return Disposer(model=model, directory=directory, territorial=territorial)


def _answers(model: RoutingModel, history: ComplaintHistory, split: Split, rows: Rows) -> Answers:
    return answers_of(_disposer(model, history, split), _at(rows, history.complaints), _at(rows, history.agencies))


def calibrated(model: RoutingModel, history: ComplaintHistory, rows: Rows) -> RoutingModel:
    """The model with a calibration learned from rows that it has not seen."""
    return replace(model, calibration=_calibration(model, history, rows))


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
    mix = dict(zip(measured.classes, calibration.mix, strict=True))
    mean = float(np.mean(calibration.shift))
    return replace(
        calibration,
        shift=tuple(shift.get(label, mean) for label in full.classes),
        mix=tuple(mix.get(label, 0.0) for label in full.classes),
    )


def _at(rows: Rows, values: Sequence[Value]) -> list[Value]:
    return [values[i] for i in rows]
