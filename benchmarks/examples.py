"""Thirty replies, ten of each level, as a release judges them, beside the level that their author meant.

``python -m benchmarks.examples RELEASE`` writes docs/examples.md anew from data/behaviour/reply_examples.jsonl, which
nothing learns from.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from classifier.datafiles import data_directory
from classifier.engine import Engine
from classifier.records import Flag, ReplyPair, Verdict
from serving.pages.words import FLAGS, ITEMS, LEVELS, day, number

PAGE = Path(__file__).parents[1] / "docs" / "examples.md"
LOOKED_AT = date(2025, 9, 1)
"""Day on which promises are looked at, so that the page is the same whenever it is made."""


@dataclass(frozen=True)
class Example:
    """A reply with its office, and the level that its author meant by the labelling guide."""

    pair: ReplyPair
    office: str
    level: int


def examples() -> list[Example]:
    """The examples in their order: levels 2, 1, 0."""
    lines = (data_directory() / "behaviour" / "reply_examples.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Example(
            ReplyPair(
                row["complaint"],
                row["reply"],
                row["id"],
                row["report_type"],
                date.fromisoformat(row["replied_at"]),
                LOOKED_AT,
            ),
            row["office"],
            row["level"],
        )
        for row in map(json.loads, lines)
    ]


def page(engine: Engine) -> str:
    """The page in Markdown."""
    shown = examples()
    verdicts = engine.score([example.pair for example in shown])
    right = sum(verdict.level == example.level for verdict, example in zip(verdicts, shown, strict=True))
    parts = [
        "# Contoh penilaian balasan",
        "Tiga puluh balasan yang ditulis untuk halaman ini, sepuluh untuk tiap tingkat. Tidak satu pun dipakai untuk "
        f"melatih. Kata yang **tebal** adalah dasar penilaian. {right} dari {len(shown)} mendapat tingkat yang "
        f"dimaksud penulisnya. Janji dilihat pada {day(LOOKED_AT)}. Halaman ini ditulis oleh "
        "`python -m benchmarks.examples models/starter`.",
    ]
    for level in (2, 1, 0):
        parts.append(f"## Ditulis sebagai: {LEVELS[level].lower()}")
        parts += [
            _entry(example, verdict) for example, verdict in zip(shown, verdicts, strict=True) if example.level == level
        ]
    return "\n\n".join(parts) + "\n"


def _entry(example: Example, verdict: Verdict) -> str:
    pair = example.pair
    given = f"**{LEVELS[verdict.level]}**, nilai {verdict.score}, peluang substantif {number(verdict.p_substantive, 2)}"
    meant = "" if verdict.level == example.level else f" (dimaksud: {LEVELS[example.level].lower()})"
    replied = f", dibalas {day(pair.replied_at)}"
    lines = [
        f"### {pair.id} · {example.office}",
        f"Aduan: {pair.complaint}",
        f"Balasan{replied}: {marked(pair.reply, [(e.start, e.end) for e in verdict.items])}",
        f"Penilaian: {given}{meant}.",
    ]
    found = [f"- {each.item} {ITEMS[each.item].lower()}: “{each.quote}”" for each in verdict.items]
    found += [f"- {_flag(flag, pair.reply)}" for flag in verdict.flags]
    if found:
        lines.append("\n".join(found))
    lines.append(f"Tidak ditemukan: {', '.join(ITEMS[item].lower() for item in verdict.missing)}.")
    return "\n\n".join(lines)


def _flag(flag: Flag, reply: str) -> str:
    shown = f"Tanda: {FLAGS[flag.name].lower()}"
    if flag.end - flag.start < len(reply):
        shown += f", “{reply[flag.start : flag.end]}”"
    if flag.due:
        shown += f", jatuh tempo {day(flag.due)}{' (lewat, belum ada kabar)' if flag.passed else ''}"
    return shown


def marked(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with the characters of the spans in bold, each stretch once.

    >>> marked("Lampu sudah diganti. Salam.", [(0, 20), (6, 19)])
    '**Lampu sudah diganti.** Salam.'
    """
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    pieces = [
        (text[start:end], any(first <= start and end <= last for first, last in spans))
        for start, end in pairwise(edges)
    ]
    return "".join(f"**{piece}**" if bold else piece for piece, bold in pieces).replace("****", "")


def main(release: str) -> None:
    """Write the page from ``release``."""
    PAGE.write_text(page(Engine.load(release)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
