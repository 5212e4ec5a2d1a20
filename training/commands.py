"""What the commands of ``tanggap-train`` do, as plain functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classifier.columns import parse_overrides
from classifier.engine import Engine
from classifier.errors import TanggapError
from classifier.release import read_release
from training.corpus import corpus_complaints, corpus_replies
from training.evaluate import evaluate_replies, evaluate_routing
from training.history import read_complaints, read_replies
from training.pipeline import save, train
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
    with stages("training", 8 if track else 7) as report:
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
