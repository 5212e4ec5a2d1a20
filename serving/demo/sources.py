"""The written parts of the demo data, as read from ``data/demo``."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.datafiles import data_directory
from classifier.records import ReportType

PROVINCE = "Provinsi Nawasena"


@dataclass(frozen=True, slots=True)
class Core:
    """A complaint with slots, and the replies that fit it and no other.

    ``replies`` maps ``full`` (found, done or answered), ``plan`` (with a date) and ``part`` (one piece only) to texts
    with slots; ``told`` holds the replies of a story, in order. ``where`` names tags of regions, ``months`` numbers of
    months; empty is all of them. ``role`` is empty where the competence table says who answers.
    """

    id: str
    topic: str
    text: str
    title: str = ""
    report_type: ReportType = "pengaduan"
    where: frozenset[str] = frozenset()
    region: str = ""
    months: tuple[int, ...] = ()
    kind: str = ""
    role: str = ""
    secret: bool = False
    anonymous: bool = False
    replies: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """A text that no agency gets, and what became of it."""

    text: str
    status: str
    closed_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Region:
    """A regency or city: what it is like, how much it reports, and how its offices answer unless they are named."""

    name: str
    tags: frozenset[str]
    weight: int
    character: str
    unanswered: float
    slowest_disposition: int


@dataclass(frozen=True, slots=True)
class Village:
    """A *kelurahan* or *desa*."""

    region: str
    kecamatan: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Character:
    """How an office answers: rates in [0, 1]; ``first_day`` to ``last_day`` in working days after the disposition."""

    unanswered: float
    acknowledges: float
    kinds: Mapping[str, float]
    keeps: float
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Sources:
    """All that the rows are made of."""

    cores: Sequence[Core]
    stories: Sequence[Core]
    screens: Sequence[Screen]
    regions: Mapping[str, Region]
    villages: Mapping[str, Sequence[Village]]
    characters: Mapping[str, Character]
    agencies: Mapping[tuple[str, str], tuple[str, str]]
    phrases: Mapping[str, Sequence[str]]
    templates: Mapping[str, Sequence[str]]
    words: Mapping[str, Sequence[str]]


KINDS = ("full", "plan", "part", "template", "channel", "echo", "copy")
"""What a reply can be."""


def load_sources(folder: Path | None = None) -> Sources:
    """Read the files of ``data/demo``; raises ``OSError``, ``KeyError`` or ``ValueError`` where one is broken."""
    home = folder or data_directory() / "demo"
    villages: dict[str, list[Village]] = defaultdict(list)
    for row in _csv(home / "places.csv"):
        villages[row["region"]].append(Village(**row))
    return Sources(
        cores=[core for file in sorted((home / "cores").glob("*.jsonl")) for core in _cores(file)],
        stories=_cores(home / "stories.jsonl"),
        screens=[Screen(**row) for row in _jsonl(home / "screens.jsonl")],
        regions={row["region"]: _region(row) for row in _csv(home / "regions.csv")},
        villages=dict(villages),
        characters={row["character"]: _character(row) for row in _csv(home / "characters.csv")},
        agencies={(r["region"], r["role"]): (r["character"], r["becomes"]) for r in _csv(home / "agencies.csv")},
        phrases=_grouped(home / "phrases.jsonl", "where"),
        templates=_grouped(home / "templates.jsonl", "kind"),
        words={
            slot: [word.strip() for word in words.replace("\n", "").split("|")]
            for slot, words in tomllib.loads((home / "words.toml").read_text(encoding="utf-8")).items()
        },
    )


def _cores(file: Path) -> list[Core]:
    return [_core(f"{file.stem}-{number:03}", row) for number, row in enumerate(_jsonl(file), start=1)]


def _core(name: str, row: Mapping[str, Any]) -> Core:
    return Core(
        id=name,
        topic=row["topic"],
        text=row["text"],
        title=row.get("title", ""),
        report_type=row.get("type", "pengaduan"),
        where=frozenset(row.get("where", "").split()),
        region=row.get("region", ""),
        months=tuple(row.get("months", ())),
        kind=row.get("kind", ""),
        role=row.get("role", ""),
        secret=row.get("secret", False),
        anonymous=row.get("anonymous", False),
        replies={kind: row[kind] for kind in ("full", "plan", "part") if kind in row},
        told=tuple(row.get("replies", ())),
    )


def _region(row: Mapping[str, str]) -> Region:
    return Region(
        name=row["region"],
        tags=frozenset(row["tags"].split()),
        weight=int(row["weight"]),
        character=row["character"],
        unanswered=float(row["unanswered"]),
        slowest_disposition=int(row["slowest_disposition"]),
    )


def _character(row: Mapping[str, str]) -> Character:
    return Character(
        unanswered=float(row["unanswered"]),
        acknowledges=float(row["acknowledges"]),
        kinds={kind: float(row[kind]) for kind in KINDS},
        keeps=float(row["keeps"]),
        first_day=int(row["first_day"]),
        last_day=int(row["last_day"]),
    )


def _csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def _jsonl(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _grouped(file: Path, key: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in _jsonl(file):
        groups[row[key]].append(row["text"])
    return dict(groups)
