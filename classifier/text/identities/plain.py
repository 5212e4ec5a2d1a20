"""A copy of a text in which every character stands for exactly one of the original, so that spans need no translation.

Other scripts' digits become digits, a letter O or l among digits becomes 0 or 1, dashes and spaces of all kinds become
one of each. What is no identity but looks like one, and what is masked already, becomes `BARRIER`: no number, name or
cue is read across it.
"""

from __future__ import annotations

import re
import unicodedata

from classifier.text.identities.spans import TAGS

BARRIER = "\x1f"
PHONE = "\x1d"
"""A barrier that stands for a telephone: a name may stand before it."""
INVISIBLE = "\x1e"
"""Stands for what no reader sees; a number may hold it."""

_INVISIBLE = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_SAME = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"),
    **dict.fromkeys("\u2028\u2029\u0085\x0b\x0c", "\n"),
    **dict.fromkeys("\u00b7\u2022\u3002", "."),
}
_LOOKALIKE = str.maketrans("OoIl", "0011")
_MIXED = re.compile(r"[\dOoIl]{4,}")  # 3515O1OOOl
_FEWEST_DIGITS = 3
_AMONG_DIGITS = re.compile(
    r"(?<=\d)[OoIl]{1,6}(?=[\s.\-]?\d)"  # 35l5
    r"|(?<=\d[\s.\-])[OoIl]{1,6}(?=[\s.\-]?\d)"  # 3515 O102
    r"|(?<![^\W_])[Oo](?=8[\doOIl])"  # o812
    r"|(?<![^\W_])[Oo](?=\d{8})"
)
_TAG = re.compile("|".join(map(re.escape, TAGS.values())))
_NO_MORE = r"(?![-/.]?\d)"
_HARMLESS = re.compile(
    # dates
    rf"(?<!\d)(?<!\d[-/.])(?:[0-3]?\d([-/.])[01]?\d\1(?:19|20)\d\d|(?:19|20)\d\d([-/.])[01]\d\2[0-3]\d){_NO_MORE}"
    # numbers of laws, decrees and letters
    r"|(?<![\d/])\d{1,3}(?:/\d{1,4}){0,2}/(?:19|20)\d\d(?![/\d])"
    # years from and to
    rf"|(?<!\d)(?<!\d[-/.])(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d{_NO_MORE}"
    # times, from and to
    rf"|(?<!\d)(?<!\d[-/.])[0-2]?\d[.:][0-5]\d\s?(?:-|s/?d|sampai)\s?[0-2]?\d[.:][0-5]\d{_NO_MORE}"
    r"|(?<!\d)(?<!\d[-/.])[0-2]?\d[.:][0-5]\d(?:[.:][0-5]\d)?(?=\s?(?:wib|wita|wit)\b)"
    # amounts
    r"|(?:\brp\.?|\bidr|\$)\s?[1-9][\d.,]{0,25}|(?<![\d.-])[1-9]\d{0,2}(?:\.000)+(?!\.?\d)"
    # degrees of latitude and longitude
    r"|(?<![\d.])-?\d{1,2}\.\d{4,12}\s?,\s?1\d\d\.\d{4,12}(?!\d)",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The copy.

    >>> plain("ＮＩＫ 35l5–01")
    'NIK 3515-01'
    """
    if not text.isascii():
        text = "".join(map(_plain_character, text))
    text = _TAG.sub(_tag, text)
    text = _MIXED.sub(_digits, text)
    text = _AMONG_DIGITS.sub(lambda match: match.group().translate(_LOOKALIKE), text)
    return _HARMLESS.sub(_barrier, text)


def _digits(match: re.Match[str]) -> str:
    """A run of digits and lookalikes as digits, but for letters at its ends that belong to a word."""
    run = match.group()
    if sum(map(str.isdigit, run)) < _FEWEST_DIGITS or run.isdigit():
        return run
    after = match.string[match.end() : match.end() + 1].isalpha()
    before = match.string[max(0, match.start() - 1) : match.start()].isalpha()
    head = len(run) - len(run.lstrip("OoIl")) if before else 0
    tail = len(run.rstrip("OoIl")) if after else len(run)
    return run[:head] + run[head:tail].translate(_LOOKALIKE) + run[tail:]


def _tag(match: re.Match[str]) -> str:
    return (PHONE if match.group() == TAGS["telepon"] else BARRIER) * len(match.group())


def _barrier(match: re.Match[str]) -> str:
    return BARRIER * len(match.group())


def _plain_character(character: str) -> str:
    if character < "\x80":
        return character
    if character in _INVISIBLE:
        return INVISIBLE
    if character in _SAME:
        return _SAME[character]
    if character.isdigit():
        digit = unicodedata.digit(character, None)
        return character if digit is None else str(digit)
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 1:
        return folded
    return " " if folded.isspace() else character
