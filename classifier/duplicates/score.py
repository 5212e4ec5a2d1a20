"""How sure it is that two texts are about one event: what they share in meaning, where, and how many days apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from classifier.duplicates.fingerprint import UNDATED, Fingerprint
from classifier.duplicates.hashing import Hashes
from classifier.duplicates.rows import Rows

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

SAME_SPOT, SAME_KELURAHAN, SAME_HEAD, SAME_NAME, SAME_KECAMATAN = 1.0, 0.8, 0.7, 0.6, 0.4
"""How much an agreement of two places says, by hand: a street, a kelurahan, "Ketintang" and "Ketintang Baru", a rare
name that one text gives without a cue, a kecamatan."""
_OTHER_RT = 0.5
_AGEING = 0.3
_REGION, _KECAMATAN, _KELURAHAN = 0, 1, 2


def place_agreement(asked: Fingerprint, rows: Rows, chosen: NDArray[np.int64]) -> tuple[Floats, Bools]:
    """How well the places of the chosen rows agree with the asked one, in [0, 1], and where they contradict it.

    Two streets, two landmarks, two districts of one level, two RW or two lanes contradict each other unless a street or
    landmark is shared; another RW, lane or region always does. Both of shape (n_chosen,).
    """
    spots, heads, areas = rows["spots"][chosen], rows["heads"][chosen], rows["areas"][chosen]
    same_spot = _shared(asked.spots >> np.uint32(1), spots >> np.uint32(1))
    same_head = _shared(asked.spots, heads) | _shared(asked.heads, spots)
    same = (areas == asked.areas) & (areas != 0)
    other = (areas != asked.areas) & (areas != 0) & (asked.areas != 0)
    agreement = np.where(same[:, _KECAMATAN], SAME_KECAMATAN, 0.0)
    agreement = np.maximum(agreement, SAME_NAME * _shared(asked.names, rows["names"][chosen]))
    agreement = np.maximum(agreement, SAME_HEAD * same_head)
    agreement = np.maximum(agreement, SAME_KELURAHAN * same[:, _KELURAHAN])
    agreement = np.maximum(agreement, SAME_SPOT * same_spot)
    details, unlike_rt = _details(asked, rows["details"][chosen])
    district = other[:, _REGION] | ((other[:, _KECAMATAN] | other[:, _KELURAHAN]) & ~same_spot)
    contradicts = details | district | (_other_spots(asked.spots, spots) & ~same_spot & ~same_head)
    agreement[unlike_rt] *= _OTHER_RT
    agreement[contradicts] = 0
    return agreement.astype(np.float32), contradicts


def meaning_agreement(asked: Fingerprint, rows: Rows, chosen: NDArray[np.int64]) -> Floats:
    """The weight of the shared meanings over that of all, in [0, 1]; shape (n_chosen,).

    The mean of cosine and overlap, so that a short text is not lost in a long one that tells the same.
    """
    if not len(asked.meanings) or not len(chosen):
        return np.zeros(len(chosen), np.float32)
    order = np.argsort(asked.meanings)
    known, weights = asked.meanings[order], asked.weights[order]
    others = rows["meanings"][chosen]
    place = np.minimum(np.searchsorted(known, others), len(known) - 1)
    shared = np.sum(weights[place] * (known[place] == others), axis=1)
    own, total = float(asked.weights.sum()), np.maximum(rows["totals"][chosen], 1e-6)
    cosine, overlap = shared / np.sqrt(own * total), shared / np.minimum(own, total)
    return np.asarray((cosine + overlap) / 2, np.float32)


def days_apart(day: int, days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Days between a day and others, 0 where either is unknown; shape as ``days``."""
    apart = np.abs(days.astype(np.int64) - day)
    return np.where((days == UNDATED) | (day == UNDATED), 0, apart)


def event_similarity(place: Floats, meaning: Floats, apart: NDArray[np.int64], window: int) -> Floats:
    """Place times meaning, less up to 30 % for the days; all of shape (n,)."""
    return np.asarray(place * meaning * (1 - _AGEING * apart / max(window, 1)), np.float32)


def _details(asked: Fingerprint, details: NDArray[np.int16]) -> tuple[Bools, Bools]:
    """Where RW, lane or kilometre differ, and where the RT does."""
    unlike = (details != asked.details) & (details >= 0) & (asked.details >= 0)
    return unlike[:, 1:].any(axis=1), unlike[:, 0]


def _other_spots(asked: Hashes, spots: Hashes) -> Bools:
    """Where both name a street, or both a landmark (see `Fingerprint.spots`)."""
    result = np.zeros(len(spots), bool)
    for kind in (0, 1):
        if np.any(asked & 1 == kind):
            result |= np.any((spots != 0) & (spots & 1 == kind), axis=1)
    return result


def _shared(asked: Hashes, others: Hashes) -> Bools:
    """Where a row of hashes holds one of the asked; zeros do not count."""
    result = np.zeros(len(others), bool)
    for value in asked[asked > 0]:
        result |= np.any(others == value, axis=1)
    return result
