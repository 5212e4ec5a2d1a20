"""The certificate of automatic disposition: bounds by hand, and a promise that is kept in the long run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.engine import Engine
from classifier.errors import TanggapError
from classifier.records import Complaint
from tests.examples import complaints_csv
from training.certificate import Answers, certify, summary, table, upper_bound
from training.cli import main
from training.commands import certify_release, fit_release


def answers(confidence: list[float], correct: list[bool], agency: str = "Dinas A") -> Answers:
    return Answers(np.array(confidence), np.array(correct), (agency,) * len(confidence))


def drawn(n: int, seed: int) -> Answers:
    """Honest answers: each is right with the probability that it claims."""
    generator = np.random.default_rng(seed)
    confidence = generator.beta(4, 1, n)
    return Answers(confidence, generator.random(n) < confidence, ("Dinas A",) * n)


@pytest.mark.parametrize(
    ("errors", "n", "bound"),
    [(0, 59, 0.0495), (0, 58, 0.0503), (34, 911, 0.0494), (5, 5, 1.0), (0, 0, 1.0), (1, 10, 0.3942)],
)
def test_the_bound_is_clopper_and_pearsons(errors: int, n: int, bound: float) -> None:
    assert upper_bound(errors, n) == pytest.approx(bound, abs=1e-4)


def test_a_faultless_sample_is_certified_down_to_its_last_good_threshold() -> None:
    confidence = np.linspace(1.0, 0.01, 400).tolist()
    correct = [value > 0.5 for value in confidence]
    found = certify(answers(confidence, correct), answers(confidence, correct))
    assert found is not None
    assert found["bound"] <= 0.05
    assert 0.46 < found["threshold"] <= 0.5
    assert found["n"] == sum(value >= found["threshold"] for value in confidence)
    assert found["agencies"]["Dinas A"]["n"] == found["n"]


def test_without_enough_or_good_enough_answers_there_is_no_certificate() -> None:
    assert certify(answers([], []), answers([], [])) is None
    assert certify(answers([0.9] * 40, [True] * 40), answers([0.9] * 40, [True] * 40)) is None
    assert certify(answers([0.9] * 400, [True, False] * 200), answers([0.9] * 400, [True, False] * 200)) is None
    assert "no certificate" in summary(None)["automatic"]


@pytest.mark.parametrize(("risk", "confidence"), [(0.0, 0.9), (1.0, 0.9), (0.1, 0.0), (0.1, 1.0)])
def test_a_risk_must_be_a_share(risk: float, confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        certify(answers([0.9], [True]), answers([0.9], [True]), risk=risk, confidence=confidence)


def test_the_promise_is_broken_no_more_often_than_it_says() -> None:
    truth = drawn(200_000, 10_000)
    broken = 0
    for seed in range(200):
        found = certify(drawn(600, seed), drawn(1200, 1000 + seed), confidence=0.9)
        if found is not None:
            automatic = truth.confidence >= found["threshold"]
            broken += (~truth.correct[automatic]).mean() > 0.05
    assert broken <= 200 * 0.1 * 1.5


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80))
def test_what_is_certified_keeps_the_bound(rows: list[tuple[float, bool]]) -> None:
    given_answers = answers([c for c, _ in rows], [ok for _, ok in rows])
    found = certify(given_answers, given_answers, risk=0.2, confidence=0.8)
    assert found is None or (found["bound"] <= 0.2 and found["errors"] <= found["n"] * 0.2)
    assert json.loads(json.dumps(given_answers.document())) == given_answers.document()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    fit_release(data=complaints_csv(folder / "a.csv"), replies=None, out=folder / "release", track=False)
    return folder


def test_a_release_is_certified_and_only_then_automatic(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release = office / "release"
    sure = Complaint(text="lampu jalan padam gelap tiang pju")
    out = office / "certified"
    assert main(["certify", "--release", str(release), "--risk", "0.4", "--confidence", "0.6", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "automatic from probability" in printed
    assert "rupiah" in printed
    decisions = {Engine.load(folder).dispose([sure])[0].decision for folder in (release, out)}
    assert "auto" in decisions
    strict = office / "strict"
    result = certify_release(release=release, risk=1e-6, out=strict)
    assert result["certificate"] is None
    assert "nothing is automatic" in table(result)
    assert Engine.load(strict).dispose([sure])[0].decision == "suggest"
    assert "Tidak ada sertifikat" in (strict / "MODEL_CARD.md").read_text()


def test_a_release_is_certified_on_later_rows(office: Path) -> None:
    result = certify_release(
        release=office / "release", data=complaints_csv(office / "later.csv"), risk=0.5, out=office / "later"
    )
    assert result["certificate"]["basis"]["source"] == "later.csv"
    assert Engine.load(office / "later").release.manifest["certificate"] == result["certificate"]


def test_a_starter_release_has_no_answers_of_its_own(starter: Path) -> None:
    with pytest.raises(TanggapError, match="--data"):
        certify_release(release=starter)
