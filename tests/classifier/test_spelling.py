"""The table of spellings: its form, and that it mends what citizens write."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from classifier.text import spelling
from classifier.text.spelling import spellings
from classifier.text.words import canonical


def test_the_table_has_no_doubles_chains_or_odd_characters() -> None:
    rows = list(csv.DictReader(io.StringIO(spelling._bytes().decode())))
    assert len(rows) >= 2000
    assert max(Counter(row["form"] for row in rows).values()) == 1
    for row in rows:
        assert row["form"] != row["standard"]
        assert row["form"].isascii()
        assert row["form"].isalpha()
        assert row["standard"].isalpha()
        assert row["kind"]
    assert not set(spellings()) & set(spellings().values())


@pytest.mark.parametrize(
    ("written", "standard"),
    [("yg", "yang"), ("TLG", "tolong"), ("peteng", "gelap"), ("omah", "rumah"), ("gak", "tidak")],
)
def test_what_citizens_write_becomes_the_standard_word(written: str, standard: str) -> None:
    assert canonical(written) == standard
    assert canonical(standard) == standard


def test_the_digest_is_that_of_the_table() -> None:
    assert len(spelling.digest()) == 16
