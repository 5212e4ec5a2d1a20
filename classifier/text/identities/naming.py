"""Reading a person's name from a word on: what may begin it, what may continue it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from classifier.text.identities.words import LONGEST, Word


class Trust(IntEnum):
    """How surely a name follows a cue."""

    LISTED = 0
    """After "kami" or "dengan": a listed name, two of them without capitals."""
    SPEAKER = 1
    """After "saya": any capitalised word that is not known to be none, two listed names without capitals."""
    ROLE = 2
    """After an office or a trade: a listed name, or a word of a name's form."""
    ADDRESS = 3
    """After a form of address: any capitalised word that is not known to be none, or a listed name."""
    LABEL = 4
    """After "nama": even an unknown word without a capital."""


TITLES = frozenset(
    """
    h hj hajj haji hajah hajjah dr drg drs dra ir prof apt kh k ust ustadz ustad ustaz ustadzah ny tn nyonya tuan
    bapak bpk bp pak ibu bu sdr sdri sdra saudara saudari mas mbak mba kang teh cak ning gus kyai kiai nyai raden
    rd rr rm ra lettu kapten mayor letda serda serka sertu serma praka pratu prada kopda koptu kopka peltu pelda
    letkol kolonel aiptu aipda bripka brigadir briptu bripda bharada bripol iptu ipda akp kompol akbp kombes pdt
    pendeta romo suster bruder pastor pater alm almh almarhum almarhumah dokter mbah eyang bang kak om tante pakde
    bude si
    """.split()
)
OFFICES = frozenset(
    """
    rt rw lurah camat kades kadus kasun kaur kasi carik sekdes sekcam sekda bupati walikota wali kota gubernur
    guru dosen bidan perawat kepala sekolah kepsek dinas kadis modin kapolsek kapolres babinsa bhabin
    bhabinkamtibmas danramil ketua bendahara sekretaris koordinator satpam sopir supir penjaga petugas polisi
    dukuh kasek mantri jukir parkir komandan operator admin staf
    """.split()
)
# Offices that are called by their place: what follows them may be its name.
_OF_A_PLACE = frozenset(
    """
    lurah camat kades kadus kasun sekdes sekcam sekda bupati walikota wali kota gubernur kepala dinas kapolsek
    kapolres danramil sekolah
    """.split()
)
PARTICLES = frozenset("bin binti bint al el as ash van von de der den da do dos la br bru boru ibn ibnu".split())
_SHORT = frozenset("moh moch much muh muhd md abd st th fx fr fr ni i mr nur chr yos ign ant aug".split())
_NEXT = re.compile(r"[ \t]{1,2}")
_AFTER_SHORT = re.compile(r"\.[ \t]{0,2}|[ \t]{1,2}")
_AFTER_OFFICE = re.compile(r"[ .]{1,2}(?:\d{1,3}[ .,:]{1,2})?(?:[/ ]{0,2})")
_AFTER_TITLE = re.compile(r"\.?[ \t]{0,2}|[ \t]{1,2}")
_MOST_WORDS = 6
_MOST_TITLES = 6


@lru_cache(maxsize=65_536)
def could_begin(text: str) -> bool:
    """Whether a word can be the first of a name behind some cue; without that word no name is read.

    >>> could_begin("Slamet"), could_begin("lampu")
    (True, False)
    """
    if not text[0].isalpha():
        return False
    word = Word(text, text.lower()[:LONGEST], 0, len(text), telling=text[0].isupper())
    if word.known or word.common or word.shaped:
        return True
    if word.ordinary or word.acronym or word.lower in TITLES:
        return False
    return word.capital or not word.verb


@lru_cache(maxsize=65_536)
def could_belong(text: str) -> bool:
    """Whether a word can be any part of a name: its first word, a further one, an initial or a particle."""
    lower = text.lower()
    short = text[0].isupper() and (len(text) == 1 or lower in _SHORT)
    return short or lower in PARTICLES or lower == "anak" or could_begin(text)


@dataclass(frozen=True, slots=True)
class Name:
    """The words ``first`` to ``last`` (inclusive) of a text."""

    first: int
    last: int


def name_at(plain: str, words: Sequence[Word], index: int, trust: Trust) -> Name | None:
    """The name that begins at a word, behind titles and offices, if there is one."""
    index, trust = _behind_titles(plain, words, index, trust)
    first = index
    while index < len(words) and index < first + 2 and _leads(plain, words, index):
        index += 1
    if index >= len(words) or not _begins(words, index, trust, plain):
        return None
    return Name(first, _last(plain, words, index))


def _behind_titles(plain: str, words: Sequence[Word], index: int, trust: Trust) -> tuple[int, Trust]:
    for _ in range(_MOST_TITLES):
        if index >= len(words):
            break
        word = words[index]
        if word.lower in OFFICES and _near(plain, words, index, _AFTER_OFFICE):
            trust = min(trust, Trust.ROLE) if word.lower in _OF_A_PLACE else trust
        elif word.lower not in TITLES or not _near(plain, words, index, _AFTER_TITLE):
            break
        elif trust < Trust.ADDRESS and word.lower not in ("h", "dr"):
            trust = Trust.ADDRESS
        index += 1
    return index, trust


def _leads(plain: str, words: Sequence[Word], index: int) -> bool:
    """Whether a word is an initial, a particle or the "Anak" of "Anak Agung", with a name's first word to follow."""
    word = words[index]
    if word.telling and word.lower == "anak":
        return index + 1 < len(words) and words[index + 1].text == "Agung" and _near(plain, words, index, _NEXT)
    return (_is_short(word) or word.lower in PARTICLES) and _near(plain, words, index, _AFTER_SHORT)


def _begins(words: Sequence[Word], index: int, trust: Trust, plain: str) -> bool:
    """Whether a word can be the first of a name."""
    word = words[index]
    if word.known:
        return trust >= Trust.ROLE or word.telling or _goes_on(plain, words, index)
    if word.telling:
        if word.common:
            sure = not word.ordinary or plain[word.end : word.end + 1] in (",", "") or _goes_on(plain, words, index)
            return sure or trust >= Trust.ROLE
        if word.ordinary or word.lower in TITLES or word.acronym or len(word.text.partition("-")[0]) < 2:
            return False
        return trust not in (Trust.LISTED, Trust.ROLE) or word.shaped
    if word.ordinary or word.verb or len(word.text) < 3:
        return word.common and trust >= Trust.ADDRESS and _goes_on(plain, words, index)
    if word.shaped:
        return trust >= Trust.ROLE
    return (trust >= Trust.ADDRESS and word.common) or (trust == Trust.LABEL and not word.capital)


def _goes_on(plain: str, words: Sequence[Word], index: int) -> bool:
    """Whether a listed name follows a word."""
    return index + 1 < len(words) and words[index + 1].known and _near(plain, words, index, _NEXT)


def _last(plain: str, words: Sequence[Word], index: int) -> int:
    """The last word of the name of which a word is the first."""
    last = index
    for place in range(index + 1, min(index + _MOST_WORDS, len(words))):
        if not joined(plain, words, place - 1):
            break
        word = words[place]
        if continues(word) or (word.capital and len(word.text) == 1):
            last = place
        elif word.lower not in PARTICLES:
            break
    return last


def joined(plain: str, words: Sequence[Word], index: int) -> bool:
    """Whether only a space, or behind an abbreviation a point, is between a word and the next one."""
    short = _is_short(words[index]) or words[index].lower in PARTICLES
    return _near(plain, words, index, _AFTER_SHORT if short else _NEXT)


def continues(word: Word) -> bool:
    """Whether a word can be a further word of a name."""
    if word.known:
        return True
    if word.telling:
        return word.common or not (word.ordinary or word.acronym or word.lower in TITLES)
    return not word.ordinary and not word.verb and (word.common or word.shaped)


def _is_short(word: Word) -> bool:
    """Whether a word is an initial or an abbreviated first name."""
    return word.capital and (len(word.text) == 1 or word.lower in _SHORT)


def _near(plain: str, words: Sequence[Word], index: int, gap: re.Pattern[str]) -> bool:
    """Whether a word is followed by another one, with only a certain gap between them."""
    return index + 1 < len(words) and bool(gap.fullmatch(plain, words[index].end, words[index + 1].start))
