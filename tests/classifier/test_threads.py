"""The verdict over threads: hand-written tables, and the corpus' own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from classifier.clocks import load_clocks
from classifier.datafiles import data_directory
from classifier.errors import TaxonomyError
from classifier.reply.acts import asks_for_data, hands_over_with_reason, passes_on, says_nothing
from classifier.reply.threads import ThreadReply, first_follow_up_due, judge_thread

SUBMITTED = date(2025, 5, 5)  # a Monday; 12 and 13 May are holidays, so the first follow-up is due on the 19th
DUE = date(2025, 5, 19)
ACK = ThreadReply(date(2025, 5, 6), 0, "Laporan diterima, terima kasih, akan kami pelajari.")
LATE_ACK = ThreadReply(date(2025, 6, 16), 0, "Mohon bersabar, kami terus berupaya.")
PASSED = ThreadReply(date(2025, 5, 7), 1, "Diteruskan ke Bidang Bina Marga.")
ASKED = ThreadReply(date(2025, 5, 8), 1, "Mohon nomor sambungan dan foto meter.")
FOUND = ThreadReply(date(2025, 5, 14), 1, "Pelat penutup patah, ukuran 1,2 meter.")
DONE = ThreadReply(date(2025, 5, 21), 2, "Pelat baru dipasang tadi malam.")
MOVED = ThreadReply(
    date(2025, 5, 9), 2, "Ruas itu jalan nasional, kewenangan BBPJN; laporan kami kirim dengan surat 620/1."
)
NOTHING = ThreadReply(date(2025, 5, 6), 0, "-")


@pytest.mark.parametrize(
    ("replies", "today", "label", "decided_by"),
    [
        ([], None, "kosong", None),
        ([NOTHING, ThreadReply(date(2025, 5, 9), 0, "ok")], None, "kosong", None),
        ([ACK], None, "respon_awal", 0),
        ([ACK], DUE, "respon_awal", 0),
        ([ACK], date(2025, 5, 20), "normatif", 0),
        ([ACK, LATE_ACK], None, "normatif", 1),
        ([PASSED], DUE, "respon_awal", 0),
        ([PASSED], date(2025, 6, 2), "sebagian", 0),
        ([ACK, FOUND], None, "sebagian", 1),
        ([ACK, ASKED], None, "minta_data", 1),
        ([ASKED, FOUND], None, "sebagian", 1),
        ([ACK, DONE], None, "substantif", 1),
        ([DONE, ACK], None, "substantif", 0),
        ([DONE], DUE, "kosong", None),
        ([ACK, MOVED], None, "alih_beralasan", 1),
        ([MOVED, DONE], None, "substantif", 1),
        ([DONE, LATE_ACK], None, "substantif", 0),
    ],
)
def test_label_and_deciding_reply(
    replies: list[ThreadReply], today: date | None, label: str, decided_by: int | None
) -> None:
    verdict = judge_thread(replies, submitted_at=SUBMITTED, today=today)
    assert (verdict.label, verdict.decided_by) == (label, decided_by)


def test_days_are_working_days_and_the_clock_is_the_first_follow_up() -> None:
    verdict = judge_thread([NOTHING, ACK, DONE], submitted_at=SUBMITTED)
    assert (verdict.days_to_first, verdict.days_to_deciding) == (1, 10)
    assert (verdict.due, verdict.in_time) == (DUE, True)
    assert judge_thread([LATE_ACK], submitted_at=SUBMITTED).in_time is False
    assert judge_thread([], submitted_at=SUBMITTED, today=DUE).in_time is None
    assert judge_thread([], submitted_at=SUBMITTED, today=date(2025, 6, 2)).in_time is False


def test_a_known_disposition_starts_the_clock() -> None:
    assert first_follow_up_due(SUBMITTED, "pengaduan") == DUE
    assert first_follow_up_due(SUBMITTED, "pengaduan", disposed_at=SUBMITTED) == date(2025, 5, 14)
    with pytest.raises(TaxonomyError, match="no clock"):
        first_follow_up_due(date(2001, 1, 1), "pengaduan", clocks=load_clocks())


def test_items_win_over_words() -> None:
    asked = ThreadReply(date(2025, 5, 8), 1, "Pagi Kak.", frozenset({"R10"}))
    assert judge_thread([asked], submitted_at=SUBMITTED).label == "minta_data"
    worked = ThreadReply(MOVED.day, 2, MOVED.text, frozenset({"R3", "R8"}))
    assert judge_thread([worked], submitted_at=SUBMITTED).label == "substantif"
    passed = ThreadReply(PASSED.day, 1, PASSED.text, frozenset({"R5"}))
    assert judge_thread([passed], submitted_at=SUBMITTED).label == "respon_awal"


@pytest.mark.parametrize("text", ["", "-", " . ", "ok", "Siap, terima kasih infonya pak", "\u200b", "👍"])
def test_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["Masih terdaftar.", "Lampu menyala.", "Segera kami cek.", "Gratis, Kak."])
def test_says_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "asks", "hands_over", "passes"),
    [
        ("Boleh kirim foto tiangnya?", True, False, False),
        ("NIK 16 digit belum kami terima.", True, False, False),
        ("Mohon bersabar, petugas menuju lokasi.", False, False, False),
        ("Bukan kewenangan kami; sudah dilimpahkan ke BBWS.", False, True, False),
        ("Bukan kewenangan kami.", False, False, False),
        ("Aduan kami sampaikan ke UPT Timur.", False, False, True),
        ("Diteruskan ke UPT; got sudah dikeruk.", False, False, False),
    ],
)
def test_acts(text: str, asks: bool, hands_over: bool, passes: bool) -> None:
    assert (asks_for_data(text), hands_over_with_reason(text), passes_on(text)) == (asks, hands_over, passes)


def corpus() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((data_directory() / "corpus" / "threads").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path, json.loads(line)


def test_the_corpus_is_judged_as_its_authors_did() -> None:
    right: list[bool] = []
    for _, row in corpus():
        replies = [ThreadReply(date.fromisoformat(r["at"]), r["level"], r["text"]) for r in row["replies"]]
        verdict = judge_thread(
            replies, submitted_at=date.fromisoformat(row["submitted_at"]), report_type=row["report_type"]
        )
        right.append(verdict.label == row["verdict"])
    accuracy = sum(right) / len(right)
    print(f"threads: accuracy {accuracy:.3f} on {len(right)}")
    assert accuracy >= 0.85
