"""Memory, speed and recall of the index of duplicates on a million made-up complaints.

Words come from the shipped corpus by their frequency, streets and districts from the national list of regions; the
planted copies have every tenth word changed, but not the place. `python -m benchmarks.duplicates 100000` is shorter.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from benchmarks.machine import machine, resident
from classifier.duplicates import DuplicateIndex
from classifier.gazetteer import gazetteer
from classifier.records import Complaint
from classifier.text.words import split
from training.corpus import corpus_complaints

SIZE = 1_000_000
QUERIES = 1000
FIRST = date(2026, 1, 1)
DAYS = 30


def main() -> None:
    """Print the table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    made = Complaints()
    DuplicateIndex().find(next(made.some(1, seed=0)))  # word lists are read once and are not the index
    before, started = resident(), time.perf_counter()
    index = DuplicateIndex(window_days=DAYS)
    index.add_many(made.some(size, seed=1))
    seconds = time.perf_counter() - started
    print(f"# Index of {size:,} complaints, window {DAYS} days\n# {machine()}")
    print(f"{'resident MiB':<32}{(resident() - before) / 2**20:>10.0f}")
    print(f"{'build, seconds':<32}{seconds:>10.0f}")
    print_queries(index, made, size)


def print_queries(index: DuplicateIndex, made: Complaints, size: int) -> None:
    """Print the lines on new complaints and on copies of added ones."""
    new, _ = timed(index, list(made.some(QUERIES, seed=2)))
    picked = set(np.random.default_rng(3).choice(size, min(QUERIES, size), replace=False).tolist())
    planted = [c for n, c in enumerate(made.some(size, seed=1)) if n in picked]
    copied, kinds = timed(index, [made.changed(c, n) for n, c in enumerate(planted)])
    print(f"{'query p50, ms':<32}{np.percentile(new + copied, 50):>10.2f}")
    print(f"{'query p99, ms':<32}{np.percentile(new + copied, 99):>10.2f}")
    print(f"{'query slowest, ms':<32}{max(new + copied):>10.2f}")
    print(f"{'planted copies found':<32}{np.mean([kind != '' for kind in kinds]):>10.3f}")
    print(f"{'  as a copy':<32}{np.mean([kind == 'copy' for kind in kinds]):>10.3f}")


def timed(index: DuplicateIndex, complaints: list[Complaint]) -> tuple[list[float], list[str]]:
    """Milliseconds of every query, and as what the complaint of the same id was found (empty: not found)."""
    taken, kinds = [], []
    for complaint in complaints:
        started = time.perf_counter()
        matches = index.find(complaint)
        taken.append(1000 * (time.perf_counter() - started))
        kinds.append(next((match.kind for match in matches if match.id == complaint.id), ""))
    return taken, kinds


class Complaints:
    """Made-up complaints: 10 to 40 words by their frequency in the corpus, a street, and a district."""

    def __init__(self) -> None:
        counts = Counter(w.lower() for c in corpus_complaints().complaints for w in split(c.text) if w.isalpha())
        self._words = list(counts)
        self._shares = np.array(list(counts.values()), float) / counts.total()
        names = gazetteer().names
        self._kelurahan = [code for code in names if code.count(".") == 3]
        self._names = names

    def some(self, size: int, seed: int) -> Iterator[Complaint]:
        """``size`` complaints, the same for the same seed."""
        generator = np.random.default_rng(seed)
        for number in range(size):
            if number % 10_000 == 0:
                drawn = generator.choice(len(self._words), 400_000, p=self._shares).tolist()
                draws = generator.integers(0, 2**31, (10_000, 5)).tolist()
            at = number % 10_000
            yield self._one(drawn[40 * at : 40 * (at + 1)], draws[at], f"LPR-{seed}-{number:08d}")

    def _one(self, drawn: list[int], draws: list[int], number: str) -> Complaint:
        code = self._kelurahan[draws[0] % len(self._kelurahan)]
        street = self._names[self._kelurahan[draws[1] % len(self._kelurahan)]]
        region = code.rsplit(".", 2)[0]
        return Complaint(
            text=" ".join(self._words[i] for i in drawn[: 10 + draws[2] % 31]),
            id=number,
            address=f"Jl. {street} No. {draws[3] % 200}",
            kelurahan=self._names[code],
            kecamatan=self._names[code.rpartition(".")[0]],
            region=self._names[region],
            submitted_at=FIRST + timedelta(days=draws[4] % DAYS),
        )

    def changed(self, complaint: Complaint, seed: int) -> Complaint:
        """The same with every tenth word changed, one at least."""
        generator = np.random.default_rng(seed)
        words = complaint.text.split()
        for place in generator.choice(len(words), max(1, round(len(words) / 10)), replace=False):
            words[place] = self._words[generator.integers(len(self._words))]
        return replace(complaint, text=" ".join(words))


if __name__ == "__main__":
    main()
