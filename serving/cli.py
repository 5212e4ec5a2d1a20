"""``tanggap``: the command line of serving. Every command is a thin parser over a function of this package."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli import MENDABLE, run
from serving.access.commands import keys_app, users_app
from serving.store.commands import audit_app, replay, reports_app

if TYPE_CHECKING:
    from serving.settings import Settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Route complaints and judge replies.",
    pretty_exceptions_enable=False,
)

directory_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The competence table that an office edits."
)
app.add_typer(directory_app, name="directory")
app.add_typer(users_app, name="users")
app.add_typer(keys_app, name="keys")
app.add_typer(audit_app, name="audit")
app.add_typer(reports_app, name="reports")
app.command()(replay)

DEMO_STORE = "sqlite:///tanggap-demo.db"
Release = Annotated[Path, typer.Option(help="Directory of a release.")]
Source = Annotated[Path, typer.Option("--in", help="Rows to read: CSV(.gz), XLSX, Parquet or JSONL.")]
Target = Annotated[Path, typer.Option("--out", help="File to write: .jsonl, .csv or .parquet by its suffix.")]
Column = Annotated[
    list[str] | None, typer.Option(help="FIELD=COLUMN where a column has an unusual name; may be repeated.")
]
Region = Annotated[str, typer.Option(help="Regency or city of complaints that name none.")]
Directory = Annotated[Path | None, typer.Option(help="Folder with an office's own competence table.")]


@app.command()
def route(
    release: Release,
    source: Source,
    target: Target,
    column: Column = None,
    region: Region = "",
    directory: Directory = None,
) -> None:
    """Route the complaints of a file.

    Reads text and, where there, id, title, address, kelurahan, kecamatan, region, submitted_at. Writes id, decision,
    agency, probability, candidates, role, topic, place, reasons, abstain_reason, release.
    """
    from serving.bulk import route_file

    _bulk(route_file, "routing", release, source, target, column, region, directory)


@app.command()
def score(
    release: Release,
    source: Source,
    target: Target,
    column: Column = None,
    threads: Annotated[
        Path | None,
        typer.Option(help="File to write with one verdict a complaint; needs thread, submitted_at and replied_at."),
    ] = None,
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day on which promises and threads are looked at [default: today]."),
    ] = None,
) -> None:
    """Judge the replies of a file.

    Reads complaint, reply and, where there, id, report_type, replied_at, agency, thread, submitted_at. Writes id,
    level, p_substantive, score, items, missing, flags, release and, where the agency is named, the family of copied
    texts. Promises get their last day from replied_at.
    """
    from serving.bulk import score_file

    day = today.date() if today else None
    _bulk(partial(score_file, threads=threads, today=day), "scoring", release, source, target, column, "", None)


@directory_app.command("check")
def directory_check(
    directory: Annotated[
        Path | None, typer.Option(help="Folder of the three tables; by default the shipped one.")
    ] = None,
    region: Annotated[str, typer.Option(help="Regency or city to look at more closely, such as 'Kota Kediri'.")] = "",
) -> None:
    """Tell what is missing, ambiguous or contradictory in a competence table."""
    from classifier.datafiles import data_directory
    from classifier.directory import Directory as Tables
    from classifier.directory_check import check_directory
    from classifier.gazetteer import gazetteer
    from classifier.taxonomy import load_topics

    tables = Tables.load(directory or data_directory() / "directory")
    found = check_directory(tables, load_topics(), gazetteer(), region=region)
    for finding in found:
        print(f"{finding.kind}: {finding.table}: {finding.what}")
    agencies = (
        f"{len(tables.roles)} roles, {len(tables.competence)} competence rows, {len(tables.agencies)} local names"
    )
    print(f"{agencies}: {len(found)} to mend" if found else f"{agencies}: nothing to mend")
    if found:
        raise typer.Exit(MENDABLE)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    release: Annotated[
        Path | None, typer.Option(help="Directory of the release [env: TANGGAP_RELEASE; default: models/starter].")
    ] = None,
    database_url: Annotated[
        str, typer.Option(help="Store [env: TANGGAP_DATABASE_URL; default: sqlite:///tanggap.db].")
    ] = "",
    workers: Annotated[int, typer.Option(help="Processes that answer.", min=1, max=64)] = 1,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Fill a store of its own with a fictitious province, and print how to sign in."),
    ] = False,
) -> None:
    """Serve the API and the pages over one release and one store."""
    import uvicorn

    from classifier.release import read_release
    from serving.connections import PatientProtocol
    from serving.settings import Settings
    from serving.store.database import open_store

    if release:
        os.environ["TANGGAP_RELEASE"] = str(release)
    if demo:
        os.environ["TANGGAP_DEMO"] = "true"
    if database_url or demo:
        os.environ["TANGGAP_DATABASE_URL"] = database_url or DEMO_STORE
    if workers > 1:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="tanggap-metrics-"))
    settings = Settings()
    read_release(settings.release)  # refused here in one line, not in every worker
    open_store(settings.database_url).dispose()  # migrated once, before workers race for it
    if demo:
        _prepare_demo(settings, f"http://{host}:{port}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the server passes SIGTERM on when it has drained
    uvicorn.run(
        "serving.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        http=PatientProtocol,
        ws="none",
        limit_concurrency=2 * settings.max_requests,
        server_header=False,
        timeout_graceful_shutdown=15,
    )


def _prepare_demo(settings: Settings, address: str) -> None:
    from classifier.engine import Engine
    from serving.demo.load import demo_passwords, is_empty, load_demo, size
    from serving.progress import counter
    from serving.store.store import Store

    store = Store.open(settings.database_url, hmac_key=settings.hmac_key, master_key=settings.master_key)
    if is_empty(store):
        engine = Engine.load(settings.release, directory=settings.directory, region=settings.region)
        with counter("loading the demo", total=size()) as advance:
            load_demo(store, engine, advance=advance)
    print(f"Demo: {address} (provinsi rekaan). Masuk sebagai:", flush=True)
    for login, password in demo_passwords(store).items():
        print(f"  {login:12} {password}", flush=True)
    store.close()


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 2 something the caller can mend."""
    return run(app, "tanggap", argv)


def _bulk(
    work: Callable[..., int],
    title: str,
    release: Path,
    source: Path,
    target: Path,
    column: list[str] | None,
    region: str,
    directory: Path | None,
) -> None:
    from classifier.columns import parse_overrides
    from classifier.engine import Engine
    from serving.progress import counter

    overrides = parse_overrides(column or [])
    engine = Engine.load(release, directory=directory, region=region)
    with counter(title) as advance:
        count = work(engine, source, target, columns=overrides, advance=advance)
    print(f"{count} rows written to {target}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
