"""Changed replies to learn from: normative ones dressed up as attackers would, substantive ones without courtesy.

Training on attacked examples is the defence of Goodfellow et al. (2015), "Explaining and Harnessing Adversarial
Examples", here with attacks on words. A judge learns from it that dates, numbers and another citizen's good answer show
nothing by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from classifier.records import ReplyPair
from classifier.reply.scorer import Marks
from classifier.text.sentences import sentences
from training.attacks import ATTACKS, other_reply

PASTED = 0.2
"""How many substantive replies, for one that was written, are pasted under a complaint that they do not answer."""


def attacked_copies(
    pairs: Sequence[ReplyPair], levels: Sequence[int], *, copies: int = 2, seed: int = 0
) -> list[tuple[int, ReplyPair]]:
    """Attacked replies of level 0, each with the number of the pair whose complaint it pretends to answer.

    Every normative pair is attacked ``copies`` times, by attacks drawn at random; and under some complaints somebody
    else's substantive reply is pasted. The same seed gives the same copies.
    """
    random = Random(f"hardening/{seed}")  # noqa: S311  no secret is drawn
    names = sorted(ATTACKS)
    made = [
        (number, _with_reply(pair, ATTACKS[name](pair, random)))
        for number, (pair, level) in enumerate(zip(pairs, levels, strict=True))
        if level == 0
        for name in random.sample(names, copies)
    ]
    good = [number for number, level in enumerate(levels) if level == 2]
    paste = other_reply([pairs[number].reply for number in good])
    for number in random.sample(good, int(PASTED * len(good))):
        made.append((number, _with_reply(pairs[number], paste(pairs[number], random))))
    return made


def curt_copies(
    pairs: Sequence[ReplyPair], levels: Sequence[int], marks: Sequence[Marks]
) -> list[tuple[int, ReplyPair, Marks]]:
    """Substantive replies cut down to the sentences that show a checklist item, with the number of their pair.

    What they say of the case is all still there, so they stay substantive; a judge learns that courtesy and length add
    nothing. Replies whose every sentence shows something have no such copy.
    """
    made = []
    for number, (pair, level) in enumerate(zip(pairs, levels, strict=True)):
        if level == 2 and marks[number]:
            told = sentences(pair.reply)
            kept = [each for each in told if any(_overlap(each, span) for m in marks[number].values() for span in m)]
            if 0 < len(kept) < len(told):
                made.append((number, *_cut_down(pair, kept, marks[number])))
    return made


def _cut_down(pair: ReplyPair, kept: Sequence[tuple[int, int]], marks: Marks) -> tuple[ReplyPair, Marks]:
    """A reply of some of its sentences, one space between them, and its marks there."""
    moved: dict[str, list[tuple[int, int]]] = {}
    length = 0
    for start, end in kept:
        for item, spans in marks.items():
            for first, last in spans:
                if _overlap((start, end), (first, last)):
                    inside = max(first, start) - start + length, min(last, end) - start + length
                    moved.setdefault(item, []).append(inside)
        length += end - start + 1
    return _with_reply(pair, " ".join(pair.reply[start:end] for start, end in kept)), moved


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _with_reply(pair: ReplyPair, reply: str) -> ReplyPair:
    return ReplyPair(pair.complaint, reply, pair.id, pair.report_type)
