"""The router: contract, calibration, reasons."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from classifier.calibration import Calibration, fit_calibration
from classifier.errors import NotFittedError
from classifier.reasons import Reasoner
from classifier.records import Complaint
from classifier.router import Router
from classifier.routing_model import Reading, RoutingModel
from tests.examples import COMPLAINTS

X = [Complaint(text=text) for texts in COMPLAINTS.values() for text in texts]
Y = [agency for agency, texts in COMPLAINTS.items() for _ in texts]


@pytest.fixture(scope="module")
def router() -> Router:
    return Router().fit(X, Y)


def test_contract() -> None:
    router = Router(C=0.7, stems=False)
    assert clone(router).get_params() == router.get_params()
    with pytest.raises(NotFittedError):
        router.predict(X)
    with pytest.raises(ValueError, match="two different labels"):
        router.fit(X, ["a"] * len(X))
    with pytest.raises(ValueError, match="40 complaints but 1 labels"):
        router.fit(X, ["a"])


def test_fit_returns_self_changes_no_input_and_is_deterministic(router: Router) -> None:
    before = list(X)
    again = Router()
    assert again.fit(X, Y) is again
    assert before == X
    np.testing.assert_array_equal(again.decision_function(X), router.decision_function(X))


def test_it_learns_and_answers_new_words_by_their_parts(router: Router) -> None:
    assert np.mean(router.predict(X) == np.array(Y)) > 0.95
    asked = [
        Complaint(text="lampu penerangan padam"),
        Complaint(text="sampahnya gak diangkut"),
        Complaint(text="cetak KTP"),
    ]
    assert router.predict(asked).tolist() == [
        "Dinas Perhubungan",
        "Dinas Lingkungan Hidup",
        "Dinas Kependudukan dan Pencatatan Sipil",
    ]


def test_two_classes_work() -> None:
    half = Router().fit(X[:20], Y[:20])
    assert half.predict_proba(X[:3]).shape == (3, 2)
    assert np.mean(half.predict(X[:20]) == np.array(Y[:20])) > 0.9


def test_the_order_of_rows_does_not_matter(router: Router) -> None:
    order = np.random.default_rng(0).permutation(len(X))
    shuffled = Router().fit([X[i] for i in order], [Y[i] for i in order])
    assert (shuffled.predict(X) == router.predict(X)).all()


def test_the_address_is_heard() -> None:
    places = [Complaint(text="mohon dibantu", kelurahan=name) for name in ("Mekarsari", "Sidomulyo") for _ in range(5)]
    labels = ["Kelurahan"] * 5 + ["Kecamatan"] * 5
    assert Router().fit(places, labels).predict(places).tolist() == labels


def test_probabilities_sum_to_one_and_calibration_keeps_the_order(router: Router) -> None:
    proba = router.predict_proba(X)
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-5)
    assert (proba >= 0).all()


def test_reasons_point_at_the_words_that_decided(router: Router) -> None:
    complaint = Complaint(text="Tolong, SAMPAH menumpuk dan pohon tumbang", title="")
    reading = Reading([complaint])
    reasons = Reasoner(router.model_, reading, router.model_.judge(reading)).reasons(0)
    assert {"SAMPAH", "pohon"} <= {r.word for r in reasons if r.weight > 0}
    assert all(complaint.text[r.start : r.end] == r.word for r in reasons)
    weights = [abs(r.weight) for r in reasons]
    assert weights == sorted(weights, reverse=True)


def test_parts_bring_the_model_back(router: Router) -> None:
    again = RoutingModel.from_parts(*router.model_.parts())
    np.testing.assert_array_equal(again.proba(X), router.model_.proba(X))
    assert again.classes == router.model_.classes


def test_calibration_by_hand() -> None:
    scores = np.array([[2.0, 0.0], [0.0, 0.0]], np.float32)
    np.testing.assert_allclose(
        Calibration(scale=0.5).apply(scores), [[1 / (1 + np.exp(-1)), 1 / (1 + np.exp(1))], [0.5, 0.5]], rtol=1e-5
    )
    np.testing.assert_allclose(Calibration(1.0, (0.0, np.log(3.0))).apply(scores)[1], [0.25, 0.75], rtol=1e-5)


def test_calibration_is_learned() -> None:
    generator = np.random.default_rng(0)
    scores = generator.normal(size=(4000, 3)).astype(np.float32)
    proba = Calibration(2.5, (0.5, 0.0, -0.5)).apply(scores)
    labels = [int(generator.choice(3, p=row / row.sum())) for row in proba.astype(float)]
    found = fit_calibration(scores, labels)
    assert found.scale == pytest.approx(2.5, rel=0.1)
    assert found.shift[0] - found.shift[2] == pytest.approx(1.0, abs=0.25)


def test_too_few_rows_leave_the_default_calibration() -> None:
    assert fit_calibration(np.zeros((3, 2), np.float32), [0, 1, 0]) == Calibration(scale=4.0)
