"""``tanggap-train queue``, ``noise`` and ``agreement``: what they read and write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from classifier.columns import parse_overrides
from classifier.engine import Engine
from classifier.errors import DataError
from classifier.tables import write_rows
from training.agreement import agreement, read_double
from training.history import read_complaints
from training.label_noise import suspects
from training.progress import stages
from training.queue import next_rows


def queue_rows(
    *,
    release: Path,
    data: Path,
    out: Path,
    n: int,
    history: Path | None = None,
    texts: bool = True,
    label_column: str = "",
    columns: Sequence[str] = (),
    region: str = "",
    directory: Path | None = None,
) -> dict[str, Any]:
    """Write the next ``n`` rows of ``data`` worth labelling (see `next_rows`); returns how many for which reason.

    Rows of ``data`` that have a label are left out. Raises `TanggapError` with nothing written.
    """
    if n < 1:
        raise ValueError(f"{n} rows were asked for; expected at least 1")
    overrides = parse_overrides(columns)
    with stages("queue", 5 if history else 3) as report:
        report("reading")
        whole = read_complaints(data, label_column=label_column, overrides=overrides, labelled=False)
        pool = whole.only(i for i, label in enumerate(whole.labels) if not label)
        if not len(pool):
            raise DataError(data, "every row has a label; expected rows without one")
        taught = read_complaints(history, label_column=label_column, overrides=overrides) if history else None
        disposer = Engine.load(release, directory=directory, region=region).disposer
        rows = next_rows(disposer, pool, n, history=taught, texts=texts, report=report)
        report("writing")
        write_rows(out, rows)
    kinds = Counter(row["kind"] for row in rows)
    return {"out": str(out), "unlabelled": len(pool), "rows": len(rows), "reasons": dict(sorted(kinds.items()))}


def noise_rows(
    *,
    data: Path,
    out: Path,
    texts: bool = True,
    label_column: str = "",
    columns: Sequence[str] = (),
    seed: int = 0,
) -> dict[str, Any]:
    """Write the rows of ``data`` whose label may be wrong (see `suspects`); returns how many, and the usual mistakes.

    Raises `TanggapError` with nothing written.
    """
    with stages("noise", 6) as report:
        report("reading")
        history = read_complaints(data, label_column=label_column, overrides=parse_overrides(columns))
        rows = suspects(history, texts=texts, seed=seed, report=report)
        write_rows(out, rows)
    pairs = Counter(f"{row['given']} -> {row['suggested']}" for row in rows)
    return {
        "out": str(out),
        "rows": len(history),
        "suspects": len(rows),
        "share": len(rows) / len(history),
        "mistakes": dict(pairs.most_common(10)),
    }


def agreement_of(data: Path, *, seed: int = 0) -> dict[str, dict[str, Any]]:
    """The agreement of annotators in a file (see `read_double`), item by item. Raises `TanggapError`."""
    return agreement(read_double(data), seed=seed)
