"""How far annotators agree: Cohen's kappa of every item that was labelled twice, with its interval."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.errors import DataError
from classifier.tables import Row, read_rows
from training.bootstrap import intervals

ANNOTATOR = ("annotator", "penilai", "anotator")
"""Columns that may name who labelled a row."""
NO_ITEMS = frozenset(["id", "text", "title", "complaint", "reply", "laporan", "balasan", *ANNOTATOR])
ORDERED = frozenset(["level", "tingkat"])
"""Items whose values are steps of a scale: kappa has quadratic weights there (Cohen 1968)."""

Pairs = tuple[list[str], list[str]]


def kappa(first: Sequence[str], second: Sequence[str], *, quadratic: bool = False) -> float:
    """Cohen's kappa of two annotators; quadratic weights take the values for whole numbers.

    nan where both gave one and the same label throughout.

    >>> kappa(["a", "b", "a", "b"], ["a", "b", "b", "b"])
    0.5
    """
    names = sorted({*first, *second}, key=int if quadratic else str)
    if len(names) < 2:
        return float("nan")
    number = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    np.add.at(table, ([number[name] for name in first], [number[name] for name in second]), 1)
    steps = np.array([int(name) for name in names]) if quadratic else np.arange(len(names))
    apart = np.subtract.outer(steps, steps)
    weight = apart**2 if quadratic else apart != 0
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(1 - (weight * table).sum() / (weight * by_chance).sum())


def agreement(labels: Mapping[str, Pairs], *, seed: int = 0) -> dict[str, dict[str, Any]]:
    """For each item its pairs of labels ``n``, the share that is ``equal``, ``kappa`` and its ``interval``."""
    found = {}
    for item, (first, second) in labels.items():
        given = np.array(first, object), np.array(second, object)
        quadratic = item in ORDERED

        def figures(
            rows: NDArray[np.int64], given: tuple[Any, Any] = given, quadratic: bool = quadratic
        ) -> dict[str, float]:
            return {"kappa": kappa(given[0][rows].tolist(), given[1][rows].tolist(), quadratic=quadratic)}

        found[item] = {
            "n": len(first),
            "equal": float(np.mean(given[0] == given[1])),
            "kappa": kappa(first, second, quadratic=quadratic),
            "interval": intervals(figures, len(first), seed=seed)["kappa"],
        }
    return found


def read_double(path: Path) -> dict[str, Pairs]:
    """The labels of every item as pairs, one for each two annotators of a row.

    A file has either one row for each row and annotator (columns ``id`` and ``annotator``, the items in the others), or
    one row for each labelled row with the annotators' labels as lists (``[2, 1]``). Raises `DataError` when no row was
    labelled twice.
    """
    rows = [row for _, row in read_rows(path)]
    who = next((name for name in rows[0] if name.strip().lower() in ANNOTATOR), "")
    labels = _by_annotator(path, rows, who) if who else _in_lists(rows)
    for item in ORDERED & set(labels):
        for number, label in enumerate(label for part in labels[item] for label in part):
            if not label.lstrip("-").isdigit():
                raise DataError(path, f"{item} is no whole number in label {number + 1}")
    if not any(first for first, _ in labels.values()):
        raise DataError(
            path, "no row was labelled twice; expected a column annotator, or labels as lists such as [2, 1]"
        )
    return {item: pairs for item, pairs in labels.items() if pairs[0]}


def agreement_table(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The result as text."""
    lines = [f"{'item':20} {'n':>6} {'equal':>6} {'kappa':>6}  95 % interval"]
    for item, row in found.items():
        low, high = row["interval"]
        lines.append(f"{item[:20]:20} {row['n']:6} {row['equal']:6.1%} {row['kappa']:6.3f}  {low:.3f} to {high:.3f}")
    return "\n".join(lines)


def _by_annotator(path: Path, rows: Sequence[Row], who: str) -> dict[str, Pairs]:
    if "id" not in rows[0]:
        raise DataError(path, "has no column id; expected the id of the row that several annotators labelled")
    items = [name for name in rows[0] if name.strip().lower() not in NO_ITEMS]
    given: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        given[row["id"]].append(row)
    labels: dict[str, Pairs] = {item: ([], []) for item in items}
    for group in given.values():
        for one, other in combinations(sorted(group, key=lambda row: row[who]), 2):
            if one[who] == other[who]:
                raise DataError(path, "an annotator labelled one row twice; expected one row for each annotator and id")
            for item in items:
                if one[item] and other[item]:
                    labels[item][0].append(one[item])
                    labels[item][1].append(other[item])
    return labels


def _in_lists(rows: Sequence[Row]) -> dict[str, Pairs]:
    """Labels of cells that hold a list; a cell of lists of marks is one item a mark, given or not."""
    cells = [(name, _listed(cell)) for row in rows for name, cell in row.items() if cell.startswith("[")]
    cells = [(name, values) for name, values in cells if name.strip().lower() not in NO_ITEMS]
    marks = {name: set[str]() for name, _ in cells}
    for name, values in cells:
        marks[name].update(str(mark) for value in values if isinstance(value, list) for mark in value)
    labels: dict[str, Pairs] = {}
    for name, values in cells:
        for one, other in combinations(values, 2):
            if isinstance(one, list) and isinstance(other, list):
                given = {mark: (str(mark in one), str(mark in other)) for mark in sorted(marks[name])}
            else:
                given = {name: (str(one), str(other))}
            for item, pair in given.items():
                for side, label in zip(labels.setdefault(item, ([], [])), pair, strict=True):
                    side.append(label)
    return labels


def _listed(cell: str) -> list[Any]:
    try:
        values = json.loads(cell)
    except ValueError:
        return []
    return values if isinstance(values, list) else []
