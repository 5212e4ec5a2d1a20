"""Words of a batch: numbered once, counted and spread over the texts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.text.tokens import Tokens
from classifier.text.words import canonical, split, words

TEXTS = ["Jalan jalan rusak", "", "JALAN ke Jl. Mawar 12"]


def test_words_and_forms_are_numbered_once() -> None:
    tokens = Tokens.of(TEXTS)
    assert [tokens.raw[n] for n in tokens.words] == [word for text in TEXTS for word in split(text)]
    assert [tokens.forms[tokens.form_of[n]] for n in tokens.words] == [
        word.form for text in TEXTS for word in words(text)
    ]
    assert len(set(tokens.raw)) == len(tokens.raw)
    assert len(set(tokens.forms)) == len(tokens.forms)
    assert tokens.lengths.tolist() == [3, 0, 5]
    assert tokens.starts.tolist() == [0, 3, 3, 8]
    assert tokens.texts.tolist() == [0, 0, 0, 2, 2, 2, 2, 2]


def test_counts_are_damped_and_sums_go_over_every_word() -> None:
    tokens = Tokens.of(["jalan Jalan rusak", ""])
    np.testing.assert_allclose(tokens.counts.toarray(), [[1 + np.log(2), 1], [0, 0]], rtol=1e-6)
    per_word = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
    np.testing.assert_array_equal(tokens.sums(per_word), [[7, 70], [0, 0]])
    assert tokens.having(str.istitle).tolist() == [True, False]


def test_no_texts_and_empty_texts() -> None:
    for texts in ([], ["", "  "]):
        tokens = Tokens.of(texts)
        assert tokens.counts.shape == (len(texts), 0)
        assert tokens.having(str.isupper).tolist() == [False] * len(texts)


@given(st.text(max_size=120))
def test_cutting_fast_and_slow_agree_and_forms_are_their_own_form(text: str) -> None:
    slow = [text[word.start : word.end] for word in words(text)]
    assert len(split(text)) == len(slow)
    if text.isascii():
        assert split(text) == slow
    for raw in split(text):
        assert canonical(canonical(raw)) == canonical(raw)
