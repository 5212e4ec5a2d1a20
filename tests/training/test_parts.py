"""History, duplicates, splits and metrics, each against tables written by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.errors import DataError
from training import metrics
from training.corpus import marked_spans
from training.duplicates import duplicate_groups
from training.history import read_complaints, read_replies
from training.split import PARTS, describe, split_history


def test_history_is_read_and_unlabelled_rows_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text,agency,kelurahan\n1,a b,Kelurahan Mojo,Mojo\n2,c d,,\n3,e f,Dinas  Sosial,\n")
    history = read_complaints(path)
    assert history.labels == ["Kelurahan", "Dinas Sosial"]
    assert history.agencies == ["Kelurahan Mojo", "Dinas Sosial"]
    assert (len(history), history.skipped) == (2, 1)
    assert len(history.fingerprint) == 64


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id,agency\n1,x\n", "no column for text"),
        ("text,unit\na,b\n", "no column for agency"),
        ("text,agency\na,\n", "no row has a label"),
        ("text,agency\na,x\nb,x\n", "all rows have the label 'x'"),
        ("text,agency\n,x\n", "row 1"),
    ],
)
def test_history_that_cannot_be_learned_from_says_why(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=says):
        read_complaints(path)


def test_a_label_column_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,agency,unit\na,x,u\nb,y,v\n")
    assert read_complaints(path, label_column="unit").labels == ["u", "v"]


def test_replies_with_several_annotators_and_without_complaint(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = ["[0, 1]", "[2, 1]", "[2, 2]", "0"]
    lines = [
        f'{{"complaint": "a", "reply": "b", "level": {level}, "type": ["informasi", "pengaduan"]}}' for level in rows
    ]
    path.write_text(
        "\n".join([*lines, '{"complaint": "a", "reply": "b", "level": 2, "type": ["bukan_aduan", "bukan_aduan"]}'])
    )
    history = read_replies(path)
    assert history.levels == [0, 1, 2, 0]
    assert {pair.report_type for pair in history.pairs} == {"permintaan_informasi"}


@pytest.mark.parametrize("level", [3, "x", [], [0, 5], None])
def test_an_unknown_level_is_named_with_its_row(tmp_path: Path, level: object) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"complaint": "a", "reply": "b", "level": each} for each in (0, level)]
    path.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(DataError, match="row 2: level"):
        read_replies(path)


def test_a_quote_that_is_not_in_the_reply_is_refused() -> None:
    row = {"id": "r", "reply": "lampu sudah diganti", "items": {"R3": ["sudah diganti", "lampu"]}}
    assert marked_spans(Path("x"), row) == {"R3": [(6, 19), (0, 5)]}
    with pytest.raises(DataError, match="quote of R3"):
        marked_spans(Path("x"), row | {"items": {"R3": "belum"}})


def test_near_duplicates_are_grouped_and_others_are_not() -> None:
    base = "lampu jalan di depan balai rw padam sejak senin malam gelap sekali tolong segera diperbaiki petugas"
    texts = [base, "sampah menumpuk di pasar", base.upper() + "!!!", base + " terima kasih", "", "sampah", "", "Sampah"]
    groups = duplicate_groups(texts)
    assert groups[0] == groups[2] == groups[3]
    assert groups[5] == groups[7]
    assert len({groups[0], groups[1], groups[4], groups[5]}) == 4


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), min_size=5, max_size=60))
def test_a_split_by_time_never_looks_back_and_never_cuts_a_group(rows: list[tuple[int, int]]) -> None:
    dates = [date(2024, 1, 1) + timedelta(days=day) for day, _ in rows]
    groups = np.array([group for _, group in rows])
    split = split_history(dates, groups, [""] * len(rows))
    parts = [split.fit, split.calibrate, split.choose, split.test]
    assert len(set(np.concatenate(parts).tolist())) == sum(map(len, parts))
    np.testing.assert_array_equal(split.before("test"), np.sort(np.concatenate(parts[:3])))
    for earlier, later in combinations(parts, 2):
        assert not set(groups[earlier].tolist()) & set(groups[later].tolist())
        if split.how == "time" and len(earlier) and len(later):
            assert max(dates[i] for i in earlier) <= min(dates[i] for i in later)


def test_rows_without_dates_are_split_by_batch_or_at_random() -> None:
    groups = np.arange(100)
    by_batch = split_history([None] * 100, groups, [f"b{i // 10}" for i in range(100)])
    assert by_batch.how == "batch"
    assert {i // 10 for i in by_batch.test} & {i // 10 for i in by_batch.fit} == set()
    assert [len(getattr(by_batch, part)) for part in PARTS] == [55, 15, 10, 20]
    at_random = split_history([None] * 100, groups, [""] * 100)
    assert at_random.how == "random"
    assert describe(at_random, [None] * 100)["test"] == "20 rows"
    again = split_history([None] * 100, groups, [""] * 100)
    np.testing.assert_array_equal(at_random.test, again.test)


def test_metrics_by_hand() -> None:
    truth, ranked = ["a", "b", "c", "a"], [["a", "b"], ["a", "b"], ["b", "a"], ["a", "c"]]
    assert metrics.top_k(truth, ranked, 1) == 0.5
    assert metrics.top_k(truth, ranked, 2) == 0.75
    assert metrics.macro_f1(truth, [row[0] for row in ranked], ["a", "b"]) == pytest.approx((0.8 + 0) / 2)
    assert metrics.frequent(["a"] * 3 + ["b"], least=3) == ["a"]
    confidence, correct = np.array([0.95, 0.95, 0.15, 0.15]), np.array([True, True, False, True])
    assert metrics.expected_calibration_error(confidence, correct) == pytest.approx((0.05 + 0.35) / 2)
    assert metrics.coverage_at_risk(confidence, correct, 0.0) == 0.5
    assert metrics.coverage_at_risk(confidence, correct, 0.25) == 1.0
    assert metrics.coverage_at_risk(np.array([0.9]), np.array([False])) == 0.0
    assert metrics.auroc(np.array([True, False, True]), np.array([0.9, 0.1, 0.8])) == 1.0
    assert np.isnan(metrics.auroc(np.array([True]), np.array([0.9])))
    assert metrics.quadratic_kappa([0, 1, 2], [0, 1, 2]) == 1.0
    assert metrics.quadratic_kappa([0, 2, 0, 2], [2, 0, 2, 0]) == -1.0
