"""The next rows to label, labels that may be wrong, and the agreement of annotators."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from classifier.disposition import Disposer
from classifier.errors import DataError
from classifier.records import Complaint
from classifier.router import Router
from classifier.tables import read_rows, write_rows
from tests.training.test_drift import WEDDINGS
from training.agreement import agreement, agreement_table, kappa, read_double
from training.cli import main
from training.corpus import corpus_complaints
from training.duplicates import duplicate_groups
from training.history import ComplaintHistory
from training.label_noise import suspects
from training.queue import next_rows

TOPICS = ("jalan_rusak", "sampah", "penerangan_jalan", "ktp_kia", "bansos", "pohon", "parkir", "banjir")


def office(rare: int = 0) -> ComplaintHistory:
    """Eight topics of the corpus as an office's agencies over four months, and ``rare`` rows of a ninth."""
    corpus = corpus_complaints()
    chosen = [i for i, label in enumerate(corpus.labels) if label in TOPICS]
    chosen += [i for i, label in enumerate(corpus.labels) if label == "irigasi"][:rare]
    history = corpus.only(np.random.default_rng(0).permutation(chosen).tolist())
    dated = [replace(c, submitted_at=date(2025, 1 + i % 4, 3)) for i, c in enumerate(history.complaints)]
    agencies = [f"Dinas {label}" for label in history.labels]
    return replace(history, complaints=dated, labels=agencies, agencies=agencies, batches=[""] * len(agencies))


@pytest.fixture(scope="module")
def taught() -> ComplaintHistory:
    return office(rare=6)


@pytest.fixture(scope="module")
def disposer(taught: ComplaintHistory) -> Disposer:
    return Disposer(Router().fit(taught.complaints, taught.labels).model_)


def unlabelled(texts: list[str]) -> ComplaintHistory:
    complaints = [Complaint(text, id=f"u{i}") for i, text in enumerate(texts)]
    blank = [""] * len(texts)
    return ComplaintHistory(complaints, blank, blank, blank, "x", "y")


def pool() -> ComplaintHistory:
    rest = [
        c.text
        for c, label in zip(corpus_complaints().complaints, corpus_complaints().labels, strict=True)
        if label in ("irigasi", "drainase", "lalu_lintas")
    ]
    return unlabelled([*rest, *WEDDINGS, WEDDINGS[0], WEDDINGS[1] + " tolong"])


def test_every_reason_has_its_turn_and_no_text_comes_twice(disposer: Disposer, taught: ComplaintHistory) -> None:
    rows = next_rows(disposer, pool(), 40, history=taught)
    assert len(rows) == 40
    assert {row["kind"] for row in rows} == {"ragu", "beda", "langka", "baru"}
    groups = duplicate_groups([row["text"] for row in rows])
    assert len(set(groups.tolist())) == 40
    new = [row for row in rows if row["kind"] == "baru"]
    assert "catin" in new[0]["reason"]
    assert sum("catin" in row["text"].lower() for row in new) >= 5
    assert {row["agency"] for row in rows} == {""}
    rare = next(row for row in rows if row["kind"] == "langka")
    assert rare["reason"].startswith("Instansi dengan sedikit contoh (6): mungkin Dinas irigasi")


def test_without_history_the_router_s_doubt_and_unknown_words_count(disposer: Disposer) -> None:
    rows = next_rows(disposer, pool(), 20, texts=False)
    assert {row["kind"] for row in rows} == {"ragu", "asing"}
    assert not {"text", "title"} & set(rows[0])


def test_a_text_that_is_labelled_already_is_not_asked_for(disposer: Disposer, taught: ComplaintHistory) -> None:
    known = unlabelled([c.text for c in taught.complaints[:30]])
    assert next_rows(disposer, known, 30, history=office(rare=6).only(range(30))) == []


def test_wrong_labels_are_found_with_their_evidence() -> None:
    history = office()
    generator = np.random.default_rng(1)
    flipped = set(generator.choice(len(history), len(history) // 12, replace=False).tolist())
    names = sorted(set(history.labels))
    labels = [
        names[(names.index(label) + 1 + int(generator.integers(len(names) - 1))) % len(names)]
        if i in flipped
        else label
        for i, label in enumerate(history.labels)
    ]
    noisy = replace(history, labels=labels, agencies=labels)
    number = {complaint.id: i for i, complaint in enumerate(history.complaints)}
    found = suspects(noisy)
    hits = [number[row["id"]] in flipped for row in found]
    assert sum(hits) >= 0.7 * len(flipped)  # recall
    assert np.mean(hits) >= 0.5  # precision: one row in twelve is wrong
    assert np.mean(hits[: len(flipped) // 2]) >= 0.8  # the surest first
    first = found[0]
    assert first["suggested"] == history.labels[number[first["id"]]]
    assert first["p_suggested"] > first["p_given"]
    nearest = first["nearest"].split(" (")[0]
    assert labels[number[nearest]] == first["suggested"]
    assert "text" not in suspects(noisy, texts=False)[0]


def test_the_commands_write_files(
    release: Path, office_data: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_rows(tmp_path / "new.csv", [{"id": f"u{i}", "text": text} for i, text in enumerate(WEDDINGS)])
    arguments = ["queue", "--release", str(release), "--data", str(tmp_path / "new.csv"), "-n", "5"]
    assert main([*arguments, "--out", str(tmp_path / "queue.csv"), "--history", str(office_data[0]), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 5
    rows = [row for _, row in read_rows(tmp_path / "queue.csv")]
    assert all(row["reason"] for row in rows)
    assert main(["noise", "--data", str(office_data[0]), "--out", str(tmp_path / "noise.csv"), "--no-texts"]) == 0
    assert "suspects" in capsys.readouterr().out
    assert main([*arguments, "--out", str(tmp_path / "q.csv"), "-n", "0"]) == 2
    assert "expected at least 1" in capsys.readouterr().err
    assert main(["queue", "--release", str(release), "--data", str(office_data[0]), "--out", "q.csv"]) == 2
    assert "every row has a label" in capsys.readouterr().err


@pytest.mark.parametrize("quadratic", [False, True])
def test_kappa_is_that_of_scikit_learn(quadratic: bool) -> None:
    generator = np.random.default_rng(2)
    first = generator.integers(0, 3, 60)
    second = np.where(generator.random(60) < 0.6, first, generator.integers(0, 3, 60))
    expected = cohen_kappa_score(first, second, weights="quadratic" if quadratic else None)
    assert kappa(list(map(str, first)), list(map(str, second)), quadratic=quadratic) == pytest.approx(expected)
    assert np.isnan(kappa(["1", "1"], ["1", "1"]))


def test_agreement_of_rows_by_annotator(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levels = {"ani": "01220", "budi": "01120", "cici": "0"}
    rows = [
        {"id": f"r{i}", "annotator": who, "level": level, "topik": "a" if i % 2 else "b", "text": "x"}
        for who, given in levels.items()
        for i, level in enumerate(given)
    ]
    write_rows(tmp_path / "double.csv", rows)
    pairs = read_double(tmp_path / "double.csv")
    assert set(pairs) == {"level", "topik"}
    assert len(pairs["level"][0]) == 5 + 2
    found = agreement(pairs)
    assert found["topik"]["kappa"] == found["topik"]["equal"] == 1.0
    assert found["level"]["equal"] == pytest.approx(6 / 7)
    low, high = found["level"]["interval"]
    assert low <= found["level"]["kappa"] <= high
    assert "level" in agreement_table(found)
    assert main(["agreement", "--data", str(tmp_path / "double.csv"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["level"]["n"] == 7


def test_agreement_of_labels_in_lists(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "level": [0, 1], "items": [["R1"], []]},
        {"id": "2", "level": [2, 2], "items": [["R1", "R3"], ["R3"]]},
        {"id": "3", "level": [2], "items": []},
    ]
    write_rows(tmp_path / "double.jsonl", rows)
    assert read_double(tmp_path / "double.jsonl") == {
        "level": (["0", "2"], ["1", "2"]),
        "R1": (["True", "True"], ["False", "False"]),
        "R3": (["False", "True"], ["False", "True"]),
    }


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"id": "1", "level": "2"}], "no row was labelled twice"),
        ([{"annotator": "a", "level": "2"}], "has no column id"),
        ([{"id": "1", "annotator": "a", "level": "2"}] * 2, "labelled one row twice"),
        ([{"id": "1", "annotator": who, "level": "hebat"} for who in "ab"], "level is no whole number"),
    ],
)
def test_what_cannot_be_compared_says_why(tmp_path: Path, rows: list[dict[str, str]], says: str) -> None:
    write_rows(tmp_path / "double.csv", rows)
    with pytest.raises(DataError, match=says):
        read_double(tmp_path / "double.csv")
