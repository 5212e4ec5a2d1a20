"""Where the problem is: the form's fields and the place names in the text, joined.

What fits nothing, or more than one place, is reported as ambiguous and never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from classifier.gazetteer import Gazetteer, Level, place_key
from classifier.place_names import Mention, NameReader, Spot
from classifier.records import Complaint, Place, PlaceEvidence, PlaceLevel, TextField
from classifier.routing_model import Reading

_FORM: tuple[PlaceLevel, ...] = ("region", "kecamatan", "kelurahan")
TEXT_FIELDS: tuple[TextField, ...] = ("address", "title", "text")
_SHORTEST_FUZZY = 5
_LONGEST = 60  # letters of a name that is kept; the longest name of the gazetteer has 44


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """The place of a complaint.

    ``place`` holds the official names of what is certain; ``codes`` the national codes of the same (empty strings where
    unknown); ``evidence`` the words that each of them rests on; ``ambiguous`` what was named but fits several places or
    none.
    """

    place: Place
    codes: tuple[str, str, str]
    evidence: tuple[PlaceEvidence, ...] = ()
    ambiguous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Resolved:
    """The place of some mentions; ``rests_on`` are the numbers of those that give its region, kecamatan, kelurahan."""

    place: Place
    codes: tuple[str, str, str]
    rests_on: tuple[int | None, ...]
    ambiguous: tuple[str, ...]


class PlaceFinder:
    """Finds and resolves places over one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._names = NameReader(gazetteer)
        self._kept = lru_cache(maxsize=8192)(self._resolve)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._gazetteer,)

    def find(
        self,
        complaint: Complaint,
        *,
        default_region: str = "",
        fields: Sequence[TextField] = TEXT_FIELDS,
        explain: bool = True,
    ) -> PlaceFound:
        """The place of a complaint: the form's fields first, then those of its address, title and text in ``fields``.

        ``default_region`` where nothing names a region; ``explain=False`` leaves the evidence out.
        """
        found = self._from_form(complaint)
        for field in fields:
            found += self._names.mentions(getattr(complaint, field), field, exact=explain)
        mentions = tuple(mention for mention, _ in found)
        is_short = all(len(mention.name) <= _LONGEST for mention in mentions)
        resolved = (self._kept if is_short else self._resolve)(mentions, default_region)
        evidence = [
            PlaceEvidence(level, name, *found[number][1])
            for level, name, number in zip(_FORM, _parts(resolved.place), resolved.rests_on, strict=True)
            if explain and number is not None
        ]
        return PlaceFound(resolved.place, resolved.codes, tuple(evidence), resolved.ambiguous)

    def find_open(self, reading: Reading, *, default_region: str = "", explain: bool = True) -> list[PlaceFound | None]:
        """`find` for a batch; ``None`` for a complaint whose form leaves nothing open.

        Only what holds a word that can be of a place is searched: most texts have none.
        """
        text, address = (tokens.having(self._names.may_name).tolist() for tokens in (reading.text, reading.address))
        found: list[PlaceFound | None] = []
        for number, complaint in enumerate(reading.complaints):
            if (complaint.region or default_region) and complaint.kecamatan and complaint.kelurahan:
                found.append(None)
                continue
            fields = TEXT_FIELDS[0 if address[number] else 1 : 3 if text[number] else 1]
            found.append(self.find(complaint, default_region=default_region, fields=fields, explain=explain))
        return found

    def province(self, region: str) -> str:
        """The name of the province of a regency or city, or an empty string when the region is not known for sure."""
        codes = self._gazetteer.regions(region) if region else ()
        return self._gazetteer.province_of(codes[0]) if len(codes) == 1 else ""

    def _from_form(self, complaint: Complaint) -> list[tuple[Mention, Spot]]:
        fields = [(level, getattr(complaint, level)) for level in _FORM]
        return [
            (Mention(level, name, self._names.lookup(level, name), "form"), (level, 0, len(name)))
            for level, name in fields
            if name.strip()
        ]

    def _certain(self, named: Sequence[Mention], mentions: Sequence[Mention]) -> tuple[str, ...]:
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

    def _supports(self, region: str, mentions: Sequence[Mention]) -> bool:
        lower = [m for m in mentions if m.level in ("kecamatan", "kelurahan") and m.codes]
        return bool(lower) and all(any(code.startswith(f"{region}.") for code in m.codes) for m in lower)

    def _resolve(self, mentions: tuple[Mention, ...], default_region: str) -> _Resolved:
        """Places repeat from complaint to complaint, so what is resolved once is kept (`_kept`)."""
        regions = self._certain([m for m in mentions if m.level == "region"], mentions)
        if not regions and default_region:
            regions = self._gazetteer.regions(default_region)
        ambiguous = [] if len(regions) <= 1 else [self._gazetteer.names[code] for code in regions]
        kecamatan, by_kecamatan, unsure = self._one_below("kecamatan", mentions, regions)
        ambiguous += unsure
        kelurahan, by_kelurahan, unsure = self._one_below("kelurahan", mentions, (kecamatan,) if kecamatan else regions)
        ambiguous += unsure
        if kelurahan and not kecamatan:
            kecamatan = kelurahan.rpartition(".")[0]
        region = regions[0] if len(regions) == 1 else (kecamatan.rpartition(".")[0] if kecamatan else "")
        by_region = next((n for n, m in enumerate(mentions) if m.level == "region" and region in m.codes), None)
        if by_region is None:
            by_region = next((n for n, m in enumerate(mentions) if _lies_in(m, region)), None)
        codes = (region, kecamatan, kelurahan)
        names = [self._gazetteer.names.get(code, "") for code in codes]
        rests_on = (by_region, by_kelurahan if by_kecamatan is None else by_kecamatan, by_kelurahan)
        known = tuple(number if name else None for name, number in zip(names, rests_on, strict=True))
        return _Resolved(Place(*names), codes, known, tuple(dict.fromkeys(ambiguous)))

    def _one_below(
        self, level: Level, mentions: Sequence[Mention], parents: tuple[str, ...]
    ) -> tuple[str, int | None, list[str]]:
        """The one place of a level that was named and lies in the parents, misspelled by one letter at most.

        With the number of the mention that names it; without one, what was named in vain.
        """
        unsure: list[str] = []
        for number, mention in enumerate(mentions):
            if mention.level != level:
                continue
            codes = self._gazetteer.within(mention.codes, parents) or self._misspelled(level, mention.name, parents)
            if len(codes) == 1:
                return codes[0], number, []
            unsure.append(mention.name)
        return "", None, unsure

    def _misspelled(self, level: Level, name: str, parents: tuple[str, ...]) -> tuple[str, ...]:
        key = place_key(name)
        if len(parents) != 1 or len(key) < _SHORTEST_FUZZY:
            return ()
        near = {code: place_key(self._gazetteer.names[code]) for code in self._gazetteer.descendants(parents, level)}
        hits = process.extract(key, near, scorer=OSA.distance, score_cutoff=1, limit=3)
        return tuple(code for _, _, code in hits)


def _parts(place: Place) -> tuple[str, str, str]:
    return place.region, place.kecamatan, place.kelurahan


def _lies_in(mention: Mention, region: str) -> bool:
    return any(code.startswith(f"{region}.") for code in mention.codes)


def completed(complaint: Complaint, found: PlaceFound | None, default_region: str = "") -> Place:
    """The form's place names, completed from what was found."""
    region = complaint.region or default_region
    if found is None:
        return Place(region, complaint.kecamatan, complaint.kelurahan)
    place = found.place
    return Place(place.region or region, complaint.kecamatan or place.kecamatan, complaint.kelurahan or place.kelurahan)


def evidence_of(complaint: Complaint, place: Place, found: PlaceFound | None) -> tuple[PlaceEvidence, ...]:
    """What each name of the `completed` place rests on: what was found, the form, or the service's own region."""
    by_level = {evidence.level: evidence for evidence in found.evidence} if found else {}
    rests_on = []
    for level in _FORM:
        name, own = getattr(place, level), getattr(complaint, level)
        if level in by_level and by_level[level].name == name:
            rests_on.append(by_level[level])
        elif own.strip():
            rests_on.append(PlaceEvidence(level, name, level, 0, len(own)))
        elif name.strip():
            rests_on.append(PlaceEvidence(level, name, "office", 0, 0))
    return tuple(rests_on)
