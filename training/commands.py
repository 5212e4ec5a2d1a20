"""What the commands of ``tanggap-train`` do, as plain functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classifier.columns import parse_overrides
from classifier.engine import Engine
from classifier.errors import TanggapError
from classifier.release import Release, read_release, write_release
from training.certificate import CONFIDENCE, RISK, Answers, certify, summary
from training.corpus import corpus_complaints, corpus_replies
from training.costs import cost_curve, evenly, load_costs
from training.evaluate import answers_in_time, evaluate_replies, evaluate_routing
from training.history import read_complaints, read_replies
from training.model_card import model_card
from training.pipeline import EVIDENCE, certificate_of, save, train
from training.progress import stages


def fit_release(
    *,
    data: Path | None,
    replies: Path | None,
    out: Path,
    label_column: str = "",
    columns: Sequence[str] = (),
    seed: int = 0,
    track: bool = True,
) -> dict[str, Any]:
    """Train and write the release ``out``; returns its id, split and figures.

    Raises `TanggapError` with nothing written.
    """
    overrides = parse_overrides(columns)
    with stages("training", 10 if track else 9) as report:
        report("reading")
        complaints = (
            read_complaints(data, label_column=label_column, overrides=overrides) if data else corpus_complaints()
        )
        pairs = read_replies(replies) if replies else corpus_replies()
        trained = train(complaints, pairs, seed=seed, report=report)
        report("writing the release")
        release_id = save(
            trained, complaints, pairs, out, seed=seed, made_at=datetime.now(UTC).isoformat(timespec="seconds")
        )
        result: dict[str, Any] = {
            "release": release_id,
            "out": str(out),
            "split": trained.splits["complaints"],
            **trained.figures,
            "certificate": summary(certificate_of(trained.router)),
        }
        if track:
            report("logging to MLflow")
            from training.tracking import default_store, log_run

            uri = default_store(out.parent)
            result["run"] = log_run(
                out, release_id, read_release(out).manifest, uri=uri, artifacts=out.parent / "mlartifacts"
            )
            result["tracking"] = uri
    return result


def evaluate_release(
    *,
    release: Path,
    data: Path | None,
    replies: Path | None,
    label_column: str = "",
    columns: Sequence[str] = (),
    region: str = "",
    directory: Path | None = None,
) -> dict[str, Any]:
    """Measure a release; returns its id and the figures of what was given. Raises `TanggapError`."""
    if data is None and replies is None:
        raise TanggapError("nothing to evaluate on; give --data, --replies or both")
    engine = Engine.load(release, directory=directory, region=region)
    result: dict[str, Any] = {"release": engine.release.id}
    if data is not None:
        history = read_complaints(data, label_column=label_column, overrides=parse_overrides(columns))
        result["routing"] = evaluate_routing(engine.disposer, history.complaints, history.agencies)
    if replies is not None:
        labelled = read_replies(replies)
        result["replies"] = evaluate_replies(engine.judge, labelled.pairs, labelled.levels)
    return result


def certify_release(
    *,
    release: Path,
    data: Path | None = None,
    risk: float = RISK,
    confidence: float = CONFIDENCE,
    costs: Path | None = None,
    out: Path | None = None,
    label_column: str = "",
    columns: Sequence[str] = (),
    region: str = "",
    directory: Path | None = None,
) -> dict[str, Any]:
    """Certify a release anew, store the certificate in it and return it with the cost curve.

    Without ``data`` the answers kept from training are judged; with it, later labelled complaints that the release has
    never seen: the earlier third settles the order of thresholds, the rest certifies. ``out`` names another directory
    for the certified release. Raises `TanggapError` with nothing changed.
    """
    whole = read_release(release)
    if data is None:
        choose, test = _kept_answers(whole)
        basis = dict(whole.manifest["data"]["complaints"])
    else:
        history = read_complaints(data, label_column=label_column, overrides=parse_overrides(columns))
        engine = Engine.load(release, directory=directory, region=region)
        choose, test = answers_in_time(engine.disposer, history)
        basis = {"source": history.source, "sha256": history.fingerprint, "rows": len(history)}
    certificate = certify(choose, test, risk=risk, confidence=confidence)
    if certificate is not None:
        certificate["basis"] = basis
    curve = cost_curve(test, load_costs(costs), evenly(test))
    about = {name: value for name, value in whole.manifest.items() if name not in ("format", "files")}
    about["certificate"] = certificate
    files = {**whole.files, "MODEL_CARD.md": model_card(about).encode()}
    release_id = write_release(out or release, files, about)
    return {"release": release_id, "n": len(test), "certificate": certificate, "costs": curve}


def _kept_answers(whole: Release) -> tuple[Answers, Answers]:
    kept = whole.document(EVIDENCE)
    if not kept:
        raise TanggapError(
            f"release {whole.path} keeps no answers to certify on; give later labelled complaints with --data"
        )
    return Answers.from_document(kept["choose"]), Answers.from_document(kept["test"])
