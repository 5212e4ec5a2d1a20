"""The shipped starter corpus as history to learn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from classifier.datafiles import data_directory
from classifier.errors import DataError
from classifier.records import Complaint, ReplyPair
from classifier.reply.scorer import Marks
from training.history import ComplaintHistory, ReplyHistory

STARTER = "starter corpus"
"""The source that a history of the shipped corpus names."""


def corpus_complaints(folder: Path | None = None) -> ComplaintHistory:
    """All corpus complaints that belong to a topic, labelled with their leading topic.

    Raises `DataError` when the corpus is not there.
    """
    root = folder or data_directory() / "corpus" / "complaints"
    rows = [(path.stem, row) for path, row in _corpus_rows(root) if row["topics"]]
    complaints = [
        Complaint(
            text=row["text"],
            id=row["id"],
            title=row.get("title", ""),
            address=row.get("address", ""),
            kelurahan=row.get("kelurahan", ""),
            kecamatan=row.get("kecamatan", ""),
            region=row.get("region", ""),
        )
        for _, row in rows
    ]
    topics = [row["topics"][0] for _, row in rows]
    return ComplaintHistory(complaints, topics, topics, [batch for batch, _ in rows], STARTER, _fingerprint(root))


def corpus_replies(folder: Path | None = None) -> ReplyHistory:
    """All corpus pairs with levels and marked items.

    Raises `DataError` when the corpus is not there or a quote is not in its reply.
    """
    root = folder or data_directory() / "corpus" / "replies"
    rows = list(_corpus_rows(root))
    pairs = [ReplyPair(row["complaint"], row["reply"], row["id"], row["report_type"]) for _, row in rows]
    marks = [marked_spans(path, row) for path, row in rows]
    return ReplyHistory(
        pairs,
        [row["level"] for _, row in rows],
        marks,
        [path.stem for path, _ in rows],
        STARTER,
        _fingerprint(root),
    )


def marked_spans(path: Path, row: dict[str, Any]) -> Marks:
    """The quotes of a pair's items as spans of the reply: the first place where each quote stands."""
    marks: dict[str, list[tuple[int, int]]] = {}
    for item, quotes in row.get("items", {}).items():
        for quote in [quotes] if isinstance(quotes, str) else quotes:
            start = row["reply"].find(quote)
            if start < 0:
                raise DataError(path, f"{row['id']}: the quote of {item} does not stand in the reply")
            marks.setdefault(item, []).append((start, start + len(quote)))
    return marks


def _corpus_rows(root: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    files = sorted(root.glob("*.jsonl"))
    if not files:
        raise DataError(root, "holds no corpus batch (*.jsonl)")
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                yield path, json.loads(line)
            except json.JSONDecodeError:
                raise DataError(path, "is no JSON object", row=number) from None


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
