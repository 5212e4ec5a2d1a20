"""Word classes that flags and threads are read from (data/lexicon/flag_cues.csv)."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from classifier.datafiles import data_directory
from classifier.errors import TaxonomyError
from classifier.reply.reading import Words
from classifier.text.sentences import sentences

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a reply: its span, its canonical words, each word's span and classes (all of one length).

    ``shown`` are the classes that some word has.
    """

    start: int
    end: int
    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    classes: tuple[frozenset[str], ...]
    shown: frozenset[str]

    def has(self, *names: str) -> bool:
        """Whether every one of the classes occurs."""
        return self.shown.issuperset(names)

    def places(self, name: str) -> list[int]:
        """Numbers of the words of a class."""
        return [number for number, each in enumerate(self.classes) if name in each] if name in self.shown else []

    def followed(self, first: str, second: str, within: int) -> list[int]:
        """Numbers of the words of one class that have one of another at most ``within`` words behind them."""
        if second not in self.shown:
            return []
        return [
            number
            for number in self.places(first)
            if any(second in each for each in self.classes[number + 1 : number + 1 + within])
        ]


def read(text: str) -> list[Sentence]:
    """The sentences of a text with the classes of their words; linear in its length."""
    return sentences_of(Words.of(text), sentences(text))


def sentences_of(found: Words, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
    """`read` for a text that is cut into words and sentences already; ``spans`` are places in it as it was given."""
    places = found.spans()
    starts = [start for start, _ in places]
    classes = [classes_of(form) for form in found.forms]
    result: list[Sentence] = []
    for start, end in spans:
        inside = slice(bisect_left(starts, start), bisect_left(starts, end))
        shown = classes[inside]
        result.append(
            Sentence(start, end, tuple(found.forms[inside]), tuple(places[inside]), tuple(shown), _NONE.union(*shown))
        )
    return result


@lru_cache(maxsize=65_536)
def classes_of(form: str) -> frozenset[str]:
    """The classes of a canonical word."""
    if form[0] == "<":
        return _NONE
    return frozenset(name for name, pattern in _patterns() if pattern.fullmatch(form))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    file = data_directory() / "lexicon" / "flag_cues.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    try:
        return tuple((row["class"], re.compile(row["pattern"])) for row in rows)
    except (KeyError, re.error) as error:
        raise TaxonomyError(f"{file}: expected rows class,pattern ({error})") from None
