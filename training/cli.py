"""``tanggap-train``: the command line of training. Every command is a thin parser over a function of this package."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from classifier.cli import run
from training import cli_labels, cli_releases
from training.options import AsJson, Column, Data, LabelColumn, OwnDirectory, Region, Replies, Seed, show

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Train, evaluate and release Tanggap's models.",
    pretty_exceptions_enable=False,
)
app.add_typer(cli_labels.app)
app.add_typer(cli_releases.app)


@app.command()
def fit(
    out: Annotated[Path, typer.Option(help="Directory of the new release.")],
    data: Data = None,
    replies: Replies = None,
    label_column: LabelColumn = "",
    column: Column = None,
    seed: Seed = 0,
    work: Annotated[
        Path | None,
        typer.Option(help="Folder for finished stages, so that a killed run goes on; by default hidden beside --out."),
    ] = None,
    track: Annotated[
        bool, typer.Option(help="Log the run to MLflow (MLFLOW_TRACKING_URI, else mlflow.db beside the release).")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Train on labelled history and write a release with its figures on the latest rows."""
    from training.commands import fit_release

    result = fit_release(
        data=data,
        replies=replies,
        out=out,
        label_column=label_column,
        columns=column or [],
        seed=seed,
        track=track,
        work=work,
    )
    show(result, as_json)


@app.command()
def evaluate(
    release: Annotated[Path, typer.Option(help="Directory of a release.")],
    data: Annotated[Path | None, typer.Option(help="Labelled complaints.")] = None,
    replies: Annotated[
        Path | None, typer.Option(help="Labelled replies with the columns complaint, reply, level.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="A table by agency, region, channel, length, register, month or anonymous; may be repeated."),
    ] = None,
    leave_out: Annotated[
        Literal["region", "kecamatan"] | None,
        typer.Option(help="Fit without each of these places in --data in turn, and measure there."),
    ] = None,
    learning_curve: Annotated[
        bool, typer.Option("--learning-curve", help="Fit on growing parts of --data: what would more labels bring.")
    ] = False,
    errors: Annotated[Path | None, typer.Option(help="File for the wrong dispositions, dearest first.")] = None,
    learned_from: Annotated[
        Path | None, typer.Option(help="The complaints that the release learned from: --errors names the nearest.")
    ] = None,
    texts: Annotated[bool, typer.Option(help="Write redacted texts to --errors; otherwise ids alone.")] = True,
    costs: Annotated[Path | None, typer.Option(help="Cost file; by default data/rules/costs.csv.")] = None,
    label_column: LabelColumn = "",
    column: Column = None,
    region: Region = "",
    directory: OwnDirectory = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Measure a release on labelled complaints, replies, or both; every figure with its 95 % interval."""
    from training.commands import evaluate_release
    from training.evaluation import evaluation_table

    result = evaluate_release(
        release=release,
        data=data,
        replies=replies,
        by=by or [],
        leave_out=leave_out,
        learning_curve=learning_curve,
        errors=errors,
        learned_from=learned_from,
        texts=texts,
        costs=costs,
        label_column=label_column,
        columns=column or [],
        region=region,
        directory=directory,
        seed=seed,
    )
    print(json.dumps(result, ensure_ascii=False) if as_json else evaluation_table(result))


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

    show(
        import_file(source, out, rejected=rejected, mapping=mapping, include_secret=include_secret).document(), as_json
    )


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 1 the gate refuses, 2 something the caller can mend."""
    return run(app, "tanggap-train", argv)


if __name__ == "__main__":
    sys.exit(main())
