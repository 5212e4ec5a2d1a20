"""One spelling for each agency of a file: exports vary in case, abbreviations and the region at the end."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W_]+")
_SPELLED = {
    "kab": "kabupaten",
    "kec": "kecamatan",
    "kel": "kelurahan",
    "prov": "provinsi",
    "pemkab": "pemerintah kabupaten",
    "pemkot": "pemerintah kota",
    "pemprov": "pemerintah provinsi",
}
_GOVERNMENT = re.compile(r"^pemerintah (?:kabupaten|kota|provinsi|daerah)\b")
_REGION_AT_END = re.compile(r"(.+?) (?:pemerintah )?(?:kabupaten|kota|provinsi) [a-z ]+$")


def agency_key(name: str) -> str:
    """What spellings of one agency share: lower case, abbreviations written out, the region at the end left off.

    >>> agency_key("DINAS PERHUBUNGAN KAB. KEDIRI"), agency_key("Dinas Perhubungan")
    ('dinas perhubungan', 'dinas perhubungan')
    """
    words = " ".join(_SPELLED.get(word, word) for word in _WORD.findall(name.lower()))
    match = None if _GOVERNMENT.match(words) else _REGION_AT_END.match(words)
    return match.group(1) if match else words


def is_government(name: str) -> bool:
    """Whether a name is a government as a whole ("Pemerintah Kota Kediri"): the report was not passed on yet."""
    return bool(_GOVERNMENT.match(agency_key(name)))


def one_spelling(names: Iterable[str]) -> Mapping[str, str]:
    """For each spelling the one to use: its agency's most frequent one, without a region at the end."""
    counts = Counter(" ".join(name.split()) for name in names)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in counts:
        groups[agency_key(name)].append(name)
    chosen: dict[str, str] = {}
    for spellings in groups.values():
        best = max(sorted(spellings), key=lambda name: counts[name])
        tidy = _without_region(best)
        chosen |= dict.fromkeys(spellings, tidy)
    return chosen


def _without_region(name: str) -> str:
    if is_government(name):
        return name
    shorter = re.sub(
        r"[\s,-]+(?:pemerintah\s+)?(?:kab(?:upaten)?\.?|kota|prov(?:insi)?\.?)\s+[^\d]+$", "", name, flags=re.IGNORECASE
    )
    tidy = shorter.strip() or name
    if " " in tidy and (tidy.isupper() or tidy.islower()):
        return re.sub(r" (Dan|Serta|Atas|Di) ", lambda match: match.group().lower(), tidy.title())
    return tidy
