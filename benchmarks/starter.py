"""What an office without history gets: the shipped corpus alone, on its own left-out batches and on real data.

Leave-one-batch-out: every batch is answered by models that learned from the others. With the acceptance data, the
models of the whole corpus answer real complaints to one city (territorial offices left out) and real replies.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.intake import left_out_answers, type_accuracy, types_asked
from benchmarks.machine import acceptance_data, machine
from benchmarks.replies import left_out_verdicts, level_figures
from classifier.agencies import TERRITORIAL_ROLES, role_of
from classifier.datafiles import data_directory
from classifier.directory import Directory
from classifier.disposition import Disposer
from classifier.router import Router
from training import metrics
from training.corpus import corpus_complaints, corpus_replies
from training.evaluate import evaluate_replies, evaluate_routing
from training.history import ComplaintHistory, read_complaints, read_replies
from training.intake import intake_rows, train_intake
from training.replies import fit_judge
from training.routing import calibrated_on_batches, router_for

REGION = "Kota Surabaya"


def main() -> None:
    """Print the table."""
    complaints, replies = corpus_complaints(), corpus_replies()
    print(
        f"# Starter models: {len(complaints)} complaints, {len(replies)} replies of the shipped corpus\n# {machine()}"
    )
    print("## Leave one batch out")
    print(_line("topic", topics_left_out(complaints)))
    print(_line("report type", types_left_out()))
    print(_line("reply level", level_figures(left_out_verdicts(), replies.levels)))
    folder = acceptance_data()
    if folder:
        print("## Learned from the corpus alone, asked about real data")
        print(_line("agency, one city", city(complaints, folder / "surabaya_complaints_dev.csv.gz")))
        judge = fit_judge(replies, range(len(replies)))
        labelled = read_replies(folder / "replies_dev.jsonl")
        print(_line("replies of apps", evaluate_replies(judge, labelled.pairs, labelled.levels)))


def topics_left_out(history: ComplaintHistory) -> dict[str, float]:
    """Top-1 and top-3 of the leading topic."""
    truth, ranked = [], []
    for train, test in _batches(history.batches):
        router = _fitted(history, train)
        order = np.argsort(-router.decision_function([history.complaints[i] for i in test]), axis=1, kind="stable")[
            :, :3
        ]
        ranked += router.classes_[order].tolist()
        truth += [history.labels[i] for i in test]
    return {"n": len(truth), "top1": metrics.top_k(truth, ranked, 1), "top3": metrics.top_k(truth, ranked, 3)}


def types_left_out() -> dict[str, float]:
    """Share of report types that the intake model gets right; every batch is judged by models of the others."""
    rows = intake_rows()
    _, proba, _ = left_out_answers(train_intake(rows), rows)
    return {"n": int(types_asked(rows, proba).sum()), "accuracy": type_accuracy(rows, proba)}


def city(history: ComplaintHistory, file: object) -> dict[str, float]:
    """The corpus's router with the competence table of one city on that city's real complaints."""
    real = read_complaints(str(file))
    kept = [i for i, agency in enumerate(real.agencies) if role_of(agency) not in TERRITORIAL_ROLES]
    model = calibrated_on_batches(history, range(len(history)))
    disposer = Disposer(model, directory=Directory.load(data_directory() / "directory"), region=REGION)
    return evaluate_routing(disposer, [real.complaints[i] for i in kept], [real.agencies[i] for i in kept])


def _batches(batches: Sequence[str]) -> list[tuple[list[int], list[int]]]:
    return [
        ([i for i, b in enumerate(batches) if b != left_out], [i for i, b in enumerate(batches) if b == left_out])
        for left_out in sorted(set(batches))
    ]


def _fitted(history: ComplaintHistory, rows: Sequence[int]) -> Router:
    return router_for(history).fit([history.complaints[i] for i in rows], [history.labels[i] for i in rows])


def _line(name: str, figures: dict[str, float]) -> str:
    wanted = ("top1", "top3", "macro_f1", "accuracy", "auroc", "kappa")
    shown = "  ".join(f"{key} {figures[key]:.3f}" for key in wanted if key in figures)
    return f"{name:18} n {figures['n']:5}  {shown}"


if __name__ == "__main__":
    main()
