"""Finding and masking what identifies a person: identity numbers, telephones, mail, accounts, plates, names, house
numbers.

Everything works on a *plain* copy of the text in which every character stands for exactly one of the original (other
scripts' digits as digits, a letter O or l among digits as 0 or 1), so that spans need no translation. Every pattern is
bounded, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from classifier.text.names import GIVEN_NAMES, NO_NAMES

Kind = Literal["nik", "telepon", "surel", "rekening", "nopol", "nama", "rumah"]
TAGS: dict[Kind, str] = {
    "nik": "[NIK]",
    "telepon": "[TELEPON]",
    "surel": "[SUREL]",
    "rekening": "[REKENING]",
    "nopol": "[NOPOL]",
    "nama": "[NAMA]",
    "rumah": "[RUMAH]",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A stretch of text that identifies somebody; ``nik`` covers both NIK and KK numbers."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A masked text and the identities that were masked, with their places in the original."""

    text: str
    identities: tuple[Identity, ...]


def redact(text: str) -> Redacted:
    """Replace every identity by its tag.

    >>> redact("NIK 3578-0101-0190-0001 hp 0812 0000 1234").text
    'NIK [NIK] hp [TELEPON]'
    """
    found = find_identities(text)
    pieces, position = [], 0
    for identity in found:
        pieces += [text[position : identity.start], TAGS[identity.kind]]
        position = identity.end
    return Redacted("".join([*pieces, text[position:]]), found)


def find_identities(text: str) -> tuple[Identity, ...]:
    """The identities in a text in order, none overlapping.

    Where two finders claim a stretch, the earlier in the list wins.
    """
    plain = _plain(text)
    free = bytearray(b"\x01") * len(text)
    found: list[Identity] = []
    for finder in (_mail, _numbers, _plates, _houses, _names):
        for each in finder(plain):
            if all(free[each.start : each.end]):
                free[each.start : each.end] = bytes(each.end - each.start)
                found.append(each)
    return tuple(sorted(found, key=lambda identity: identity.start))


# --- a copy of the text, character for character ------------------------------------------------------------------

_AMONG_DIGITS = re.compile(r"(?<=\d)[OoIl]{1,6}(?=[\s.\-]?\d)")
_LOOKALIKE = str.maketrans("OoIl", "0011")
# Dates, times and amounts are no identities; blanked, so that no number is read across them.
_HARMLESS = re.compile(
    r"\b(?:[0-3]?\d[-/.][01]?\d[-/.](?:19|20)\d{2}|(?:19|20)\d{2}[-/.][01]\d[-/.][0-3]\d)\b"
    r"|\b[0-2]?\d[.:][0-5]\d(?:[.:][0-5]\d)?(?=\s?(?:wib|wita|wit)\b)"
    r"|(?:\brp\.?|\$)\s?[\d.,]{1,25}|(?<![\d.])\d{1,3}(?:\.000)+(?![\d])",
    re.IGNORECASE,
)


def _plain(text: str) -> str:
    if not text.isascii():
        text = "".join(map(_plain_character, text))
    text = _AMONG_DIGITS.sub(lambda match: match.group().translate(_LOOKALIKE), text)
    return _HARMLESS.sub(lambda match: "_" * len(match.group()), text)


def _plain_character(character: str) -> str:
    if character < "\x80":
        return character
    if character.isdigit():
        digit = unicodedata.digit(character, None)
        return character if digit is None else str(digit)
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 1:
        return folded
    return " " if folded.isspace() else character


# --- mail ---------------------------------------------------------------------------------------------------------

_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\sat\s)\s?[\w-]{1,40}"
    r"(?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?|\sdot\s)[a-z]{2,20}){1,4}",
    re.IGNORECASE,
)


def _mail(plain: str) -> Iterator[Identity]:
    lowered = plain.lower()
    if "@" in plain or "at" in lowered:
        for match in _MAIL.finditer(plain):
            yield Identity("surel", *match.span())


# --- numbers: NIK and KK, telephones, accounts ----------------------------------------------------------------------

_RUN = re.compile(r"(?<![\d,])(?:\+|\()?\d(?:[ \t.\-()/\n\r]{0,3}\d){6,40}")
_GROUP = re.compile(r"\d+")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_ID_CUE = re.compile(
    r"\b(?:n[. ]?i[. ]?k|no\.?\s*ktp|ktp|nkk|no\.?\s*kk|kk|kartu\s+keluarga|identitas)\b[^\d\n]{0,25}$", re.IGNORECASE
)
_PHONE_CUE = re.compile(
    r"\b(?:hp|wa|whats?app|telp?|tlp|tlpn|telepon|telpon|phone|call|hub(?:ungi)?|sms|kontak|cp|no\.?\s*hp|nomor\s+hp)\b[^\d\n]{0,20}$",
    re.IGNORECASE,
)
_ACCOUNT_CUE = re.compile(
    r"\b(?:rek(?:ening)?|norek|bri|bca|bni|mandiri|btn|bsi|bank\s+\w{2,12}|va|virtual\s+account|briva)\b[^\d\n]{0,25}$",
    re.IGNORECASE,
)
_PROVINCES = frozenset(
    """
    11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96
    """.split()
)


def _numbers(plain: str) -> Iterator[Identity]:
    for match in _RUN.finditer(plain):
        yield from _in_run(plain, match.start(), match.end())


def _in_run(plain: str, start: int, end: int) -> Iterator[Identity]:
    """Read a run of digit groups from the left: the longest stretch that is an identity, else go one group on."""
    groups = [(start + g.start(), start + g.end()) for g in _GROUP.finditer(plain[start:end])]
    number = 0
    while number < len(groups):
        for last in range(len(groups) - 1, number - 1, -1):
            left, right = groups[number][0], groups[last][1]
            kind = _kind_of(plain, left, right)
            if kind:
                if kind == "telepon" and left and plain[left - 1] in "+(":
                    left -= 1
                yield Identity(kind, left, right)
                number = last
                break
        number += 1


def _kind_of(plain: str, left: int, right: int) -> Kind | None:
    shown = plain[left:right]
    digits = "".join(filter(str.isdigit, shown))
    before = plain[max(0, left - 45) : left]
    if len(digits) == 16 and (_looks_like_nik(digits) or _ID_CUE.search(before) or digits == shown):
        return "rekening" if _ACCOUNT_CUE.search(before) and not _looks_like_nik(digits) else "nik"
    if 15 <= len(digits) <= 17 and _ID_CUE.search(before):
        return "nik"  # a digit too many or too few is still somebody's number
    if _THOUSANDS.fullmatch(shown):
        return None
    if _is_phone(digits, shown, before):
        return "telepon"
    if 8 <= len(digits) <= 18 and _ACCOUNT_CUE.search(before):
        return "rekening"
    if 10 <= len(digits) <= 15 and digits == shown:
        return "rekening"  # a long bare number is a customer, account or file number
    return None


def _looks_like_nik(digits: str) -> bool:
    """PPKKCC, the birth date as DDMMYY (40 added to a woman's day), a serial number."""
    day, month = int(digits[6:8]), int(digits[8:10])
    return digits[:2] in _PROVINCES and 1 <= (day - 40 if day > 40 else day) <= 31 and 1 <= month <= 12


def _is_phone(digits: str, shown: str, before: str) -> bool:
    national = "0" + digits[2:] if digits.startswith("62") else digits
    mobile = national.startswith("08") and 10 <= len(national) <= 14
    bare_mobile = digits.startswith("8") and 9 <= len(digits) <= 13 and bool(_PHONE_CUE.search(before))
    landline = national.startswith("0") and 9 <= len(national) <= 12 and national[1] in "234567"
    separated = not shown.isdigit() or bool(_PHONE_CUE.search(before))
    local = 7 <= len(digits) <= 8 and bool(_PHONE_CUE.search(before))
    return mobile or bare_mobile or (landline and separated) or local


# --- number plates --------------------------------------------------------------------------------------------------

_PLATE_CODES = """
    AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP DA DB DC DD DE DG DH DK DL DM DN DP DR DS DT DW EA EB ED KB KH
    KT KU PA PB PG PS PT PY A B D E F G H K L M N P R S T W Z
    """.split()
_PLATE = re.compile(
    rf"(?<![\w/.-])(?:{'|'.join(_PLATE_CODES)})[ .-]{{0,2}}\d{{1,4}}[ .-]{{0,2}}[A-Z]{{1,3}}(?![\w])", re.IGNORECASE
)
_PLATE_CUE = re.compile(
    r"\b(?:nopol|no\.?\s*pol|plat|pelat|nomor\s+polisi|motor|mobil|truk|bus|angkot|kendaraan|pickup|avanza|taksi)\b[^\n]{0,25}$",
    re.IGNORECASE,
)
_NO_PLATE_SUFFIX = frozenset(
    "RT RW KM JL GG TOL DI KE M CM KG HP WA NO SD SMP SMA DAN TAK YG PT CV WIB AM PM KK".split()
)
_BLOCK = re.compile(r"\b(?:blok|block|gang|gg|kav|kavling|tower|lantai|no|rt|rw|kelas|golongan)\.?\s*$", re.IGNORECASE)


def _plates(plain: str) -> Iterator[Identity]:
    for match in _PLATE.finditer(plain):
        shown = match.group()
        before = plain[max(0, match.start() - 45) : match.start()]
        suffix = re.sub(r"[^A-Za-z]", " ", shown).split()[-1].upper()
        upper = shown.upper() == shown
        enough = sum(map(str.isdigit, shown)) >= 3 and upper
        if suffix not in _NO_PLATE_SUFFIX and not _BLOCK.search(before) and (enough or _PLATE_CUE.search(before)):
            yield Identity("nopol", *match.span())


# --- house numbers --------------------------------------------------------------------------------------------------

_HOUSE = re.compile(
    r"\b(?:jl|jln|jalan|gg|gang|perum|perumahan|komplek|kompleks|rumah(?:\s+saya)?|alamat(?:\s+saya)?|griya|blok)\b"
    r"[^\d\n]{0,45}?"
    r"(?:[IVX]{1,4}[ ,]{0,2})?"
    r"(?P<house>\b(?:no|nomor|nmr|nomer)\b[ .:]{0,3}\d{1,4}(?:[ ]?[A-Za-z]\b)?(?:[/-]\d{1,3})?)",
    re.IGNORECASE,
)
_BLOCK_HOUSE = re.compile(
    r"\b(?P<house>(?:blok|block)[ .:]{0,2}[A-Z]{1,2}[ .-]{0,2}\d{0,3}(?:[ ]?(?:/|-|no\.?)[ ]?\d{1,3})[A-Z]?)\b",
    re.IGNORECASE,
)


def _houses(plain: str) -> Iterator[Identity]:
    for pattern in (_BLOCK_HOUSE, _HOUSE):
        for match in pattern.finditer(plain):
            yield Identity("rumah", *match.span("house"))


# --- names ------------------------------------------------------------------------------------------------------------

_NAME_WORD = r"[A-Z][\w'’]{1,20}"
_TITLE = r"(?:(?:H|Hj|Dr|dr|Drs|Ir|Ny|Tn|KH|Ust|R|M|Moh|Muh|St)\.\s?)"
_NAME = re.compile(
    rf"{_TITLE}{{0,2}}{_NAME_WORD}(?:\s+(?:(?:bin|binti|al|as|el)\s+)?(?:[A-Z]\.|{_NAME_WORD})){{0,4}}(?:,\s?(?:S|M)\.?[A-Z][a-z]{{0,3}}\.?)?"
)
_NAME_CUE = re.compile(
    r"\b(?:nama(?:\s+(?:saya|lengkap|pelapor|korban|anak|ibu|bapak|suami|istri|pasien|siswa|nya))?|bernama|atas\s+nama|a\.?\s?n\.?|an\.|pelapor|"
    r"bapak|bpk|pak|ibu|bu|sdr|sdri|sdra|saudara|saudari|mas|mbak|kang|cak|ning|haji|ustadz?|almarhum(?:ah)?|alm|"
    r"anak\s+saya|suami\s+saya|istri\s+saya|ibu\s+saya|ayah\s+saya|hormat\s+(?:saya|kami)|ttd|oknum)"
    r"(?:\s*[:=\-]\s*|\.?\s+|\.)(?:adalah\s+|yaitu\s+|si\s+)?",
    re.IGNORECASE,
)
_ANY_WORD = re.compile(r"[A-Za-z][\w'’]*")
_MOST_WORDS = 5


def _names(plain: str) -> Iterator[Identity]:
    for match in _NAME_CUE.finditer(plain):
        span = _after_cue(plain, match.end())
        if span:
            yield Identity("nama", *span)
    yield from _by_list(plain)


def _after_cue(plain: str, start: int) -> tuple[int, int] | None:
    """A name right behind its cue: capitalised words, or, in a text without capitals, words of the list."""
    end = start
    for match in _words_from(plain, start):
        word = match.group()
        if word.lower() in NO_NAMES or not (word[0].isupper() or word.lower() in GIVEN_NAMES):
            break
        end = match.end()
    shouted = plain[start:end].isupper() and plain[:start].isupper()
    if end == start or (shouted and not any(word.lower() in GIVEN_NAMES for word in plain[start:end].split())):
        return None
    return start, end


def _words_from(plain: str, start: int) -> Iterator[re.Match[str]]:
    position = start
    for _ in range(_MOST_WORDS):
        match = _ANY_WORD.match(plain, position)
        if not match:
            return
        yield match
        gap = re.compile(r"\.? ").match(plain, match.end())
        if not gap:
            return
        position = gap.end()


def _by_list(plain: str) -> Iterator[Identity]:
    """Two or more neighbouring capitalised words of which the first is a given name."""
    for match in _NAME.finditer(plain):
        parts = list(_ANY_WORD.finditer(match.group()))
        known = [part.group().lower() in GIVEN_NAMES for part in parts]
        if len(parts) >= 2 and sum(known) >= 1 and known[0] and not any(p.group().lower() in NO_NAMES for p in parts):
            yield Identity("nama", *match.span())
