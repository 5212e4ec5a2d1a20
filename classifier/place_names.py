"""Names of places in a text.

A name counts where a cue stands before it ("kec. Gubeng", "Kel Mojo", "Kota Kediri") or, for regencies and cities,
where it stands alone and is no everyday word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from classifier.gazetteer import Gazetteer, Level, place_key
from classifier.records import PlaceField, TextField
from classifier.text.normalise import Normalised, normalise

_CUE: dict[str, Level] = {
    "kota": "region",
    "kab": "region",
    "kabupaten": "region",
    "kec": "kecamatan",
    "kecamatan": "kecamatan",
    "kel": "kelurahan",
    "kelurahan": "kelurahan",
    "desa": "kelurahan",
    "ds": "kelurahan",
    "provinsi": "province",
    "prov": "province",
}
_CUED = re.compile(rf"\b({'|'.join(sorted(_CUE, key=len, reverse=True))})\b[.:]?\s{{0,3}}(?=[^\W\d_])", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_STREET = frozenset("jl jln jalan gang gg bank toko warung rm pasar terminal stasiun".split())
_LETTERS = re.compile(r"[^\W\d_]+")
Spot = tuple[PlaceField, int, int]
_MOST_WORDS = 4
# Names of regencies and cities that are everyday words, persons or islands: they need their cue.
EVERYDAY = frozenset(
    """
    agam alor asahan banggai barru batu belu bima bone buol buru buton deli ende karo kaur landak lingga maybrat mesuji
    muna natuna nias pati poso sabang siak sikka solok tual wajo kepulauan tengah selatan utara barat timur
    """.split()
)


class Mention(NamedTuple):
    """A place that is named, and the codes it can have; ``source`` is the form, the address, the title or the text."""

    level: Level
    name: str
    codes: tuple[str, ...]
    source: str


class NameReader:
    """Finds the names of one gazetteer in texts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        codes = [code for code in gazetteer.names if code.count(".") == 1]
        self._alone = {place_key(gazetteer.names[code]) for code in codes} - EVERYDAY
        self._first_words = {
            _NAME_WORD.findall(gazetteer.names[code].split(" ", 1)[1].lower())[0] for code in codes
        } - EVERYDAY
        self._hints = {_LETTERS.findall(word)[0] for word in self._first_words} | set(_CUE)

    def may_name(self, raw: str) -> bool:
        """Whether a raw word can begin a place's name or be the cue of one; a text without such a word names none."""
        return raw.lower() in self._hints or not (raw.isalnum() or raw[0] == "[")

    def lookup(self, level: Level, name: str) -> tuple[str, ...]:
        """The codes that a name of a level can have."""
        return self._gazetteer.regions(name) if level == "region" else self._gazetteer.codes(level, name)

    def mentions(self, text: str, field: TextField, *, exact: bool) -> list[tuple[Mention, Spot]]:
        """The places that a text names, with where; without ``exact`` the place in the text is not looked for."""
        normalised = normalise(text)
        plain = normalised.text
        found: list[tuple[Mention, Spot]] = []
        for match in _CUED.finditer(plain):
            named = self._cued(match, self._words_at(plain, match.end()))
            if named:
                name, codes, end = named
                mention = Mention(_CUE[match.group(1).lower()], name, codes, field)
                found.append((mention, (field, *normalised.span(match.start(), end))))
        return found + self._standing_alone(normalised, field, exact=exact)

    def _cued(self, match: re.Match[str], words: Sequence[re.Match[str]]) -> tuple[str, tuple[str, ...], int] | None:
        """The longest name behind a cue that is a place, with its codes and its end; else what looks like a name."""
        cue = match.group(1).lower()
        level = _CUE[cue]
        for n in range(len(words), 0, -1):
            name = " ".join(word.group() for word in words[:n])
            asked = f"{'kota' if cue == 'kota' else 'kabupaten'} {name}" if level == "region" else name
            codes = self.lookup(level, asked)
            if codes:
                return asked, codes, words[n - 1].end()
        if not words or (level == "region" and not words[0].group()[0].isupper()):
            return None
        name = words[0].group()
        return (f"{cue} {name}" if level == "region" else name), (), words[0].end()

    def _standing_alone(self, normalised: Normalised, field: TextField, *, exact: bool) -> list[tuple[Mention, Spot]]:
        lowered = normalised.text.lower()
        if len(lowered) != len(normalised.text):
            lowered = "".join(letter.lower()[0] for letter in normalised.text)  # else spans would slip behind "İ"
        words = _NAME_WORD.findall(lowered)
        if self._first_words.isdisjoint(words):
            return []
        spans = [match.span() for match in _NAME_WORD.finditer(lowered)] if exact else []
        found: list[tuple[Mention, Spot]] = []
        for number, word in enumerate(words):
            if word not in self._first_words or (number and words[number - 1] in _STREET):
                continue
            for n in (3, 2, 1):
                named = words[number : number + n]
                key = "".join(named)
                if key in self._alone:
                    mention = Mention("region", " ".join(named), self._gazetteer.codes("region", key), field)
                    behind = spans[number : number + n]
                    span = normalised.span(behind[0][0], behind[-1][1]) if exact else (0, 0)
                    found.append((mention, (field, *span)))
                    break
        return found

    def _words_at(self, plain: str, start: int) -> list[re.Match[str]]:
        words: list[re.Match[str]] = []
        position = start
        while len(words) < _MOST_WORDS:
            match = _NAME_WORD.match(plain, position)
            if not match:
                break
            words.append(match)
            if plain[match.end() : match.end() + 1] != " ":
                break
            position = match.end() + 1
        return words
