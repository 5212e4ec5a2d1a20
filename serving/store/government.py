"""Which level of government an agency belongs to, and what kind of agency it is, told from its name."""

from __future__ import annotations

import re

LEVELS = ("pusat", "provinsi", "kabupaten", "kota", "vertikal", "bumn")
_COMPANY = re.compile(
    r"\b(?:PT|PLN|Pertamina|Telkom|PDAM|Perumda|Perusahaan Umum|BUMN|BUMD|Bank|Bulog|KAI)\b", re.IGNORECASE
)
_VERTICAL = re.compile(
    r"\b(?:Balai|Kantor Wilayah|Kanwil|Kantor Pertanahan|Polres|Polda|Kejaksaan|BPJS|BPN|KPP)\b", re.I
)
_OF = re.compile(r"\b(Kota|Kabupaten|Provinsi)\s+[A-Z]")
_LOCAL = re.compile(r"\s+(?:Kota|Kabupaten|Provinsi)\s+.*$|^(Kecamatan|Kelurahan|Desa)\s+.*$")


def level_of(agency: str, region: str = "") -> str:
    """The level of government of an agency; an agency whose name tells none is of the kind of the complaint's region.

    An empty agency has an empty level.

    >>> level_of("Dinas Perhubungan Kota Kediri"), level_of("Dinas Sosial", "Kabupaten Blitar")
    ('kota', 'kabupaten')
    """
    if not agency:
        return ""
    named = _OF.search(agency)
    if _COMPANY.search(agency):
        return "bumn"
    if _VERTICAL.search(agency) and not named:
        return "vertikal"
    if agency.startswith(("Kementerian", "Badan Nasional", "Lembaga")) and not named:
        return "pusat"
    place = named or _OF.match(region)
    return place.group(1).lower() if place else "pusat"


def kind_of(agency: str) -> str:
    """What agencies of other places have in common with this one: its name without the place.

    >>> kind_of("Dinas Perhubungan Kota Kediri"), kind_of("Kecamatan Gubeng")
    ('Dinas Perhubungan', 'Kecamatan')
    """
    return _LOCAL.sub(lambda found: found.group(1) or "", agency).strip()
