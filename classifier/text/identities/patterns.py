"""Writing long patterns as lists of words."""

from __future__ import annotations

import re

from classifier.text.identities.plain import BARRIER, PHONE

GAP = rf"[^\d\n{BARRIER}{PHONE}]"
"""A character that may stand between a cue and what it announces."""


def any_of(words: str) -> str:
    r"""A pattern for any of the alternatives in a text, which are parted by spaces.

    >>> any_of(r"kartu\s+keluarga kk")
    '(?:kartu\\s+keluarga|kk)'
    """
    return f"(?:{'|'.join(words.split())})"


def ends_with(words: str) -> re.Pattern[str]:
    """A pattern that finds one of the words right before the end of a text, with little behind it."""
    return re.compile(rf"\b{any_of(words)}\W{{0,3}}$", re.IGNORECASE)
