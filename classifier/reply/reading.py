"""Complaints and replies cut into words once, for everything that is asked of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from classifier.records import ReplyPair
from classifier.reply.relation import content_stems
from classifier.text.normalise import Normalised, normalise
from classifier.text.sentences import sentences
from classifier.text.words import canonical, pieces


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words: as they stand (``raw``), canonical (``forms``), and where they begin and end in ``text.text``.

    These four lists are of one length; ``content`` are the stems of the words that carry content, in order.
    """

    text: Normalised
    raw: list[str]
    forms: list[str]
    starts: list[int]
    ends: list[int]
    content: list[str]

    @classmethod
    def of(cls, text: str) -> Words:
        """Cut a text; linear in its length."""
        normalised = normalise(text)
        found = list(pieces(normalised.text))
        raw = [match.group() for match in found]
        forms = [canonical(word) for word in raw]
        starts, ends = [match.start() for match in found], [match.end() for match in found]
        return cls(normalised, raw, forms, starts, ends, content_stems(forms))

    def within(self, start: int, end: int) -> slice:
        """The words that begin between two places of the normalised text."""
        return slice(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def spans(self) -> list[tuple[int, int]]:
        """The places of the words in the text as it was given."""
        if self.text.origin is None:
            return list(zip(self.starts, self.ends, strict=True))
        return [self.text.span(start, end) for start, end in zip(self.starts, self.ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Reading:
    """A pair with the words of its complaint and of its reply.

    ``sentences`` are spans of the reply's normalised text.
    """

    pair: ReplyPair
    complaint: Words
    reply: Words
    sentences: list[tuple[int, int]]


def read_pair(pair: ReplyPair) -> Reading:
    """Cut both texts of a pair into words."""
    reply = Words.of(pair.reply)
    return Reading(pair, Words.of(pair.complaint), reply, sentences(reply.text.text))
