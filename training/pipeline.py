"""From history to a release: split, fit, calibrate, evaluate, refit, write."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

import classifier
from classifier.agencies import TerritorialNames
from classifier.datafiles import data_directory
from classifier.directory import Directory, read_texts
from classifier.disposition import Disposer
from classifier.policy import Policy
from classifier.release import to_bytes, to_json, write_release
from classifier.reply.cues import CueLexicon
from classifier.reply.judge import ReplyJudge
from classifier.reply.scorer import ReplyScorer
from classifier.router import Router
from classifier.routing_model import RoutingModel, text_of
from training import metrics
from training.duplicates import duplicate_groups
from training.evaluate import evaluate_replies, evaluate_routing
from training.history import ComplaintHistory, ReplyHistory
from training.model_card import model_card
from training.split import Split, describe, split_history

Report = Callable[[str], None]
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "PySastrawi", "ftfy", "safetensors")


@dataclass(frozen=True)
class Trained:
    """Models fitted on all rows, with what was measured on rows held out before."""

    model: RoutingModel
    judge: ReplyJudge
    figures: dict[str, Any]
    splits: dict[str, dict[str, str]]


def train(
    complaints: ComplaintHistory, replies: ReplyHistory, *, seed: int = 0, report: Report = lambda stage: None
) -> Trained:
    """Fit, calibrate and measure on a split, then refit on all rows with the calibration kept.

    ``report`` is called with the name of each stage as it begins.
    """
    report("grouping duplicates")
    groups = duplicate_groups([text_of(c) for c in complaints.complaints])
    dates = [c.submitted_at for c in complaints.complaints]
    split = split_history(dates, groups, complaints.batches, seed=seed)
    report("fitting the router on the earlier rows")
    model, routing = _measured_router(complaints, split, seed)
    report("fitting the router on all rows")
    full = Router(random_state=seed).fit(complaints.complaints, complaints.labels).model_
    model = replace(full, calibration=_carried_over(model, full))
    report("fitting the reply scorer on a part")
    reply_groups = np.unique([pair.complaint for pair in replies.pairs], return_inverse=True)[1]
    reply_split = split_history([None] * len(replies), reply_groups, replies.batches, calibrate=0.0, seed=seed)
    scoring = _measured_judge(replies, reply_split, seed)
    report("fitting the reply scorer on all pairs")
    judge = _fit_scorer(replies, range(len(replies)), seed).judge_
    splits = {"complaints": describe(split, dates), "replies": describe(reply_split, [None] * len(replies))}
    return Trained(model, judge, {"routing": routing, "replies": scoring}, splits)


def save(
    trained: Trained, complaints: ComplaintHistory, replies: ReplyHistory, out: str | Path, *, seed: int, made_at: str
) -> str:
    """Write the release directory ``out`` and return the release's id."""
    kind, directory = _kind(complaints), read_texts(data_directory() / "directory")
    about = {
        "kind": kind,
        "made_at": made_at,
        "labels": list(trained.model.classes),
        "territorial": dict(sorted(TerritorialNames.of(complaints.agencies).names.items())),
        "policy": Policy().document(),
        "certificate": None,
        "metrics": trained.figures,
        "split": trained.splits,
        "data": {
            "complaints": {
                "source": complaints.source,
                "sha256": complaints.fingerprint,
                "rows": len(complaints),
                "without_label": complaints.skipped,
            },
            "replies": {"source": replies.source, "sha256": replies.fingerprint, "rows": len(replies)},
        },
        "seed": seed,
        "code": {
            "tanggap": classifier.__version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
    }
    files: dict[str, bytes] = {}
    for name, (document, arrays) in (("router", trained.model.parts()), ("scorer", trained.judge.parts())):
        files[f"{name}.json"] = to_json(document)
        files[f"{name}.safetensors"] = to_bytes(arrays)
    if kind == "topic":
        files |= {f"directory/{name}": text.encode() for name, text in directory.items()}
    files["MODEL_CARD.md"] = model_card(about).encode()
    return write_release(out, files, about)


def _measured_router(history: ComplaintHistory, split: Split, seed: int) -> tuple[RoutingModel, dict[str, Any]]:
    def rows(numbers: Sequence[int] | np.ndarray[Any, Any], values: Sequence[Any]) -> list[Any]:
        return [values[i] for i in numbers]

    router = Router(random_state=seed).fit(rows(split.fit, history.complaints), rows(split.fit, history.labels))
    if len(split.calibrate):
        router.calibrate(rows(split.calibrate, history.complaints), rows(split.calibrate, history.labels))
    directory = Directory.load(data_directory() / "directory") if _kind(history) == "topic" else None
    disposer = Disposer(
        model=router.model_, directory=directory, territorial=TerritorialNames.of(rows(split.fit, history.agencies))
    )
    counted = [label for label in metrics.frequent(history.labels) if label in set(rows(split.test, history.labels))]
    if not len(split.test):
        return router.model_, {"n": 0}
    return router.model_, evaluate_routing(
        disposer, rows(split.test, history.complaints), rows(split.test, history.agencies), counted=counted
    )


def _measured_judge(history: ReplyHistory, split: Split, seed: int) -> dict[str, Any]:
    if {0, 2} - {history.levels[i] for i in split.fit} or not len(split.test):
        return {"n": 0}
    judge = _fit_scorer(history, split.fit.tolist(), seed).judge_
    return evaluate_replies(judge, [history.pairs[i] for i in split.test], [history.levels[i] for i in split.test])


def _fit_scorer(history: ReplyHistory, rows: Sequence[int], seed: int) -> ReplyScorer:
    lexicon = CueLexicon.from_csv((data_directory() / "lexicon" / "cues.csv").read_text(encoding="utf-8"))
    scorer = ReplyScorer(lexicon, random_state=seed)
    return scorer.fit(
        [history.pairs[i] for i in rows], [history.levels[i] for i in rows], marks=[history.marks[i] for i in rows]
    )


def _carried_over(measured: RoutingModel, full: RoutingModel) -> Any:
    """The measured model's calibration in the class order of the full one.

    A class it did not know gets the mean shift.
    """
    calibration = measured.calibration
    if not calibration.shift:
        return calibration
    shift = dict(zip(measured.classes, calibration.shift, strict=True))
    mean = float(np.mean(calibration.shift))
    return replace(calibration, shift=tuple(shift.get(label, mean) for label in full.classes))


def _kind(history: ComplaintHistory) -> str:
    topics = {row.topic for row in Directory.load(data_directory() / "directory").competence}
    return "topic" if set(history.labels) <= topics else "agency"
