"""Names of persons: behind a cue, by the list of names, as a signature."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from classifier.text.identities.cues import LINE_ENDS, closings, cues
from classifier.text.identities.naming import PARTICLES, TITLES, Name, continues, joined, name_at
from classifier.text.identities.plain import PHONE
from classifier.text.identities.spans import Identity
from classifier.text.identities.words import Word, words
from classifier.text.names import PLACE_NAMES

# What a name stands behind when it is a street's, a school's, a mosque's, a firm's.
_PLACE_LEADS = frozenset(
    """
    jl jln jalan gang gg lorong masjid mesjid mushola mushalla musholla musala langgar gereja pura vihara kelenteng
    rsud rsup rs sakit rsu rsi rsia rumkit kpp sdn sd smp smpn sma sman smk smkn mi min mts mtsn ma man tk paud tpq
    tpa kb sdit smpit universitas univ institut politeknik stikes ikip stadion taman makam pesarean gedung bandara
    pasar perum perumahan komplek kompleks griya graha pondok ponpes pesantren yayasan klinik puskesmas pustu apotek
    apotik optik pt cv ud pd tb toserba terminal stasiun museum tugu patung monumen lapangan gor jembatan waduk
    bendungan embung bendung desa dusun dsn kelurahan kel kecamatan kec kampung kabupaten kab kota provinsi pulau
    gunung sungai kali kalen tol exit hotel mall mal plaza simpang perempatan pertigaan bundaran flyover underpass
    blok apartemen rusun rusunawa rusunami embong pelabuhan dermaga pantai bukit raya halte jpo koridor rute kapal
    km kri lembah air curug kebun hutan kawasan daerah wilayah arah sekitar sepanjang ruas jalur petilasan candi
    keraton balai aula wisma cafe kafe resto restoran depot rm bank koperasi kud bmt partai yonif kodim merk merek
    grup pabrik proyek sultan sunan pangeran panglima laksamana letjen mayjen brigjen jenderal kolonel kapten letkol
    letda lettu prof alun stren tanjakan
    """.split()
)
# Those whose name may hold a form of address: "Gang Pak Haji", "RS Dr. Soetomo".
_STREETS = frozenset(
    """
    jl jln jalan gang gg lorong masjid mushola musholla mushalla makam jembatan pasar rsud rsup rs sakit sdn taman
    gedung perum museum
    """.split()
)
_RANKS = frozenset(
    "letjen mayjen brigjen jenderal jendral kolonel letkol mayor kapten letnan raya pangeran sultan raden".split()
)
_PREPOSITIONS = frozenset("di ke sampai hingga menuju lewat melalui via antara daerah kawasan arah sekitar".split())
_CONTACTS = frozenset(
    "kontak cp contact hub hubungi telp telepon wa hp sms call dan atau dengan person sama kabari warga anak".split()
)
_BEFORE = re.compile(r"[ \t]{1,2}|\.[ \t]{0,2}")
_PHONE_NEXT = re.compile(rf"[ \t]{{0,2}}[(:/,-]?[ \t]{{0,2}}[(+]?{PHONE}")
_MOST_BEFORE = 4
_MOST_IN_NAME = 5
_MOST_IN_RUN = 10


def people(plain: str) -> Iterator[Identity]:
    """The names of persons in a plain text."""
    found = words(plain)
    starts = [word.start for word in found]
    names = [*_behind_cues(plain, found, starts), *_signatures(plain, found, starts), *_by_list(plain, found)]
    end = -1
    span: tuple[int, int] | None = None
    for name in sorted(names, key=lambda name: name.first):
        if span and name.first <= end:
            span = span[0], max(span[1], found[name.last].end)
        else:
            if span:
                yield Identity("nama", *span)
            span = found[name.first].start, found[name.last].end
        end = max(end, name.last)
    if span:
        yield Identity("nama", *span)


def _behind_cues(plain: str, found: Sequence[Word], starts: Sequence[int]) -> Iterator[Name]:
    for cue in cues(plain):
        index = bisect_left(starts, cue.end)
        if (
            index == len(found)
            or starts[index] != cue.end
            or _of_a_street(plain, found, bisect_left(starts, cue.start))
        ):
            continue
        name = name_at(plain, found, index, cue.trust)
        if name and f"{found[name.first - 1].lower}_{found[name.first].lower}" not in PLACE_NAMES:
            yield name


def _of_a_street(plain: str, found: Sequence[Word], index: int) -> bool:
    """Whether a form of address belongs to a street's name: "Gang Pak Haji"."""
    for place in range(index - 1, max(-1, index - 1 - _MOST_BEFORE), -1):
        word = found[place].lower
        if not _close(plain, found, place) or not (word in _STREETS or word in TITLES or word in _RANKS):
            return False
        if word in _STREETS:
            return True
    return False


def _signatures(plain: str, found: Sequence[Word], starts: Sequence[int]) -> Iterator[Name]:
    """Names at the end of a line, behind thanks or regards."""
    for closing in closings(plain):
        index = bisect_left(starts, closing.end)
        if index == len(found) or starts[index] != closing.end:
            continue
        name = name_at(plain, found, index, closing.trust)
        if name and LINE_ENDS.match(plain, found[name.last].end):
            yield name


def _by_list(plain: str, found: Sequence[Word]) -> Iterator[Name]:
    """Listed names without a cue: one with a capital of its own, or two neighbours."""
    index = 0
    while index < len(found):
        end = _run_end(plain, found, index)
        name = _in_run(plain, found, index, end) if end > index else None
        if name:
            yield name
            end = name.last + 1
        index = max(end, index + 1)


def _run_end(plain: str, found: Sequence[Word], index: int) -> int:
    """The end of the run of words that can be a name's, from a word on."""
    end = index
    while end < min(len(found), index + _MOST_IN_RUN) and (end == index or joined(plain, found, end - 1)):
        inside = index < end < len(found) - 1 and found[end].lower in PARTICLES and _is_part(found[end + 1])
        if not inside and not _is_part(found[end]):
            break
        end += 1
    return end


def _is_part(word: Word) -> bool:
    if word.lower in _PLACE_LEADS and not word.known:
        return False
    return continues(word) or (word.capital and len(word.text) == 1)


def _in_run(plain: str, found: Sequence[Word], begin: int, end: int) -> Name | None:
    """The name in a run of words that can be a name's."""
    known = next((place for place in range(begin, end) if found[place].known), None)
    if known is None:
        if end - begin > 3 or not _before_phone(plain, found, begin, end):
            return None
        known = begin
    if _names_a_place(plain, found, begin, end):
        return None
    if end - begin == 1:
        sure = found[known].listed or _before_phone(plain, found, begin, end)
        if not (sure and found[known].telling) or (begin and found[begin - 1].lower in _PREPOSITIONS):
            return None
    return Name(max(begin, known - _MOST_IN_NAME + 1), min(end - 1, known + _MOST_IN_NAME - 1))


def _before_phone(plain: str, found: Sequence[Word], begin: int, end: int) -> bool:
    """Whether a run of words is somebody whose telephone follows: "hubungi Endras 0812..."."""
    if not found[end - 1].telling or not _PHONE_NEXT.match(plain, found[end - 1].end):
        return False
    return not begin or found[begin - 1].lower in _CONTACTS or not _close(plain, found, begin - 1)


def _names_a_place(plain: str, found: Sequence[Word], begin: int, end: int) -> bool:
    """Whether a run of words is the name of a street, a school, a firm, or a saint's or hero's."""
    pairs = {f"{found[place].lower}_{found[place + 1].lower}" for place in range(max(0, begin - 1), end - 1)}
    if pairs & PLACE_NAMES:
        return True
    for place in range(begin - 1, max(-1, begin - 1 - _MOST_BEFORE), -1):
        if not _close(plain, found, place):
            return False
        if found[place].lower in _PLACE_LEADS:
            return True
        if not (found[place].telling or found[place].lower in TITLES):
            return False
    return False


def _close(plain: str, found: Sequence[Word], index: int) -> bool:
    """Whether a word and the next one belong together."""
    return bool(_BEFORE.fullmatch(plain, found[index].end, found[index + 1].start))
