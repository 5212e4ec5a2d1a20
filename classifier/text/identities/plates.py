"""Number plates of vehicles: a code of the region, up to four digits, up to three letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifier.text.identities.patterns import GAP, any_of, ends_with
from classifier.text.identities.spans import Identity

_CODES = """
    AA AB AD AE AG BA BB BD BE BG BH BK BL BM BN BP DA DB DC DD DE DG DH DK DL DM DN DP DR DS DT DW EA EB ED KB KH
    KT KU PA PB PG PS PT PY A B D E F G H K L M N P R S T W Z
    """.split()
_PLATE = re.compile(
    rf"(?<![\w/-])(?P<code>{'|'.join(_CODES)})(?P<gap>[ .-]{{0,3}})(?P<number>\d{{1,4}})[ .-]{{0,3}}"
    r"(?P<series>[A-Z]{1,3})(?!\w|[ ]?\d{2})",
    re.IGNORECASE,
)
_PLATE_CUE = re.compile(
    rf"(?:nopol(?:isi)?|no\.?\s?pol|\bpe?lat|nomor\s?polisi|no\.?\s?polisi|\bstnk|\bbpkb|\btnkb)\w{{0,3}}{GAP}{{0,30}}$",
    re.IGNORECASE,
)
_VEHICLES = any_of(
    r"""
    sepeda\s?motor motor mobil tru[kc]k? bus bis mikrolet angkot lyn bemo bentor taksi taxi kendaraan pick\s?up
    pikap elf minibus ambulans? tangki tronton avanza xenia innova brio jazz fortuner pajero ertiga sigra beat
    vario scoopy nmax pcx mio supra revo aerox vespa ojol grab gojek
    """
)
_VEHICLE_CUE = re.compile(rf"\b{_VEHICLES}\w{{0,3}}\b{GAP}{{0,30}}$", re.IGNORECASE)
# What stands before a letter and a number that are no plate.
_OTHER = ends_with(
    """
    blok block gang gg kav kavling tower lantai lt no rt rw kelas golongan gol ruang ruangan kamar rute trayek
    koridor tipe type seri model kode loket pasal huruf km ukuran gate gerbang peron jalur kursi bangku
    """
)
_NO_SERIES = frozenset(
    """
    RT RW KM JL JLN GG TOL DI KE M CM KG ML MM HP WA NO SD SMP SMA SMK DAN TAK TDK GAK GA YG PT CV WIB AM PM KK HR
    HRS HRI TH THN BLN RB JT RP ITU INI ADA DUA DR DRI SDG DG DGN UTK KRN SAJ KAN DEH SIH NIH LAH KAH PUN JAM MNT
    ORG PCS UNT PER TAP KPN IBU PAK BU MAS MBA KAK AIR API LPJ BOX CC GB MB HZ KWH MHZ WATT V PU
    """.split()
)
_LOOK_BACK = 60


def plates(plain: str) -> Iterator[Identity]:
    """The plates in a plain text."""
    for match in _PLATE.finditer(plain):
        if _is_plate(plain, match):
            yield Identity("nopol", *match.span())


def _is_plate(plain: str, match: re.Match[str]) -> bool:
    before = plain[max(0, match.start() - _LOOK_BACK) : match.start()]
    series = match["series"]
    said = bool(_PLATE_CUE.search(before))
    if series.upper() in _NO_SERIES and not (said and series.isupper()):
        return False
    if set(series.upper()) == {"X"} and len(match["number"]) < 3:
        return False  # masked by its writer: "B 1xxx"
    if said:
        return True
    if _OTHER.search(before) or (match["gap"] == "." and not series.isupper()):
        return False
    digits = len(match["number"])
    if match["code"].isupper() and series.isupper():
        return digits >= 3 or (digits == 2 and len(series) >= 2 and bool(_VEHICLE_CUE.search(before)))
    return digits >= 3 and bool(_VEHICLE_CUE.search(before))
