"""Attacks change the reply, do what their name says, and are the same for the same seed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.records import ReplyPair
from classifier.text.normalise import normalise
from training.attack_phrases import INSTRUCTIONS, KEYWORDS, RULES
from training.attacks import ATTACKS, attack_all, other_reply

PAIRS = [
    ReplyPair(
        "Lampu jalan di depan balai RW 5 padam sudah dua minggu. Gelap dan rawan begal, tolong dicek.",
        "Terima kasih atas laporan Anda. Akan segera kami tindak lanjuti bersama dinas terkait.",
        "a",
    ),
    ReplyPair("Got mampet, bau, banyak nyamuk", "Masukan Anda sangat berarti bagi kami.", "b"),
    ReplyPair("Kapan pasar dibuka?", "", "c"),
]
GOOD = ["Pipa di Gang Melati diganti Rabu malam, air normal.", "KTP terbit hari ini, ambil di loket 2."]
SHOWS: dict[str, Callable[[ReplyPair, str], object]] = {
    "added_dates": lambda _, text: re.findall(r"\d{1,2} [A-Z][a-z]+ 20\d\d", text)[1],
    "letter_number": lambda _, text: re.search(r"\d+/\d+/\d+\.\d+/20\d\d", text),
    "rupiah_amount": lambda _, text: re.search(r"Rp[\d.]{9,}", text),
    "officer_phone": lambda _, text: re.search(r"0812-0000-\d{4}", text),
    "rule_citation": lambda _, text: sum(rule in text for rule in RULES) == 2,
    "complaint_copied": lambda pair, text: pair.complaint in text,
    "complaint_shuffled": lambda pair, text: not Counter(words(pair.complaint)) - Counter(words(text)),
    "complaint_reworded": lambda pair, text: pair.complaint not in text and "memahami bahwa" in text,
    "boilerplate_tripled": lambda pair, text: text.count(pair.reply) >= 3 and len(text) > 3 * len(pair.reply),
    "keyword_list": lambda _, text: all(keyword in text for keyword in KEYWORDS),
    "past_for_future": lambda _, text: re.search(r"\b(telah|sudah)\b", text) and "akan" not in words(text),
    "zero_width": lambda pair, text: normalise(text).text == pair.reply,
    "hidden_instruction": lambda pair, text: text.startswith(pair.reply) and any(c > "\U000e0000" for c in text),
    "instruction_text": lambda _, text: any(order in text for order in INSTRUCTIONS),
    "other_reply": lambda _, text: text in GOOD,
}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_there_are_at_least_twelve() -> None:
    assert len(ATTACKS) >= 12
    assert set(ATTACKS) | {"other_reply"} == set(SHOWS)


@pytest.mark.parametrize("name", SHOWS)
@pytest.mark.parametrize("seed", range(5))
def test_an_attack_changes_the_reply_and_keeps_to_its_name(name: str, seed: int) -> None:
    for before, after in zip(PAIRS, attack_all(PAIRS, GOOD, seed)[name], strict=True):
        assert after.reply != before.reply
        assert (after.complaint, after.id, after.report_type) == (before.complaint, before.id, before.report_type)
        assert SHOWS[name](before, after.reply), (name, after.reply)


def test_the_same_seed_gives_the_same_texts() -> None:
    assert attack_all(PAIRS, GOOD, 7) == attack_all(PAIRS, GOOD, 7)
    assert attack_all(PAIRS, GOOD, 7) != attack_all(PAIRS, GOOD, 8)
    alone = attack_all(PAIRS, [], 7)
    assert "other_reply" not in alone
    assert alone["added_dates"] == attack_all(PAIRS, GOOD, 7)["added_dates"]


def test_other_reply_never_pastes_the_pairs_own() -> None:
    own = ReplyPair("Air mati", GOOD[0])
    assert {other_reply(GOOD)(own, Random(seed)) for seed in range(10)} == {GOOD[1]}
    with pytest.raises(ValueError, match="no other reply"):
        other_reply([GOOD[0]])(own, Random(0))


@given(st.text(max_size=120), st.text(max_size=120), st.integers(0, 9))
def test_any_pair_can_be_attacked(complaint: str, reply: str, seed: int) -> None:
    for pairs in attack_all([ReplyPair(complaint, reply)], GOOD, seed).values():
        assert isinstance(pairs[0].reply, str)
