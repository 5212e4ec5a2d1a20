"""The commands of ``tanggap-train`` that lead from a candidate to a release in service, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from training.options import AsJson, Column, LabelColumn, OwnDirectory, Region

app = typer.Typer()

REFUSED = 1

Later = Annotated[Path, typer.Option(help="Later labelled complaints; rows that a release learned from are left out.")]
LaterReplies = Annotated[Path | None, typer.Option(help="Labelled replies with the columns complaint, reply, level.")]
Candidate = Annotated[Path, typer.Argument(help="Directory of the release to look at.")]
To = Annotated[Path, typer.Option(help="Link that serving loads, such as models/produksi.")]


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(help="Directory of the first release, the present one.")],
    b: Annotated[Path, typer.Argument(help="Directory of the second release, the new one.")],
    data: Annotated[Path | None, typer.Option(help="Later labelled complaints; learned rows are left out.")] = None,
    replies: LaterReplies = None,
    label_column: LabelColumn = "",
    column: Column = None,
    region: Region = "",
    directory: OwnDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Compare two releases on the same rows: differences with intervals, McNemar's test, wins and losses by class."""
    from training.compare import table
    from training.judging import compare_releases

    result = compare_releases(
        a,
        b,
        data=data,
        replies=replies,
        label_column=label_column,
        columns=column or [],
        region=region,
        directory=directory,
    )
    _print(result, table, as_json)


@app.command()
def gate(
    candidate: Candidate,
    data: Later,
    against: Annotated[
        Path | None, typer.Option(help="Release in service, which the candidate must not be worse than.")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(help="File that the candidate was fitted on, to look for poisoning among its new rows."),
    ] = None,
    replies: LaterReplies = None,
    quarantine: Annotated[
        Path | None,
        typer.Option(help="Row ids that may not be learned from: .txt with one a line, or a table with ids."),
    ] = None,
    genuine: Annotated[
        list[str] | None,
        typer.Option(help="Phrase whose complaints did move to another agency; may be repeated, and is recorded."),
    ] = None,
    label_column: LabelColumn = "",
    column: Column = None,
    region: Region = "",
    directory: OwnDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Check whether a candidate may be released; writes CANDIDATE.gate.json. Exit code 1 when it is refused."""
    from training.gate_report import table
    from training.judging import gate_release

    found = gate_release(
        candidate,
        against=against,
        data=data,
        history=history,
        replies=replies,
        quarantine=quarantine,
        genuine=genuine or [],
        label_column=label_column,
        columns=column or [],
        region=region,
        directory=directory,
    )
    _print(found, table, as_json)
    if not found["passed"]:
        raise typer.Exit(REFUSED)


@app.command()
def release(
    candidate: Candidate,
    to: To,
    by: Annotated[list[str], typer.Option(help="Person who answers for the release; two different ones are needed.")],
    as_json: AsJson = False,
) -> None:
    """Put a release that passed the gate into service, by two named persons."""
    from training.pipeline import now
    from training.promote import promote

    _print(promote(candidate, to, by, at=now()), _said, as_json)


@app.command()
def rollback(
    to: To,
    by: Annotated[str, typer.Option(help="Person who rolls back, for the log.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put the release before the present one back into service."""
    from training.pipeline import now
    from training.promote import rollback as roll_back

    _print(roll_back(to, at=now(), by=by), _said, as_json)


@app.command()
def releases(to: To, as_json: AsJson = False) -> None:
    """List promotions and rollbacks at a place, oldest first; the last one serves."""
    from training.promote import history

    found = history(to)
    _print(found, lambda entries: "\n".join(map(_said, entries)), as_json)


def _print(result: Any, as_text: Callable[[Any], str], as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(as_text(result))


def _said(entry: dict[str, Any]) -> str:
    serves = "  <- serves" if entry.get("serves") else ""
    by = f" by {' and '.join(entry['by'])}" if entry["by"] else ""
    return f"{entry['at']}  {entry['action']:8} {entry['release']}{by}, before it {entry['before'] or 'none'}{serves}"
