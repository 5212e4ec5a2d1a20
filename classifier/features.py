"""Bag-of-words features in which every word carries all that is known of it.

A word's feature vector holds the word itself, its stem and its character n-grams; a text's vector is the sum over its
words and word pairs. Because a linear model over such features is a sum over words, its weights fold into one row a
word (see `additive`): stemming and character n-grams then cost nothing when a text is routed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from classifier.additive import AdditiveBlock, character_ngrams, numbered, pair_counts, squared
from classifier.errors import NotFittedError
from classifier.text.stem import stem
from classifier.text.tokens import count_matrix, damped
from classifier.text.words import canonical, split


class WordFeatures(TransformerMixin, BaseEstimator):
    """Texts to sparse rows of words, stems, character n-grams and word pairs.

    Parameters
    ----------
    char_ngrams: shortest and longest character n-gram inside a word; ``None`` for none.
    stems: whether the Sastrawi stem of a word is a feature too.
    pairs: weight of neighbouring word pairs beside single words; 0 for none.
    char_weight: length of the character part of a word beside its word part.
    min_df: in how many training texts a word, stem or pair must stand.
    min_char_df: the same for character n-grams.

    Attributes
    ----------
    vocabulary_: canonical word -> column of the training count matrix, all training words.
    n_features_: width of a row.
    """

    def __init__(
        self,
        *,
        char_ngrams: tuple[int, int] | None = (2, 5),
        stems: bool = True,
        pairs: float = 0.7,
        char_weight: float = 0.7,
        min_df: int = 2,
        min_char_df: int = 3,
    ) -> None:
        self.char_ngrams = char_ngrams
        self.stems = stems
        self.pairs = pairs
        self.char_weight = char_weight
        self.min_df = min_df
        self.min_char_df = min_char_df

    def fit(self, X: Sequence[str], y: object = None) -> WordFeatures:
        """Learn vocabularies and document frequencies from texts ``X``; ``y`` is ignored."""
        documents = [[canonical(word) for word in split(text)] for text in X]
        self.vocabulary_ = numbered(sorted({w for d in documents for w in d}))
        self.n_documents_ = len(documents)
        counts = _counts(documents, self.vocabulary_)
        frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
        self.word_idf_ = self._idf(frequency)
        self.unseen_idf_ = float(self._idf(np.zeros(1))[0])
        forms = list(self.vocabulary_)
        self.word_columns_ = numbered(form for form, n in zip(forms, frequency, strict=True) if n >= self.min_df)
        self._fit_stems(forms, counts)
        self._fit_characters(forms, counts)
        self._fit_pairs(documents)
        self.n_features_ = (
            len(self.word_columns_) + len(self.stem_columns_) + len(self.gram_columns_) + len(self.pair_keys_)
        )
        return self

    def transform(self, X: Sequence[str]) -> sp.csr_matrix:
        """Rows of shape (n_texts, n_features_), float32, each of about unit length."""
        self._check_fitted()
        documents = [[canonical(word) for word in split(text)] for text in X]
        unseen = sorted({w for d in documents for w in d if w not in self.vocabulary_})
        vocabulary = self.vocabulary_ | {form: len(self.vocabulary_) + i for i, form in enumerate(unseen)}
        counts = damped(_counts(documents, vocabulary))
        word_rows = self.word_rows(list(vocabulary))
        pairs = self._pair_matrix(documents)
        norms = np.sqrt(squared(counts) @ _row_lengths(word_rows) + _row_lengths(pairs))
        rows = sp.hstack([counts @ word_rows, pairs], format="csr")
        return sp.csr_matrix(sp.diags_array(1 / np.maximum(norms, 1e-6)).astype(np.float32) @ rows)

    def word_rows(self, forms: Sequence[str]) -> sp.csr_matrix:
        """One row a canonical word: its own, stem and character features (pairs left out), weighted by rarity."""
        self._check_fitted()
        idf = np.array([self._idf_of(form) for form in forms], np.float32)
        parts = [_indicator(forms, self.word_columns_)]
        if self.stems:
            parts.append(_indicator([stem(form) for form in forms], self.stem_columns_))
        if self.char_ngrams:
            parts.append(self.char_weight * self._gram_rows(forms))
        return sp.csr_matrix(sp.diags_array(idf) @ sp.hstack(parts, format="csr"))

    def fold(self, coef: NDArray[np.float64]) -> AdditiveBlock:
        """Fold linear weights of shape (n_classes, n_features_) into one row a word and a pair."""
        self._check_fitted()
        width = self.n_features_ - len(self.pair_keys_)
        rows = self.word_rows(list(self.vocabulary_))
        n_own = width - len(self.gram_columns_)
        weights = np.asarray(coef, np.float32)
        return AdditiveBlock(
            vocabulary=dict(self.vocabulary_),
            word_weights=np.asarray(rows @ weights[:, :width].T, np.float32),
            word_norms=_row_lengths(rows),
            stem_columns=dict(self.stem_columns_),
            stem_weights=np.ascontiguousarray(weights[:, len(self.word_columns_) : n_own].T),
            gram_columns=dict(self.gram_columns_),
            gram_weights=np.ascontiguousarray((weights[:, n_own:width] * self.gram_idf_).T),
            gram_idf=self.gram_idf_,
            pair_keys=self.pair_keys_,
            pair_weights=np.ascontiguousarray((weights[:, width:] * self.pair_scale_).T),
            pair_norms=(self.pair_scale_**2).astype(np.float32),
            unseen_idf=self.unseen_idf_,
            char_ngrams=self.char_ngrams or (0, 0),
            char_weight=self.char_weight if self.char_ngrams else 0.0,
        )

    def _fit_stems(self, forms: list[str], counts: sp.csr_matrix) -> None:
        self.stem_columns_: dict[str, int] = {}
        if not self.stems:
            return
        roots = [stem(form) for form in forms]
        columns = numbered(sorted(set(roots)))
        frequency = np.asarray(((counts @ _indicator(roots, columns)) > 0).sum(axis=0)).ravel()
        self.stem_columns_ = numbered(root for root, n in zip(columns, frequency, strict=True) if n >= self.min_df)

    def _fit_characters(self, forms: list[str], counts: sp.csr_matrix) -> None:
        self.gram_columns_: dict[str, int] = {}
        self.gram_idf_ = np.zeros(0, np.float32)
        if not self.char_ngrams:
            return
        columns = numbered(sorted({gram for form in forms for gram in character_ngrams(form, self.char_ngrams)}))
        grams = _gram_counts(forms, columns, self.char_ngrams)
        frequency = np.asarray(
            (((counts > 0).astype(np.float32) @ (grams > 0).astype(np.float32)) > 0).sum(axis=0)
        ).ravel()
        keep = frequency >= self.min_char_df
        self.gram_columns_ = numbered(gram for gram, kept in zip(columns, keep, strict=True) if kept)
        self.gram_idf_ = self._idf(frequency[keep])

    def _fit_pairs(self, documents: list[list[str]]) -> None:
        self.pair_keys_ = np.zeros(0, np.int64)
        self.pair_scale_ = np.zeros(0, np.float32)
        if not self.pairs:
            return
        seen: Counter[int] = Counter()
        size = len(self.vocabulary_)
        for document in documents:
            numbers = [self.vocabulary_[w] for w in document]
            seen.update({a * size + b for a, b in pairwise(numbers)})
        kept = sorted(key for key, n in seen.items() if n >= self.min_df)
        self.pair_keys_ = np.array(kept, np.int64)
        self.pair_scale_ = self.pairs * self._idf(np.array([seen[key] for key in kept], np.float64))

    def _pair_matrix(self, documents: list[list[str]]) -> sp.csr_matrix:
        unknown = len(self.vocabulary_)
        numbers = np.array([self.vocabulary_.get(w, unknown) for d in documents for w in d], np.int64)
        lengths = np.array([len(d) for d in documents], np.int64)
        found = pair_counts(numbers, lengths, self.pair_keys_, unknown)
        return sp.csr_matrix(damped(found) @ sp.diags_array(self.pair_scale_))

    def _gram_rows(self, forms: Sequence[str]) -> sp.csr_matrix:
        assert self.char_ngrams is not None
        rows = _gram_counts(forms, self.gram_columns_, self.char_ngrams) @ sp.diags_array(self.gram_idf_)
        lengths = np.sqrt(_row_lengths(rows))
        return sp.csr_matrix(sp.diags_array(1 / np.maximum(lengths, 1e-6)) @ rows)

    def _idf(self, frequency: NDArray[Any]) -> NDArray[np.float32]:
        return (np.log((1 + self.n_documents_) / (1 + frequency)) + 1).astype(np.float32)

    def _idf_of(self, form: str) -> float:
        number = self.vocabulary_.get(form)
        return self.unseen_idf_ if number is None else float(self.word_idf_[number])

    def _check_fitted(self) -> None:
        if not hasattr(self, "n_features_"):
            raise NotFittedError(self)


def _counts(documents: list[list[str]], vocabulary: dict[str, int]) -> sp.csr_matrix:
    numbers = np.array([vocabulary[w] for d in documents for w in d], np.int64)
    return count_matrix(numbers, np.array([len(d) for d in documents], np.int64), len(vocabulary))


def _indicator(keys: Sequence[str], columns: dict[str, int]) -> sp.csr_matrix:
    found = [(row, columns[key]) for row, key in enumerate(keys) if key in columns]
    rows, cols = zip(*found, strict=True) if found else ((), ())
    return sp.csr_matrix((np.ones(len(found), np.float32), (rows, cols)), shape=(len(keys), len(columns)))


def _gram_counts(forms: Sequence[str], columns: dict[str, int], sizes: tuple[int, int]) -> sp.csr_matrix:
    indptr, indices = [0], []
    for form in forms:
        indices.extend([columns[g] for g in character_ngrams(form, sizes) if g in columns])
        indptr.append(len(indices))
    matrix = sp.csr_matrix((np.ones(len(indices), np.float32), indices, indptr), shape=(len(forms), len(columns)))
    matrix.sum_duplicates()
    return matrix


def _row_lengths(matrix: sp.csr_matrix) -> NDArray[np.float32]:
    return np.asarray(squared(matrix).sum(axis=1), np.float32).ravel()
