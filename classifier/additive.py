"""A linear model folded into one row of class scores for every word: the form in which models are served.

A text's score is the sum of its words' and word pairs' rows, divided by the length of its feature vector. It needs
numpy and scipy only; no code is stored with it, and every score can be explained by its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.lookup import WordRows
from classifier.text.stem import stem
from classifier.text.tokens import Tokens, damped
from classifier.text.words import canonical

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_ARRAYS = (
    "word_weights",
    "word_norms",
    "stem_weights",
    "gram_weights",
    "gram_idf",
    "pair_keys",
    "pair_weights",
    "pair_norms",
)
_WEIGHTS = ("word_weights", "stem_weights", "gram_weights", "pair_weights")


@dataclass(frozen=True)
class AdditiveBlock:
    """The folded weights of one field of a complaint (its text, its address).

    ``W`` words, ``G`` character n-grams and ``P`` word pairs are known; there are ``K`` classes.

    Attributes
    ----------
    vocabulary: canonical word -> row of ``word_weights`` (W, K) and ``word_norms`` (W,), the squared length of its
    features.
    stem_columns: stem -> row of ``stem_weights`` (S, K), for words that are known only by their stem.
    gram_columns: character n-gram -> row of ``gram_weights`` (G, K) and ``gram_idf`` (G,), from which unknown words get
    their row.
    pair_keys: sorted ``first * W + second`` of the known pairs (P,), with ``pair_weights`` (P, K) and ``pair_norms``
    (P,).
    unseen_idf: rarity given to a word that was never seen.
    char_ngrams, char_weight: as in `classifier.features.WordFeatures`.
    """

    vocabulary: dict[str, int]
    word_weights: Floats
    word_norms: Floats
    stem_columns: dict[str, int]
    stem_weights: Floats
    gram_columns: dict[str, int]
    gram_weights: Floats
    gram_idf: Floats
    pair_keys: Integers
    pair_weights: Floats
    pair_norms: Floats
    unseen_idf: float
    char_ngrams: tuple[int, int]
    char_weight: float
    _rows: WordRows = field(init=False, repr=False, compare=False)
    _lock: Lock = field(init=False, repr=False, compare=False, default_factory=Lock)

    def __deepcopy__(self, _memo: dict[int, Any]) -> AdditiveBlock:
        return self  # nothing in it changes but a table of words met, and a lock cannot be copied

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_parts, self.parts()

    def __post_init__(self) -> None:
        known = np.concatenate([self.word_weights, self.word_norms[:, None]], axis=1)
        object.__setattr__(self, "_rows", WordRows(self.vocabulary, known, canonical, self._unseen_row))

    @property
    def n_classes(self) -> int:
        """How many classes (K) are scored."""
        return int(self.word_weights.shape[1])

    def scores(self, texts: Sequence[str]) -> Floats:
        """Class scores of shape (n_texts, K); a text without a known word or n-gram scores 0 everywhere."""
        return self.scored(Tokens.of(texts))[0]

    def scores_of(self, documents: Sequence[Sequence[str]]) -> Floats:
        """`scores` for texts that are cut into raw words already."""
        return self.scored(Tokens(documents))[0]

    def scored(self, tokens: Tokens) -> tuple[Floats, Floats]:
        """The scores (n_texts, K) of a batch, and the lengths (n_texts,) of feature vectors they are divided by."""
        numbers, rows = self._looked_up(tokens.forms)
        total = (tokens.counts @ rows)[:, :-1]
        squares = squared(tokens.counts) @ rows[:, -1]
        if len(self.pair_keys):
            words = numbers[tokens.form_of[tokens.words]]
            pairs = damped(pair_counts(words, tokens.lengths, self.pair_keys, len(self.vocabulary)))
            total += pairs @ self.pair_weights
            squares += squared(pairs) @ self.pair_norms
        lengths = np.maximum(np.sqrt(squares), 1e-6)
        return np.asarray(total / lengths[:, None], np.float32), lengths

    def word_scores(self, forms: Sequence[str]) -> Floats:
        """What each canonical word adds to the scores before the division by a text's length; (n_forms, K)."""
        return self._looked_up(forms)[1][:, :-1]

    def known(self, forms: Sequence[str]) -> NDArray[np.bool_]:
        """Which canonical words stood in the training texts, masks left out; shape (n_forms,)."""
        found = (not form.startswith("<") and form in self.vocabulary for form in forms)
        return np.fromiter(found, bool, len(forms))

    def _looked_up(self, forms: Sequence[str]) -> tuple[Integers, Floats]:
        """The number (n_forms,) and a copy of the row (n_forms, K + 1) of each canonical word."""
        with self._lock:
            self._rows.make_room()
            numbers = np.array(self._rows.indices(forms), np.int64)
            return numbers, self._rows.rows[numbers]

    def projected(self, matrix: Floats) -> AdditiveBlock:
        """The same words with their rows times ``matrix`` of shape (K, n): scores of other classes."""
        weights: dict[str, Any] = {
            name: np.ascontiguousarray(getattr(self, name) @ matrix, np.float32) for name in _WEIGHTS
        }
        return replace(self, **weights)

    def parts(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """The block as JSON-able values (names in the order of the arrays' rows) and named arrays."""
        document = {
            "vocabulary": list(self.vocabulary),
            "stems": list(self.stem_columns),
            "grams": list(self.gram_columns),
            "unseen_idf": self.unseen_idf,
            "char_ngrams": list(self.char_ngrams),
            "char_weight": self.char_weight,
        }
        return document, {name: getattr(self, name) for name in _ARRAYS}

    @classmethod
    def from_parts(cls, document: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> AdditiveBlock:
        """Rebuild a block; a missing part raises ``KeyError``."""
        shortest, longest = document["char_ngrams"]
        return cls(
            vocabulary=numbered(document["vocabulary"]),
            stem_columns=numbered(document["stems"]),
            gram_columns=numbered(document["grams"]),
            unseen_idf=document["unseen_idf"],
            char_ngrams=(shortest, longest),
            char_weight=document["char_weight"],
            **{name: arrays[name] for name in _ARRAYS},
        )

    def _unseen_row(self, form: str) -> Floats:
        """Weights and squared length of a word known only by its stem and character n-grams; shape (K + 1,)."""
        row = np.zeros(self.n_classes + 1, np.float32)
        root = self.stem_columns.get(stem(form)) if self.stem_columns else None
        if root is not None:
            row[:-1] += self.unseen_idf * self.stem_weights[root]
            row[-1] += self.unseen_idf**2
        found = map(self.gram_columns.get, character_ngrams(form, self.char_ngrams))
        grams = Counter(column for column in found if column is not None)
        if grams:
            columns = np.fromiter(grams, np.int64, len(grams))
            counts = np.fromiter(grams.values(), np.float32, len(grams))
            scale = self.unseen_idf * self.char_weight
            length = float(np.sqrt(np.sum((counts * self.gram_idf[columns]) ** 2)))
            row[:-1] += scale / length * (counts @ self.gram_weights[columns])
            row[-1] += scale**2
        return row


def numbered(keys: Iterable[str]) -> dict[str, int]:
    """Keys to their positions."""
    return {key: i for i, key in enumerate(keys)}


def character_ngrams(form: str, sizes: tuple[int, int]) -> list[str]:
    """The character n-grams of a canonical word with a space at both ends; masks have none."""
    if not sizes[1] or form[0] == "<":
        return []
    padded = f" {form} "
    return [padded[i : i + n] for n in range(sizes[0], sizes[1] + 1) for i in range(len(padded) - n + 1)]


def pair_counts(numbers: Integers, lengths: Integers, keys: Integers, size: int) -> sp.csr_matrix:
    """How often each known pair of neighbours stands in each document; shape (n_documents, len(keys)).

    ``numbers`` below ``size`` are known words; pairs with another word, or across two documents, do not count.
    """
    if len(numbers) < 2 or not len(keys):
        return sp.csr_matrix((len(lengths), len(keys)), dtype=np.float32)
    document = np.repeat(np.arange(len(lengths)), lengths)
    first, second = numbers[:-1], numbers[1:]
    wanted = first * size + second
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = (keys[place] == wanted) & (document[:-1] == document[1:]) & (first < size) & (second < size)
    rows, columns = document[:-1][found], place[found]
    return sp.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(lengths), len(keys)))


def squared(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """The same matrix with every entry squared."""
    return sp.csr_matrix((matrix.data**2, matrix.indices, matrix.indptr), shape=matrix.shape)
