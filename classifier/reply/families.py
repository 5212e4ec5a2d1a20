"""Families of boilerplate: replies that are the same text but for names, dates, numbers and places.

Replies are masked, cut into shingles of three words and sketched by MinHash (Broder, "On the resemblance and
containment of documents", 1997); sketches are compared band by band, so that each reply meets only a few families and
the whole is linear in the number of replies. A family is known by its founder, the member that came first.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from classifier.reply.masking import masked

Hashes = NDArray[np.uint64]

SHINGLE = 3
SIMILARITY = 0.6
"""Jaccard similarity of shingles from which a reply belongs to a family."""
_BANDS, _ROWS = 20, 3  # two replies of similarity .6 meet in some band with probability 1 - (1 - .6**3)**20 = .99
_BUCKET = 16  # families that a bucket holds at most: bounds the work for one reply
_SEED = 1997
_MULTIPLIERS, _OFFSETS = np.random.default_rng(_SEED).integers(1, 2**63, (2, _BANDS * _ROWS), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Membership:
    """What a family looks like to one of its replies.

    ``family`` is a hash of the founder's masked text; ``size`` counts all members; ``share`` is the part of the
    agency's replies that belong to the family, in (0, 1].
    """

    family: str
    size: int
    agencies: int
    first_seen: date
    last_seen: date
    share: float


@dataclass(slots=True)
class _Family:
    id: str
    shingles: Hashes
    first_seen: date
    last_seen: date
    by_agency: Counter[str] = field(default_factory=Counter)


class Families:
    """Families of replies that grow as replies are added.

    The same replies in the same order always give the same families. Replies should come in order of time, as `add_all`
    sees to: the identity of a family is that of the first reply which was added to it.
    """

    def __init__(self) -> None:
        self._families: list[_Family] = []
        self._by_text: dict[str, int] = {}
        self._buckets: dict[bytes, list[int]] = {}
        self._replies: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._families)

    def add(self, reply: str, agency: str, day: date) -> Membership:
        """Put a reply into its family, or found one, and tell how the family looks now."""
        number = self._enter(masked(reply), agency, day)
        return self._membership(number, agency)

    def add_all(self, replies: Iterable[tuple[str, str, date]]) -> list[Membership]:
        """Add ``(reply, agency, day)`` rows in order of time; their memberships when all are in, in the given order.

        Rows of one day are added in the order of their masked texts, so the order in which they are given is no matter.
        """
        rows = [(day, masked(reply), agency) for reply, agency, day in replies]
        numbers = dict.fromkeys(sorted(rows), 0)
        for row in sorted(rows):
            day, text, agency = row
            numbers[row] = self._enter(text, agency, day)
        return [self._membership(numbers[row], row[2]) for row in rows]

    def find(self, reply: str, agency: str) -> Membership | None:
        """The family that a reply would join, without adding it; ``None`` when it would found its own."""
        text = masked(reply)
        number = self._by_text.get(text)
        if number is None:
            shingles = _shingles(text)
            number = self._nearest(shingles, _bands(shingles))
        return None if number is None else self._membership(number, agency)

    def _enter(self, text: str, agency: str, day: date) -> int:
        number = self._by_text.get(text)  # most boilerplate is equal once masked
        if number is None:
            number = self._join_or_found(text, day)
            self._by_text[text] = number
        family = self._families[number]
        family.first_seen = min(family.first_seen, day)
        family.last_seen = max(family.last_seen, day)
        family.by_agency[agency] += 1
        self._replies[agency] += 1
        return number

    def _join_or_found(self, text: str, day: date) -> int:
        shingles = _shingles(text)
        bands = _bands(shingles)
        nearest = self._nearest(shingles, bands)
        if nearest is not None:
            return nearest
        number = len(self._families)
        self._families.append(_Family(_family_id(text), shingles, day, day))
        for band in bands:
            bucket = self._buckets.setdefault(band, [])
            if len(bucket) < _BUCKET:
                bucket.append(number)
        return number

    def _nearest(self, shingles: Hashes, bands: list[bytes]) -> int | None:
        """The family with the most similar founder; the older one of equals."""
        candidates = {number for band in bands for number in self._buckets.get(band, ())}
        scored = [(_jaccard(shingles, self._families[number].shingles), -number) for number in candidates]
        best = max(scored, default=(0.0, 0))
        return -best[1] if best[0] >= SIMILARITY else None

    def _membership(self, number: int, agency: str) -> Membership:
        family = self._families[number]
        return Membership(
            family=family.id,
            size=family.by_agency.total(),
            agencies=len(family.by_agency),
            first_seen=family.first_seen,
            last_seen=family.last_seen,
            share=family.by_agency[agency] / max(self._replies[agency], 1),
        )


def _family_id(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _shingles(text: str) -> Hashes:
    """Sorted hashes of the runs of three words; a shorter text is one shingle."""
    forms = text.split(" ")
    runs = {" ".join(forms[i : i + SHINGLE]) for i in range(max(len(forms) - SHINGLE + 1, 1))}
    digests = b"".join(hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs)
    return np.unique(np.frombuffer(digests, np.dtype("<u8")).astype(np.uint64))


def sketch_of(reply: str) -> NDArray[np.uint32]:
    """The MinHash sketch of a reply, shape (60,).

    The share of places in which two sketches are equal estimates the similarity of the replies, with a standard error
    of .063 at a similarity of .6; no word can be read from a sketch.
    """
    return _sketch(_shingles(masked(reply))).astype(np.uint32)


def _sketch(shingles: Hashes) -> Hashes:
    """The hash functions are multiply-shift (Dietzfelbinger et al., 1997); wrapping at 2**64 is meant."""
    hashed = (shingles[:, None] * (_MULTIPLIERS | np.uint64(1)) + _OFFSETS) >> np.uint64(32)
    return hashed.min(axis=0)  # type: ignore[no-any-return]


def _bands(shingles: Hashes) -> list[bytes]:
    """Keys of the sketch's bands."""
    sketch = _sketch(shingles).reshape(_BANDS, _ROWS)
    return [bytes([band]) + sketch[band].tobytes() for band in range(_BANDS)]


def _jaccard(left: Hashes, right: Hashes) -> float:
    shared = len(np.intersect1d(left, right, assume_unique=True))
    return shared / (len(left) + len(right) - shared)
