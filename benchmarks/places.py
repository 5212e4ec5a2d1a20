"""How many complaints a second the place finder reads, over the texts of the shipped corpus."""

from __future__ import annotations

import time

from benchmarks.machine import machine
from classifier.gazetteer import gazetteer
from classifier.places import PlaceFinder
from training.corpus import corpus_complaints

REPEATS = 3


def main() -> None:
    """Print one line."""
    complaints, finder = corpus_complaints().complaints, PlaceFinder(gazetteer())
    best = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        for complaint in complaints:
            finder.find(complaint)
        best = min(best, time.perf_counter() - started)
    print(f"# Places: {len(complaints)} complaints of the corpus\n# {machine()}, one core")
    print(f"{len(complaints) / best:,.0f} complaints/s")


if __name__ == "__main__":
    main()
