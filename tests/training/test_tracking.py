"""What a fit leaves in a real MLflow store, how a release is registered, and the pictures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from classifier.engine import Engine
from classifier.errors import TanggapError
from classifier.records import Complaint
from classifier.release import read_release
from tests.examples import COMPLAINTS
from training import tracking
from training.breakdown import Breakdown
from training.certificate import Answers
from training.commands import evaluate_release
from training.history import read_complaints
from training.metric_names import grouped
from training.plots import confusion, learning_curve, reliability, risk_coverage

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow's own, when the tests read its store


@dataclass(frozen=True)
class Logged:
    """A release and the id of its run in the store beside it."""

    folder: Path
    release: Path
    run: str
    tested: Breakdown

    @property
    def id(self) -> str:
        return read_release(self.release).id


@pytest.fixture(scope="module")
def logged(release: Path, office_data: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Logged:
    """The shared release, logged with invented answers to the rows of its history."""
    folder = tmp_path_factory.mktemp("tracked")
    place = folder / "office"
    place.symlink_to(release)
    history = read_complaints(office_data[0])
    wrong = np.arange(len(history)) % 7 == 0
    proposed = [history.agencies[i - 1] if bad else history.agencies[i] for i, bad in enumerate(wrong)]
    right = np.array([a == b for a, b in zip(proposed, history.agencies, strict=True)])
    answers = Answers(np.linspace(0.2, 0.99, len(history)), right, tuple(proposed))
    tested = Breakdown.of(history, answers)
    store = tracking.default_store(folder)
    run = tracking.log_run(read_release(place), tested, uri=store, artifacts=folder / "mlartifacts")
    return Logged(folder, place, run, tested)


@pytest.fixture
def mlflow(logged: Logged) -> Iterator[Any]:
    """MLflow, looking at the store of `logged`."""
    import mlflow

    mlflow.set_tracking_uri(tracking.default_store(logged.folder))
    yield mlflow
    mlflow.set_tracking_uri(None)


def children(mlflow: Any, logged: Logged) -> dict[str, Any]:
    experiment = mlflow.get_experiment_by_name(tracking.NAME).experiment_id
    runs = mlflow.MlflowClient().search_runs([experiment], f"tags.mlflow.parentRunId = '{logged.run}'")
    return {run.info.run_name: run for run in runs}


def files(mlflow: Any, run: str, folder: str = "") -> set[str]:
    return {Path(file.path).name for file in mlflow.MlflowClient().list_artifacts(run, folder or None)}


def test_a_fit_is_a_run_with_its_data_and_figures(logged: Logged, mlflow: Any) -> None:
    run, manifest = mlflow.get_run(logged.run), read_release(logged.release).manifest
    assert run.info.status == "FINISHED"
    assert run.data.params["kind"] == "agency"
    assert run.data.params["split.complaints.test"] == manifest["split"]["complaints"]["test"]
    assert run.data.metrics["routing.top1"] == manifest["metrics"]["routing"]["top1"]
    assert run.data.metrics["replies.n"] == manifest["metrics"]["replies"]["n"]
    assert run.data.tags["release"] == logged.id
    assert {"manifest.json", "MODEL_CARD.md"} <= files(mlflow, logged.run)
    data = {each.dataset.name: each for each in run.inputs.dataset_inputs}
    assert set(data) == {"complaints.csv", "replies.jsonl"}
    complaints, about = data["complaints.csv"], manifest["data"]["complaints"]
    assert {tag.key: tag.value for tag in complaints.tags}["sha256"] == about["sha256"]
    assert about["sha256"].startswith(complaints.dataset.digest)
    assert json.loads(complaints.dataset.profile) == {"num_rows": about["rows"]}


def test_routing_and_replies_are_runs_below_it(logged: Logged, mlflow: Any) -> None:
    below = children(mlflow, logged)
    assert {"routing", "replies"} <= set(below)
    routing = below["routing"]
    for name, figures in logged.tested.by_class().items():
        assert routing.data.metrics[f"class/{name}/recall"] == pytest.approx(figures["recall"])
    n = sum(routing.data.metrics[f"slice/agency/{name}/n"] for name in slices_of("agency", logged))
    assert n == sum(row["n"] for name, row in logged.tested.by_slice().items() if name.startswith("agency: "))
    assert files(mlflow, routing.info.run_id, "plots") == {"confusion.png", "reliability.png", "risk_coverage.png"}
    assert [each.dataset.name for each in below["replies"].inputs.dataset_inputs] == ["replies.jsonl"]


def slices_of(dimension: str, logged: Logged) -> list[str]:
    return [name.split(": ")[1] for name in logged.tested.by_slice() if name.startswith(f"{dimension}: ")]


def test_the_registered_model_answers_as_the_engine(logged: Logged, mlflow: Any) -> None:
    version = mlflow.MlflowClient().get_model_version_by_alias(tracking.NAME, "challenger")
    assert (version.tags["release"], version.run_id) == (logged.id, logged.run)
    model = mlflow.pyfunc.load_model(f"models:/{tracking.NAME}@challenger")
    texts = [text for several in COMPLAINTS.values() for text in several[:2]]
    rows = pd.DataFrame(
        {"text": texts, "kelurahan": ["Sidomulyo", None] * (len(texts) // 2)}, index=range(5, 5 + len(texts))
    )
    found = model.predict(rows)
    complaints = [Complaint(text, kelurahan="" if number % 2 else "Sidomulyo") for number, text in enumerate(texts)]
    expected = Engine.load(logged.release).dispose(complaints)
    assert list(found.index) == list(rows.index)
    assert found["agency"].tolist() == [each.agency for each in expected]
    assert found["decision"].tolist() == [each.decision for each in expected]
    assert found["probability"].tolist() == pytest.approx([each.probability for each in expected])
    with pytest.raises(mlflow.MlflowException, match="text"):
        model.predict(pd.DataFrame({"title": ["Lampu"]}))


def test_the_model_brings_its_code_and_data(logged: Logged, mlflow: Any, tmp_path: Path) -> None:
    folder = Path(
        mlflow.artifacts.download_artifacts(f"models:/{tracking.NAME}@challenger", dst_path=str(tmp_path / "m"))
    )
    code = f"""
import sys
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
import mlflow, pandas
model = mlflow.pyfunc.load_model({str(folder)!r})
print(model.predict(pandas.DataFrame({{"text": ["Lampu jalan padam"]}}))["agency"][0])
import classifier
print(classifier.__file__)
"""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=tmp_path, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    agency, where = done.stdout.splitlines()[-2:]
    assert agency == Engine.load(logged.release).dispose([Complaint("Lampu jalan padam")])[0].agency
    assert Path(where).is_relative_to(folder)


def test_a_release_in_service_is_the_champion(logged: Logged, mlflow: Any, tmp_path: Path) -> None:
    client = mlflow.MlflowClient()
    mlflow.set_tracking_uri(None)
    tracking.crown("0" * 16, logged.folder)
    mlflow.set_tracking_uri(tracking.default_store(logged.folder))
    assert tracking.CHAMPION not in client.get_registered_model(tracking.NAME).aliases
    mlflow.set_tracking_uri(None)
    tracking.crown(logged.id, tmp_path)
    assert not list(tmp_path.iterdir())
    tracking.crown(logged.id, logged.folder)
    assert tracking.ADDRESS not in os.environ
    mlflow.set_tracking_uri(tracking.default_store(logged.folder))
    assert client.get_model_version_by_alias(tracking.NAME, tracking.CHAMPION).tags["release"] == logged.id


def test_an_evaluation_is_logged_below_the_fit_that_made_the_release(
    logged: Logged, office_data: tuple[Path, Path], mlflow: Any
) -> None:
    mlflow.set_tracking_uri(None)
    found = evaluate_release(release=logged.release, data=office_data[0], replies=office_data[1], by=["length"])
    curve = {"points": [{"n": 20, "top1": 0.5}, {"n": 40, "top1": 0.6}], "more": 1000}
    curve |= dict.fromkeys(("gain", "low", "high"), float("nan"))
    about = {"source": "later.csv", "sha256": "ab" * 32, "rows": 40}
    run = tracking.log_evaluation(logged.id, {"learning_curve": curve}, {"complaints": about}, logged.folder)
    mlflow.set_tracking_uri(tracking.default_store(logged.folder))
    with_curve = mlflow.get_run(run)
    assert with_curve.data.metrics["learning_curve.top1"] == 0.6
    assert files(mlflow, run, "plots") == {"learning_curve.png"}
    assert with_curve.inputs.dataset_inputs[0].dataset.name == "later.csv"
    runs = mlflow.MlflowClient().search_runs(
        [with_curve.info.experiment_id], f"tags.mlflow.parentRunId = '{logged.run}' and run_name = 'evaluation'"
    )
    logged_top1 = [run.data.metrics["routing.top1"] for run in runs if "routing.top1" in run.data.metrics]
    assert logged_top1 == [found["routing"]["top1"]]


def test_a_store_that_is_away_is_one_line(
    logged: Logged, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv(tracking.ADDRESS, "nothing://here")
    release = read_release(logged.release)
    with pytest.raises(TanggapError, match=tracking.ADDRESS):
        tracking.log_run(release, None, uri=tracking.default_store(tmp_path), artifacts=tmp_path)
    tracking.crown(release.id, tmp_path)
    assert capsys.readouterr().err.count("\n") == 1
    assert os.environ[tracking.ADDRESS] == "nothing://here"


def test_names_of_agencies_become_names_of_metrics() -> None:
    found = grouped("class", {"Dinas A, B & C (Kota)": {"f1": 1}, "..": {"f1": 0}})
    assert found == {"class/Dinas A_ B _ C _Kota_/f1": 1, "class/_/f1": 0}


def lines(figure: Figure, axes: int = 0) -> dict[str, list[tuple[float, float]]]:
    return {str(line.get_label()): list(zip(*line.get_data(), strict=True)) for line in figure.axes[axes].lines}


def test_confusion_counts_every_row_and_joins_the_rare_classes() -> None:
    figure = confusion(["a"] * 5 + ["b"] * 3 + ["c"], ["a"] * 4 + ["b"] * 3 + ["c", "c"], most=2)
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a (5)", "b (3)", "(others) (1)"]
    assert {(text.get_position(), text.get_text()) for text in axes.texts} == {
        ((0, 0), "4"),
        ((1, 0), "1"),
        ((1, 1), "2"),
        ((2, 1), "1"),
        ((2, 2), "1"),
    }


def test_reliability_shows_the_share_of_right_answers_by_bin() -> None:
    figure = reliability(np.array([0.05, 0.92, 0.94, 1.0]), np.array([False, True, False, True]))
    measured = figure.axes[0].containers[0][0]
    assert list(zip(*measured.get_data(), strict=True)) == [
        (0.05, 0.0),
        (pytest.approx(2.86 / 3), pytest.approx(2 / 3)),
    ]
    assert [bar.get_height() for bar in figure.axes[1].patches] == [1, *[0] * 8, 3]


def test_risk_and_coverage_take_equal_probabilities_together() -> None:
    figure = risk_coverage(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, False, True, False]))
    assert lines(figure)["measured"] == [(0.25, 0), (0.75, pytest.approx(1 / 3)), (1, 0.5)]


def test_a_learning_curve_ends_with_what_more_labels_would_bring() -> None:
    found = {"points": [{"n": 100, "top1": 0.6}, {"n": 200, "top1": 0.7}], "more": 1000}
    figure = learning_curve(found | {"gain": 0.1, "low": 0.05, "high": 0.2})
    assert lines(figure)["measured"] == [(100, 0.6), (200, 0.7)]
    assert "1,000 more labels, 95 % interval" in [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
