"""How far two independent labelling passes over a tenth of the corpus agree: Cohen's kappa of every label.

The second pass (data/corpus/second_pass) was made without sight of the first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from classifier.datafiles import data_directory
from classifier.reply.judge import ITEMS
from training.agreement import kappa

Row = Mapping[str, Any]

# How a label is read from a row of the corpus; the second pass has it under the same name.
COMPLAINT_LABELS: dict[str, Callable[[Row], Any]] = {
    "topic": lambda row: row["topics"][0] if row["topics"] else "",
    "report_type": lambda row: row.get("report_type", "pengaduan"),
    "oversight": lambda row: row.get("oversight", False),
    "urgent": lambda row: row.get("urgency") in ("tinggi", "darurat"),
    "secret": lambda row: row.get("secret", False),
    "screen": lambda row: row.get("screen", ""),
}


def agreement() -> dict[str, tuple[int, float]]:
    """For each label how many rows were labelled twice, and the kappa (quadratic for the level)."""
    corpus = data_directory() / "corpus"
    complaints, again = _rows(corpus / "complaints"), _rows(corpus / "second_pass" / "complaints.jsonl")
    found = {}
    for name, read in COMPLAINT_LABELS.items():
        found[name] = _kappa([read(complaints[key]) for key in again], [row[name] for row in again.values()])
    replies, again = _rows(corpus / "replies"), _rows(corpus / "second_pass" / "replies.jsonl")
    levels = [str(replies[key]["level"]) for key in again], [str(row["level"]) for row in again.values()]
    found["level"] = len(again), kappa(*levels, quadratic=True)
    for item in ITEMS:
        found[item] = _kappa(
            [item in replies[key]["items"] for key in again], [item in r["items"] for r in again.values()]
        )
    return found


def main() -> None:
    """Print the table."""
    print("# Agreement of two labelling passes\nlabel            n  kappa")
    for name, (n, value) in agreement().items():
        print(f"{name:12} {n:5}  {value:.3f}")


def _kappa(first: list[Any], second: list[Any]) -> tuple[int, float]:
    return len(first), kappa(list(map(str, first)), list(map(str, second)))


def _rows(path: Path) -> dict[str, Row]:
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row for row in rows}


if __name__ == "__main__":
    main()
