"""Normalisation, words and stems."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text.normalise import normalise
from classifier.text.stem import stem
from classifier.text.words import MAX_WORD, canonical, split, words


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        ("jalan rusak", "jalan rusak"),
        ("ＪＡＬＡＮ　１２", "JALAN 12"),
        ("jal\u200ban\u00ad", "jalan"),
        ("anakÂ² kami", "anak2 kami"),
        ("â€œmati totalâ€\u009d", "“mati total”"),
        ("Ketintang\ufe0f", "Ketintang"),
        ("\ud800jalan", "jalan"),
    ],
)
def test_normalise_mends_what_copy_paste_and_encodings_break(raw: str, mended: str) -> None:
    assert normalise(raw).text == mended


@given(st.text(max_size=200))
def test_every_normalised_character_has_an_origin_and_they_never_run_backwards(text: str) -> None:
    result = normalise(text)
    if result.origin is None:
        assert result.text == text
        return
    assert len(result.origin) == len(result.text)
    assert list(result.origin) == sorted(result.origin)
    assert all(0 <= position < len(text) for position in result.origin)


@given(st.text(max_size=300))
def test_word_spans_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.start >= end - 1  # two letters of one ligature share a character
        end = word.end
        assert word.form
        assert len(word.form) <= max(MAX_WORD, len("<tautan>"))


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=200))
def test_canonical_forms_are_stable(text: str) -> None:
    for raw in split(text):
        form = canonical(raw)
        assert form.startswith("<") or canonical(form) == form


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("MATIIII", "mati"),
        ("3578012345678901", "<nomor>"),
        ("12", "<angka>"),
        ("https://lapor.go.id/x?y=1", "<tautan>"),
        ("warga@contoh.id", "<surel>"),
        ("[NIK]", "<nik>"),
        ("[NAMA]", "<nama>"),
    ],
)
def test_numbers_links_and_identities_are_masked(raw: str, form: str) -> None:
    assert [canonical(word) for word in split(f"lapor {raw} mohon")][1] == form


def test_hostile_texts_take_linear_time() -> None:
    started = time.perf_counter()
    for text in ("a" * 200_000, "a@" * 100_000, "â€" * 100_000, "1.1." * 50_000, "[NIK" * 50_000):
        split(text)
        normalise(text)
    assert time.perf_counter() - started < 30  # seconds where anything quadratic would take hours


@pytest.mark.parametrize(
    ("word", "root"), [("diperbaiki", "baik"), ("berlubang", "lubang"), ("pju", "pju"), ("<nik>", "<nik>")]
)
def test_stem(word: str, root: str) -> None:
    assert stem(word) == root


def test_the_stem_cache_is_bounded() -> None:
    assert stem.cache_info().maxsize is not None
