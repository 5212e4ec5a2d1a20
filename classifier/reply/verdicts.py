"""Verdicts with their flags: the judge and the rules over words that were cut once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from classifier.records import ReplyPair, Verdict
from classifier.reply.flags import flags_of
from classifier.reply.judge import ReplyJudge
from classifier.reply.reading import read_pair


def score(judge: ReplyJudge, pairs: Sequence[ReplyPair], *, release: str = "") -> list[Verdict]:
    """One verdict a pair, in order, with the flags that rules find; promises are looked at on the pair's ``today``."""
    readings = [read_pair(pair) for pair in pairs]
    now = date.today()
    return [
        replace(
            verdict,
            flags=flags_of(pair, replied_at=pair.replied_at, today=pair.today or now, reading=reading),
        )
        for pair, reading, verdict in zip(pairs, readings, judge.judge_readings(readings, release=release), strict=True)
    ]
