"""The topics of complaints (data/taxonomy/topics.csv), and what older topic ids are called today."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from classifier.datafiles import data_directory
from classifier.errors import TaxonomyError

_COLUMNS = ("topic", "name", "affair", "definition", "boundary", "examples", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic; ``valid_to`` is ``None`` while it is in use."""

    id: str
    name: str
    affair: str
    definition: str
    boundary: str
    examples: tuple[str, ...]
    valid_from: date
    valid_to: date | None


def load_topics(path: Path | None = None) -> Mapping[str, Topic]:
    """All topics by id; raises `TaxonomyError` naming the row that is wrong."""
    file = path or data_directory() / "taxonomy" / "topics.csv"
    topics: dict[str, Topic] = {}
    with file.open(encoding="utf-8", newline="") as text:
        for number, row in enumerate(csv.DictReader(text), start=1):
            topic = _topic(file, number, row)
            if topic.id in topics:
                raise TaxonomyError(f"{file}, row {number}: topic {topic.id} stands twice")
            topics[topic.id] = topic
    return topics


def load_crosswalk(path: Path | None = None) -> Mapping[str, str]:
    """Older topic ids and the ids that took their place; raises `TaxonomyError` when one leads nowhere."""
    file = path or data_directory() / "taxonomy" / "crosswalk.csv"
    topics = load_topics()
    with file.open(encoding="utf-8", newline="") as text:
        pairs = {row["old_topic"]: row["topic"] for row in csv.DictReader(text)}
    for old, new in pairs.items():
        if new not in topics:
            raise TaxonomyError(f"{file}: {old} leads to {new}, which is no topic")
    return pairs


def _topic(file: Path, number: int, row: Mapping[str, str | None]) -> Topic:
    missing = [column for column in _COLUMNS if row.get(column) is None or (column[:5] != "valid" and not row[column])]
    if missing:
        raise TaxonomyError(f"{file}, row {number}: {missing[0]} is empty")
    cells = {column: (row[column] or "").strip() for column in _COLUMNS}
    try:
        valid_from = date.fromisoformat(cells["valid_from"])
        valid_to = date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None
    except ValueError as error:
        raise TaxonomyError(f"{file}, row {number}: {error}") from None
    return Topic(
        id=cells["topic"],
        name=cells["name"],
        affair=cells["affair"],
        definition=cells["definition"],
        boundary=cells["boundary"],
        examples=tuple(part.strip() for part in cells["examples"].split(";")),
        valid_from=valid_from,
        valid_to=valid_to,
    )
