"""The words of a plain text, each with what it tells about being part of a person's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from classifier.text.identities.patterns import any_of
from classifier.text.names import COMMON_NAMES, GIVEN_NAMES, NO_NAMES

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_]))*")
# Endings that Javanese, Sundanese and Arabic names have and hardly any other word.
_SHAPE = re.compile(
    any_of(
        """
        [a-z]anto [iy]ono jono tono harjo tmojo [aiou]rto [aiu]rno iyem inem ijem wati [^l]yati niati miati ningsih
        ningrum ningtyas yanti ianti [st]uti [tmk]ini irah ijan imin imun uddin udin ullah ulloh urrahman urrohman
        ansyah yadi riadi [nw]ardi hadi kusumo syah
        """
    )
    + "$"
)
_CLITIC = re.compile(r"(?:-?(?:nya|ku|mu|lah|kah|pun))+$")
_VERB = re.compile(r"(?:me[mnlryw]|ber|ter|di[bcdjklprstu]|ke[a-z]{3,12}an$|pe[mnrl]|se[bdkpt]|mem|men|ny|ng)")
_NAMES = GIVEN_NAMES - COMMON_NAMES
_OTHERS = NO_NAMES | COMMON_NAMES
# Old and Arabic spellings, and how they are written today.
_SPELLINGS = tuple(
    pair.split(">")
    for pair in """
    oe>u dj>j tj>c kh>h ch>h sy>s sh>s dz>z dh>d dl>d th>t gh>g ph>f v>f q>k '> iy>i ee>i y>i iah>ia ieh>ia eh>ah
    """.split()
)
_DOUBLE = re.compile(r"(.)\1+")
LONGEST = 40
"""Letters of a word that are looked at: longer ones are noise, and bounding them bounds what is cached."""
_NEAR = 3
_TITLE_CASE = 0.6
_TITLE_WORDS = 7


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it is, and whether its capital says anything (in a text of capitals it does not)."""

    text: str
    lower: str
    start: int
    end: int
    telling: bool

    @property
    def known(self) -> bool:
        """Whether it is a name and little else."""
        return is_known(self.lower)

    @property
    def listed(self) -> bool:
        """Whether it is a name and little else, spelled as in the list."""
        return self.lower in _NAMES

    @property
    def common(self) -> bool:
        """Whether it is a name that is an ordinary word as well."""
        return self.lower in COMMON_NAMES

    @property
    def shaped(self) -> bool:
        """Whether it has the form of a name."""
        return is_shaped(self.lower)

    @property
    def ordinary(self) -> bool:
        """Whether it is a word that is never a name, with or without what Indonesian hangs on to it."""
        return self.lower.endswith("nya") or is_ordinary(self.lower)

    @property
    def verb(self) -> bool:
        """Whether it looks like a word with a prefix."""
        return len(self.lower) > 5 and bool(_VERB.match(self.lower))

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def acronym(self) -> bool:
        """Whether it is a short word in capitals, where others are not."""
        first = self.text.partition("-")[0]
        return self.telling and len(first) <= 5 and first.isupper()


@lru_cache(maxsize=65_536)
def is_ordinary(lower: str) -> bool:
    """Whether a lower-case word, or the word without its clitics, or its first part, is never a name."""
    return any(word in NO_NAMES for word in (lower, _CLITIC.sub("", lower), lower.partition("-")[0]))


@lru_cache(maxsize=65_536)
def is_known(lower: str) -> bool:
    """Whether a lower-case word, or each part of a hyphenated one, is a name and little else, in any spelling."""
    if "-" in lower:
        return all(map(is_known, lower.split("-")))
    return lower in _NAMES or (len(lower) > 4 and sound(lower) in _sounds() and lower not in _OTHERS)


def sound(lower: str) -> str:
    """A word as it sounds, however it is spelled: Soetjipto and Sucipto, Achmad and Ahmad, Syarifah and Sarifa.

    >>> sound("soedjarwo") == sound("sujarwo"), sound("choirunnissa") == sound("khoirunisa")
    (True, True)
    """
    for written, heard in _SPELLINGS:
        lower = lower.replace(written, heard)
    return _DOUBLE.sub(r"\1", lower).rstrip("h")


@cache
def _sounds() -> frozenset[str]:
    return frozenset(map(sound, _NAMES)) - frozenset(map(sound, _OTHERS))


@lru_cache(maxsize=65_536)
def is_shaped(lower: str) -> bool:
    """Whether a lower-case word ends as names do.

    >>> is_shaped("kasmanto"), is_shaped("jembatan")
    (True, False)
    """
    return 5 <= len(lower) <= 16 and lower not in NO_NAMES and bool(_SHAPE.search(lower))


def words(plain: str) -> list[Word]:
    """The words of a plain text in order."""
    found = list(_WORD.finditer(plain))
    capitals = [match.group()[0].isupper() for match in found]
    shouted = [len(match.group()) > 1 and match.group().isupper() for match in found]
    long = [len(match.group()) > 2 for match in found]
    inside = [
        at
        for at in range(1, len(found))
        if long[at]
        and found[at].group().lower() not in GIVEN_NAMES
        and plain[found[at - 1].end() : found[at].start()] == " "
    ]
    title_case = len(inside) >= _TITLE_WORDS and sum(capitals[at] for at in inside) > _TITLE_CASE * len(inside)
    result = []
    for index, match in enumerate(found):
        telling = capitals[index] and not title_case and not (shouted[index] and _shouting(shouted, long, index))
        text = match.group()
        result.append(Word(text, text.lower()[:LONGEST], match.start(), match.end(), telling))
    return result


def _shouting(shouted: list[bool], long: list[bool], index: int) -> bool:
    """Whether most words around one are in capitals."""
    near = [place for place in range(max(0, index - _NEAR), min(len(shouted), index + _NEAR + 1)) if long[place]]
    others = [shouted[place] for place in near if place != index]
    return sum(others) * 2 > len(others)
