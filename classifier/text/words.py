"""Cutting a text into words, with identities, links and numbers masked before punctuation goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from classifier.text.normalise import normalise
from classifier.text.spelling import spellings

# One alternation, longest unit first: links and addresses, placeholders of a masked text, letters, numbers.
_WORD = re.compile(
    r"(?:https?://|www\.)[^\s]+"
    r"|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
    r"|\[(?:NIK|NAMA|TELEPON|NOMOR|SUREL|NOPOL|TAUTAN|KK|REKENING|RUMAH)\]"
    r"|[^\W\d_]+|\d+"
)
# What `_WORD` finds in an ASCII text without the marks of its first three parts, in less than half the time.
_PLAIN = re.compile(r"[A-Za-z]+|[0-9]+")
_MARKS = ("@", "[", "://", "www.")
_REPEATED = re.compile(r"(.)\1{2,}")
_LONG_NUMBER = 6
_SHORT = 20
_MASK = {
    "[nik]": "<nik>",
    "[kk]": "<nik>",
    "[nama]": "<nama>",
    "[telepon]": "<nomor>",
    "[nomor]": "<nomor>",
    "[rekening]": "<nomor>",
    "[surel]": "<surel>",
    "[nopol]": "<nopol>",
    "[tautan]": "<tautan>",
    "[rumah]": "<angka>",
}
MAX_WORD = 40
"""Letters of a word that are kept: longer runs are noise, and bounding them bounds the cost of one word."""


class Word(NamedTuple):
    """A word in its canonical form and the span of the original text that it stands for."""

    form: str
    start: int
    end: int


def pieces(text: str) -> Iterator[re.Match[str]]:
    """The raw words of a normalised text with their places in it."""
    return _pattern(text).finditer(text)


def split(text: str) -> list[str]:
    """The raw words of a text in order, not yet canonical. Linear in the length of the text."""
    text = text if text.isascii() else normalise(text).text
    return _pattern(text).findall(text)


def _pattern(text: str) -> re.Pattern[str]:
    return _PLAIN if text.isascii() and not any(mark in text for mark in _MARKS) else _WORD


def canonical(raw: str) -> str:
    """The form of a raw word that models see.

    Lower case, numbers and identities masked, stretched letters folded, chat spellings and common words of regional
    languages as their standard words.

    >>> canonical("TOLOOOONG"), canonical("081234567890"), canonical("25"), canonical("a@b.id"), canonical("yg")
    ('tolong', '<nomor>', '<angka>', '<surel>', 'yang')
    """
    return _common(raw) if len(raw) <= _SHORT and raw.isalpha() else _canonical(raw)


@lru_cache(maxsize=65_536)
def _common(raw: str) -> str:
    """`canonical` of a short run of letters, kept: neither numbers nor links stay in memory."""
    return _canonical(raw)


def _canonical(raw: str) -> str:
    word = raw.lower()
    if word.isdigit():
        return "<angka>" if len(word) < _LONG_NUMBER else "<nomor>"
    if word[0] == "[":
        return _MASK.get(word, word)
    if "@" in word:
        return "<surel>"
    if word.startswith(("http://", "https://", "www.")):
        return "<tautan>"
    folded = _REPEATED.sub(r"\1", word)[:MAX_WORD]
    return spellings().get(folded, folded)


def words(text: str) -> Iterator[Word]:
    """The canonical words of ``text`` with their spans in it."""
    normalised = normalise(text)
    for match in pieces(normalised.text):
        start, end = normalised.span(*match.span())
        yield Word(canonical(match.group()), start, end)
