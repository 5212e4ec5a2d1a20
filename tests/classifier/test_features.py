"""Folding must change nothing: the served model equals the explicit one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from classifier.additive import AdditiveBlock, pair_counts
from classifier.errors import NotFittedError
from classifier.features import WordFeatures
from classifier.text.tokens import count_matrix
from tests.examples import COMPLAINTS

TEXTS = [text for texts in COMPLAINTS.values() for text in texts]
UNSEEN = [
    "Lampu penerangan mati",
    "",
    "tidak dikenal zzqx",
    "sampah sampah sampah menumpuk",
    "😀 12 [NIK]",
    "memangkas pepohonan",
]


@pytest.mark.parametrize(
    "options",
    [{}, {"stems": False}, {"char_ngrams": None}, {"pairs": 0.0}, {"char_ngrams": None, "stems": False, "pairs": 0.0}],
)
def test_folded_scores_equal_the_explicit_product(options: dict[str, object]) -> None:
    features = WordFeatures(**options).fit(TEXTS)
    coef = np.random.default_rng(0).normal(size=(3, features.n_features_))
    explicit = features.transform(TEXTS + UNSEEN) @ coef.T
    np.testing.assert_allclose(features.fold(coef).scores(TEXTS + UNSEEN), explicit, atol=1e-4)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_folded_scores_equal_the_explicit_product_on_any_text(texts: list[str]) -> None:
    explicit = FITTED.transform(texts) @ COEF.T
    np.testing.assert_allclose(BLOCK.scores(texts), np.asarray(explicit).reshape(len(texts), 2), atol=1e-4)


def test_a_row_has_about_unit_length_and_an_empty_text_none() -> None:
    features = WordFeatures(pairs=0.0).fit(TEXTS)
    rows = features.transform([*TEXTS, ""])
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    assert np.all(lengths[:-1] > 0.5)
    assert lengths[-1] == 0


def test_the_answer_to_a_text_does_not_depend_on_its_batch() -> None:
    together = BLOCK.scores(TEXTS)
    alone = np.vstack([BLOCK.scores([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_parameters_follow_the_scikit_learn_contract() -> None:
    features = WordFeatures(char_ngrams=(3, 4), min_df=1)
    assert clone(features).get_params() == features.get_params()
    with pytest.raises(NotFittedError, match="call fit first"):
        features.transform(["x"])


def test_parts_bring_a_block_back() -> None:
    document, arrays = BLOCK.parts()
    np.testing.assert_array_equal(AdditiveBlock.from_parts(document, arrays).scores(UNSEEN), BLOCK.scores(UNSEEN))


def test_unknown_words_are_forgotten_when_the_table_is_full() -> None:
    block = AdditiveBlock.from_parts(*BLOCK.parts())
    rows = block._rows
    rows._limit = len(block.vocabulary) + 10
    before = block.scores(UNSEEN)
    for number in range(60):
        block.scores([f"kata{chr(97 + number % 26)}{chr(97 + number // 26)}baru asing"])
        assert len(rows.rows) <= rows._limit + 3
    np.testing.assert_allclose(block.scores(UNSEEN), before, atol=1e-6)


def test_count_matrix_counts_by_document() -> None:
    counts = count_matrix(np.array([0, 1, 1, 2]), np.array([3, 0, 1]), 3).toarray()
    np.testing.assert_array_equal(counts, [[1, 2, 0], [0, 0, 0], [0, 0, 1]])


def test_pairs_do_not_cross_documents_or_unknown_words() -> None:
    keys = np.array([0 * 3 + 1, 1 * 3 + 2])
    counts = pair_counts(np.array([0, 1, 2, 0, 1, 3, 2]), np.array([2, 3, 2]), keys, 3).toarray()
    np.testing.assert_array_equal(counts, [[1, 0], [1, 0], [0, 0]])


FITTED = WordFeatures(min_df=1).fit(TEXTS)
COEF = np.random.default_rng(1).normal(size=(2, FITTED.n_features_))
BLOCK = FITTED.fold(COEF)
