"""A reply with everything that differs from case to case masked: names, dates, numbers, places."""

from __future__ import annotations

import re

from classifier.text.redact import redact
from classifier.text.words import words

DAYS = frozenset("senin selasa rabu kamis jumat jum'at sabtu ahad".split())
MONTHS = frozenset(
    """
    januari februari maret april mei juni juli agustus september oktober november desember
    jan feb mar apr jun jul agu agt sep okt nov des
    """.split()
)
# The word after one of these names a place, whether or not it is written with a capital.
_PLACE_CUE = frozenset(
    """
    jalan jl jln gang gg desa ds dusun dsn kelurahan kel kecamatan kec kabupaten kab kota provinsi prov perumahan perum
    simpang pasar jembatan terminal stasiun
    """.split()
)
# Forms of address are written with a capital without being names.
_ADDRESS = frozenset(
    """
    anda saudara saudari bapak ibu kakak kak bpk sdr sdri yth pelapor admin salam
    """.split()
)
_STARTS = re.compile(r"[.!?:;\n\r\"“”(•*-]\s*$")
_BEFORE = 3


def masked(reply: str) -> str:
    """The canonical words of a reply, one space between them; a name, date, number or place is one mask.

    >>> masked("Laporan di Jl. Melati No. 5 diteruskan ke Dinas Perhubungan pada 12 Mei 2025.")
    'laporan di <nama> <angka> diteruskan ke <nama> pada <angka> <waktu> <angka>'
    """
    text = redact(reply).text
    shouted = _is_shouted(text)
    forms: list[str] = []
    previous = ""
    for word in words(text):
        raw = text[word.start : word.end]
        form = word.form
        if form in DAYS or form in MONTHS:
            form = "<waktu>"
        elif (
            form[0] != "<"
            and form not in _ADDRESS
            and (previous in _PLACE_CUE or (not shouted and raw[0].isupper() and not _opens(text, word.start)))
        ):
            form = "<nama>"
        previous = word.form
        if form != "<nama>" or forms[-1:] != ["<nama>"]:
            forms.append(form)
    return " ".join(forms)


def _opens(text: str, start: int) -> bool:
    """Whether a word stands at the beginning of a sentence, where its capital says nothing."""
    before = text[max(0, start - _BEFORE) : start]
    return (start <= _BEFORE and not before.strip()) or bool(_STARTS.search(before))


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character.isupper() for character in letters) > len(letters) / 2
