"""What an office without history gets: the shipped corpus alone, on its own left-out batches and on real data.

Leave-one-batch-out: every batch is answered by models that learned from the others. With the acceptance data, the
models of the whole corpus answer real complaints to one city (territorial offices left out) and real replies.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.machine import acceptance_data, machine
from classifier.agencies import TERRITORIAL_ROLES, role_of
from classifier.datafiles import data_directory
from classifier.directory import Directory
from classifier.disposition import Disposer
from classifier.router import Router
from training import metrics
from training.corpus import corpus_complaints, corpus_replies, report_types
from training.evaluate import evaluate_replies, evaluate_routing
from training.history import ComplaintHistory, ReplyHistory, read_complaints, read_replies
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
    print(_line("report type", types_left_out(complaints)))
    print(_line("reply level", replies_left_out(replies)))
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
        router = _fitted(history, train, history.labels)
        order = np.argsort(-router.decision_function([history.complaints[i] for i in test]), axis=1, kind="stable")[
            :, :3
        ]
        ranked += router.classes_[order].tolist()
        truth += [history.labels[i] for i in test]
    return {"n": len(truth), "top1": metrics.top_k(truth, ranked, 1), "top3": metrics.top_k(truth, ranked, 3)}


def types_left_out(history: ComplaintHistory) -> dict[str, float]:
    """Share of report types that are right."""
    types = report_types()
    right: list[bool] = []
    for train, test in _batches(history.batches):
        router = _fitted(history, train, types)
        given = router.predict([history.complaints[i] for i in test])
        right += [bool(types[i] == kind) for i, kind in zip(test, given, strict=True)]
    return {"n": len(right), "accuracy": float(np.mean(right))}


def replies_left_out(history: ReplyHistory) -> dict[str, float]:
    """AUROC of level 2 against 0 and quadratic kappa over all left-out batches."""
    levels, given, proba = [], [], []
    for train, test in _batches(history.batches):
        verdicts = fit_judge(history, train).judge([history.pairs[i] for i in test])
        levels += [history.levels[i] for i in test]
        given += [verdict.level for verdict in verdicts]
        proba += [verdict.p_substantive for verdict in verdicts]
    truth, p = np.array(levels), np.array(proba)
    sure = truth != 1
    return {
        "n": len(levels),
        "auroc": metrics.auroc(truth[sure] == 2, p[sure]),
        "kappa": metrics.quadratic_kappa(levels, given),
    }


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


def _fitted(history: ComplaintHistory, rows: Sequence[int], labels: Sequence[str]) -> Router:
    return router_for(history).fit([history.complaints[i] for i in rows], [labels[i] for i in rows])


def _line(name: str, figures: dict[str, float]) -> str:
    wanted = ("top1", "top3", "macro_f1", "accuracy", "auroc", "kappa")
    shown = "  ".join(f"{key} {figures[key]:.3f}" for key in wanted if key in figures)
    return f"{name:18} n {figures['n']:5}  {shown}"


if __name__ == "__main__":
    main()
