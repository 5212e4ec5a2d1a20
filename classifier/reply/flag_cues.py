"""Word classes that flags and threads are read from (data/lexicon/flag_cues.csv)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from classifier.datafiles import data_directory
from classifier.errors import TaxonomyError
from classifier.reply.sentences import sentences
from classifier.text.words import words

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a reply: its span, its canonical words, each word's span and classes (all of one length)."""

    start: int
    end: int
    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    classes: tuple[frozenset[str], ...]

    def has(self, *names: str) -> bool:
        """Whether every one of the classes occurs."""
        return all(any(name in each for each in self.classes) for name in names)

    def places(self, name: str) -> list[int]:
        """Numbers of the words of a class."""
        return [number for number, each in enumerate(self.classes) if name in each]

    def followed(self, first: str, second: str, within: int) -> list[int]:
        """Numbers of the words of one class that have one of another at most ``within`` words behind them."""
        return [
            number
            for number in self.places(first)
            if any(second in each for each in self.classes[number + 1 : number + 1 + within])
        ]


def read(text: str) -> list[Sentence]:
    """The sentences of a text with the classes of their words; linear in its length."""
    spans = sentences(text)
    found = list(words(text))
    result: list[Sentence] = []
    position = 0
    for start, end in spans:
        while position < len(found) and found[position].start < start:
            position += 1
        first = position
        while position < len(found) and found[position].start < end:
            position += 1
        inside = found[first:position]
        result.append(
            Sentence(
                start,
                end,
                tuple(word.form for word in inside),
                tuple((word.start, word.end) for word in inside),
                tuple(classes_of(word.form) for word in inside),
            )
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
