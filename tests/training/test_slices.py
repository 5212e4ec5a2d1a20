"""Slices of a history, by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from classifier.records import Complaint
from training.history import ComplaintHistory, read_complaints
from training.slices import DIMENSIONS, length_of, register_of, slices


def history() -> ComplaintHistory:
    texts = ["jln rusak gk diperbaiki", "lampu padam", "sampah menumpuk di pasar", "dalane bolong kabeh rek"]
    regions = ["Kota Kediri", "Kota Kediri", "Kabupaten Kediri", ""]
    days = [date(2025, 1, 3), date(2025, 1, 4), date(2025, 2, 1), None]
    complaints = [
        Complaint(text, region=region, submitted_at=day) for text, region, day in zip(texts, regions, days, strict=True)
    ]
    labels = ["a", "b", "b", "a"]
    return ComplaintHistory(
        complaints, labels, labels, [""] * 4, "x", "y", 0, ["sms", "web", "web", "web"], [True, False, False, False]
    )


def test_each_dimension_has_its_masks() -> None:
    found = {name: mask.astype(int).tolist() for name, mask in slices(history(), least=1).items()}
    assert found == {
        "agency: a": [1, 0, 0, 1],
        "agency: b": [0, 1, 1, 0],
        "region: Kabupaten Kediri": [0, 0, 1, 0],
        "region: Kota Kediri": [1, 1, 0, 0],
        "channel: sms": [1, 0, 0, 0],
        "channel: web": [0, 1, 1, 1],
        "register: chat": [1, 0, 0, 0],
        "register: dialect": [0, 0, 0, 1],
        "register: formal": [0, 1, 1, 0],
        "month: 2025-01": [1, 1, 0, 0],
        "month: 2025-02": [0, 0, 1, 0],
        "anonymous: no": [0, 1, 1, 1],
        "anonymous: yes": [1, 0, 0, 0],
    }
    assert {name.split(":")[0] for name in found} | {"length"} == set(DIMENSIONS)


def test_small_slices_and_dimensions_with_one_value_are_left_out() -> None:
    assert set(slices(history(), least=3)) == {"channel: web", "anonymous: no"}
    assert slices(history().only([]), least=1) == {}


def test_a_history_keeps_its_columns_when_rows_are_picked() -> None:
    picked = history().only([3, 0])
    assert picked.labels == ["a", "a"]
    assert picked.channels == ["web", "sms"]
    assert picked.anonymous == [False, True]


@pytest.mark.parametrize(
    ("text", "register"),
    [
        ("Mohon perbaikan lampu jalan", ("formal",)),
        ("lampu gk nyala pak", ("chat",)),
        ("dalan rusak gk didandani rek", ("chat", "dialect")),
        ("yg " + "lampu " * 40, ("formal",)),
        ("", ("formal",)),
    ],
)
def test_registers(text: str, register: tuple[str, ...]) -> None:
    assert register_of(Complaint(text)) == register


@pytest.mark.parametrize(
    ("n", "name"),
    [(0, "0-10 words"), (10, "0-10 words"), (11, "11-30 words"), (100, "31-100 words"), (101, "over 100 words")],
)
def test_lengths(n: int, name: str) -> None:
    assert length_of(Complaint("kata " * n)) == name


def test_channel_and_anonymity_come_from_the_columns_of_an_import(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,agency,channel,anonymous\na b,x,SMS,ya\nc d,y,Website,\n")
    read = read_complaints(path)
    assert (list(read.channels), list(read.anonymous)) == (["SMS", "Website"], [True, False])
    path.write_text("Isi Laporan,Instansi Terdisposisi,Tipe Laporan (Anonim/Rahasia)\na b,x,Anonim\nc d,y,\n")
    read = read_complaints(path)
    assert (list(read.channels), list(read.anonymous)) == ([], [True, False])


def test_unlabelled_rows_are_kept_where_they_are_wanted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,agency\na b,x\nc d,\n")
    read = read_complaints(path, labelled=False)
    assert (read.labels, read.skipped) == (["x", ""], 1)
    path.write_text("text\na b\n")
    assert read_complaints(path, labelled=False).labels == [""]
