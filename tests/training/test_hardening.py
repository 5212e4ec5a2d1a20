"""Changed replies that a judge learns from besides those that were written."""

from __future__ import annotations

from classifier.records import ReplyPair
from training.corpus import corpus_replies
from training.hardening import attacked_copies, curt_copies

POLITE = "Halo Kak, mohon maaf. Kabel tiang 14 putus. Lampu sudah diganti Selasa malam. Salam sehat."


def span(quote: str) -> tuple[int, int]:
    return POLITE.index(quote), POLITE.index(quote) + len(quote)


def test_a_curt_copy_keeps_what_was_marked_and_nothing_else() -> None:
    pair = ReplyPair("Lampu padam", POLITE, "a")
    marks = {"R2": [span("Kabel tiang 14 putus")], "R3": [span("diganti Selasa malam")]}
    ((number, curt, moved),) = curt_copies([pair], [2], [marks])
    assert (number, curt.reply) == (0, "Kabel tiang 14 putus. Lampu sudah diganti Selasa malam.")
    quotes = {item: [curt.reply[start:end] for start, end in spans] for item, spans in moved.items()}
    assert quotes == {"R2": ["Kabel tiang 14 putus"], "R3": ["diganti Selasa malam"]}


def test_there_is_no_curt_copy_of_what_is_curt_or_says_too_little() -> None:
    pair = ReplyPair("Lampu padam", "Lampu sudah diganti.", "a")
    assert curt_copies([pair], [2], [{"R3": [(0, 10)]}]) == []
    polite = ReplyPair("Lampu padam", POLITE, "b")
    assert curt_copies([polite, polite], [1, 2], [{"R3": [span("diganti")]}, {}]) == []


def test_marks_of_the_corpus_survive_the_cut() -> None:
    history = corpus_replies()
    copies = curt_copies(history.pairs, history.levels, history.marks)
    assert len(copies) >= 100
    for number, curt, moved in copies:
        assert len(curt.reply) < len(history.pairs[number].reply)
        assert set(moved) == set(history.marks[number])
        assert all(0 <= start < end <= len(curt.reply) for spans in moved.values() for start, end in spans)


def test_attacked_copies_are_the_same_for_the_same_seed_and_no_good_reply_is_left_out() -> None:
    pairs = [ReplyPair("a", "Akan kami tindaklanjuti.", "0"), ReplyPair("b", "Lampu sudah diganti.", "1")]
    pairs += [ReplyPair(f"c{n}", f"Pipa {n} sudah disambung.", str(n)) for n in range(10)]
    levels = [0] + [2] * 11
    first = attacked_copies(pairs, levels, seed=1)
    assert first == attacked_copies(pairs, levels, seed=1) != attacked_copies(pairs, levels, seed=2)
    assert len(first) == 2 + 2
