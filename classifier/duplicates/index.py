"""An index of complaints in which copies and other texts about the same event are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from classifier.duplicates.buckets import Buckets
from classifier.duplicates.columns import Ids
from classifier.duplicates.fingerprint import UNDATED, Fingerprint, fingerprint
from classifier.duplicates.hashing import Hashes
from classifier.duplicates.match import Match
from classifier.duplicates.rows import Rows
from classifier.duplicates.score import Bools, Floats, days_apart, event_similarity, meaning_agreement, place_agreement
from classifier.duplicates.signature import BANDS, band_keys, minima, resemblance, signatures
from classifier.records import Complaint

COPY = 0.7
SAME_EVENT = 0.25
_BATCH = 512


class DuplicateIndex:
    """Complaints of the last weeks; one thread may add while many search. No text is kept.

    Parameters
    ----------
    window_days: complaints further apart than this never match.
    copy: from which estimated Jaccard similarity on a text is a copy, in (0, 1].
    same_event: from which similarity on another text is about the same event, in (0, 1]; the default was chosen on
        half of tests/classifier/same_events.jsonl.
    """

    def __init__(self, window_days: int = 30, *, copy: float = COPY, same_event: float = SAME_EVENT) -> None:
        if window_days < 0:
            raise ValueError(f"window_days must not be negative, not {window_days}")
        self._window = window_days
        self._copy = copy
        self._same_event = same_event
        self._lock = Lock()
        self._newest = UNDATED
        self._clear()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, complaint: Complaint) -> None:
        """Add one complaint; added twice, it is found twice."""
        self.add_many([complaint])

    def add_many(self, complaints: Iterable[Complaint]) -> None:
        """Add many; the lock is held for short batches, so searches go on meanwhile."""
        rest = iter(complaints)
        while batch := list(islice(rest, _BATCH)):
            prints = [fingerprint(complaint) for complaint in batch]
            smallest = minima([p.shingles for p in prints])
            with self._lock:
                self._store([c.id for c in batch], prints, smallest)

    def find(self, complaint: Complaint, *, most: int = 50) -> list[Match]:
        """The ``most`` likest complaints, the likest first.

        Copies and same events within the window around the complaint's date (without one: before the newest date of
        the index). A complaint without a date lies in every window. A complaint that was added is found itself.
        """
        asked = fingerprint(complaint)
        smallest = minima([asked.shingles])
        with self._lock:
            rows, similarity, copies = self._search(asked, smallest)
            best = self._best(rows, similarity, most)
            return [self._match(asked, int(rows[i]), float(similarity[i]), bool(copies[i])) for i in best]

    def forget(self, before: date, *, undated: bool = False) -> int:
        """Free the complaints older than ``before``, and those without a date if asked to; how many they were."""
        with self._lock:
            days = self._rows["days"]
            kept = (days >= before.toordinal()) | ((days == UNDATED) & (not undated))
            dropped = len(kept) - int(kept.sum())
            if dropped == len(kept):
                self._clear()
            elif dropped:
                for part in (self._rows, self._ids, self._copies, self._places):
                    part.keep(kept)
        return dropped

    def rows_like(self, complaint: Complaint) -> NDArray[np.int64]:
        """The numbers of all matching complaints, in rising order; they are counted in the order of adding."""
        asked = fingerprint(complaint)
        with self._lock:
            return self._search(asked, minima([asked.shingles]))[0]

    def _search(self, asked: Fingerprint, smallest: Hashes) -> tuple[NDArray[np.int64], Floats, Bools]:
        """Matching rows, in rising order, their similarity, and whether they are copies; each of shape (n,)."""
        if not len(asked.shingles):
            return np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, bool)
        near = self._copies.find(band_keys(smallest)[0])
        rows = np.union1d(near, self._places.find(_place_keys(asked)))
        rows = rows[self._in_window(asked.day, self._rows["days"][rows])]
        place, contradicts = place_agreement(asked, self._rows, rows)
        close = np.isin(rows, near, assume_unique=True)
        hopeful = ~contradicts & (close | (place > 0))
        rows, place, close = rows[hopeful], place[hopeful], close[hopeful]
        alike = np.zeros(len(rows), np.float32)
        alike[close] = resemblance(signatures(smallest)[0], self._rows["signatures"][rows[close]])
        apart = days_apart(asked.day, self._rows["days"][rows])
        event = event_similarity(place, meaning_agreement(asked, self._rows, rows), apart, self._window)
        copies = alike >= self._copy
        good = copies | (event >= self._same_event)
        return rows[good], np.where(copies, alike, event)[good], copies[good]

    def _best(self, rows: NDArray[np.int64], similarity: Floats, most: int) -> list[int]:
        """Positions of the ``most`` likest, the likest first; ids decide between equals."""
        values = similarity.tolist()
        return sorted(range(len(rows)), key=lambda i: (-values[i], self._ids[int(rows[i])]))[:most]

    def _match(self, asked: Fingerprint, row: int, similarity: float, copy: bool) -> Match:
        day = int(self._rows["days"][row])
        known = day != UNDATED and asked.day != UNDATED
        places = [h for name in ("spots", "names", "areas") for h in self._rows[name][row].tolist()]
        others = set(self._rows["meanings"][row].tolist())
        words = [h for h in asked.meanings.tolist() if h in others]
        return Match(
            id=self._ids[row],
            kind="copy" if copy else "same_event",
            similarity=min(similarity, 1.0),
            days_apart=abs(day - asked.day) if known else None,
            places=tuple(dict.fromkeys(asked.labels[h] for h in places if h in asked.places)),
            words=tuple(asked.labels[h] for h in words),
        )

    def _in_window(self, day: int, days: NDArray[np.int32]) -> Bools:
        """Which days lie in the window around a day, or around the newest when the day is not known."""
        return np.asarray(days_apart(self._newest if day == UNDATED else day, days) <= self._window)

    def _store(self, ids: Sequence[str], prints: Sequence[Fingerprint], smallest: Hashes) -> None:
        first = len(self._rows)
        numbers = np.arange(first, first + len(ids))
        self._ids.extend(ids)
        self._rows.extend(prints, signatures(smallest))
        whole = np.array([len(p.shingles) > 0 for p in prints])
        self._copies.add(band_keys(smallest)[whole].ravel(), np.repeat(numbers[whole], BANDS))
        keys = [_place_keys(p) for p in prints]
        self._places.add(np.concatenate(keys), np.repeat(numbers, [len(k) for k in keys]))
        self._newest = max(self._newest, *(p.day for p in prints))

    def _clear(self) -> None:
        self._rows = Rows()
        self._ids = Ids()
        self._copies = Buckets()
        self._places = Buckets()


def _place_keys(kept: Fingerprint) -> Hashes:
    """The bucket keys of a complaint's place: its spots, the heads of their names, its kelurahan, its rarest words."""
    if not len(kept.shingles):
        return np.empty(0, np.uint32)
    spots = np.concatenate([kept.spots, kept.heads]) >> np.uint32(1)
    keys = np.unique(np.concatenate([spots, kept.names, kept.areas[-1:]]))
    return keys[keys > 0]
