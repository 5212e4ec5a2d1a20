"""Cutting a reply into sentences and clauses, with their places in it.

Replies run on: an apology, a comma, and then the answer. What is judged is therefore the clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# A full stop ends a sentence unless an abbreviation, an initial or a number stands before it; a line break always ends
# one.
_END = re.compile(r"(?:[.!?]+[\"'”’)\]]*(?=\s|$))|[;\n\r]+|\s[-•*]\s")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:jl|jln|no|kel|kec|kab|prov|ds|dsn|rt|rw|bpk|sdr|sdri|yth|dr|drs|ir|hj|h|st|rp|tgl|telp|hp|gg|a\.?n|s\.?d|dll|dsb|dkk|pt|cv|ps|ay|[a-z]|\d{1,2})$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, in order, without white space at their ends; empty ones are left out.

    >>> [text[a:b] for text in ["Lampu di Jl. Melati sudah menyala. Terima kasih."] for a, b in sentences(text)]
    ['Lampu di Jl. Melati sudah menyala.', 'Terima kasih.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _ABBREVIATION.search(text[max(start, match.start() - 8) : match.start()]):
            continue
        _add(text, start, match.end(), spans)
        start = match.end()
    _add(text, start, len(text), spans)
    return spans


_COMMA = re.compile(r",\s(?!\d)|\s[-–]\s|:\s")  # "besok, 15 Mei" is one day
_LEAST_WORDS = 3


def clauses(text: str, found: Sequence[tuple[int, int]] | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text``, cut at commas, dashes and colons between parts of three words or more.

    ``found`` are the spans of the sentences, where they are known already.

    >>> [text[a:b] for text in ["Halo kak, mohon maaf ya, tiket bisa diubah di loket."] for a, b in clauses(text)]
    ['Halo kak, mohon maaf ya,', 'tiket bisa diubah di loket.']
    """
    spans: list[tuple[int, int]] = []
    for first, last in sentences(text) if found is None else found:
        start = first
        for match in _COMMA.finditer(text, first, last):
            if _words(text[start : match.end()]) >= _LEAST_WORDS and _words(text[match.end() : last]) >= _LEAST_WORDS:
                _add(text, start, match.end(), spans)
                start = match.end()
        _add(text, start, last, spans)
    return spans


def _words(piece: str) -> int:
    return len(piece.split())


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if any(character.isalnum() for character in text[left:right]):
        spans.append((left, right))
