"""Normative replies dressed up as attackers would, learned from as what they are: normative.

Training on attacked examples is the defence of Goodfellow et al. (2015), "Explaining and Harnessing Adversarial
Examples", here with attacks on words. A judge learns from it that dates, numbers and another citizen's good answer show
nothing by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from classifier.records import ReplyPair
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


def _with_reply(pair: ReplyPair, reply: str) -> ReplyPair:
    return ReplyPair(pair.complaint, reply, pair.id, pair.report_type)
