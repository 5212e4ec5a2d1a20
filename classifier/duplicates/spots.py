"""Streets, landmarks and districts that a text names by a cue ("Jl. Mawar", "pasar Pucang", "RT 03", "kec. Krian").

A name ends at punctuation, at an everyday word, at a small letter after a capital, or after four words. Names are
compared without ranks and by their last word and the initials of the others: "Jend. Achmad Yani" is "A. Yani".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from classifier.duplicates.rarity import everyday
from classifier.text.normalise import normalise

Area = Literal["region", "kecamatan", "kelurahan"]
Detail = Literal["rt", "rw", "lane", "km"]
DETAILS: tuple[Detail, ...] = ("rt", "rw", "lane", "km")

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|\n")
_STREET = frozenset("jl jln jalan".split())
_LANE = frozenset("gang gg".split())
_SCHOOL = frozenset("tk sd sdn smp smpn sma sman smk smkn mi min mts mtsn man".split())
_LANDMARK = _SCHOOL | frozenset(
    """
    pasar terminal stasiun puskesmas pustu rsud rs rsia rsi masjid mushola musala gereja perumahan perum komplek
    kompleks jembatan taman halte perempatan pertigaan simpang bundaran kampung dusun dukuh samsat apartemen rusun
    rusunawa waduk embung tpu
    """.split()
)
_AREA: dict[str, Area] = {
    "kelurahan": "kelurahan",
    "kel": "kelurahan",
    "desa": "kelurahan",
    "ds": "kelurahan",
    "kecamatan": "kecamatan",
    "kec": "kecamatan",
    "kabupaten": "region",
    "kab": "region",
}
_DETAIL: dict[str, Detail] = {"rt": "rt", "rw": "rw", "km": "km", "gang": "lane", "gg": "lane"}
_RANKS = frozenset(
    "jend jenderal jendral letjen mayjen brigjen kapten letkol kolonel panglima kh kyai ir dr prof hj raden".split()
)
_AFTER_A_NAME = frozenset(
    "timur barat utara selatan tengah lor kidul wetan kulon indah asri permai baru lama dalam madya jaya".split()
)
_NO_NAME = frozenset("yang di ke dari depan dekat arah no nomor rt rw blok km sebelah belakang samping mohon".split())
_SPELLINGS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("ch", "h"), ("sj", "sy"))
_ROMAN = {r: n for n, r in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi".split(), start=1)}
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """A named street or landmark; ``key`` is how it is compared, ``head`` the same without the name's last word."""

    key: str
    head: str
    street: bool
    label: str


@dataclass(slots=True)
class Spots:
    """What a text says about where: spots, districts by level, numbers by kind, the words of names, and their cues."""

    spots: dict[str, Spot] = field(default_factory=dict)
    areas: dict[Area, str] = field(default_factory=dict)
    details: dict[Detail, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    cues: set[str] = field(default_factory=set)


def find_spots(*texts: str) -> Spots:
    """The spots of several texts of one complaint; of two values for one thing the first stands. Linear in length."""
    found = Spots()
    for text in texts:
        plain = text if text.isascii() else normalise(text).text
        tokens = _TOKEN.findall(plain)
        position = 0
        while position < len(tokens):
            position = _read(tokens, position, found)
    return found


def _read(tokens: list[str], position: int, found: Spots) -> int:
    """Take up what the cue at ``position`` says, if there is one; the position to go on from."""
    cue = tokens[position].lower()
    if cue in _DETAIL:
        number = _number(tokens, position + 1)
        if number is not None:
            found.details.setdefault(_DETAIL[cue], number)
            return position + 2
    if cue in _AREA:
        names, _ = _name(tokens, position + 1)
        if names:
            found.areas.setdefault(_AREA[cue], "".join(names).lower())
            found.used.update(map(str.lower, names))
    elif cue in _STREET or cue in _LANE or cue in _LANDMARK:
        names, end = _name(tokens, position + 1, numbers=cue in _SCHOOL)
        spot = _spot(names, street=cue not in _LANDMARK, cue=tokens[position])
        if spot:
            found.spots.setdefault(spot.key, spot)
            found.cues.add(cue)
            found.used.update(map(str.lower, names))
            number = _number(tokens, end, roman_only=cue not in _LANE)
            if number is not None and cue not in _SCHOOL:
                found.details.setdefault("lane", number)
    return position + 1


def _name(tokens: list[str], start: int, *, numbers: bool = False) -> tuple[list[str], int]:
    """The words of a name from ``start`` on, and where it ends."""
    names: list[str] = []
    end = start
    for position in _name_positions(tokens, start):
        token = tokens[position]
        if len(names) == _MOST_WORDS or not _belongs(token, names, numbers=numbers):
            break
        end = position + 1
        if token.lower() != "raya":
            names.append(token)
    return names, end


def _name_positions(tokens: list[str], start: int) -> Iterator[int]:
    """Positions of words from ``start``; a full stop is passed after the cue and after initials and ranks only."""
    position = start
    if position < len(tokens) and tokens[position] in ".:":
        position += 1
    while position < len(tokens) and (tokens[position].isalnum()):
        yield position
        short = (len(tokens[position]) == 1 and tokens[position].isalpha()) or tokens[position].lower() in _RANKS
        position += 1
        if short and position < len(tokens) and tokens[position] == ".":
            position += 1


def _belongs(token: str, names: list[str], *, numbers: bool) -> bool:
    """Whether a word goes on with a name."""
    lowered = token.lower()
    if token.isdigit():
        return numbers and len(token) < 4
    if lowered in _NO_NAME or lowered in _DETAIL or (names and lowered in _ROMAN):
        return False
    if lowered in _RANKS or (len(token) == 1 and not names) or (names and lowered in _AFTER_A_NAME):
        return True
    if names and names[0][0].isupper() and not names[0].isupper():
        return token[0].isupper()
    if token[0].isupper() and not token.isupper():
        return True
    return lowered == "raya" or not everyday(lowered)


def _spot(names: list[str], *, street: bool, cue: str) -> Spot | None:
    kept = [_spelled(word) for word in names if word.lower() not in _RANKS]
    if not kept or not any(len(word) > 1 for word in kept):
        return None
    return Spot(_key(kept), _key(kept[:-1]) if len(kept) > 1 else "", street, " ".join([cue, *names]))


def _key(names: list[str]) -> str:
    """The initials of all words but the last, the last, and the numbers.

    >>> _key(["ahmad", "yani"]), _key(["a", "yani"]), _key(["kaliasin", "1"])
    ('ayani', 'ayani', 'kaliasin1')
    """
    letters = [name for name in names if not name.isdigit()]
    numbers = [name for name in names if name.isdigit()]
    return "".join([*(name[0] for name in letters[:-1]), *letters[-1:], *numbers])


def _spelled(word: str) -> str:
    """A name's word in the new spelling."""
    lowered = word.lower()
    for old, new in _SPELLINGS:
        lowered = lowered.replace(old, new)
    return lowered


def _number(tokens: list[str], position: int, *, roman_only: bool = False) -> int | None:
    """The number below 1000 at a position ("03", "III"), after a full stop or "no" at most."""
    if position < len(tokens) and tokens[position].lower() in (".", "no", ":"):
        position += 1
    if position >= len(tokens):
        return None
    token = tokens[position].lower()
    if token in _ROMAN:
        return _ROMAN[token]
    return int(token) if token.isdecimal() and token.isascii() and len(token) < 4 and not roman_only else None
