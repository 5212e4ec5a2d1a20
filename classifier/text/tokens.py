"""The words of a batch of texts, cut and counted once for all models that read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.text.words import canonical, split

Integers = NDArray[np.int64]


class Tokens:
    """Texts as numbers of words.

    A batch repeats its words often, so what is asked of a word is asked once for every distinct one and spread over the
    texts by number.

    Attributes
    ----------
    raw: the distinct words as they stand in the texts (R in number).
    forms: the distinct canonical forms, sorted (F in number); ``form_of`` (R,) has the number of each raw word's form.
    words: the number in ``raw`` of every word of every text, one text after the other; shape (n_words,).
    lengths: how many words each text has; shape (n_texts,).
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Number the raw words of texts that are cut already, see `classifier.text.words.split`."""
        number: dict[str, int] = {}
        words = [number.setdefault(word, len(number)) for word in chain.from_iterable(documents)]
        self.raw = list(number)
        self.words: Integers = np.array(words, np.int64)
        self.lengths: Integers = np.fromiter(map(len, documents), np.int64, len(documents))
        forms = [canonical(word) for word in self.raw]
        self.forms = sorted(set(forms))  # so that a text's sums run in the same order in every batch
        place = {form: n for n, form in enumerate(self.forms)}
        self.form_of: Integers = np.array([place[form] for form in forms], np.int64)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Tokens:
        """Cut texts and number their words."""
        return cls([split(text) for text in texts])

    @cached_property
    def starts(self) -> Integers:
        """Where the words of each text begin in ``words``, and at last their number; shape (n_texts + 1,)."""
        return np.concatenate([[0], np.cumsum(self.lengths)])

    @cached_property
    def texts(self) -> Integers:
        """The number of the text in which each word stands; shape (n_words,)."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @cached_property
    def counts(self) -> sp.csr_matrix:
        """Damped counts of each form in each text; shape (n_texts, F)."""
        return damped(count_matrix(self.form_of[self.words], self.lengths, len(self.forms)))

    def having(self, holds: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Which texts have a raw word for which ``holds`` is true; shape (n_texts,)."""
        true = np.fromiter(map(holds, self.raw), bool, len(self.raw))
        return self.sums(true) > 0

    def sums(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """The sum over each text's words of what is given for every raw word; (R, ...) -> (n_texts, ...)."""
        return np.asarray(self._each @ values.astype(np.float32, copy=False))

    @cached_property
    def _each(self) -> sp.csr_matrix:
        ones = np.ones(len(self.words), np.float32)
        return sp.csr_matrix((ones, self.words, self.starts), shape=(len(self.lengths), len(self.raw)))


def count_matrix(numbers: Integers, lengths: Integers, width: int) -> sp.csr_matrix:
    """How often each number stands in each document; documents lie one after the other in ``numbers``."""
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    matrix = sp.csr_matrix((np.ones(len(numbers), np.float32), numbers, indptr), shape=(len(lengths), width))
    matrix.sum_duplicates()
    return matrix


def damped(counts: sp.csr_matrix) -> sp.csr_matrix:
    """Counts in place as ``1 + log(count)``: the second "tolong" says less than the first."""
    counts.data = 1 + np.log(counts.data)
    return counts
