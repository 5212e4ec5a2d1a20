"""From history to a release: split, fit, calibrate, evaluate, refit, write."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import classifier
from classifier.agencies import TerritorialNames
from classifier.datafiles import data_directory
from classifier.directory import read_texts
from classifier.intake import IntakeModel
from classifier.policy import Policy
from classifier.release import to_bytes, to_json, write_release
from classifier.reply.judge import ReplyJudge
from classifier.routing_model import text_of
from classifier.text import spelling
from training.certificate import certify
from training.corpus import STARTER
from training.duplicates import duplicate_groups
from training.history import ComplaintHistory, ReplyHistory
from training.model_card import model_card
from training.routing import TrainedRouter, kind_of, train_router
from training.shipped import shipped_models, train_judge
from training.split import describe, split_history

Report = Callable[[str], None]
EVIDENCE = "evidence.json"
_LIBRARIES = ("numpy", "scipy", "scikit-learn", "PySastrawi", "ftfy", "safetensors")


@dataclass(frozen=True)
class Trained:
    """Models fitted on all rows, with what was measured on rows held out before."""

    router: TrainedRouter
    intake: IntakeModel
    judge: ReplyJudge
    figures: dict[str, Any]
    splits: dict[str, dict[str, str]]


def train(
    complaints: ComplaintHistory, replies: ReplyHistory, *, seed: int = 0, report: Report = lambda stage: None
) -> Trained:
    """Fit, calibrate and measure on a split, then fit on all rows.

    ``report`` is called with the name of each stage as it begins.
    """
    shipped = shipped_models(seed)
    report("grouping duplicates")
    groups = duplicate_groups([text_of(c) for c in complaints.complaints])
    dates = [c.submitted_at for c in complaints.complaints]
    split = split_history(dates, groups, complaints.batches, seed=seed)
    router = train_router(complaints, split, seed=seed, report=report)
    report("fitting the intake model and the reply scorer")
    models = shipped.result()
    scored = models.replies if replies.source == STARTER else train_judge(replies, seed=seed)
    splits = {"complaints": describe(split, dates), "replies": scored.split}
    return Trained(router, models.intake, scored.judge, {"routing": router.figures, "replies": scored.figures}, splits)


def save(
    trained: Trained, complaints: ComplaintHistory, replies: ReplyHistory, out: str | Path, *, seed: int, made_at: str
) -> str:
    """Write the release directory ``out`` and return the release's id."""
    kind, directory = kind_of(complaints), read_texts(data_directory() / "directory")
    about = {
        "kind": kind,
        "made_at": made_at,
        "labels": list(trained.router.model.classes),
        "territorial": dict(sorted(TerritorialNames.of(complaints.agencies).names.items())),
        "policy": Policy().document(),
        "certificate": certificate_of(trained.router),
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
            "spelling": spelling.digest(),
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
    }
    files: dict[str, bytes] = {}
    parts = {"router": trained.router.model.parts(), "intake": trained.intake.parts(), "scorer": trained.judge.parts()}
    for name, (document, arrays) in parts.items():
        files[f"{name}.json"] = to_json(document)
        files[f"{name}.safetensors"] = to_bytes(arrays)
    if kind == "topic":
        files |= {f"directory/{name}": text.encode() for name, text in directory.items()}
    files[EVIDENCE] = to_json(evidence_of(trained.router))
    files["MODEL_CARD.md"] = model_card(about).encode()
    return write_release(out, files, about)


def certificate_of(router: TrainedRouter) -> dict[str, Any] | None:
    """The certificate at the default risk, or ``None``: the history is no office's own, or the bound is missed."""
    return certify(router.choose, router.test) if router.choose and router.test else None


def evidence_of(router: TrainedRouter) -> dict[str, Any]:
    """The answers on which a certificate at another risk can be made; empty when there are none."""
    parts = {"choose": router.choose, "test": router.test}
    return {name: answers.document() for name, answers in parts.items() if answers is not None}
