"""What the commands of ``tanggap-train`` do, as plain functions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifier.columns import parse_overrides
from classifier.engine import Engine
from classifier.errors import DataError, TanggapError
from classifier.release import Release, read_release, write_release
from training.breakdown import Breakdown
from training.certificate import CONFIDENCE, RISK, Answers, certify, summary
from training.corpus import STARTER, corpus_complaints, corpus_replies
from training.costs import cost_curve, evenly, load_costs
from training.evaluate import answers_in_time
from training.evaluation import Wanted, replies_report, routing_report
from training.history import ComplaintHistory, ReplyHistory, file_fingerprint, read_complaints, read_replies
from training.leave_out import Unit
from training.model_card import model_card
from training.pipeline import EVIDENCE, STAGES, Trained, certificate_of, now, redacted, save, train
from training.progress import stages
from training.rows import ROWS, LearnedRows
from training.workspace import workspace


def fit_release(
    *,
    data: Path | None,
    replies: Path | None,
    out: Path,
    label_column: str = "",
    columns: Sequence[str] = (),
    seed: int = 0,
    track: bool = True,
    work: Path | None = None,
) -> dict[str, Any]:
    """Train and write the release ``out``; returns its id, split and figures.

    Finished stages are kept in ``work`` (by default a hidden folder beside ``out``) until all is done: after a kill the
    same call goes on where it was. Raises `TanggapError` with no release written.
    """
    overrides = parse_overrides(columns)
    depends_on = {
        "data": _fingerprint(data),
        "replies": _fingerprint(replies),
        "columns": sorted(overrides.items()),
        "label_column": label_column,
        "seed": seed,
    }
    folder = work or out.parent / f".{out.name}.work"
    with stages("training", STAGES + track) as report, workspace(folder, depends_on, report) as kept:
        run = kept.run
        made_at = run("starting", now)
        if data:
            complaints = run("reading", read_complaints, data, label_column=label_column, overrides=overrides)
            complaints = run("redacting", redacted, complaints)
        else:
            complaints = run("reading", corpus_complaints)
        pairs = read_replies(replies) if replies else corpus_replies()
        trained = train(complaints, pairs, seed=seed, work=kept)
        certificate = run("certifying", certificate_of, trained.router)
        report("writing the release")
        release_id = save(trained, complaints, pairs, out, seed=seed, made_at=made_at, certificate=certificate)
        result: dict[str, Any] = {
            "release": release_id,
            "out": str(out),
            "split": trained.splits["complaints"],
            **trained.figures,
            "certificate": summary(certificate),
        }
        if track:
            report("logging to MLflow")
            from training.tracking import default_store, log_run

            uri, tested = default_store(out.parent), _tested(complaints, trained)
            result["run"] = log_run(read_release(out), tested, uri=uri, artifacts=out.parent / "mlartifacts")
            result["tracking"] = uri
    return result


def evaluate_release(
    *,
    release: Path,
    data: Path | None,
    replies: Path | None,
    by: Sequence[str] = (),
    leave_out: Unit | None = None,
    learning_curve: bool = False,
    errors: Path | None = None,
    learned_from: Path | None = None,
    texts: bool = True,
    costs: Path | None = None,
    label_column: str = "",
    columns: Sequence[str] = (),
    region: str = "",
    directory: Path | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Measure a release; returns its id and what was asked for (see `routing_report`). Raises `TanggapError`."""
    if data is None and replies is None:
        raise TanggapError("nothing to evaluate on; give --data, --replies or both")
    if data is None and (by or leave_out or learning_curve or errors):
        raise TanggapError("slices, places, learning curve and errors are those of complaints; give --data")
    overrides = parse_overrides(columns)
    learned = read_complaints(learned_from, label_column=label_column, overrides=overrides) if learned_from else None
    wanted = Wanted(by, leave_out, learning_curve, errors, learned, texts, costs, seed)
    engine = Engine.load(release, directory=directory, region=region)
    result: dict[str, Any] = {"release": engine.release.id}
    measured: dict[str, dict[str, Any]] = {}
    if data is not None:
        history = read_complaints(data, label_column=label_column, overrides=overrides)
        with stages("evaluation", 3 + bool(errors)) as report:
            result |= routing_report(engine.disposer, history, wanted, report)
        result["routing"]["learned"] = learned_rows(engine.release, history)
        measured["complaints"] = _about(history)
    if replies is not None:
        pairs = read_replies(replies)
        result["replies"] = replies_report(engine.judge, pairs, seed=seed)
        measured["replies"] = _about(pairs)
    from training.tracking import log_evaluation

    log_evaluation(engine.release.id, result, measured, release.parent)
    return result


def learned_rows(release: Release, history: ComplaintHistory) -> int | None:
    """How many rows the release learned from, on which its figures flatter it; ``None`` where it does not say."""
    return int(LearnedRows.read(release).hold(history.complaints).sum()) if ROWS in release.files else None


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
        basis = _about(history)
    certificate = certify(choose, test, risk=risk, confidence=confidence)
    if certificate is not None:
        certificate["basis"] = basis
    curve = cost_curve(test, load_costs(costs), evenly(test))
    about = {name: value for name, value in whole.manifest.items() if name not in ("format", "files")}
    about["certificate"] = certificate
    files = {**whole.files, "MODEL_CARD.md": model_card(about).encode()}
    release_id = write_release(out or release, files, about)
    return {"release": release_id, "n": len(test), "certificate": certificate, "costs": curve}


def _about(history: ComplaintHistory | ReplyHistory) -> dict[str, Any]:
    return {"source": history.source, "sha256": history.fingerprint, "rows": len(history)}


def _tested(complaints: ComplaintHistory, trained: Trained) -> Breakdown | None:
    """The answers to the test rows beside them; ``None`` where there are none."""
    test = trained.router.test
    return Breakdown.of(complaints.only(trained.split.test.tolist()), test) if test is not None else None


def _fingerprint(path: Path | None) -> str:
    if path is None:
        return STARTER
    if not path.is_file():
        raise DataError(path, "there is no such file")
    return file_fingerprint(path)


def _kept_answers(whole: Release) -> tuple[Answers, Answers]:
    kept = whole.document(EVIDENCE)
    if not kept:
        raise TanggapError(
            f"release {whole.path} keeps no answers to certify on; give later labelled complaints with --data"
        )
    return Answers.from_document(kept["choose"]), Answers.from_document(kept["test"])
