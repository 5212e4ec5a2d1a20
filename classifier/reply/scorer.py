"""The reply scorer as it is trained: pairs, levels and marked items in, a `ReplyJudge` out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classifier.errors import NotFittedError
from classifier.features import WordFeatures
from classifier.records import ReplyPair
from classifier.reply.cues import CueLexicon
from classifier.reply.features import SentenceTable, sentence_table
from classifier.reply.judge import ITEMS, ReplyJudge, level_features, sigmoid
from classifier.reply.reading import read_pair

Floats = NDArray[np.float32]
Marks = Mapping[str, Sequence[tuple[int, int]]]
"""Checklist item -> spans of the reply that show it."""


class ReplyScorer(ClassifierMixin, BaseEstimator):
    """An ordinal classifier of replies into the levels 0, 1 and 2.

    ``X`` is a sequence of `ReplyPair`, not an array: a reply is judged against its complaint.

    Parameters
    ----------
    lexicon: word classes.
    item_C, level_C: inverse regularisation of the item and of the level models.
    folds: in how many parts the pairs are cut so that the level model learns from item probabilities of sentences that
    the item model has not seen.
    random_state: seed of the solvers.

    Attributes
    ----------
    classes_: 0, 1, 2.
    judge_: the `ReplyJudge` that predicts, and that a release stores.
    """

    def __init__(
        self,
        lexicon: CueLexicon,
        *,
        item_C: float = 6.0,
        level_C: float = 0.1,
        folds: int = 5,
        random_state: int | None = 0,
    ) -> None:
        self.lexicon = lexicon
        self.item_C = item_C
        self.level_C = level_C
        self.folds = folds
        self.random_state = random_state

    def fit(
        self,
        X: Sequence[ReplyPair],
        y: Sequence[int],
        *,
        marks: Sequence[Marks] | None = None,
        origins: Sequence[str] | None = None,
        measured: Sequence[bool] | None = None,
    ) -> ReplyScorer:
        """Learn from pairs, their levels and, for each pair, the items with their spans.

        ``origins`` names the source of each pair (an author, an office); folds then leave whole sources out, so that
        thresholds suit replies of a source that was never seen. Without it, folds leave out complaints with all their
        replies. Thresholds are chosen on the pairs that are ``measured`` (all, by default), so that pairs made up for
        learning alone do not count. The levels 0 and 2 must both occur (``ValueError``).
        """
        levels = np.asarray(y)
        if len(X) != len(levels):
            raise ValueError(f"{len(X)} pairs but {len(levels)} levels")
        if not {0, 2} <= set(levels.tolist()):
            raise ValueError("a reply scorer needs replies of level 0 and of level 2")
        self.classes_ = np.array([0, 1, 2])
        readings = [read_pair(pair) for pair in X]
        table = sentence_table(readings, self.lexicon)
        truth = _item_truth(table, marks or [{}] * len(X))
        several = origins if origins is not None and len(set(origins)) > 2 else [pair.complaint for pair in X]
        groups = np.unique(several, return_inverse=True)[1]
        unseen = np.zeros(truth.shape, np.float32)
        replies = [pair.reply for pair in X]
        unseen_levels = np.zeros((len(X), 2), np.float32)
        folds = list(GroupKFold(min(self.folds, len(set(groups)))).split(levels, groups=groups))
        for train, test in folds:
            inside, outside = np.isin(table.owner, train), np.isin(table.owner, test)
            unseen[outside] = self._fit_items(table, truth, inside).proba(table, outside)
        features = level_features(readings, table, unseen)
        for train, test in folds:
            words, weights, intercept = self._fit_levels([replies[i] for i in train], features[train], levels[train])
            evidence = words.fold_scores([replies[i] for i in test])[:, 0] + features[test] @ weights
            unseen_levels[test] = sigmoid(evidence[:, None] + intercept)
        counted = np.ones(len(X), bool) if measured is None else np.asarray(measured, bool)
        real = counted[table.owner]
        items = self._fit_items(table, truth, np.ones(len(table.texts), bool))
        words, weights, intercept = self._fit_levels(replies, features, levels)
        self.judge_ = ReplyJudge(
            lexicon=self.lexicon,
            item_words=items.words.features.fold(items.words.coef),
            item_cues=items.cue_weights,
            item_intercept=items.intercept,
            item_thresholds=_item_thresholds(unseen[real, : len(ITEMS)], truth[real, : len(ITEMS)], table.owner[real]),
            reply_words=words.features.fold(words.coef),
            level_weights=weights,
            level_intercept=intercept,
            level_thresholds=_level_thresholds(unseen_levels[counted], levels[counted]),
        )
        return self

    def predict_proba(self, X: Sequence[ReplyPair]) -> Floats:
        """Probabilities of the levels 0, 1, 2; shape (n_pairs, 3)."""
        at_least = self._judge.proba(X)
        return np.stack([1 - at_least[:, 0], at_least[:, 0] - at_least[:, 1], at_least[:, 1]], axis=1)

    def predict(self, X: Sequence[ReplyPair]) -> NDArray[np.int64]:
        """The level of each pair."""
        return np.array([verdict.level for verdict in self._judge.judge(X)], np.int64)

    @property
    def _judge(self) -> ReplyJudge:
        if not hasattr(self, "judge_"):
            raise NotFittedError(self)
        return self.judge_

    def _fit_items(self, table: SentenceTable, truth: NDArray[np.bool_], rows: NDArray[np.bool_]) -> _ItemModel:
        chosen = np.flatnonzero(rows)
        texts = [table.texts[i] for i in chosen]
        features = WordFeatures(char_ngrams=None, stems=True, pairs=0.5).fit(texts)
        matrix = sp.hstack([features.transform(texts), table.cues[chosen] * CUE_SCALE], format="csr")
        coef = np.zeros((truth.shape[1], matrix.shape[1]))
        intercept = np.full(truth.shape[1], -8.0, np.float32)
        for number in range(truth.shape[1]):
            target = truth[chosen, number]
            if target.sum() >= 3 and not target.all():
                model = self._logistic(self.item_C).fit(matrix, target)
                coef[number], intercept[number] = model.coef_[0], model.intercept_[0]
        width = features.n_features_
        return _ItemModel(
            _Words(features, coef[:, :width]), (coef[:, width:].T * CUE_SCALE).astype(np.float32), intercept
        )

    def _fit_levels(self, replies: list[str], features: Floats, levels: NDArray[Any]) -> tuple[_Words, Floats, Floats]:
        """Proportional odds by one binary model: each reply stands twice, asked whether it reaches 1 and whether 2.

        The reduction of ordinal regression to extended binary examples of Li and Lin (2007).
        """
        word_features = WordFeatures(char_ngrams=None, stems=True, pairs=0.5).fit(replies)
        scale = LEVEL_SCALE / np.maximum(features.std(axis=0), 0.05)
        once = sp.hstack([word_features.transform(replies) * WORD_SCALE, sp.csr_matrix(features * scale)], format="csr")
        asked = np.repeat([0.0, QUESTION_SCALE], len(levels))[:, None]
        twice = sp.hstack([sp.vstack([once, once]), sp.csr_matrix(asked)], format="csr")
        model = self._logistic(self.level_C).fit(twice, np.concatenate([levels >= 1, levels >= 2]))
        coef, width = model.coef_[0], word_features.n_features_
        intercept = model.intercept_[0] + np.array([0.0, QUESTION_SCALE * coef[-1]])
        weights = np.asarray(coef[width:-1] * scale, np.float32)
        return _Words(word_features, coef[None, :width] * WORD_SCALE), weights, intercept.astype(np.float32)

    def _logistic(self, C: float) -> LogisticRegression:
        return LogisticRegression(C=C, solver="liblinear", random_state=self.random_state)


CUE_SCALE = 0.3
LEVEL_SCALE = 0.3
WORD_SCALE = 4.0
QUESTION_SCALE = 3.0
SLACK = 0.01


class _Words:
    """Word features with the weights learned over them."""

    def __init__(self, features: WordFeatures, coef: NDArray[np.float64]) -> None:
        self.features = features
        self.coef = coef

    def fold_scores(self, texts: Sequence[str]) -> Floats:
        return np.asarray(self.features.transform(texts) @ self.coef.T, np.float32)


class _ItemModel:
    def __init__(self, words: _Words, cue_weights: Floats, intercept: Floats) -> None:
        self.words = words
        self.cue_weights = cue_weights
        self.intercept = intercept

    def proba(self, table: SentenceTable, rows: NDArray[np.bool_]) -> Floats:
        chosen = np.flatnonzero(rows)
        by_word = self.words.fold_scores([table.texts[i] for i in chosen])
        return sigmoid(by_word + table.cues[chosen] @ self.cue_weights + self.intercept)


def _item_truth(table: SentenceTable, marks: Sequence[Marks]) -> NDArray[np.bool_]:
    """Which sentence shows which item, and, in the last column, whether it shows any."""
    truth = np.zeros((len(table.texts), len(ITEMS) + 1), bool)
    for row, (owner, (start, end)) in enumerate(zip(table.owner, table.spans, strict=True)):
        for item, spans in marks[owner].items():
            truth[row, ITEMS.index(item)] = any(a < end and start < b for a, b in spans)
    truth[:, -1] = truth.any(axis=1)
    return truth


def _item_thresholds(proba: Floats, truth: NDArray[np.bool_], owner: NDArray[np.int64]) -> Floats:
    """For each item the threshold on a reply's best sentence with the highest F1, on sentences not trained on."""
    n = int(owner.max(initial=-1)) + 1
    best, present = np.zeros((n, len(ITEMS))), np.zeros((n, len(ITEMS)), bool)
    np.maximum.at(best, owner, proba)
    np.logical_or.at(present, owner, truth)
    grid = np.arange(0.1, 0.75, 0.025)
    never = 1.1  # an item that no reply shows is never found
    return np.array(
        [
            max(grid, key=lambda t: _f1(best[:, item] >= t, present[:, item])) if present[:, item].any() else never
            for item in range(len(ITEMS))
        ],
        np.float32,
    )


def _f1(found: NDArray[np.bool_], present: NDArray[np.bool_]) -> float:
    return float(2 * (found & present).sum() / max(found.sum() + present.sum(), 1))


def _level_thresholds(proba: Floats, levels: NDArray[Any]) -> Floats:
    """The most lenient two thresholds whose quadratic kappa, on pairs not trained on, is within ``SLACK`` of the best.

    Kappa is nearly flat around its best; replies of a voice that was never seen show less evidence than these, so the
    lenient end of the plateau serves them better.
    """
    from sklearn.metrics import cohen_kappa_score

    grid = np.arange(0.2, 0.76, 0.05)

    def kappa(least: float, two: float) -> float:
        given = (proba[:, 0] >= least).astype(int) + ((proba[:, 1] >= two) & (proba[:, 0] >= least))
        return float(np.nan_to_num(cohen_kappa_score(levels, given, weights="quadratic", labels=[0, 1, 2])))

    found = {(least, two): kappa(least, two) for least in grid for two in grid}
    good = [pair for pair, value in found.items() if value >= max(found.values()) - SLACK]
    return np.array(min(good, key=lambda pair: (round(sum(pair), 4), -found[pair])), np.float32)
