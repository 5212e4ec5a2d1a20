"""``tanggap-train``: the command line of training. Every command is a thin parser over a function of this package."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier.cli import run

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Train, evaluate and release Tanggap's models.",
    pretty_exceptions_enable=False,
)

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


@app.command()
def fit(
    out: Annotated[Path, typer.Option(help="Directory of the new release.")],
    data: Data = None,
    replies: Replies = None,
    label_column: LabelColumn = "",
    column: Column = None,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
    track: Annotated[
        bool, typer.Option(help="Log the run to MLflow (MLFLOW_TRACKING_URI, else mlflow.db beside the release).")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Train on labelled history and write a release with its figures on the latest rows."""
    from training.commands import fit_release

    result = fit_release(
        data=data, replies=replies, out=out, label_column=label_column, columns=column or [], seed=seed, track=track
    )
    _print(result, as_json)


@app.command()
def evaluate(
    release: Annotated[Path, typer.Option(help="Directory of a release.")],
    data: Annotated[Path | None, typer.Option(help="Labelled complaints.")] = None,
    replies: Annotated[
        Path | None, typer.Option(help="Labelled replies with the columns complaint, reply, level.")
    ] = None,
    label_column: LabelColumn = "",
    column: Column = None,
    region: Region = "",
    directory: OwnDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Measure a release on labelled complaints, replies, or both."""
    from training.commands import evaluate_release

    result = evaluate_release(
        release=release,
        data=data,
        replies=replies,
        label_column=label_column,
        columns=column or [],
        region=region,
        directory=directory,
    )
    _print(result, as_json)


@app.command()
def certify(
    release: Annotated[Path, typer.Option(help="Directory of a release.")],
    risk: Annotated[float, typer.Option(help="Largest share of wrong agencies among automatic dispositions.")] = 0.05,
    confidence: Annotated[float, typer.Option(help="How sure the bound must be.")] = 0.95,
    data: Annotated[
        Path | None,
        typer.Option(help="Later labelled complaints, never learned from. Without it, the answers kept from training."),
    ] = None,
    costs: Annotated[Path | None, typer.Option(help="Cost file; by default data/rules/costs.csv.")] = None,
    out: Annotated[Path | None, typer.Option(help="Directory of the certified release; by default the same.")] = None,
    label_column: LabelColumn = "",
    column: Column = None,
    region: Region = "",
    directory: OwnDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Certify how many complaints may go out by themselves, store it in the release and print the bounds and costs."""
    from training.commands import certify_release

    result = certify_release(
        release=release,
        data=data,
        risk=risk,
        confidence=confidence,
        costs=costs,
        out=out,
        label_column=label_column,
        columns=column or [],
        region=region,
        directory=directory,
    )
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        from training.certificate import table

        print(table(result))


@app.command("import")
def import_(
    source: Annotated[
        Path, typer.Option("--in", "--data", help="SP4N-LAPOR! export or any table: XLSX, CSV(.gz), Parquet, JSONL.")
    ],
    out: Annotated[Path, typer.Option(help="File to write: .csv, .jsonl or .parquet.")],
    rejected: Annotated[
        Path | None, typer.Option(help="File for rows that could not be used, with the reason.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="CSV with field,column (and from,to) for a table of another kind.")
    ] = None,
    include_secret: Annotated[bool, typer.Option(help="Keep reports flagged secret (rahasia), redacted.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring an export into one schema, redacted, and report what was read, mended, dropped and why."""
    from training.importing import import_file

    _print(
        import_file(source, out, rejected=rejected, mapping=mapping, include_secret=include_secret).document(), as_json
    )


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 2 something the caller can mend."""
    return run(app, "tanggap-train", argv)


def _print(result: dict[str, Any], as_json: bool) -> None:
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


if __name__ == "__main__":
    sys.exit(main())
