"""From history to a release, in stages: each a function with what it needs and what it gives as values.

    read, redact        rows of one schema, every broken one named, without identities
    group, split        copies of a text together; earlier rows to learn from, later ones to measure on
    fit, calibrate      the router, and what its scores mean
    answer, evaluate    rows that the answering router has not seen
    learn the corpus    intake model and reply judge, in a second process
    certify, write      what may go out by itself; the model card and the release

`Workspace` runs them and keeps what is finished. What comes after a release is made needs later data and persons, and
is done by commands of their own: `training.gate` and `training.promote`.
"""

from __future__ import annotations

import os
import platform
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import classifier
from classifier.agencies import TerritorialNames
from classifier.datafiles import data_directory
from classifier.directory import read_texts
from classifier.intake import IntakeModel
from classifier.policy import Policy
from classifier.records import Complaint
from classifier.release import to_bytes, to_json, write_release
from classifier.reply.judge import ReplyJudge
from classifier.routing_model import text_of
from classifier.text import spelling
from classifier.text.redact import redact
from training.certificate import certify
from training.corpus import STARTER
from training.duplicates import duplicate_groups
from training.history import ComplaintHistory, ReplyHistory
from training.model_card import model_card
from training.routing import TrainedRouter, kind_of, train_router
from training.rows import ROWS, LearnedRows
from training.shipped import ShippedModels, shipped_models, train_judge
from training.split import Split, describe, split_history
from training.workspace import LIBRARIES, NOTHING_KEPT, Workspace, code_digest

EVIDENCE = "evidence.json"
STAGES = 18
"""How many stages a run over an office's own history has, without MLflow."""


@dataclass(frozen=True)
class Trained:
    """Models fitted on all rows, with what was measured on rows held out before, those of ``split``."""

    router: TrainedRouter
    intake: IntakeModel
    judge: ReplyJudge
    figures: dict[str, Any]
    splits: dict[str, dict[str, str]]
    split: Split


def train(
    complaints: ComplaintHistory, replies: ReplyHistory, *, seed: int = 0, work: Workspace = NOTHING_KEPT
) -> Trained:
    """Fit, calibrate and measure on a split, then fit on all rows, in stages of ``work``."""
    with ThreadPoolExecutor(1) as beside:
        shipped = beside.submit(work.run, "learning from the shipped corpus", _shipped, seed)
        groups = work.run("grouping duplicates", duplicate_groups, [text_of(c) for c in complaints.complaints])
        dates = [c.submitted_at for c in complaints.complaints]
        split = work.run("splitting", split_history, dates, groups, complaints.batches, seed=seed)
        router = train_router(complaints, split, seed=seed, work=work)
        work.report("waiting for what is learned from the shipped corpus")
        models: ShippedModels = shipped.result()
    scored = models.replies
    if replies.source != STARTER:
        scored = work.run("fitting the reply scorer", train_judge, replies, seed=seed)
    splits = {"complaints": describe(split, dates), "replies": scored.split}
    figures = {"routing": router.figures, "replies": scored.figures}
    return Trained(router, models.intake, scored.judge, figures, splits, split)


def save(
    trained: Trained,
    complaints: ComplaintHistory,
    replies: ReplyHistory,
    out: str | Path,
    *,
    seed: int,
    made_at: str,
    certificate: dict[str, Any] | None,
) -> str:
    """Write the release directory ``out`` and return the release's id."""
    kind, directory = kind_of(complaints), read_texts(data_directory() / "directory")
    about = {
        "kind": kind,
        "made_at": made_at,
        "labels": list(trained.router.model.classes),
        "territorial": dict(sorted(TerritorialNames.of(complaints.agencies).names.items())),
        "policy": Policy().document(),
        "certificate": certificate,
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
            "sha256": code_digest(),
            "python": platform.python_version(),
            "spelling": spelling.digest(),
            **{name: metadata.version(name) for name in LIBRARIES},
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
    files[ROWS] = LearnedRows.of(complaints).to_bytes()
    files["MODEL_CARD.md"] = model_card(about).encode()
    return write_release(out, files, about)


def redacted(history: ComplaintHistory) -> ComplaintHistory:
    """The history with identities masked in its texts, as an import does; masked texts stay as they are."""

    def masked(complaint: Complaint) -> Complaint:
        title, text, address = (redact(each).text for each in (complaint.title, complaint.text, complaint.address))
        return replace(complaint, title=title, text=text, address=address)

    return replace(history, complaints=[masked(complaint) for complaint in history.complaints])


def certificate_of(router: TrainedRouter) -> dict[str, Any] | None:
    """The certificate at the default risk, or ``None``: the history is no office's own, or the bound is missed."""
    return certify(router.choose, router.test) if router.choose and router.test else None


def evidence_of(router: TrainedRouter) -> dict[str, Any]:
    """The answers on which a certificate at another risk can be made; empty when there are none."""
    parts = {"choose": router.choose, "test": router.test}
    return {name: answers.document() for name, answers in parts.items() if answers is not None}


def now() -> str:
    """The time in seconds, or what ``SOURCE_DATE_EPOCH`` says (https://reproducible-builds.org/specs), so that two
    releases of the same can be equal in every byte.
    """
    named = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(named), UTC) if named else datetime.now(UTC)
    return moment.isoformat(timespec="seconds")


def _shipped(seed: int) -> ShippedModels:
    return shipped_models(seed).result()
