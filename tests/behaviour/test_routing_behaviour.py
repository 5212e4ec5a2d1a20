"""How routing must behave on hand-written cases (data/behaviour), with the starter release."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from classifier.datafiles import data_directory
from classifier.engine import Engine
from classifier.records import Complaint, Disposition

CASES = data_directory() / "behaviour"
REGION = "Kabupaten Kediri"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def engine(starter: Path) -> Engine:
    return Engine.load(starter)


def routed(engine: Engine, texts: list[str], regions: list[str] | None = None) -> list[Disposition]:
    places = regions or [REGION] * len(texts)
    return engine.dispose([Complaint(text=t, region=r) for t, r in zip(texts, places, strict=True)], explain=False)


def by_kind(kinds: list[str], right: list[bool]) -> dict[str, float]:
    """The share of right answers of each kind, printed for whoever reads the test's output."""
    found: dict[str, list[bool]] = defaultdict(list)
    for kind, ok in zip(kinds, right, strict=True):
        found[kind].append(ok)
    shares = {kind: sum(oks) / len(oks) for kind, oks in found.items()}
    print({kind: round(share, 3) for kind, share in shares.items()}, "all", round(sum(right) / len(right), 3))
    return shares


def test_there_are_enough_cases() -> None:
    assert sum(len(cases(name)) for name in ("same.jsonl", "other.jsonl", "abstain.jsonl")) >= 600
    for path in CASES.glob("*.jsonl"):
        assert max(Counter(row["id"] for row in cases(path.name)).values()) == 1, path.name


def test_what_does_not_matter_does_not_change_the_agency(engine: Engine) -> None:
    rows = cases("same.jsonl")
    first, second = (routed(engine, [row[key] for row in rows]) for key in ("text", "variant"))
    right = [a.role == b.role for a, b in zip(first, second, strict=True)]
    by_kind([row["kind"] for row in rows], right)
    assert sum(right) / len(right) >= SAME


def test_another_object_changes_the_topic(engine: Engine) -> None:
    rows = [row for row in cases("other.jsonl") if row["kind"] == "object"]
    first, second = (routed(engine, [row[key] for row in rows]) for key in ("text", "variant"))
    right = [
        a.topic == row["topic"] and b.topic == row["variant_topic"]
        for a, b, row in zip(first, second, rows, strict=True)
    ]
    by_kind(["object"] * len(rows), right)
    changed = [a.topic != b.topic for a, b in zip(first, second, strict=True)]
    by_kind(["changed"] * len(rows), changed)
    assert sum(right) / len(right) >= OBJECT


def test_another_place_changes_the_role(engine: Engine) -> None:
    rows = [row for row in cases("other.jsonl") if row["kind"] == "place"]
    first = routed(engine, [row["text"] for row in rows], [row["region"] for row in rows])
    second = routed(engine, [row["variant"] for row in rows], [row["variant_region"] for row in rows])
    names = engine.disposer.directory.roles if engine.disposer.directory else {}
    right = [
        a.role == names[row["role"]].name and b.role == names[row["variant_role"]].name
        for a, b, row in zip(first, second, rows, strict=True)
    ]
    print([row["id"] for row, ok in zip(rows, right, strict=True) if not ok])
    by_kind(["place"] * len(rows), right)
    assert sum(right) / len(right) >= PLACE


def test_what_is_no_complaint_is_left_to_a_human(engine: Engine) -> None:
    rows = cases("abstain.jsonl")
    right = [disposition.decision == "abstain" for disposition in routed(engine, [row["text"] for row in rows])]
    by_kind([row["kind"] for row in rows], right)
    assert sum(right) / len(right) >= ABSTAIN


def test_ordinary_complaints_are_not_screened_out(engine: Engine) -> None:
    rows = cases("same.jsonl")
    screened = [d.abstain_reason in ("no_content", "out_of_scope") for d in routed(engine, [r["text"] for r in rows])]
    assert sum(screened) / len(screened) <= 0.02


def test_several_issues_give_copies_and_one_issue_gives_none(engine: Engine) -> None:
    rows = cases("several_issues.jsonl")
    assert len(rows) >= 60
    assert engine.disposer.directory
    roles = engine.disposer.directory
    answers = engine.dispose([Complaint(text=row["text"], region=REGION) for row in rows])
    right: list[bool] = []
    for row, answer in zip(rows, answers, strict=True):
        expected = {
            roles.roles[role].name
            for topic in row["topics"]
            if topic != answer.topic
            for role in roles.roles_for(topic, REGION, "Provinsi Jawa Timur")
        }
        named = {copy.role for copy in answer.copies}
        right.append(bool(named) == (row["kind"] == "two") and named <= expected)
        for copy in answer.copies:
            assert 0 <= copy.start < copy.end <= len(row["text"])
            assert copy.agency != answer.agency
    shares = by_kind([row["kind"] for row in rows], right)
    assert shares["two"] >= TWO
    assert shares["long"] >= LONG
    assert shares["digression"] >= DIGRESSION


SAME, OBJECT, PLACE, ABSTAIN = 0.93, 0.78, 0.7, 0.9
TWO, LONG, DIGRESSION = 0.6, 0.9, 0.75
