"""The router as it is trained: complaints and labels in, a folded linear model out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.svm import LinearSVC

from classifier.calibration import fit_calibration
from classifier.errors import NotFittedError
from classifier.features import WordFeatures
from classifier.records import Complaint
from classifier.routing_model import RoutingModel, address_of, text_of

Floats = NDArray[np.float32]
RAREST = 500
SMOOTHING = 0.05
LONGEST = 5.0


class Router(ClassifierMixin, BaseEstimator):
    """A linear classifier of complaints into topics or roles.

    It keeps the scikit-learn contract but for ``X``, which is a sequence of `Complaint`, not an array: a complaint has
    several fields.

    Parameters
    ----------
    C: inverse regularisation of the linear support vector machines.
    address_weight: length of the address part of a feature vector beside the text part.
    background: a router over other labels (topics of the shipped corpus) whose scores of the text become features too:
    words that a small history has never seen then still mean something. ``None`` for none.
    background_weight: how much a background score counts beside a word.
    balance: exponent between 0 (every row counts alike) and 1 (every label counts alike) of the labels' inverse
    frequencies, by which rows are weighted.
    evidence: between 0 (none) and 1 (all): how much of a feature's length a label's naive Bayes evidence decides, so
    that a machine looks first at features that are unlikely under the other labels. The log-count ratio and its
    interpolation are those of NB-SVM (Wang and Manning 2012, "Baselines and Bigrams").
    char_ngrams, stems, pairs, char_weight: see `WordFeatures`, for the text part.
    random_state: seed of the solver.

    Attributes
    ----------
    classes_: labels in column order.
    model_: the folded `RoutingModel` that predicts, and that a release stores.
    """

    def __init__(
        self,
        *,
        C: float = 0.3,
        address_weight: float = 0.4,
        background: RoutingModel | None = None,
        background_weight: float = 0.4,
        balance: float = 0.0,
        evidence: float = 0.0,
        char_ngrams: tuple[int, int] | None = (2, 5),
        stems: bool = True,
        pairs: float = 0.7,
        char_weight: float = 0.7,
        random_state: int | None = 0,
    ) -> None:
        self.C = C
        self.address_weight = address_weight
        self.background = background
        self.background_weight = background_weight
        self.balance = balance
        self.evidence = evidence
        self.char_ngrams = char_ngrams
        self.stems = stems
        self.pairs = pairs
        self.char_weight = char_weight
        self.random_state = random_state

    def fit(self, X: Sequence[Complaint], y: Sequence[str]) -> Router:
        """Learn from complaints and their labels; at least two different labels are needed (``ValueError``)."""
        labels = np.asarray(y)
        if len(X) != len(labels):
            raise ValueError(f"{len(X)} complaints but {len(labels)} labels")
        self.classes_ = np.unique(labels)
        if len(self.classes_) < 2:
            raise ValueError(f"a router needs at least two different labels, got {len(self.classes_)}")
        text = WordFeatures(
            char_ngrams=self.char_ngrams, stems=self.stems, pairs=self.pairs, char_weight=self.char_weight
        )
        address = WordFeatures(char_ngrams=None, stems=False, pairs=0.0)
        texts, addresses = [text_of(c) for c in X], [address_of(c) for c in X]
        parts = [text.fit(texts).transform(texts), address.fit(addresses).transform(addresses) * self.address_weight]
        if self.background is not None:
            parts.append(sp.csr_matrix(self.background_weight * _background_scores(self.background, texts)))
        coef, intercept = self._fit_linear(sp.hstack(parts, format="csr").astype(np.float64), labels)
        by_text, by_address, by_background = np.split(coef, np.cumsum([part.shape[1] for part in parts[:2]]), axis=1)
        learned = np.asarray(by_background.T * self.background_weight, np.float32)
        self.model_ = RoutingModel(
            classes=tuple(map(str, self.classes_)),
            text=text.fold(by_text),
            address=address.fold(by_address * self.address_weight),
            intercept=(intercept + _constant(self.background) @ learned).astype(np.float32),
            background=self.background.text.projected(learned) if self.background is not None else None,
        )
        return self

    def calibrate(self, X: Sequence[Complaint], y: Sequence[str]) -> Router:
        """Learn honest probabilities from complaints that `fit` has not seen; rows with unknown labels are left out."""
        number = {label: i for i, label in enumerate(self._model.classes)}
        known = [i for i, label in enumerate(y) if label in number]
        scores = self._model.scores([X[i] for i in known])
        self.model_ = replace(self._model, calibration=fit_calibration(scores, [number[y[i]] for i in known]))
        return self

    def decision_function(self, X: Sequence[Complaint]) -> Floats:
        """Scores of shape (n_complaints, n_classes)."""
        return self._model.scores(X)

    def predict_proba(self, X: Sequence[Complaint]) -> Floats:
        """Probabilities of shape (n_complaints, n_classes); honest after `calibrate`."""
        return self._model.proba(X)

    def predict(self, X: Sequence[Complaint]) -> NDArray[np.str_]:
        """The most probable label of each complaint."""
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def _fit_linear(
        self, rows: sp.csr_matrix, labels: NDArray[np.str_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """One machine a label against all others: weights of shape (n_classes, n_features) and intercepts."""
        weights = self._row_weights(labels)
        sizes = np.abs(rows)
        total = np.asarray(sizes.sum(axis=0)).ravel()
        coef, intercept = np.empty((len(self.classes_), rows.shape[1])), np.empty(len(self.classes_))
        for number, label in enumerate(self.classes_):
            mine = labels == label
            lengths = self._lengths(np.asarray(sizes[mine].sum(axis=0)).ravel(), total)
            machine = LinearSVC(C=self.C, random_state=self.random_state)
            machine.fit(rows @ sp.diags_array(lengths), mine, sample_weight=weights)
            coef[number], intercept[number] = machine.coef_[0] * lengths, machine.intercept_[0]
        return coef, intercept

    def _lengths(self, mine: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
        """By what each feature is stretched for a label: a mean of 1 over all occurrences, at most ``LONGEST``."""
        if not self.evidence:
            return np.ones(len(total))
        own, others = mine + SMOOTHING, total - mine + SMOOTHING
        ratio = np.abs(np.log(own / own.sum()) - np.log(others / others.sum()))
        lengths = 1 - self.evidence + self.evidence * ratio / np.average(ratio, weights=total)
        return np.asarray(np.minimum(lengths, LONGEST))

    def _row_weights(self, labels: NDArray[np.str_]) -> NDArray[np.float64]:
        """One weight a row, of mean 1; labels rarer than one in ``RAREST`` weigh like those."""
        _, number, counts = np.unique(labels, return_inverse=True, return_counts=True)
        weights = (np.maximum(counts / len(labels), 1 / RAREST) ** -self.balance)[number]
        return np.asarray(weights / weights.mean())

    @property
    def _model(self) -> RoutingModel:
        if not hasattr(self, "model_"):
            raise NotFittedError(self)
        return self.model_


def _background_scores(model: RoutingModel, texts: Sequence[str]) -> Floats:
    return model.text.scores(texts) + _constant(model)


def _constant(model: RoutingModel | None) -> Floats:
    """What is added to a background text's scores, of which a support vector machine gives about -1 to wrong labels."""
    return np.zeros(0, np.float32) if model is None else model.intercept + 1
