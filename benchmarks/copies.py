"""Copies where a text holds several issues: found in data/behaviour/several_issues.jsonl, and given without need.

The cases are answered by the router of the whole corpus. How often one issue gives a copy is measured on the complaints
of the shipped corpus that have one topic, each half of its batches answered by a router of the other half.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

from benchmarks.machine import machine
from classifier.datafiles import data_directory
from classifier.directory import Directory
from classifier.disposition import Disposer
from classifier.gazetteer import gazetteer
from classifier.places import PlaceFinder
from classifier.records import Complaint
from training.corpus import corpus_complaints
from training.history import ComplaintHistory
from training.routing import calibrated_on_batches

REGION = "Kabupaten Kediri"
FOLDS = 2


def main() -> None:
    """Print the table."""
    history = corpus_complaints()
    print(f"# Copies: share of complaints that give one\n# {machine()}")
    single = list(chain.from_iterable(given_to_one_issue(history, fold) for fold in range(FOLDS)))
    print(f"one topic, shipped corpus  n {len(single):5}  {sum(single) / len(single):.3f}")
    for kind, given in given_to_cases(history).items():
        print(f"{kind:26} n {len(given):5}  {sum(given) / len(given):.3f}")


def given_to_one_issue(history: ComplaintHistory, fold: int) -> list[bool]:
    """Whether each complaint of one topic in every ``FOLDS``-th batch gives a copy."""
    batches = sorted(set(history.batches))[fold::FOLDS]
    train = [i for i, batch in enumerate(history.batches) if batch not in batches]
    alone = _ids_of_one_topic()
    test = [
        c for c, batch in zip(history.complaints, history.batches, strict=True) if batch in batches and c.id in alone
    ]
    return _given(history, train, test)


def given_to_cases(history: ComplaintHistory) -> dict[str, list[bool]]:
    """Whether each behaviour case gives a copy, by kind."""
    path = data_directory() / "behaviour" / "several_issues.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    given = _given(history, range(len(history)), [Complaint(text=row["text"], region=REGION) for row in rows])
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for row, copied in zip(rows, given, strict=True):
        by_kind[row["kind"]].append(copied)
    return by_kind


def _given(history: ComplaintHistory, train: Sequence[int], complaints: Sequence[Complaint]) -> list[bool]:
    model = calibrated_on_batches(history, train)
    table = Directory.load(data_directory() / "directory")
    disposer = Disposer(model, directory=table, finder=PlaceFinder(gazetteer()))
    return [bool(answer.copies) for answer in disposer.dispose(complaints)]


def _ids_of_one_topic() -> set[str]:
    files = sorted((data_directory() / "corpus" / "complaints").glob("*.jsonl"))
    rows = (json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return {row["id"] for row in rows if len(row["topics"]) == 1}


if __name__ == "__main__":
    main()
