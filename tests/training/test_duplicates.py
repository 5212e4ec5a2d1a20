"""Groups of near-duplicates."""

from __future__ import annotations

import numpy as np
import pytest

from training.duplicates import duplicate_groups


def sentences(n: int, length: int = 40, seed: int = 0) -> list[list[str]]:
    generator = np.random.default_rng(seed)
    words = np.array([f"{a}{b}{c}" for a in "bdgklmnprst" for b in "aiueo" for c in "knrst"])
    return [generator.choice(words, length).tolist() for _ in range(n)]


def test_resent_texts_are_found_among_many() -> None:
    originals = sentences(1500)
    resent = [list(words) for words in originals[:300]]
    for place, words in enumerate(resent):
        words[place % 40] = "lain"  # one word in forty: a Jaccard similarity of the triples of about .86
    groups = duplicate_groups([" ".join(words) for words in (*originals, *resent)])
    assert np.mean(groups[:300] == groups[1500:]) > 0.97
    assert len(set(groups[:1500].tolist())) == 1500


def test_half_of_a_text_is_no_duplicate() -> None:
    originals = sentences(300)
    halves = [[*words[:20], *other[20:]] for words, other in zip(originals, originals[1:] + originals[:1], strict=True)]
    groups = duplicate_groups([" ".join(words) for words in (*originals, *halves)])
    assert len(set(groups.tolist())) == 600


@pytest.mark.parametrize("texts", [[], [""], ["", "a", "", "A"], ["satu dua", "satu dua", "dua satu"]])
def test_short_and_empty_texts_are_grouped_when_they_are_equal(texts: list[str]) -> None:
    groups = duplicate_groups(texts)
    assert groups.shape == (len(texts),)
    for i, one in enumerate(texts):
        for j, other in enumerate(texts):
            assert (groups[i] == groups[j]) == (one.lower() == other.lower())
