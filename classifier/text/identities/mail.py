"""Addresses of electronic mail, with ``@`` and dots in any of the ways in which people hide them from robots."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.text.identities.spans import Identity

_AT = r"(?:\s{0,2}(?:@|[(\[{<]\s?(?:at|et|a|@)\s?[)\]}>])\s{0,2}|\s(?:at|et)\s)"
_TOP = r"(?:com|co|id|net|org|go|sch|ac|or|web|my|biz|info|desa|mil|me|io|xyz|edu|gov|test|example|invalid|email)"
_DOT = (
    r"(?:\.[a-z][a-z\d-]{1,30}"
    r"|\s?[(\[{]\s?(?:dot|titik|\.)\s?[)\]}]\s?[a-z][a-z\d-]{1,30}"
    rf"|\s(?:dot|titik)\s[a-z][a-z\d-]{{1,30}}|(?:\s\.\s?|\s?,\s?){_TOP}\b)"
)
# Providers that need no top level to be known.
_PROVIDER = r"(?:gmail|g-mail|yahoo|ymail|rocketmail|hotmail|outlook|icloud|live)(?:\s(?:com|co\sid))?\b"
_LOCAL = r"(?<![\w.+-])(?:[\w+-]{1,40}(?:\s\.\s|\s?[(\[](?:dot|titik)[)\]]\s?)){0,3}[\w.+-]{1,64}"
_MAIL = re.compile(rf"{_LOCAL}{_AT}(?:[\w-]{{1,40}}{_DOT}{{1,4}}|{_PROVIDER})", re.IGNORECASE)


def mail(plain: str) -> Iterator[Identity]:
    """The addresses in a plain text."""
    for match in _MAIL.finditer(plain):
        yield Identity("surel", *match.span())
