"""Options that several commands of ``tanggap-train`` share, and how they print what they found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

Data = Annotated[
    Path | None,
    typer.Option(help="Labelled complaints: CSV(.gz), XLSX, Parquet or JSONL. Without it, the shipped starter corpus."),
]
Replies = Annotated[
    Path | None,
    typer.Option(help="Labelled replies with the columns complaint, reply, level. Without it, the shipped pairs."),
]
LabelColumn = Annotated[str, typer.Option(help="Column that holds the agency.")]
Column = Annotated[
    list[str] | None, typer.Option(help="FIELD=COLUMN where a column has an unusual name; may be repeated.")
]
Region = Annotated[str, typer.Option(help="Region of complaints that name none, for a release over topics.")]
OwnDirectory = Annotated[Path | None, typer.Option(help="Folder with an office's own competence table.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")]
ReleaseFolder = Annotated[Path, typer.Option("--release", help="Directory of a release.")]
Seed = Annotated[int, typer.Option(help="Seed of everything random.")]


def show(result: dict[str, Any], as_json: bool) -> None:
    """Print figures as one JSON object, or one a line."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for part, figures in result.items():
        if not isinstance(figures, dict):
            print(f"{part}: {figures}")
            continue
        print(f"{part}:")
        for name, value in figures.items():
            print(f"  {name:16} {value:.4f}" if isinstance(value, float) else f"  {name:16} {value}")
