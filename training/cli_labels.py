"""Commands of ``tanggap-train`` that watch a release and its labels: drift, queue, noise, agreement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from training.options import AsJson, Column, LabelColumn, OwnDirectory, Region, ReleaseFolder, Seed, show

app = typer.Typer()


@app.command()
def drift(
    release: ReleaseFolder,
    data: Annotated[Path, typer.Option(help="Complaints, the last month of which is judged; labels may be missing.")],
    history: Annotated[Path | None, typer.Option(help="Complaints of the months before.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="File of the report; by default beside the release, as RELEASE.drift.json.")
    ] = None,
    label_column: LabelColumn = "",
    column: Column = None,
    region: Region = "",
    directory: OwnDirectory = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Judge a month against those before it: words, labels, abstentions, calibration, new topics, reply templates.

    An alarm in the report lets a service that reads it send nothing out by itself.
    """
    from training.drift_table import drift_table
    from training.watch import watch_release

    report = watch_release(
        release=release,
        data=data,
        history=history,
        out=out,
        label_column=label_column,
        columns=column or [],
        region=region,
        directory=directory,
        seed=seed,
    )
    print(json.dumps(report, ensure_ascii=False) if as_json else drift_table(report))


@app.command()
def queue(
    release: ReleaseFolder,
    data: Annotated[Path, typer.Option(help="Complaints; those without a label are chosen from.")],
    out: Annotated[Path, typer.Option(help="File to write: .csv, .jsonl or .parquet, with an empty column agency.")],
    n: Annotated[int, typer.Option("-n", "--rows", help="How many rows.")] = 100,
    history: Annotated[
        Path | None, typer.Option(help="The labelled complaints that the release learned from: better reasons.")
    ] = None,
    texts: Annotated[bool, typer.Option(help="Write the texts, redacted; otherwise ids alone.")] = True,
    label_column: LabelColumn = "",
    column: Column = None,
    region: Region = "",
    directory: OwnDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Choose the next complaints worth labelling, each with its reason, none a near-duplicate of another."""
    from training.labelling import queue_rows

    result = queue_rows(
        release=release,
        data=data,
        out=out,
        n=n,
        history=history,
        texts=texts,
        label_column=label_column,
        columns=column or [],
        region=region,
        directory=directory,
    )
    show(result, as_json)


@app.command()
def noise(
    data: Annotated[Path, typer.Option(help="Labelled complaints.")],
    out: Annotated[Path, typer.Option(help="File to write: .csv, .jsonl or .parquet.")],
    texts: Annotated[bool, typer.Option(help="Write the texts, redacted; otherwise ids alone.")] = True,
    label_column: LabelColumn = "",
    column: Column = None,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """List the rows whose label is probably wrong, with what speaks for another one. The labels are not changed."""
    from training.labelling import noise_rows

    show(
        noise_rows(data=data, out=out, texts=texts, label_column=label_column, columns=column or [], seed=seed), as_json
    )


@app.command()
def agreement(
    data: Annotated[
        Path,
        typer.Option(help="Rows labelled twice: columns id and annotator, or lists of labels such as [2, 1]."),
    ],
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Measure how far annotators agree on each item: Cohen's kappa with its interval, quadratic for levels."""
    from training.agreement import agreement_table
    from training.labelling import agreement_of

    found = agreement_of(data, seed=seed)
    print(json.dumps(found, ensure_ascii=False) if as_json else agreement_table(found))
