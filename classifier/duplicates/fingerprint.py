"""What an index keeps of a complaint: numbers for its words, its place and its day, and no text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.duplicates.hashing import Hashes, word_hash
from classifier.duplicates.meanings import meaning
from classifier.duplicates.rarity import rarity
from classifier.duplicates.signature import shingles
from classifier.duplicates.spots import DETAILS, Area, Spots, find_spots
from classifier.gazetteer import place_key
from classifier.records import Complaint
from classifier.text.words import canonical, split

FEWEST_WORDS = 4
"""A text of fewer words ("tes") is like no other."""
UNDATED = -1
MEANINGS = 24
SPOTS = 4
NAMES = 6
AREAS: tuple[Area, ...] = ("region", "kecamatan", "kelurahan")

_LEAST_RARE = 0.05
_NAME_IS_RARE = 0.99


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A complaint in numbers.

    Attributes
    ----------
    shingles: see `classifier.duplicates.signature.shingles`; empty for a text that is too short.
    meanings, weights: hashes of the at most `MEANINGS` rarest meanings of title and text, place names left out, and
        the rarity in [0, 1] of each; shape (n,).
    spots: hashes of streets (odd) and landmarks (even), heads: of the same without the last word of the name.
    names: hashes of the rarest words, place names among them.
    areas: hashes of region, kecamatan and kelurahan, 0 where unknown; details: RT, RW, lane and kilometre, -1 where
        unknown.
    day: proleptic ordinal of the day, or `UNDATED`.
    labels: hash -> the word or place as it was written, to say why two complaints match.
    """

    shingles: Hashes
    meanings: Hashes
    weights: NDArray[np.float32]
    spots: Hashes
    heads: Hashes
    names: Hashes
    areas: Hashes
    details: NDArray[np.int16]
    day: int
    labels: dict[int, str]

    @property
    def places(self) -> frozenset[int]:
        """The hashes of everything that says where."""
        return frozenset([*self.spots.tolist(), *self.names.tolist(), *self.areas[self.areas > 0].tolist()])


def fingerprint(complaint: Complaint) -> Fingerprint:
    """The fingerprint of a complaint; never raises, whatever the fields hold."""
    body = [canonical(word) for word in split(complaint.text)]
    forms = [canonical(word) for word in split(complaint.title)] + body
    found = find_spots(complaint.address, complaint.title, complaint.text)
    labels: dict[int, str] = {}
    if len(forms) < FEWEST_WORDS:
        forms, body, found = [], [], Spots()
    rare = _rarest(forms, found.used | found.cues, labels)
    spots = list(found.spots.values())[:SPOTS]
    labels.update((_spot_hash(spot.key, spot.street), spot.label) for spot in spots)
    return Fingerprint(
        shingles=shingles([word_hash(form) for form in (body if len(body) >= FEWEST_WORDS else forms)]),
        meanings=np.array([h for h, _ in rare], np.uint32),
        weights=np.array([weight for _, weight in rare], np.float32),
        spots=np.array([_spot_hash(spot.key, spot.street) for spot in spots], np.uint32),
        heads=np.array([_spot_hash(spot.head, spot.street) if spot.head else 0 for spot in spots], np.uint32),
        names=_names(found.used, rare, labels),
        areas=_areas(complaint, found, labels),
        details=np.array([found.details.get(kind, -1) for kind in DETAILS], np.int16),
        day=complaint.submitted_at.toordinal() if complaint.submitted_at else UNDATED,
        labels=labels,
    )


def _rarest(forms: list[str], places: set[str], labels: dict[int, str]) -> list[tuple[int, float]]:
    """The hash and rarity of the rarest meanings, the rarest first; ``labels`` gets their words."""
    weights: dict[str, float] = {}
    for form in forms:
        word = "" if form in places else meaning(form)
        if word and word not in weights:
            weights[word] = rarity(word)
            labels[word_hash(word)] = form
    weights = {word: weight for word, weight in weights.items() if weight >= _LEAST_RARE}
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:MEANINGS]
    return [(word_hash(word), weight) for word, weight in best]


def _areas(complaint: Complaint, found: Spots, labels: dict[int, str]) -> Hashes:
    """The form's fields, and the text's words where a field is empty."""
    named = (complaint.region, complaint.kecamatan, complaint.kelurahan)
    hashes = []
    for level, name in zip(AREAS, named, strict=True):
        key = place_key(name) or found.areas.get(level, "")
        hashes.append(word_hash(f"{level} {key}") if key else 0)
        labels[hashes[-1]] = name or key
    return np.array(hashes, np.uint32)


def _spot_hash(key: str, street: bool) -> int:
    """The hash of a spot's key, odd for a street and even for a landmark."""
    return max(word_hash(key) & ~1, 2) | street


def _names(places: set[str], rare: list[tuple[int, float]], labels: dict[int, str]) -> Hashes:
    """Hashes of place names first, then of the rarest words, unstemmed; ``labels`` gets what they hash."""
    words = sorted(places) + [labels[h] for h, weight in rare if weight >= _NAME_IS_RARE]
    hashes = [word_hash(word) for word in words]
    labels.update(zip(hashes, words, strict=True))
    return np.array(list(dict.fromkeys(hashes))[:NAMES], np.uint32)
