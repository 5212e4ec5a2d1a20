"""The router beside its peers: the same split, the same machine, one table.

With the acceptance data, it learns from the complaints before December 2022 and is tested on those from then on;
without it, on the starter corpus, the last batch left out. The whole disposition around it follows in a second table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from benchmarks import disposition
from benchmarks.machine import acceptance_data, machine
from classifier.records import Complaint
from classifier.router import Router
from training import metrics
from training.corpus import corpus_complaints
from training.history import read_complaints
from training.routing import ROUTER_OPTIONS, background_router

SINCE = date(2022, 12, 1)
REPEATS = 5
Scores = Callable[[Sequence[Complaint]], NDArray[np.floating]]


@dataclass(frozen=True)
class Data:
    """Rows to learn from and to test on, and the classes over which macro-F1 is taken."""

    name: str
    train: list[Complaint]
    train_labels: list[str]
    test: list[Complaint]
    test_labels: list[str]
    counted: list[str]
    is_corpus: bool


def load() -> Data:
    """The acceptance split, or the starter corpus without its last batch."""
    folder = acceptance_data()
    if folder:
        history = read_complaints(folder / "surabaya_complaints_dev.csv.gz")
        later = [bool(c.submitted_at and c.submitted_at >= SINCE) for c in history.complaints]
        name = f"acceptance file, tested from {SINCE} on"
    else:
        history = corpus_complaints()
        later = [batch == max(history.batches) for batch in history.batches]
        name = f"starter corpus, tested on batch {max(history.batches)}"
    rows = list(zip(history.complaints, history.labels, later, strict=True))
    return Data(
        name,
        [c for c, _, is_test in rows if not is_test],
        [label for _, label, is_test in rows if not is_test],
        [c for c, _, is_test in rows if is_test],
        [label for _, label, is_test in rows if is_test],
        metrics.frequent(history.labels),
        is_corpus=folder is None,
    )


def word_svc(data: Data) -> tuple[Sequence[str], Scores]:
    """Word TF-IDF and a linear SVM."""
    return _pipeline(data, TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2), LinearSVC())


def word_char_svc(data: Data) -> tuple[Sequence[str], Scores]:
    """Word and character TF-IDF and a linear SVM: the reference."""
    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
    characters = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5), min_df=3)
    return _pipeline(data, make_union(words, characters), LinearSVC())


def complement_nb(data: Data) -> tuple[Sequence[str], Scores]:
    """Word TF-IDF and complement naive Bayes."""
    return _pipeline(data, TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2), ComplementNB(alpha=0.3))


def fast_text(data: Data) -> tuple[Sequence[str], Scores]:
    """The supervised model of fastText: averaged word and character vectors."""
    import fasttext

    classes = sorted(set(data.train_labels))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "train.txt"
        lines = (
            f"__label__{classes.index(label)} {_one_line(complaint)}"
            for complaint, label in zip(data.train, data.train_labels, strict=True)
        )
        file.write_text("\n".join(lines), encoding="utf-8")
        model = fasttext.train_supervised(
            str(file), epoch=30, lr=0.5, dim=100, wordNgrams=2, minn=2, maxn=5, thread=1, seed=0, verbose=0
        )

    def scores(complaints: Sequence[Complaint]) -> NDArray[np.floating]:
        rows = np.zeros((len(complaints), len(classes)))
        for row, complaint in zip(rows, complaints, strict=True):
            labels, proba = model.predict(_one_line(complaint), k=len(classes))
            row[[int(label.removeprefix("__label__")) for label in labels]] = proba
        return rows

    return classes, scores


def tanggap(data: Data) -> tuple[Sequence[str], Scores]:
    """The router of this project, without what it learns from the corpus besides."""
    options = ROUTER_OPTIONS["topic" if data.is_corpus else "agency"]
    router = Router(**options).fit(data.train, data.train_labels)
    return router.model_.classes, router.model_.scores


def tanggap_background(data: Data) -> tuple[Sequence[str], Scores]:
    """The router as `tanggap-train fit` makes it, the corpus's topics in its background."""
    router = Router(background=background_router(), **ROUTER_OPTIONS["agency"]).fit(data.train, data.train_labels)
    return router.model_.classes, router.model_.scores


def main() -> None:
    """Print the table."""
    data = load()
    print(f"# Routing: {data.name}; {len(data.train)} train, {len(data.test)} test\n# {machine()}, one core")
    print(f"{'model':18} {'top-1':>6} {'top-3':>6} {'macro-F1':>8} {'fit s':>6} {'complaints/s':>12} {'one, ms':>8}")
    peers = [word_svc, word_char_svc, complement_nb, fast_text, tanggap]
    for model in peers if data.is_corpus else [*peers, tanggap_background]:
        started = time.perf_counter()
        classes, scores = model(data)
        fitted = time.perf_counter() - started
        ranked = [[classes[k] for k in row[:3]] for row in np.argsort(-scores(data.test), axis=1, kind="stable")]
        best = [row[0] for row in ranked]
        top1, top3 = metrics.top_k(data.test_labels, ranked, 1), metrics.top_k(data.test_labels, ranked, 3)
        f1 = metrics.macro_f1(data.test_labels, best, data.counted)
        batch = min(_timed(scores, data.test) for _ in range(REPEATS))
        single = float(np.median([_timed(scores, [complaint]) for complaint in data.test[:200]]))
        rate = len(data.test) / batch
        print(f"{model.__name__:18} {top1:6.3f} {top3:6.3f} {f1:8.3f} {fitted:6.1f} {rate:12,.0f} {1000 * single:8.2f}")
    print(flush=True)
    disposition.main()


def _pipeline(data: Data, features: object, classifier: object) -> tuple[Sequence[str], Scores]:
    model = make_pipeline(features, classifier).fit([_text(c) for c in data.train], data.train_labels)
    decide = model.decision_function if hasattr(model, "decision_function") else model.predict_log_proba
    return list(model.classes_), lambda complaints: np.asarray(decide([_text(c) for c in complaints]))


def _one_line(complaint: Complaint) -> str:
    return " ".join(_text(complaint).lower().split())


def _text(complaint: Complaint) -> str:
    return f"{complaint.title} {complaint.text}"


def _timed(scores: Scores, complaints: Sequence[Complaint]) -> float:
    started = time.perf_counter()
    scores(complaints)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
