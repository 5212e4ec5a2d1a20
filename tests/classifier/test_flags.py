"""Flags: hand-written cases, and the corpus' own flags."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.datafiles import data_directory
from classifier.records import Flag, ReplyPair
from classifier.reply.flags import NAMES, flags_of
from classifier.reply.leak_signs import may_leak
from classifier.reply.leaks import found_leaks
from classifier.reply.promises import promises, says_done
from classifier.reply.reading import read_pair
from training.redaction import read_cases

REPLIED = date(2025, 5, 6)
CASES = [
    json.loads(line) for line in (Path(__file__).parent / "flag_cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def flags(complaint: str, reply: str, **settings: Any) -> tuple[Flag, ...]:
    return flags_of(ReplyPair(complaint, reply), replied_at=REPLIED, **settings)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_hand_written_cases(case: dict[str, Any]) -> None:
    assert {flag.name for flag in flags(case["complaint"], case["reply"])} == set(case["flags"]), case["reply"]


def test_precision_of_empty_and_leaks_identity_on_hand_written_cases() -> None:
    assert len(CASES) >= 60
    scores = score((set(c["flags"]), {f.name for f in flags(c["complaint"], c["reply"])}) for c in CASES)
    for name in ("empty", "leaks_identity"):
        print(name, scores[name])
        assert scores[name][0] >= 0.9


def test_a_dated_promise_passes_when_nothing_says_it_was_kept() -> None:
    complaint, reply = "Lubang di tikungan", "Lubang akan ditambal 12 Mei oleh UPT Timur."
    (flag,) = flags(complaint, reply)
    assert (flag.name, reply[flag.start : flag.end], flag.due, flag.passed) == (
        "promise_dated",
        "12 Mei",
        date(2025, 5, 12),
        False,
    )
    assert not flags(complaint, reply, today=date(2025, 5, 12))[0].passed
    assert flags(complaint, reply, today=date(2025, 5, 13))[0].passed
    kept = ["Lubang di tikungan sudah ditambal kemarin."]
    assert not flags(complaint, reply, today=date(2025, 5, 13), later_replies=kept)[0].passed


def test_without_the_day_of_the_reply_a_promise_has_no_day() -> None:
    (flag,) = flags_of(ReplyPair("Lubang", "Lubang akan ditambal 12 Mei."))
    assert (flag.name, flag.due, flag.passed) == ("promise_dated", None, False)


def test_an_identity_of_the_form_leaks() -> None:
    assert flags("Air mati", "Rumah Slamet sudah dialiri air.") == ()
    (flag,) = flags("Air mati", "Rumah Slamet sudah dialiri air.", identities=["Slamet", ""])
    assert (flag.name, flag.start, flag.end) == ("leaks_identity", 6, 12)


def test_where_no_leak_is_looked_for_there_is_none() -> None:
    leaking = 0
    for case in read_cases(data_directory() / "redaction" / "cases.jsonl"):
        shown = [case.text[each.start : each.end] for each in case.marked]
        pairs = [(case.text, case.text), ("lampu padam", f"Kepada {case.text}"), ("x", f"{case.text} yang melapor")]
        pairs += [(f"saya {each}, jalan rusak", f"Yth. pelapor {each}, jalan sudah diperbaiki") for each in shown]
        for complaint, reply in pairs:
            words = read_pair(ReplyPair(complaint, reply))
            if any(found_leaks(complaint, reply)):
                leaking += 1
                assert may_leak(words), case.id
    assert leaking >= 1000


@pytest.mark.parametrize(
    ("text", "done"),
    [("Lampu sudah diganti.", True), ("Lampu akan diganti.", False), ("Lampu belum sudah.", False)],
)
def test_says_done(text: str, done: bool) -> None:
    assert says_done(text) is done


def test_negation_takes_a_promise_away() -> None:
    assert promises("Kami tidak akan menambah loket.", REPLIED) == []
    assert len(promises("Kami akan menambah loket.", REPLIED)) == 1


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_pair_has_flags_that_lie_in_the_reply(complaint: str, reply: str) -> None:
    for flag in flags(complaint, reply, today=date(2025, 6, 1)):
        assert flag.name in NAMES
        assert 0 <= flag.start <= flag.end <= len(reply)


def test_a_long_reply_takes_time_in_proportion() -> None:
    start = time.perf_counter()
    flags("Lampu jalan padam " * 500, "Lampu akan diganti 12 Mei, hubungi 0812 3456 7890. " * 2000)
    assert time.perf_counter() - start < 20


Scores = dict[str, tuple[float, float, float, int]]


def score(pairs: Iterable[tuple[set[str], set[str]]]) -> Scores:
    """(precision, recall, F1, positives) of each flag over (wanted, given) pairs."""
    right, given, wanted = Counter[str](), Counter[str](), Counter[str]()
    for want, found in pairs:
        right.update(want & found)
        given.update(found)
        wanted.update(want)
    return {
        name: (
            round(right[name] / max(given[name], 1), 3),
            round(right[name] / max(wanted[name], 1), 3),
            round(2 * right[name] / max(given[name] + wanted[name], 1), 3),
            wanted[name],
        )
        for name in NAMES
    }


def corpus(batches: Iterable[str]) -> Iterator[tuple[set[str], set[str]]]:
    for batch in batches:
        path = data_directory() / "corpus" / "replies" / f"{batch}.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            pair = ReplyPair(row["complaint"], row["reply"], report_type=row["report_type"])
            given = flags_of(pair, replied_at=date.fromisoformat(row["replied_at"]))
            yield set(row["flags"]) & set(NAMES), {flag.name for flag in given}


READ = [f"r{number:02}" for number in range(1, 6)]  # batches that were read while the rules were written
UNREAD = [f"r{number:02}" for number in range(6, 11)]


def test_the_corpus_is_flagged_as_its_authors_did() -> None:
    read, unread, together = score(corpus(READ)), score(corpus(UNREAD)), score(corpus([*READ, *UNREAD]))
    for name in NAMES:
        print(f"{name:16} read {read[name]} unread {unread[name]}")
    for name in ("promise_no_date", "promise_dated", "referral_only"):
        assert together[name][3] >= 40
        assert together[name][2] >= 0.6, name
        assert unread[name][2] >= 0.5, name
