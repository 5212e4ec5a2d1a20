"""The marked texts, and how much of them redaction finds."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from classifier.text.redact import TAGS, Identity
from training.redaction import Case, Measured, measure, read_cases, unmark

CASES = Path(__file__).parents[2] / "data" / "redaction" / "cases.jsonl"
MIN_CASES = 500
MIN_WITHOUT = 120
MIN_MARKED = {"nik": 150, "telepon": 120, "surel": 60, "rekening": 40, "nopol": 60, "nama": 250, "rumah": 60}
MIN_RECALL = {
    "nik": 0.999,
    "telepon": 0.995,
    "surel": 0.995,
    "rekening": 0.90,
    "nopol": 0.90,
    "nama": 0.95,
    "rumah": 0.90,
}
MIN_PRECISION = 0.95


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases(CASES)


@pytest.fixture(scope="module")
def measured(cases: list[Case]) -> Measured:
    return measure(cases)


def test_every_line_has_an_id_and_a_text_with_whole_marks() -> None:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert all(set(row) == {"id", "text"} for row in rows)
    assert [row["id"] for row in rows] == [f"p-{number:03d}" for number in range(1, len(rows) + 1)]
    for row in rows:
        text, spans = unmark(row["text"])
        assert not re.search("[⟦⟧]", text), row["id"]
        assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in spans), row["id"]
    texts = Counter(unmark(row["text"])[0] for row in rows)
    assert [text for text, times in texts.items() if times > 1] == []


def test_the_cases_are_many_and_of_every_kind(cases: list[Case], measured: Measured) -> None:
    assert len(cases) >= MIN_CASES
    assert sum(not case.marked for case in cases) >= MIN_WITHOUT
    assert set(MIN_MARKED) == set(TAGS)
    assert {kind: least for kind, least in MIN_MARKED.items() if measured.marked.get(kind, 0) < least} == {}


@pytest.mark.parametrize(("kind", "least"), MIN_RECALL.items())
def test_marked_identities_are_found(measured: Measured, kind: str, least: float) -> None:
    missed = [(place.case, place.shown) for place in measured.missed if place.kind == kind]
    assert {**measured.recall}[kind] >= least, missed


def test_little_else_is_taken_for_an_identity(measured: Measured) -> None:
    assert measured.precision >= MIN_PRECISION, measured.wrong


def test_unmarking_gives_the_text_and_its_spans() -> None:
    text, spans = unmark("⟦nama:Budi⟧, hp ⟦telepon:0812⟧.")
    assert text == "Budi, hp 0812."
    assert spans == (Identity("nama", 0, 4), Identity("telepon", 9, 13))


def test_a_span_counts_when_all_of_it_is_covered_and_a_find_when_it_overlaps_one() -> None:
    made = [Case(id, *unmark(text)) for id, text in (
        ("covered", "NIK ⟦nik:3578-0101-0190-0001⟧"),
        ("under another kind", "hp ⟦rekening:0812-0000-1234⟧"),
        ("in part", "pak ⟦nama:Budi zzz⟧"),
        ("not at all", "⟦nama:zzz⟧ lewat"),
        ("wrongly found", "email a@contoh.id"),
    )]  # fmt: skip
    result = measure(made)
    assert result.recall == {"nik": 1.0, "rekening": 1.0, "nama": 0.0}
    assert (result.found, result.precision) == (4, 0.75)
    assert [place.case for place in result.missed] == ["in part", "not at all"]
    assert [(place.case, place.shown) for place in result.wrong] == [("wrongly found", "a@contoh.id")]


def test_nothing_found_is_nothing_wrong() -> None:
    assert measure([]) == Measured({}, 1.0, {}, 0, (), ())
