"""Duplicates: copies, same events, the window, clusters, and the arrays below them."""

from __future__ import annotations

import json
import string
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.duplicates import DuplicateIndex, Match, clusters
from classifier.duplicates.buckets import Buckets
from classifier.duplicates.columns import Ids
from classifier.duplicates.meanings import meaning
from classifier.duplicates.signature import band_keys, minima, resemblance, shingles, signatures
from classifier.duplicates.spots import find_spots
from classifier.records import Complaint

DAY = date(2026, 3, 1)
TEXT = "Lampu jalan di depan balai warga padam sejak hari Senin dan belum ada petugas yang datang memperbaiki"
WORDS = "lampu padam sampah menumpuk banjir jalan mawar melati kartini berlubang pasar bau got mampet gang 3".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=4, max_size=12).map(" ".join)


def complaint(fields: dict[str, Any], number: str = "") -> Complaint:
    return Complaint(**{**fields, "id": number, "submitted_at": date.fromisoformat(fields["submitted_at"])})


def index_of(*complaints: Complaint) -> DuplicateIndex:
    index = DuplicateIndex()
    index.add_many(complaints)
    return index


def found(index: DuplicateIndex, asked: Complaint) -> list[str]:
    return [match.id for match in index.find(asked)]


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Complaint, Complaint, bool]]:
    rows = map(json.loads, Path(__file__).with_name("same_events.jsonl").read_text(encoding="utf-8").splitlines())
    return [(complaint(row["a"], "a"), complaint(row["b"], "b"), row["same"]) for row in rows]


@pytest.mark.parametrize("half", [0, 1], ids=["chosen on", "left out"])
def test_same_events_in_other_words(pairs: Sequence[tuple[Complaint, Complaint, bool]], half: int) -> None:
    truth = np.array([same for _, _, same in pairs[half::2]])
    given = np.array([bool(index_of(a).find(b)) for a, b, _ in pairs[half::2]])
    assert truth.sum() >= 20
    assert (~truth).sum() >= 20
    assert (given & truth).sum() / truth.sum() >= 0.8
    assert (given & truth).sum() / given.sum() >= 0.9


def test_a_match_holds_in_both_directions(pairs: Sequence[tuple[Complaint, Complaint, bool]]) -> None:
    for a, b, _ in pairs:
        assert bool(index_of(a).find(b)) == bool(index_of(b).find(a))


def test_a_copy_says_why() -> None:
    index = index_of(Complaint(text=TEXT, id="1", address="Jl. Mawar", submitted_at=DAY))
    changed = TEXT.replace("Senin", "Selasa")
    asked = Complaint(text=changed, address="jalan mawar", submitted_at=DAY + timedelta(3))
    [match] = index.find(asked)
    assert match.kind == "copy"
    assert 0.7 <= match.similarity < 1
    assert match.days_apart == 3
    assert "jalan mawar" in match.places
    assert {"lampu", "padam"} <= set(match.words)


def test_the_same_words_at_another_place_are_no_copy() -> None:
    here = Complaint(text=TEXT, kelurahan="Ampel", submitted_at=DAY)
    assert not index_of(here).find(replace(here, kelurahan="Sidotopo"))
    assert index_of(here).find(replace(here, kelurahan="kel. Ampel"))


@pytest.mark.parametrize("text", ["", "tes", "lampu mati", "  \n", "!!! ???", "\ud800", "banjir banjir banjir"])
def test_too_short_a_text_matches_nothing(text: str) -> None:
    short = Complaint(text=text, id="1", address="Jl. Mawar", kelurahan="Ampel", submitted_at=DAY)
    index = index_of(short, Complaint(text=TEXT, id="2", address="Jl. Mawar", kelurahan="Ampel", submitted_at=DAY))
    assert not index.find(short)
    assert found(index, Complaint(text=TEXT, address="Jl. Mawar", submitted_at=DAY)) == ["2"]


def test_four_words_match_their_equal() -> None:
    index = index_of(Complaint(text="sampah belum diangkut lagi", id="1", submitted_at=DAY))
    assert found(index, Complaint(text="Sampah BELUM diangkut lagi!", submitted_at=DAY)) == ["1"]
    assert not found(index, Complaint(text="listrik belum menyala lagi", submitted_at=DAY))


def test_the_window() -> None:
    old = Complaint(text=TEXT, id="old", submitted_at=DAY)
    index = index_of(old, Complaint(text=TEXT, id="new", submitted_at=DAY + timedelta(31)))
    assert found(index, replace(old, submitted_at=DAY + timedelta(30))) == ["new", "old"]
    assert found(index, replace(old, submitted_at=DAY + timedelta(31))) == ["new"]
    assert found(index, replace(old, submitted_at=None)) == ["new"]
    with pytest.raises(ValueError, match="window_days"):
        DuplicateIndex(-1)


def test_forgetting_frees_and_keeps_the_others() -> None:
    days = [Complaint(text=f"{TEXT} {n}", id=f"laporan-{n}", submitted_at=DAY + timedelta(n)) for n in range(20)]
    index = index_of(*days, Complaint(text=TEXT, id="undated"))
    before = found(index, days[19])
    assert index.forget(DAY + timedelta(12)) == 12
    assert len(index) == 9
    assert set(found(index, days[19])) == set(before) - {f"laporan-{n}" for n in range(12)}
    assert index.forget(DAY + timedelta(90), undated=True) == 9
    assert not index.find(days[19])
    index.add(days[19])
    assert found(index, days[19]) == ["laporan-19"]


def test_clusters_join_by_a_third_and_are_counted_from_the_first() -> None:
    light = "lampu PJU mati gelap sekali di Jl. Kartini"
    group = [
        Complaint(text="Sampah menumpuk di Jl. Mawar sampai berbau busuk", submitted_at=DAY),
        Complaint(text=light, submitted_at=DAY),
        Complaint(text=light, submitted_at=DAY + timedelta(50)),
        Complaint(text=light, submitted_at=DAY + timedelta(25)),
        Complaint(text="tes", submitted_at=DAY),
    ]
    assert clusters(group).tolist() == [0, 1, 1, 1, 2]
    assert clusters([]).tolist() == []


def test_one_writes_while_others_read() -> None:
    index = DuplicateIndex()
    asked = Complaint(text=TEXT, id="x", submitted_at=DAY)
    answers: list[list[Match]] = []
    readers = [Thread(target=lambda: answers.extend(index.find(asked) for _ in range(30))) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(300):
        index.add(Complaint(text=f"{TEXT} {n}", id=str(n), submitted_at=DAY))
    for reader in readers:
        reader.join()
    assert len(answers) == 90
    assert len(index.find(asked, most=1000)) == 300


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(0, 60)), min_size=1, max_size=12), st.randoms())
def test_order_does_not_matter_a_text_finds_itself_and_nothing_lies_outside(rows: list[Any], random: Any) -> None:
    added = [Complaint(text=t, id=str(i), submitted_at=DAY + timedelta(d)) for i, (t, d) in enumerate(rows)]
    shuffled = list(added)
    random.shuffle(shuffled)
    index, other = index_of(*added), index_of(*shuffled)
    for asked in added:
        matches = index.find(asked)
        assert asked.id in [match.id for match in matches]
        assert matches == other.find(asked)
        assert all(match.days_apart is not None and match.days_apart <= 30 for match in matches)
        assert all(0 < match.similarity <= 1 for match in matches)


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=80), st.text(max_size=80), st.text(max_size=30), st.sampled_from([None, DAY, date.max, date.min])
)
def test_it_never_raises(text: str, title: str, place: str, day: date | None) -> None:
    asked = Complaint(text, place, title, f"Jl. {place}", place, place, place, day)
    index = index_of(asked, asked)
    assert [match.similarity for match in index.find(asked)] in ([], [1.0, 1.0])
    assert len(clusters([asked, asked])) == 2


@pytest.mark.parametrize("shared", [0, 20, 60, 80, 95])
def test_the_estimate_is_near_the_true_resemblance(shared: int) -> None:
    errors = []
    for seed in range(20):
        words = np.random.default_rng(seed).choice(2**31, 200, replace=False).tolist()
        a, b = shingles(words[:100]), shingles(words[:shared] + words[100 : 200 - shared])
        true = len(np.intersect1d(a, b)) / len(np.union1d(a, b))
        rows = signatures(minima([a, b]))
        errors.append(float(resemblance(rows[0], rows[1:])[0]) - true)
    assert abs(np.mean(errors)) < 0.03
    assert np.sqrt(np.mean(np.square(errors))) < 0.07


def test_equal_documents_have_equal_bands_whatever_stands_beside_them() -> None:
    a, b = shingles([1, 2, 3, 4]), shingles([5, 6, 7])
    rows = minima([b, np.empty(0, np.uint32), a])
    np.testing.assert_array_equal(band_keys(rows)[2], band_keys(minima([a]))[0])
    assert not rows[1].any()


def test_buckets_are_a_multimap() -> None:
    generator = np.random.default_rng(0)
    keys = generator.integers(0, 5000, 60_000).astype(np.uint32)
    keys[:3] = [0, 2**32 - 1, 2**32 - 1]
    rows = np.arange(len(keys)) // 2
    buckets = Buckets()
    for start in range(0, len(keys), 700):
        buckets.add(keys[start : start + 700], rows[start : start + 700])
    asked = np.array([0, 17, 4999, 2**32 - 1, 70_000], np.uint32)
    expected = np.unique(rows[np.isin(keys, asked)])
    np.testing.assert_array_equal(buckets.find(asked), expected)
    kept = np.arange(30_000) % 3 == 0
    buckets.keep(kept)
    np.testing.assert_array_equal(buckets.find(asked), expected[expected % 3 == 0] // 3)
    assert len(buckets) == 20_000


def test_one_key_gives_the_latest_rows_only() -> None:
    buckets = Buckets(most=10)
    buckets.add(np.full(9000, 7, np.uint32), np.arange(9000))
    np.testing.assert_array_equal(buckets.find(np.array([7], np.uint32)), np.arange(8990, 9000))


@given(st.lists(st.text(string.printable + "é漢\ud800", max_size=9), max_size=40), st.integers(1, 3))
def test_ids_come_back(texts: list[str], step: int) -> None:
    ids = Ids()
    ids.extend(texts)
    kept = np.arange(len(texts)) % step == 0
    ids.keep(kept)
    assert [ids[n] for n in range(int(kept.sum()))] == [text.replace("\ud800", "?") for text in texts[::step]]


@pytest.mark.parametrize(
    ("text", "keys", "details"),
    [
        ("lampu mati di Jl. A. Yani No. 12", ["ayani"], {}),
        ("Jalan Jend. Achmad Yani, macet", ["ayani"], {}),
        ("jalan rusak parah di depan pasar", [], {}),
        ("jl diponegoro ada pohon roboh", ["diponegoro"], {}),
        ("Gang Mawar III RT 04/RW 02", ["mawar"], {"lane": 3, "rt": 4, "rw": 2}),
        ("dekat SDN Kaliasin 1. Anak-anak", ["kaliasin1"], {}),
        ("jl bulak banteng lor gg IV", ["bblor"], {"lane": 4}),
        ("Jl. Raya Gubeng KM 7", ["gubeng"], {"km": 7}),
    ],
)
def test_spots(text: str, keys: list[str], details: dict[str, int]) -> None:
    spots = find_spots(text)
    assert list(spots.spots) == keys
    assert spots.details == details


def test_meanings_of_a_group_have_one_name() -> None:
    assert meaning("padam") == meaning("mati") == meaning("gelap")
    assert meaning("berlubang") == meaning("lobang")
    assert meaning("kami") == meaning("<nik>") == ""
