"""Numbers of houses: behind a street or an estate, behind "blok", or as part over number ("IV/12")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.text.identities.patterns import any_of, ends_with
from classifier.text.identities.plain import BARRIER, PHONE
from classifier.text.identities.spans import Identity

_NO = r"\b(?:no|nomor|nomer|nmr|num)\b"
_DOTS = r"[ .:]{0,3}"
_FIGURE = r"\d{1,4}(?:[ ]?[A-Z]|[a-z])?\b(?:[ ]?[-/][ ]?(?:\d{1,3}|[A-Za-z])\b)?(?!\d)"
_NUMBERED = re.compile(rf"(?:{_NO}{_DOTS}|\bno\.?(?=\d)){_FIGURE}", re.IGNORECASE)
_OF_A_HOUSE = re.compile(
    rf"(?:{_NO}{_DOTS}rumah\w{{0,3}}|\b(?:rumah|kontrakan|kost?|ruko)(?:\s(?:saya|kami|ini|itu))?\s{_NO}){_DOTS}{_FIGURE}",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?<![\w/.-])(?P<part>[IVXL]{1,5}(?:[ -]?[A-Z])?|\d{1,2}[A-Z]?)[ ]?/[ ]?\d{1,3}[A-Za-z]?(?![\w/]|[.,]\d)"
)
_BLOCK = re.compile(
    r"\b(?i:bloc?k|kavling|kav|cluster)[ .:]{0,2}(?:[A-Z]{1,3}|[a-z]\b|[a-z]{1,3}(?=[\d.\-/]))?"
    r"(?:[ .-]{0,2}\d{1,3}[A-Za-z]?\b)?(?:[ ]?(?:[/-]|,?[ ]?(?i:no|nomor)\b\.?)[ ]?\d{1,4}[A-Za-z]?\b)?"
)
_UNIT = re.compile(
    r"(?<![\w/.-])(?!RT|RW|KM|NO|PP|UU|SK|LP|HP|WA|KK)"
    r"(?:\d?[A-Z]{1,2}[ -]?\d{0,2}[ ]?[/-][ ]?\d{1,3}|[A-Z]{1,2}[ ]?\d{1,2}[ ][Nn]o\.?[ ]?\d{1,3})[A-Za-z]?(?![\w/])"
)
_ESTATES = "perum perumahan komplek kompleks kavling kav griya graha villa cluster apartemen rusun rusunawa"
_STREETS = (
    "jl jln jalan gg gang lorong lrg komp wisma dusun dsn alamat tinggal domisili kost? kontrakan kampung kp dukuh ruko"
)
_STREET = re.compile(rf"\b{any_of(f'{_STREETS} {_ESTATES}')}\b", re.IGNORECASE)
_ESTATE = re.compile(rf"\b{any_of(f'residence regency permata puri pondok bukit taman {_ESTATES}')}\b", re.IGNORECASE)
# What is numbered and is no house.
_OTHER = ends_with(
    r"""
    laporan aduan pengaduan tiket surat tiang pju lampu loket antre antrean antri antrian urut urutan tunggu
    trayek lyn bus bis rute koridor hp wa telp telepon perda perwali perbup pergub perpres permen\w{0,12}
    peraturan keputusan sk uu pp pasal undang meter pelanggan gardu pos kamar tps kelas poli register rekening
    seri sumur pompa mesin meja kursi pintu gerbang bangsal ruang rambu halte jalur peron kemarin tadi nasional
    provinsi tol nopol kasus berkas formulir undian punggung lapak stan kios los perkara izin dokumen
    """
)
_NO_PART = ends_with("rt rw km kelas golongan gol tap mpr pasal semester tanggal tgl jam pukul ukuran skor nilai")
_LAW_AFTER = re.compile(r"\s?(?:tahun|thn|th)\b|\s?/\s?(?:19|20)\d\d", re.IGNORECASE)
_END = re.compile(rf"(?i:keputusan|peraturan|surat|laporan|izin|berkas)|[\n;!?{BARRIER}{PHONE}]|[a-z]{{4}}[.]\s")
_NOT_A_STREET = re.compile(r"\b(?:rawat|tengah|sepanjang)\s$", re.IGNORECASE)
_LAST_WORD = re.compile(r"(\w+) $")
_LOOK_BACK = 70
_MOST_WORDS = 8


def houses(plain: str) -> Iterator[Identity]:
    """The house numbers in a plain text."""
    for pattern, holds in (
        (_BLOCK, _has_a_figure),
        (_OF_A_HOUSE, _is_no_law),
        (_NUMBERED, _is_in_a_street),
        (_PART, _is_part),
        (_UNIT, _is_unit),
    ):
        for match in pattern.finditer(plain):
            if holds(plain, match):
                yield Identity("rumah", *match.span())


def _has_a_figure(_plain: str, match: re.Match[str]) -> bool:
    return any(map(str.isdigit, match.group()))


def _is_no_law(plain: str, match: re.Match[str]) -> bool:
    return not _LAW_AFTER.match(plain, match.end())


def _is_in_a_street(plain: str, match: re.Match[str]) -> bool:
    return _is_no_law(plain, match) and _ends_a_street(plain, match.start())


def _is_part(plain: str, match: re.Match[str]) -> bool:
    """Part over number: behind a street, or a Roman part behind a capitalised name."""
    before = plain[max(0, match.start() - _LOOK_BACK) : match.start()]
    last = _LAST_WORD.search(before)
    if last is None or _NO_PART.search(before):
        return False
    named = not match["part"][0].isdigit() and last[1][0].isupper() and len(last[1]) > 3
    return named or _behind(_STREET, plain, match.start())


def _is_unit(plain: str, match: re.Match[str]) -> bool:
    return _behind(_ESTATE, plain, match.start()) or _ends_a_street(plain, match.start())


def _ends_a_street(plain: str, place: int) -> bool:
    """Whether a street is named right before a place, and nothing else that is numbered."""
    return not _OTHER.search(plain[max(0, place - _LOOK_BACK) : place]) and _behind(_STREET, plain, place)


def _behind(cue: re.Pattern[str], plain: str, place: int) -> bool:
    """Whether a street is named shortly before a place, in the same sentence."""
    begin = max(0, place - _LOOK_BACK)
    for match in reversed(list(cue.finditer(plain, begin, place))):
        between = plain[match.end() : place].strip(" .,:")
        if _END.search(between) or len(between.split()) > _MOST_WORDS:
            return False
        if between and not _NOT_A_STREET.search(plain[begin : match.start()]):
            return True
    return False
