"""Intake screening on the shipped corpus: every batch is judged by models that learned from the others.

Platt's parameters and thresholds of a batch come from the left-out scores of the other batches. The texts of
data/behaviour/abstain.jsonl, which nothing learns from, must all be screened out.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import machine
from classifier.datafiles import data_directory
from classifier.intake import COLUMN, OUTPUTS, SCREENS, TYPES, IntakeModel, platt, report_types
from classifier.records import Complaint, Place
from training import metrics
from training.intake import IntakeRows, calibrated, intake_rows, left_out_scores, train_intake

BATCH = 1000
REPEATS = 7
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


def main() -> None:
    """Print the tables."""
    rows = intake_rows()
    own = np.array(rows.batches) != ""
    print(f"# Intake: {own.sum()} texts of the shipped corpus, {(~own).sum()} further screens\n# {machine()}, one core")
    model = train_intake(rows)
    scores, proba, flags = left_out_answers(model, rows)
    print("## Leave one batch out")
    print(f"{'output':20} {'n':>5} {'hold':>5} {'AUROC':>6} {'F1':>6} {'precision':>9} {'recall':>6} {'ECE':>6}")
    for name in OUTPUTS:
        print(_line(name, rows, scores, proba, flags))
    where = own & rows.ordinary
    shown = np.where(rows.counted[:, COLUMN["where"]], proba[:, COLUMN["where"]], 0.0)[where]
    by_place = metrics.auroc(rows.truth[where, COLUMN["where"]], shown)
    print(f"where, with the form, the place finder and addresses: AUROC {by_place:.3f}")
    print(f"report type: accuracy {type_accuracy(rows, proba):.3f}")
    print(screening(rows, proba, flags))
    _abstain(model)
    for explain in (True, False):
        print(f"complaints/s in batches of {BATCH}, explain={explain}: {rate(model, rows, explain=explain):,.0f}")


def left_out_answers(model: IntakeModel, rows: IntakeRows) -> tuple[Floats, Floats, Flags]:
    """Scores, probabilities and decisions (n, K) for rows that neither the weights nor the calibration have seen.

    ``model`` gives its form only. Rows without a batch are nan and False.
    """
    batches = np.array(rows.batches)
    names = sorted(set(rows.batches) - {""})
    scores = left_out_scores(rows, folds=len(names))
    proba = np.full(scores.shape, np.nan, np.float32)
    flags = np.zeros(scores.shape, bool)
    for name in names:
        others = np.flatnonzero((batches != name) & (batches != ""))
        fitted = calibrated(model, rows, scores, others)
        proba[batches == name] = platt(scores[batches == name], fitted.scale, fitted.shift)
        flags[batches == name] = proba[batches == name] >= fitted.thresholds
    return scores, proba, flags


def types_asked(rows: IntakeRows, proba: Floats) -> Flags:
    """Which rows have a report type and an answer, shape (n,)."""
    return np.asarray(rows.counted[:, COLUMN["pengaduan"]] & ~np.isnan(proba[:, 0]), bool)


def type_accuracy(rows: IntakeRows, proba: Floats) -> float:
    """Share of ordinary complaints whose likeliest type is right."""
    asked = types_asked(rows, proba)
    truth = rows.truth[asked, : len(TYPES)].argmax(axis=1)
    return float(np.mean(report_types(proba[asked]).argmax(axis=1) == truth))


def screening(rows: IntakeRows, proba: Floats, flags: Flags) -> str:
    """Recall and false alarms of the two screens together, and their recall at 1 % false alarms."""
    asked = ~np.isnan(proba[:, 0])
    columns = [COLUMN[name] for name in SCREENS]
    ordinary, given = rows.ordinary[asked], np.asarray(flags[asked][:, columns].any(axis=1), bool)
    either = proba[asked][:, columns].max(axis=1)
    at_one = (either[~ordinary] > np.quantile(either[ordinary], 0.99)).mean()
    recalls = [f"{name} {given[rows.truth[asked, COLUMN[name]]].mean():.3f}" for name in SCREENS]
    return (
        f"screened: recall {given[~ordinary].mean():.3f} ({', '.join(recalls)}) "
        f"at {given[ordinary].mean():.2%} of ordinary complaints; {at_one:.3f} at 1 %"
    )


def rate(model: IntakeModel, rows: IntakeRows, *, explain: bool) -> float:
    """Complaints a second of processor time on one core, places given: the best of some runs over four batches."""
    n = 4 * BATCH
    complaints, places = list(rows.complaints[:n]), list(rows.places[:n])
    best = min(_timed(model, complaints, places, explain=explain) for _ in range(REPEATS))
    return len(complaints) / best


def _timed(model: IntakeModel, complaints: Sequence[Complaint], places: Sequence[Place], *, explain: bool) -> float:
    started = time.process_time()
    for first in range(0, len(complaints), BATCH):
        model.assess(complaints[first : first + BATCH], places[first : first + BATCH], explain=explain)
    return time.process_time() - started


def _abstain(model: IntakeModel) -> None:
    """What the model of all rows screens out of texts that are no complaints, by kind."""
    path = data_directory() / "behaviour" / "abstain.jsonl"
    if not path.is_file():
        print("behaviour/abstain.jsonl: not there")
        return
    texts = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = model.assess([Complaint(text=row["text"]) for row in texts], [Place()] * len(texts))
    hits = Counter(row["kind"] for row, intake in zip(texts, found, strict=True) if intake.screen)
    by_kind = ", ".join(f"{kind} {hits[kind]}/{n}" for kind, n in Counter(row["kind"] for row in texts).items())
    print(f"behaviour/abstain.jsonl: {sum(hits.values()) / len(texts):.3f} screened ({by_kind})")


def _line(name: str, rows: IntakeRows, scores: Floats, proba: Floats, flags: Flags) -> str:
    number = COLUMN[name]
    asked = rows.counted[:, number] & ~np.isnan(proba[:, number])
    p, truth, given = proba[asked, number], rows.truth[asked, number], flags[asked, number]
    hits = int((truth & given).sum())
    precision, recall = hits / max(int(given.sum()), 1), hits / max(int(truth.sum()), 1)
    f1 = 2 * hits / max(int(truth.sum() + given.sum()), 1)
    error = metrics.expected_calibration_error(p, truth)
    shown = f"{metrics.auroc(truth, scores[asked, number]):6.3f} {f1:6.3f} {precision:9.3f} {recall:6.3f} {error:6.3f}"
    return f"{name:20} {len(p):5} {truth.sum():5} {shown}"


if __name__ == "__main__":
    main()
