"""Fitting the intake model: thresholds and Platt's parameters by hand, and what the shipped model says to a person."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from classifier.datafiles import data_directory
from classifier.errors import DataError
from classifier.intake import COLUMN, OUTPUTS, Intake, IntakeModel, is_located, platt
from classifier.records import Complaint, Place
from training.intake import (
    NEVER,
    IntakeRows,
    best_f1,
    calibrated,
    fit_intake,
    fit_platt,
    intake_rows,
    least_alarming,
    left_out_scores,
    train_intake,
    truth_of,
)

HAND_WRITTEN = [
    (
        "Lampu jalan di Jl. Anggrek gang 4 depan mushola padam sejak hari Senin, gelap sekali.",
        {"report_type": "pengaduan", "screen": "", "missing": set()},
    ),
    (
        "Bagaimana cara mengurus akta kelahiran anak yang lahir di luar kota? Syaratnya apa saja?",
        {"report_type": "permintaan_informasi", "screen": ""},
    ),
    (
        "Usul Pak, sebaiknya di taman alun-alun ditambah bangku dan tempat sampah supaya warga nyaman.",
        {"report_type": "aspirasi", "screen": ""},
    ),
    (
        "Kebakaran di gudang kasur Jl. Rungkut Industri, api sudah merembet ke rumah warga, tolong damkar sekarang!",
        {"report_type": "pengaduan", "urgency": "darurat", "screen": "", "missing": set()},
    ),
    (
        "Oknum pegawai kelurahan minta uang 500 ribu untuk tanda tangan surat tanah. Mohon nama saya dirahasiakan.",
        {"report_type": "pengaduan_pengawasan", "secret": True, "screen": "", "missing": {"where"}},
    ),
    (
        "Anak tetangga umur 5 tahun dipukuli bapaknya tiap malam sampai lebam, jangan sebut saya yang lapor",
        {"report_type": "pengaduan", "urgent": True, "secret": True, "screen": "", "missing": {"where"}},
    ),
    ("pelayanannya jelek, tolong diperbaiki", {"screen": "", "missing": {"what", "where", "when"}}),
    ("Pacar saya selingkuh dengan teman kantor, tolong dimarahi pak", {"screen": "out_of_scope"}),
    ("The drain in front of my house is blocked and it floods every time it rains", {"screen": "out_of_scope"}),
    ("Promo pinjaman cepat cair tanpa jaminan, hubungi WA 0812-3456-7890 sekarang juga", {"screen": "no_content"}),
    ("asdfgh qwerty zxcv", {"screen": "no_content"}),
    ("😀😀😀", {"screen": "no_content"}),
]


@pytest.fixture(scope="module")
def rows() -> IntakeRows:
    return intake_rows()


@pytest.fixture(scope="module")
def model(rows: IntakeRows) -> IntakeModel:
    return train_intake(rows)


def few(rows: IntakeRows, n: int) -> IntakeRows:
    """Every n-th row."""
    kept = range(0, len(rows), n)
    return IntakeRows(
        [rows.complaints[i] for i in kept],
        [rows.places[i] for i in kept],
        rows.truth[list(kept)],
        rows.counted[list(kept)],
        [rows.batches[i] for i in kept],
    )


@pytest.mark.parametrize(
    ("proba", "truth", "expected"),
    [
        ([0.9, 0.7, 0.3, 0.1], [1, 1, 0, 0], 0.5),
        ([0.9, 0.7, 0.3, 0.1], [1, 0, 1, 0], 0.2),  # F1 of two in three beats that of one in one
        ([0.8, 0.8, 0.2], [1, 0, 0], 0.5),  # equal probabilities are never parted
        ([0.4, 0.2], [1, 1], 0.1),
        ([0.4, 0.2], [0, 0], NEVER),
    ],
)
def test_the_threshold_of_the_best_f1(proba: list[float], truth: list[int], expected: float) -> None:
    assert best_f1(np.array(proba, np.float32), np.array(truth, bool)) == pytest.approx(expected)


@pytest.mark.parametrize(("most", "alarms"), [(0.0, 0), (0.1, 1), (0.25, 2), (0.5, 5)])
def test_the_threshold_of_few_false_alarms(most: float, alarms: int) -> None:
    proba = np.linspace(0.05, 0.95, 11).astype(np.float32)
    truth = np.arange(11) == 10
    threshold = least_alarming(proba, truth, most=most)
    assert (proba[~truth] >= threshold).sum() == alarms
    assert least_alarming(proba, np.zeros(11, bool)) == NEVER


def test_platt_is_learned() -> None:
    generator = np.random.default_rng(0)
    scores = generator.normal(size=5000).astype(np.float32)
    proba = platt(scores[:, None], np.array([3.0], np.float32), np.array([-1.0], np.float32))[:, 0]
    scale, shift = fit_platt(scores, generator.random(5000) < proba)
    assert scale == pytest.approx(3.0, rel=0.1)
    assert shift == pytest.approx(-1.0, abs=0.15)


def test_platt_of_one_kind_is_a_constant() -> None:
    assert fit_platt(np.array([1.0, 2.0], np.float32), np.array([False, False])) == (0.0, -10.0)


@pytest.mark.parametrize(
    ("row", "holding"),
    [
        ({}, {"pengaduan"}),
        ({"report_type": "aspirasi", "urgency": "rendah"}, {"aspirasi", "low"}),
        ({"report_type": "pengaduan_pengawasan", "secret": True}, {"pengaduan", "oversight", "secret"}),
        ({"urgency": "darurat", "missing": ["where"]}, {"pengaduan", "urgent", "emergency", "where"}),
        ({"screen": "no_content"}, {"pengaduan", "no_content"}),
    ],
)
def test_truth_of_a_row(row: dict[str, object], holding: set[str]) -> None:
    assert {name for name, holds in zip(OUTPUTS, truth_of(row), strict=True) if holds} == holding


def test_what_a_row_is_asked(rows: IntakeRows) -> None:
    screened = ~rows.ordinary
    assert not rows.counted[screened][:, COLUMN["urgent"]].any()
    assert rows.counted[:, COLUMN["no_content"]].all()
    located = [is_located(c, p) for c, p in zip(rows.complaints, rows.places, strict=True)]
    assert not rows.counted[np.array(located), COLUMN["where"]].any()


def test_the_further_screens_are_learned_from_and_never_left_out(rows: IntakeRows) -> None:
    further = np.array(rows.batches) == ""
    assert further.sum() >= 150
    assert not rows.ordinary[further].any()
    small = few(rows, 20)
    scores = left_out_scores(small, folds=2)
    assert (np.isnan(scores).all(axis=1) == (np.array(small.batches) == "")).all()


def test_fitting_is_deterministic_and_calibrating_changes_no_score(rows: IntakeRows) -> None:
    small = few(rows, 25)
    texts = [c.text for c in small.complaints[:20]]
    first, second = (fit_intake(small, range(len(small))) for _ in range(2))
    np.testing.assert_array_equal(first.scores(texts), second.scores(texts))
    scores = first.scores([c.text for c in small.complaints])
    np.testing.assert_array_equal(
        calibrated(first, small, scores, np.arange(len(small))).scores(texts), first.scores(texts)
    )


def test_a_folder_without_a_batch_or_with_a_broken_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no corpus batch"):
        intake_rows(screens=tmp_path)
    (tmp_path / "x.jsonl").write_text('{"id": "1", "text": "a"}\nnothing\n', encoding="utf-8")
    with pytest.raises(DataError, match="row 2"):
        intake_rows(screens=tmp_path)


@pytest.mark.parametrize(("text", "expected"), HAND_WRITTEN, ids=[text[:25] for text, _ in HAND_WRITTEN])
def test_the_intake_is_what_a_person_would_say(model: IntakeModel, text: str, expected: dict[str, object]) -> None:
    intake = model.assess([Complaint(text=text)], [Place()])[0]
    found = _said(model, intake)
    assert {name: found[name] for name in expected} == expected


def test_what_nobody_can_act_on_is_held_back(model: IntakeModel) -> None:
    file = data_directory() / "behaviour" / "abstain.jsonl"
    if not file.is_file():
        pytest.skip("data/behaviour/abstain.jsonl is absent")
    texts = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    found = model.assess([Complaint(text=text) for text in texts], [Place()] * len(texts))
    assert np.mean([intake.screen != "" for intake in found]) >= 0.93  # 0.95 when it was measured


def _said(model: IntakeModel, intake: Intake) -> dict[str, object]:
    return {
        "report_type": intake.report_type,
        "urgency": intake.urgency,
        "urgent": intake.urgency in ("tinggi", "darurat"),
        "secret": intake.should_be_secret >= model.thresholds[COLUMN["secret"]],
        "screen": intake.screen,
        "missing": {missing.element for missing in intake.missing},
    }
