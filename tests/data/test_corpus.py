"""The starter corpus: schema, counts, coverage, near-duplicates, and agreement of its two labelling passes."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from benchmarks.agreement import agreement
from classifier.datafiles import data_directory
from classifier.records import REPORT_TYPES
from classifier.taxonomy import load_crosswalk, load_topics
from training.corpus import corpus_complaints, corpus_replies

CORPUS = data_directory() / "corpus"
COMPLAINT_KEYS = {
    *("id", "text", "topics", "title", "address", "region", "kecamatan", "kelurahan"),
    *("report_type", "oversight", "urgency", "secret", "missing", "screen"),
}
REPLY_KEYS = {"id", "office", "voice", "complaint", "report_type", "reply", "replied_at", "level", "items", "flags"}
THREAD_KEYS = {"id", "office", "complaint", "report_type", "submitted_at", "replies", "verdict"}
FLAGS = {
    *("boilerplate", "echo", "off_topic", "other_case", "promise_no_date", "promise_dated"),
    *("referral_only", "empty", "leaks_identity"),
}
VERDICTS = {"kosong", "respon_awal", "normatif", "sebagian", "substantif", "alih_beralasan", "minta_data"}

Row = dict[str, Any]


def rows(folder: str) -> list[tuple[str, Row]]:
    return [
        (path.stem, json.loads(line))
        for path in sorted((CORPUS / folder).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def complaints() -> list[tuple[str, Row]]:
    return rows("complaints")


@pytest.fixture(scope="module")
def replies() -> list[tuple[str, Row]]:
    return rows("replies")


def test_there_are_enough_complaints_of_every_topic(complaints: list[tuple[str, Row]]) -> None:
    assert len(complaints) >= 2500
    assert len({batch for batch, _ in complaints}) >= 10
    leading = Counter(row["topics"][0] for _, row in complaints if row["topics"])
    assert set(leading) == set(load_topics())
    assert min(leading.values()) >= 25
    lengths = sorted(len(row["text"].split()) for _, row in complaints)
    assert lengths[0] <= 3
    assert lengths[-1] >= 200


def test_there_are_enough_replies_of_every_level(replies: list[tuple[str, Row]]) -> None:
    assert len(replies) >= 1200
    assert len({batch for batch, _ in replies}) >= 10
    assert min(Counter(row["level"] for _, row in replies).values()) >= 350
    assert len({row["voice"] for _, row in replies}) >= 8


def test_complaints_keep_the_schema(complaints: list[tuple[str, Row]]) -> None:
    topics = set(load_topics())
    for batch, row in complaints:
        assert set(row) <= COMPLAINT_KEYS, row["id"]
        assert row["id"].startswith(f"{batch}-")
        assert set(row["topics"]) <= topics, row["id"]
        assert bool(row["topics"]) != (row.get("screen") in ("no_content", "out_of_scope")), row["id"]
        assert row.get("report_type", "pengaduan") in REPORT_TYPES[:3], row["id"]
        assert row.get("urgency", "biasa") in ("rendah", "biasa", "tinggi", "darurat"), row["id"]
        assert set(row.get("missing", [])) <= {"what", "where", "when"}, row["id"]


def test_replies_keep_the_schema_and_their_quotes_stand_in_them(replies: list[tuple[str, Row]]) -> None:
    for batch, row in replies:
        assert set(row) == REPLY_KEYS, row["id"]
        assert row["id"].startswith(f"{batch}-")
        assert row["report_type"] in REPORT_TYPES, row["id"]
        assert row["level"] in (0, 1, 2), row["id"]
        assert set(row["flags"]) <= FLAGS, row["id"]
        assert date.fromisoformat(row["replied_at"]).year >= 2010
        assert set(row["items"]) <= {f"R{n}" for n in range(1, 11)}, row["id"]
        for quotes in row["items"].values():
            assert all(quote and quote in row["reply"] for quote in ([quotes] if isinstance(quotes, str) else quotes))
    assert len(corpus_replies()) == len(replies)


def test_threads_run_forward_and_every_verdict_occurs() -> None:
    threads = [row for _, row in rows("threads")]
    assert len(threads) >= 150
    assert min(Counter(row["verdict"] for row in threads).values()) >= 10
    for row in threads:
        assert set(row) == THREAD_KEYS, row["id"]
        assert row["verdict"] in VERDICTS
        days = [row["submitted_at"], *(reply["at"] for reply in row["replies"])]
        assert days == sorted(days), row["id"]
        assert all(reply["level"] in (0, 1, 2) for reply in row["replies"])


def test_ids_are_given_once(complaints: list[tuple[str, Row]], replies: list[tuple[str, Row]]) -> None:
    for each in (complaints, replies, rows("threads")):
        assert max(Counter(row["id"] for _, row in each).values()) == 1


@pytest.mark.parametrize(("folder", "key"), [("complaints", "text"), ("replies", "reply")])
def test_no_two_texts_are_near_duplicates(folder: str, key: str) -> None:
    texts = {row["id"]: shingles(row[key]) for _, row in rows(folder)}
    near = [(a, b) for a, b in sharing(texts) if len(texts[a] & texts[b]) / len(texts[a] | texts[b]) >= 0.5]
    assert not near


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(max(len(words) - 4, 0))}


def sharing(texts: Mapping[str, Iterable[tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    owners = defaultdict(list)
    for name, found in texts.items():
        for shingle in found:
            owners[shingle].append(name)
    return iter({pair for names in owners.values() for pair in combinations(names, 2)})


def test_two_passes_over_a_tenth_agree() -> None:
    found = agreement()
    for name, (n, kappa) in found.items():
        print(f"{name:12} n {n:4}  kappa {kappa:.3f}")
    assert found["topic"][0] >= 0.1 * 4000
    assert found["topic"][1] >= 0.9
    assert found["level"][1] >= 0.9
    assert min(kappa for _, kappa in found.values()) >= 0.6


def test_labels_are_what_training_reads(complaints: list[tuple[str, Row]]) -> None:
    history = corpus_complaints()
    assert len(history) == sum(bool(row["topics"]) for _, row in complaints)
    assert set(history.labels) == set(load_topics())
    assert set(load_crosswalk().values()) <= set(load_topics())
