"""A text with the words marked that a judgement rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a text, of a ``kind`` (a CSS class) and with a ``title`` that says why.

    A ``label`` is shown behind the last character, and is no part of the text.
    """

    start: int
    end: int
    kind: str
    title: str
    label: str = ""


def highlight(text: str, spans: Iterable[Span]) -> Markup:
    """The text as safe HTML, each span in ``<mark>``; where spans overlap, every piece carries all of their titles.

    >>> highlight("a <b> c", [Span(2, 5, "item", "Tindakan", "R3")])
    Markup('a <mark class="item" title="Tindakan" data-label="R3">&lt;b&gt;</mark> c')
    """
    inside = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    edges = sorted({0, len(text), *(s.start for s in inside), *(s.end for s in inside)})
    pieces = [_piece(text[start:end], _here(inside, start, end), end) for start, end in pairwise(edges)]
    return Markup("").join(pieces)


def _here(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    return [s for s in spans if s.start <= start and end <= s.end]


def _piece(text: str, spans: list[Span], end: int) -> Markup:
    if not spans:
        return escape(text)
    kinds = " ".join(dict.fromkeys(s.kind for s in spans))
    titles = "; ".join(dict.fromkeys(s.title for s in spans))
    labels = " ".join(dict.fromkeys(s.label for s in spans if s.label and s.end == end))
    label = Markup(' data-label="{}"').format(labels) if labels else ""
    return Markup('<mark class="{}" title="{}"{}>{}</mark>').format(kinds, titles, label, text)
