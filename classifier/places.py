"""Where the problem is: the form's fields and the place names in the text, joined.

A name counts where a cue stands before it ("kec. Gubeng", "Kel Mojo", "Kota Kediri") or, for regencies and cities,
where it stands alone and is no everyday word. What fits nothing, or more than one place, is reported as ambiguous and
never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from classifier.gazetteer import Gazetteer, Level, place_key
from classifier.records import Complaint, Place
from classifier.text.normalise import normalise

_CUE: dict[str, Level] = {
    "kota": "region",
    "kab": "region",
    "kabupaten": "region",
    "kec": "kecamatan",
    "kecamatan": "kecamatan",
    "kel": "kelurahan",
    "kelurahan": "kelurahan",
    "desa": "kelurahan",
    "ds": "kelurahan",
    "provinsi": "province",
    "prov": "province",
}
_CUED = re.compile(rf"\b({'|'.join(sorted(_CUE, key=len, reverse=True))})\b[.:]?\s{{0,3}}(?=[^\W\d_])", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_STREET = frozenset("jl jln jalan gang gg bank toko warung rm pasar terminal stasiun".split())
_MOST_WORDS = 4
_SHORTEST_FUZZY = 5
# Names of regencies and cities that are everyday words, persons or islands: they need their cue.
EVERYDAY = frozenset(
    """
    agam alor asahan banggai barru batu belu bima bone buol buru buton deli ende karo kaur landak lingga maybrat mesuji
    muna natuna nias pati poso sabang siak sikka solok tual wajo kepulauan tengah selatan utara barat timur
    """.split()
)


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """The place of a complaint.

    ``place`` holds the official names of what is certain; ``codes`` the national codes of the same (empty strings where
    unknown); ``evidence`` the fields and words it rests on; ``ambiguous`` what was named but fits several places or
    none.
    """

    place: Place
    codes: tuple[str, str, str]
    evidence: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    level: Level
    name: str
    codes: tuple[str, ...]
    source: str


class PlaceFinder:
    """Finds and resolves places over one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        codes = [code for code in gazetteer.names if code.count(".") == 1]
        self._alone = {place_key(gazetteer.names[code]) for code in codes} - EVERYDAY
        self._first_words = {
            _NAME_WORD.findall(gazetteer.names[code].split(" ", 1)[1].lower())[0] for code in codes
        } - EVERYDAY

    def find(self, complaint: Complaint, *, default_region: str = "") -> PlaceFound:
        """The place of a complaint: the form's fields first, then its address, title and text.

        ``default_region`` where nothing names a region.
        """
        mentions = self._from_form(complaint)
        for field in ("address", "title", "text"):
            mentions += self._mentions(getattr(complaint, field), field)
        regions = self._certain([m for m in mentions if m.level == "region"], mentions)
        if not regions and default_region:
            regions = self._gazetteer.regions(default_region)
        return self._resolve(mentions, regions)

    def province(self, region: str) -> str:
        """The name of the province of a regency or city, or an empty string when the region is not known for sure."""
        codes = self._gazetteer.regions(region) if region else ()
        return self._gazetteer.province_of(codes[0]) if len(codes) == 1 else ""

    def _from_form(self, complaint: Complaint) -> list[_Mention]:
        fields: tuple[tuple[Level, str], ...] = (
            ("region", complaint.region),
            ("kecamatan", complaint.kecamatan),
            ("kelurahan", complaint.kelurahan),
        )
        return [_Mention(level, name, self._lookup(level, name), "form") for level, name in fields if name.strip()]

    def _lookup(self, level: Level, name: str) -> tuple[str, ...]:
        return self._gazetteer.regions(name) if level == "region" else self._gazetteer.codes(level, name)

    def _mentions(self, text: str, source: str) -> list[_Mention]:
        plain = text if text.isascii() else normalise(text).text
        found: list[_Mention] = []
        for match in _CUED.finditer(plain):
            words = self._words_at(plain, match.end())
            cue = match.group(1).lower()
            level = _CUE[cue]
            for n in range(len(words), 0, -1):
                name = " ".join(words[:n])
                asked = f"{'kota' if cue == 'kota' else 'kabupaten'} {name}" if level == "region" else name
                codes = self._lookup(level, asked)
                if codes:
                    found.append(_Mention(level, asked, codes, source))
                    break
            else:
                if (words and words[0][0].isupper()) or (words and level != "region"):
                    found.append(_Mention(level, words[0] if level != "region" else f"{cue} {words[0]}", (), source))
        return found + self._standing_alone(plain, source)

    def _standing_alone(self, plain: str, source: str) -> list[_Mention]:
        lowered = plain.lower()
        words = _NAME_WORD.findall(lowered)
        found = []
        for number, word in enumerate(words):
            if word not in self._first_words or (number and words[number - 1] in _STREET):
                continue
            for n in (3, 2, 1):
                key = "".join(words[number : number + n])
                if key in self._alone:
                    found.append(
                        _Mention(
                            "region", " ".join(words[number : number + n]), self._gazetteer.codes("region", key), source
                        )
                    )
                    break
        return found

    def _words_at(self, plain: str, start: int) -> list[str]:
        words: list[str] = []
        position = start
        while len(words) < _MOST_WORDS:
            match = _NAME_WORD.match(plain, position)
            if not match:
                break
            words.append(match.group())
            if plain[match.end() : match.end() + 1] != " ":
                break
            position = match.end() + 1
        return words

    def _certain(self, named: Sequence[_Mention], mentions: Sequence[_Mention]) -> tuple[str, ...]:
        """The one region that the mentions agree on; none when they leave several."""
        for source in ("form", "address", "title", "text"):
            codes = [set(m.codes) for m in named if m.source == source and m.codes]
            if not codes:
                continue
            common = set.intersection(*codes) or set.union(*codes)
            narrowed = {code for code in common if self._supports(code, mentions)} if len(common) > 1 else common
            return tuple(narrowed if len(narrowed) == 1 else common)
        below = [
            {code.rsplit(".", code.count(".") - 1)[0] for code in m.codes}
            for m in mentions
            if m.level in ("kecamatan", "kelurahan") and m.codes
        ]
        shared = set.intersection(*below) if below else set()
        return tuple(shared) if len(shared) == 1 else ()

    def _supports(self, region: str, mentions: Sequence[_Mention]) -> bool:
        lower = [m for m in mentions if m.level in ("kecamatan", "kelurahan") and m.codes]
        return bool(lower) and all(any(code.startswith(f"{region}.") for code in m.codes) for m in lower)

    def _resolve(self, mentions: Sequence[_Mention], regions: tuple[str, ...]) -> PlaceFound:
        ambiguous = [] if len(regions) <= 1 else [self._gazetteer.names[code] for code in regions]
        evidence: list[str] = []
        kecamatan, unsure = self._one_below("kecamatan", mentions, regions, evidence)
        ambiguous += unsure
        kelurahan, unsure = self._one_below("kelurahan", mentions, (kecamatan,) if kecamatan else regions, evidence)
        ambiguous += unsure
        if kelurahan and not kecamatan:
            kecamatan = kelurahan.rpartition(".")[0]
        region = regions[0] if len(regions) == 1 else (kecamatan.rpartition(".")[0] if kecamatan else "")
        if region:
            evidence = [f"{m.source}:{m.name}" for m in mentions if m.level == "region" and region in m.codes][
                :1
            ] + evidence
        names = [self._gazetteer.names.get(code, "") for code in (region, kecamatan, kelurahan)]
        return PlaceFound(
            Place(*names), (region, kecamatan, kelurahan), tuple(evidence), tuple(dict.fromkeys(ambiguous))
        )

    def _one_below(
        self, level: Level, mentions: Sequence[_Mention], parents: tuple[str, ...], evidence: list[str]
    ) -> tuple[str, list[str]]:
        """The one place of a level that was named and lies in the parents, misspelled by one letter at most.

        Else what was named.
        """
        unsure: list[str] = []
        for mention in mentions:
            if mention.level != level:
                continue
            codes = self._gazetteer.within(mention.codes, parents) or self._misspelled(level, mention.name, parents)
            if len(codes) == 1:
                evidence.append(f"{mention.source}:{mention.name}")
                return codes[0], []
            unsure.append(mention.name)
        return "", unsure

    def _misspelled(self, level: Level, name: str, parents: tuple[str, ...]) -> tuple[str, ...]:
        key = place_key(name)
        if len(parents) != 1 or len(key) < _SHORTEST_FUZZY:
            return ()
        near = {code: place_key(self._gazetteer.names[code]) for code in self._gazetteer.descendants(parents, level)}
        hits = process.extract(key, near, scorer=OSA.distance, score_cutoff=1, limit=3)
        return tuple(code for _, _, code in hits)
