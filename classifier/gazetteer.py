"""All regions of Indonesia by code and name: provinces, regencies and cities, districts, villages.

Codes are the national ones, ``PP.KK.CC.DDDD``; a region's code begins with its parent's.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from classifier.datafiles import data_directory

Level = Literal["province", "region", "kecamatan", "kelurahan"]
LEVELS: tuple[Level, ...] = ("province", "region", "kecamatan", "kelurahan")
_ABBREVIATIONS = {
    "kab": "kabupaten",
    "kec": "kecamatan",
    "kel": "kelurahan",
    "ds": "desa",
    "gn": "gunung",
    "kep": "kepulauan",
    "tj": "tanjung",
    "tg": "tanjung",
}
_LONGEST = 60  # letters of a name whose key is kept; the longest name of the gazetteer has 44
_WORD = re.compile(r"[^\W_]+")
_KIND = re.compile(r"^(?:kabupaten|kota|kecamatan|kelurahan|desa|provinsi)(?= )")


@dataclass(frozen=True)
class Gazetteer:
    """Names by code, and codes by level and key (see `place_key`)."""

    names: Mapping[str, str]
    _codes: Mapping[tuple[Level, str], tuple[str, ...]] = field(init=False, repr=False)
    _children: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        codes: dict[tuple[Level, str], list[str]] = defaultdict(list)
        children: dict[str, list[str]] = defaultdict(list)
        for code, name in self.names.items():
            codes[level_of(code), _key(name)].append(code)
            if "." in code:
                children[code.rpartition(".")[0]].append(code)
        object.__setattr__(self, "_codes", {key: tuple(value) for key, value in codes.items()})
        object.__setattr__(self, "_children", {key: tuple(value) for key, value in children.items()})

    def codes(self, level: Level, name: str) -> tuple[str, ...]:
        """The codes of the regions of a level that bear a name; for regencies and cities see `regions`."""
        return self._codes.get((level, place_key(name)), ())

    def regions(self, name: str) -> tuple[str, ...]:
        """Regencies and cities of a name. "Kota Kediri" is one, "Kediri" is two."""
        found = self.codes("region", name)
        kind = name.lower().replace(".", " ").partition(" ")[0]
        kind = _ABBREVIATIONS.get(kind, kind)
        if kind in ("kota", "kabupaten"):
            return tuple(code for code in found if self.names[code].lower().startswith(kind))
        return found

    def within(self, codes: Iterable[str], parents: Iterable[str]) -> tuple[str, ...]:
        """Those of ``codes`` that lie in one of ``parents``; all of them when there are no parents."""
        outer = tuple(parents)
        return tuple(code for code in codes if not outer or any(code.startswith(f"{parent}.") for parent in outer))

    def descendants(self, parents: Iterable[str], level: Level) -> tuple[str, ...]:
        """The codes of a level below ``parents``."""
        codes = tuple(parents)
        while codes and level_of(codes[0]) != level:
            codes = tuple(child for code in codes for child in self._children.get(code, ()))
        return codes

    def province_of(self, code: str) -> str:
        """The name of the province in which a code lies, with the word *Provinsi*."""
        return f"Provinsi {self.names[code[:2]]}"


def level_of(code: str) -> Level:
    """The level of a code, by the number of its parts."""
    return LEVELS[code.count(".")]


def place_key(name: str) -> str:
    """A name as it is compared: its letters and digits in lower case, without the word for its kind.

    >>> place_key("Kab. Kediri"), place_key("Karang Pilang"), place_key("KARANGPILANG")
    ('kediri', 'karangpilang', 'karangpilang')
    """
    return _kept_key(name) if len(name) <= _LONGEST else _key(name)


@lru_cache(maxsize=8192)
def _kept_key(name: str) -> str:
    return _key(name)


def _key(name: str) -> str:
    spelled = _spelled(name)
    return _KIND.sub("", spelled).replace(" ", "") or spelled.replace(" ", "")


def _spelled(name: str) -> str:
    words = _WORD.findall(name.lower())
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


@lru_cache(maxsize=1)
def gazetteer(path: Path | None = None) -> Gazetteer:
    """The gazetteer of data/regions, read once."""
    with gzip.open(path or data_directory() / "regions" / "regions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return Gazetteer({row["code"]: row["name"] for row in csv.DictReader(file)})
