"""Numbers of identity and family cards, telephones, accounts and customers.

A run of digits, broken by few other characters, is cut into its groups. Read from the left, the likeliest stretch of
neighbouring groups becomes an identity: what a number looks like counts first, then the word before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from classifier.text.identities.patterns import GAP, any_of
from classifier.text.identities.plain import INVISIBLE
from classifier.text.identities.spans import Identity, Kind

Cue = Literal["nik", "telepon", "rekening", "surat", ""]

_BETWEEN = rf"[ \t.\-()/\n\r_~*{INVISIBLE}]{{0,4}}"
_RUN = re.compile(rf"[+(]{{0,2}}\d(?:{_BETWEEN}\d){{5,}}")
_GROUP = re.compile(r"\d+")
_DIGITS = re.compile(r"\d\d")
_LONGEST = 20
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_CARD = re.compile(r"\d{4}([ \-.])\d{4}\1\d{4}\1\d{4}")
_AREA = re.compile(r"\(?0[2-7]\d{1,2}\)?[ \-./)]{1,3}\d")
_ROWS = re.compile(r"\b(?:rt|rw)\b\W{0,3}(?:rw\b\W{0,3})?$", re.IGNORECASE)

_NIK_CUES = any_of(
    r"""
    n[.\x20]?i[.\x20]?k\b \b(?:no|nomor|nomer)?\.?\x20?(?:e-?)?k\.?t\.?p\b \bktp-?el \bn?\.?k\.?k\b
    \bkartu\s+(?:keluarga|kulawarga) \bidentitas \bkependudukan \bpenduduk\b \bkia\b
    """
)
_PHONE_CUES = any_of(
    r"""
    \bh\.?p\d?\b \bhape \bhandphone \bw\.?a\b whats?\x20?app? \bwasap \btelp?\b \bt[ei]?lp[nh]?\b tele?[fp]h?on
    \btelfon \bphone \bcall\b \bhub\b hubungi \bsms\b \bkontak \bcontact \bcp\b \bponsel \bseluler
    """
)
_ACCOUNT_CUES = any_of(
    r"""
    \brek\b rekening norek\b \bbri\b \bbca\b \bbni\b \bbtn\b \bbsi\b \bmandiri\b \bbank\b \bva\b
    virtual\s+a[ck]\w{2,5} briva \b(?:id|no)\x20?pel pelanggan \bsambungan \bmeter(?:an)?\b \bkwh\b \bbpjs \bjkn
    \bkis\b \bkks\b \bkip\b \bnpwp \bnop\b \bpolis\b kartu\s+peserta kode\s+bayar \bkode\s+billing \bkontrak
    \bcustomer\s+id \bnasabah \batm\b \bdebit\b \bpeserta \bpaspor \bsim\b \bnip\b \bnisn?\b \bnuptk\b \bporsi\b
    \bpdam\b \brekam\s+medi[sk]
    """
)
_LETTER_CUES = any_of(
    r"""
    laporan \baduan pengaduan \btiket \bticket \bresi\b \bsurat \bperkara \bputusan \bregister \breg\b \bnota\b
    \bkuitansi
    """
)
_CUE = re.compile(
    f"(?P<nik>{_NIK_CUES})|(?P<telepon>{_PHONE_CUES})|(?P<rekening>{_ACCOUNT_CUES})|(?P<surat>{_LETTER_CUES})",
    re.IGNORECASE,
)
_AFTER_CUE = re.compile(rf"{GAP}{{0,28}}(?:\n{GAP}{{0,6}})?")
_MONEY = re.compile(
    rf"\b{any_of('rp idr rupiah sebesar senilai sejumlah seharga saldo nominal tagihan uang bayar biaya denda')}\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(r"\b(?:no|nomor|nomer|nmr|number)\w{0,3}\b", re.IGNORECASE)
_LOOK_BACK = 60

_PROVINCES = frozenset(
    """
    11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95
    96
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the words before a number say about it."""

    cue: Cue
    money: bool
    number: bool
    rows: bool


def numbers(plain: str) -> Iterator[Identity]:
    """The numbers in a plain text that identify somebody."""
    for match in _RUN.finditer(plain):
        yield from _in_run(plain, match.start(), match.end())


def _in_run(plain: str, start: int, end: int) -> Iterator[Identity]:
    groups = [group.span() for group in _GROUP.finditer(plain, start, end)]
    number = 0
    while number < len(groups):
        best = _best_from(plain, groups, number)
        if best is None:
            number += 1
            continue
        kind, last = best
        left = groups[number][0]
        while kind == "telepon" and left > start and plain[left - 1] in "+(":
            left -= 1
        yield Identity(kind, left, groups[last][1])
        number = last + 1


def _best_from(plain: str, groups: list[tuple[int, int]], first: int) -> tuple[Kind, int] | None:
    """The kind and last group of the likeliest identity that begins with a group."""
    left = groups[first][0]
    context: _Context | None = None
    best: tuple[int, int, Kind] | None = None
    digits = ""
    # At equal rank the longer stretch wins, but nothing is added to a telephone that is complete in its first group.
    whole = groups[first][1] - left >= 10
    for last in range(first, len(groups)):
        start, end = groups[last]
        if end - start > _LONGEST or len(digits) + end - start > _LONGEST:
            break
        digits += plain[start:end]
        if len(digits) < 6:
            continue
        context = context or _context(plain, left)
        ranked = _kind_of(plain, left, end, digits, context)
        if ranked and (best is None or ranked[0] < best[0] or (ranked[0] == best[0] and not whole)):
            best = (ranked[0], last, ranked[1])
    return (best[2], best[1]) if best else None


def _kind_of(plain: str, left: int, right: int, digits: str, context: _Context) -> tuple[int, Kind] | None:
    """The kind of a stretch of digits and its rank: 0 is surest."""
    shown, length = plain[left:right], len(digits)
    if length == 16 and _looks_like_nik(digits):
        return 0, "nik"
    if length == 16 and context.cue == "nik":
        return 1, "nik"
    mobile = digits.startswith(("08", "62", "8"))
    if 6 <= length <= _LONGEST and context.cue == "rekening" and not mobile and not (context.money and length < 10):
        return 2, "rekening"
    international = left > 0 and plain[left - 1] == "+" and 9 <= length <= 15
    if international or _is_phone(digits, shown, context):
        return 2, "telepon"
    if _THOUSANDS.fullmatch(shown):
        return None
    if 6 <= length <= _LONGEST and context.cue == "rekening" and not (context.money and length < 10):
        return 3, "rekening"
    if _CARD.fullmatch(shown):
        return 4, "rekening"
    if 14 <= length <= 18 and context.cue == "nik":
        return 5, "nik"  # a digit too many or too few is still somebody's number
    if length == 16 and digits == shown:
        return 6, "nik"
    if 10 <= length <= _LONGEST and digits == shown and context.cue != "surat":
        return 6, "rekening"  # a long bare number is a customer's, an account's or a file's
    return None


def _looks_like_nik(digits: str) -> bool:
    """PPKKCC, the birth date as DDMMYY (40 added to a woman's day), a serial number."""
    day, month = int(digits[6:8]), int(digits[8:10])
    return digits[:2] in _PROVINCES and 1 <= (day - 40 if day > 40 else day) <= 31 and 1 <= month <= 12


def _is_phone(digits: str, shown: str, context: _Context) -> bool:
    national = "0" + digits[2:].removeprefix("0") if digits.startswith("62") else digits
    length, said = len(national), context.cue == "telepon"
    if national.startswith("08") and national[2] != "0":
        return 10 <= length <= 14 or (said and 8 <= length <= 15)
    if digits.startswith("8") and 9 <= len(digits) <= 13 and digits[1] != "0":
        return said or context.number
    if national.startswith("0") and national[1] in "234567" and 8 <= length <= 12:
        return said or digits.startswith("62") or (bool(_AREA.match(shown)) and length >= 9 and not context.rows)
    return said and 7 <= len(digits) <= 8 and not digits.startswith(("1500", "1400"))  # those are hotlines


def _context(plain: str, left: int) -> _Context:
    """What the words before a number say: the nearest cue counts, if it is near enough."""
    begin, earliest = left, max(0, left - _LOOK_BACK)
    while begin > earliest and not _DIGITS.match(plain, max(0, begin - 2), begin):
        begin -= 1  # no cue works across another number
    cue: Cue = ""
    rest = plain[begin:left]
    for match in _CUE.finditer(plain, begin, left):
        if _AFTER_CUE.fullmatch(plain, match.end(), left):
            cue = _cue_of(match)
            rest = plain[match.start() : left]
    return _Context(cue, bool(_MONEY.search(rest)), bool(_NUMBER_WORD.search(rest)), bool(_ROWS.search(rest)))


def _cue_of(match: re.Match[str]) -> Cue:
    cues: tuple[Cue, ...] = ("nik", "telepon", "rekening", "surat")
    return next(cue for cue in cues if match[cue])
