"""Intervals, tables by slice, learning curves, leave-region-out and errors by cost."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from classifier.disposition import Disposer
from classifier.errors import TanggapError
from classifier.records import Candidate, Complaint, Disposition, Place
from classifier.router import Router
from training import metrics
from training.bootstrap import intervals, percentiles
from training.cli import main
from training.costs import load_costs
from training.errors_report import confusions, error_cost, wrong_answers
from training.evaluate import Ranked
from training.evaluation import Wanted, routing_report, slice_figures
from training.figures import RoutingFigures
from training.history import ComplaintHistory
from training.learning_curve import learning_curve, look_ahead
from training.leave_out import leave_out
from training.neighbours import Neighbours


def ranked(n: int = 200, seed: int = 0) -> Ranked:
    generator = np.random.default_rng(seed)
    names = np.array(["a", "b", "c", "d"])
    truth = generator.choice(names, n, p=[0.4, 0.3, 0.28, 0.02]).tolist()
    rows = [generator.permutation(names).tolist() for _ in truth]
    right = generator.random(n) < 0.7
    best = [[t, *(x for x in row if x != t)] if hit else row for t, row, hit in zip(truth, rows, right, strict=True)]
    return Ranked(False, truth, best, generator.random(n), [bool(x) for x in right])


def test_figures_on_arrays_are_those_of_the_metrics() -> None:
    answers = ranked()
    found = RoutingFigures.of(answers).at(np.arange(200))
    assert found == {
        "top1": pytest.approx(metrics.top_k(answers.truth, answers.ranked, 1)),
        "top3": pytest.approx(metrics.top_k(answers.truth, answers.ranked, 3)),
        "macro_f1": pytest.approx(metrics.macro_f1(answers.truth, answers.best, metrics.frequent(answers.truth))),
        "ece": pytest.approx(metrics.expected_calibration_error(answers.confidence, answers.correct)),
        "coverage_at_5": pytest.approx(metrics.coverage_at_risk(answers.confidence, answers.correct)),
        "exact": pytest.approx(np.mean(answers.exact)),
    }
    assert np.isnan(RoutingFigures.of(answers, counted=[]).at(np.arange(200))["macro_f1"])


def test_an_interval_covers_the_true_share_as_often_as_it_says() -> None:
    generator = np.random.default_rng(3)
    covered = 0
    for _ in range(200):
        values = generator.random(150) < 0.3
        low, high = intervals(lambda rows, v=values: {"share": float(v[rows].mean())}, 150, draws=200)["share"]
        covered += low <= 0.3 <= high
    assert covered / 200 == pytest.approx(0.95, abs=0.04)


def test_rows_that_say_the_same_thing_are_drawn_together() -> None:
    values = np.repeat(np.arange(20) % 2, 10).astype(float)
    groups = np.repeat(np.arange(20)[::-1], 10)

    def share(rows: np.ndarray) -> dict[str, float]:
        assert all(np.bincount(groups[rows], minlength=20) % 10 == 0)
        return {"share": float(values[rows].mean())}

    alone = intervals(lambda rows: {"share": float(values[rows].mean())}, 200)["share"]
    together = intervals(share, 200, groups=groups)["share"]
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_a_figure_that_does_not_exist_has_no_interval() -> None:
    assert np.isnan(intervals(lambda rows: {"x": float("nan")}, 5, draws=3)["x"]).all()
    assert intervals(lambda rows: {"x": 1.0}, 0) == {}
    assert percentiles(np.array([np.nan, 1.0, 1.0])) == (1.0, 1.0)


def test_slices_have_their_own_figures() -> None:
    complaints = [Complaint("lampu padam", region="Kota Kediri" if i < 40 else "Kota Malang") for i in range(80)]
    labels = ["a"] * 40 + ["b"] * 40
    answers = Ranked(False, labels, [["a", "b"]] * 80, np.full(80, 0.5), [True] * 80)
    history = ComplaintHistory(complaints, labels, labels, [""] * 80, "x", "y")
    found = slice_figures(RoutingFigures.of(answers), history, ["region"], np.arange(80))
    assert {name: (row["n"], row["top1"]) for name, row in found.items()} == {
        "region: Kota Kediri": (40, 1.0),
        "region: Kota Malang": (40, 0.0),
    }
    assert found["region: Kota Kediri"]["intervals"]["top1"] == (1.0, 1.0)
    with pytest.raises(ValueError, match="slices by 'moon' are unknown"):
        Wanted(by=["moon"])


def test_a_learning_curve_that_is_known_is_continued() -> None:
    sizes = [100, 200, 400, 800, 1600]
    n_test = 20_000
    generator = np.random.default_rng(0)
    hard = np.sort(generator.random(n_test))
    right = np.array([hard > 2.0 * n**-0.5 + 0.1 for n in sizes])
    found = look_ahead(sizes, right, more=1600)
    gain = 2.0 * (1600**-0.5 - 3200**-0.5)
    assert found["gain"] == pytest.approx(gain, abs=0.003)
    assert found["low"] <= gain <= found["high"]
    assert found["points"][0] == {"n": 100, "top1": pytest.approx(1 - 0.3, abs=0.02)}
    assert np.isnan(look_ahead([10, 20], right[:2])["gain"])
    assert look_ahead([], right[:0])["points"] == []


WORDS = {
    "Dinas Perhubungan": "lampu jalan padam parkir liar rambu roboh halte bus macet zebra",
    "Dinas Lingkungan": "sampah menumpuk pohon tumbang limbah bau selokan daun kotor truk",
    "Dinas Sosial": "bansos bantuan miskin lansia telantar pengemis beras data kartu warga",
}


def city(n: int = 240, foreign: str = "Dinas Asing") -> ComplaintHistory:
    """Complaints of two cities; what is the third agency's in the first is that of a foreign one in the second."""
    generator = np.random.default_rng(0)
    names = list(WORDS)
    complaints, labels = [], []
    for i in range(n):
        label = names[i % 3]
        region = "Kota Malang" if i % 2 else "Kota Kediri"
        text = " ".join(generator.choice(WORDS[label].split(), 6))
        complaints.append(Complaint(text, id=f"c{i}", region=region))
        labels.append(foreign if label == "Dinas Sosial" and i % 2 else label)
    return ComplaintHistory(complaints, labels, labels, [""] * n, "kota.csv", "y")


def test_a_region_that_was_left_out_shows_what_no_other_region_knows() -> None:
    found = leave_out(city(), "region")
    assert set(found) == {"Kota Kediri", "Kota Malang"}
    malang = found["Kota Malang"]
    assert malang["n"] == 120
    assert malang["unknown"] == pytest.approx(1 / 3)
    assert malang["top1"] == pytest.approx(2 / 3, abs=0.03)
    low, high = malang["interval"]["top1"]
    assert low < 2 / 3 < high
    with pytest.raises(TanggapError, match="0 values of kecamatan"):
        leave_out(city(), "kecamatan")


def test_a_history_shows_what_more_labels_bring() -> None:
    found = learning_curve(city(foreign="Dinas Sosial"))
    assert [point["n"] for point in found["points"]] == sorted(point["n"] for point in found["points"])
    assert found["points"][-1]["top1"] >= found["points"][0]["top1"]
    assert found["points"][-1]["top1"] > 0.9


def disposition(decision: str, probability: float) -> Disposition:
    return Disposition("x", decision, "A", "A", probability, (Candidate("A", "A", probability),), Place())  # type: ignore[arg-type]


def test_what_an_error_costs() -> None:
    costs = load_costs()
    assert error_cost(disposition("auto", 0.9), costs) == costs.misroute
    assert error_cost(disposition("suggest", 0.5), costs) == costs.review + 0.5 * costs.misroute
    assert error_cost(disposition("abstain", 0.5), costs) == costs.review


def test_errors_come_dearest_first_with_what_taught_them() -> None:
    history = city()
    model = Router().fit(history.complaints, history.labels).model_
    wrong = ComplaintHistory(
        [Complaint("lampu jalan padam, hubungi 081234567890", id="e1"), Complaint("sampah bau", id="e2")],
        *[["Dinas Sosial", "Dinas Lingkungan"]] * 2,
        ["", ""],
        "x",
        "y",
    )
    rows = wrong_answers(Disposer(model), wrong, load_costs(), learned=history)
    assert [row["id"] for row in rows] == ["e1"]
    assert rows[0]["proposed"] == "Dinas Perhubungan"
    assert "(Dinas Perhubungan, " in rows[0]["nearest_1"]
    assert "081234567890" not in json.dumps(rows)
    bare = wrong_answers(Disposer(model), wrong, load_costs(), learned=history, texts=False)
    assert not {"text", "nearest_1_text"} & set(bare[0])
    assert confusions(rows) == [
        {"agency": "Dinas Sosial", "proposed": "Dinas Perhubungan", "rows": 1, "cost": rows[0]["cost"]}
    ]


def test_the_nearest_texts_are_found_among_those_allowed() -> None:
    near = Neighbours(["lampu jalan padam", "lampu mati", "sampah bau"])
    assert [number for number, _ in near.nearest(["lampu jalan padam"], 2)[0]] == [0, 1]
    assert near.nearest(["lampu jalan padam"], 2)[0][0][1] == pytest.approx(1.0)
    assert [number for number, _ in near.nearest(["lampu padam"], 2, among=np.array([1, 2]))[0]] == [1]
    assert near.nearest(["zzz"], 2) == [[]]


def test_a_report_holds_what_was_asked_for(tmp_path: Path) -> None:
    history = city()
    disposer = Disposer(Router().fit(history.complaints, history.labels).model_)
    wanted = Wanted(by=["region"], leave_out="region", learning_curve=True, errors=tmp_path / "errors.csv")
    found = routing_report(disposer, history, wanted)
    assert set(found) == {"routing", "slices", "leave_out", "learning_curve", "errors"}
    routing = found["routing"]
    for name, (low, high) in routing["intervals"].items():
        assert low <= routing[name] <= high
    with (tmp_path / "errors.csv").open() as file:
        assert len(list(csv.DictReader(file))) == found["errors"]["rows"]


def test_the_command_prints_intervals_and_tables(
    release: Path, office_data: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["evaluate", "--release", str(release), "--data", str(office_data[0])]
    assert main([*arguments, "--replies", str(office_data[1]), "--by", "length", "--by", "month"]) == 0
    shown = capsys.readouterr().out
    assert "length: 0-10 words" in shown
    assert "the release learned from 48 of these rows" in shown
    assert " to " in next(line for line in shown.splitlines() if "auroc" in line)
    assert main([*arguments, "--errors", str(tmp_path / "none" / "e.csv")]) == 2
    assert "its folder does not exist" in capsys.readouterr().err
    assert main(["evaluate", "--release", str(release), "--replies", str(office_data[1]), "--by", "month"]) == 2
    assert "give --data" in capsys.readouterr().err
