"""``tanggap audit``, ``replay`` and ``reports``: looking after what is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from serving.store.store import Store

BROKEN = 1
REPEATABLE = timedelta(days=30)
"""How long the answer to a request with an ``Idempotency-Key`` is kept."""
ACTOR = "tanggap"
"""Who the log names for what was done on the command line."""

audit_app = typer.Typer(no_args_is_help=True, help="Check that the decision log is whole.")
reports_app = typer.Typer(no_args_is_help=True, help="Erase, export and retain kept reports.")

Database = Annotated[str, typer.Option(help="Store [env: TANGGAP_DATABASE_URL; default: sqlite:///tanggap.db].")]


@audit_app.command("verify")
def verify(
    database_url: Database = "",
    noted: Annotated[
        str, typer.Option(help="NUMBER:HASH that an earlier run printed; also found out is then a log made anew.")
    ] = "",
) -> None:
    """Walk the chain of the decision log from its first entry.

    Prints the number and hash of the last entry, worth noting down elsewhere. Exit code 1 when an entry was altered,
    removed or put in: its number is printed.
    """
    from serving.store.chain import verify_chain

    with _store(database_url) as store, store.reading() as tx:
        found = verify_chain(tx.session, noted=_noted(noted) if noted else None)
    if found.broken is not None:
        print(f"entry {found.broken}: {found.reason}; the {found.entries} entries before it are whole")
        raise typer.Exit(BROKEN)
    print(f"{found.entries} entries, all whole; the last one is {found.entries}:{found.head}")


def replay(
    release: Annotated[Path, typer.Option(help="Directory of the release that answered.")],
    source: Annotated[
        Path | None, typer.Option("--in", help="Inputs that were sent; without it, the texts that the store keeps.")
    ] = None,
    region: Annotated[str, typer.Option(help="The region that the service took for complaints that name none.")] = "",
    directory: Annotated[Path | None, typer.Option(help="The competence table that the service had.")] = None,
    database_url: Database = "",
) -> None:
    """Answer stored decisions again and compare.

    Inputs are matched by id and by the fingerprint of all their fields. Equal means the same decision and agency, or
    the same level, and a probability within 1e-9. Exit code 1 when a decision differs or an input was altered.
    """
    from classifier.engine import Engine
    from serving.replay import replay_file, replay_kept

    engine = Engine.load(release, directory=directory, region=region)
    with _store(database_url) as store:
        found = replay_file(store, engine, source) if source else replay_kept(store, engine)
    print(
        f"{found.equal} equal, {found.different} different, {found.altered} with another input, "
        f"{found.other_release} of another release, {found.unknown} inputs without a stored decision"
    )
    for number in found.differing:
        print(f"different: {number}")
    if found.different or found.altered:
        raise typer.Exit(BROKEN)


@reports_app.command("erase")
def erase_command(
    complaint_id: Annotated[str, typer.Argument(help="Id of the complaint.")], database_url: Database = ""
) -> None:
    """Destroy the key of one report's texts: nobody can read its complaint and replies again."""
    from serving.store.database import forget_deleted
    from serving.store.retention import erase

    with _store(database_url) as store:
        with store.writing() as tx:
            erase(tx, complaint_id, ACTOR)
        forget_deleted(store.engine)
    print("1 report erased")


@reports_app.command("retain")
def retain_command(
    older_than: Annotated[int, typer.Option(help="Days since the report was closed.", min=1)],
    database_url: Database = "",
) -> None:
    """Erase the reports that were closed longer ago; figures, verdicts and the decision log stay.

    Answers kept for repeated requests are deleted when they are older than 30 days.
    """
    from serving.store.database import forget_deleted
    from serving.store.delivery import prune_answers
    from serving.store.retention import retain

    with _store(database_url) as store:
        with store.writing() as tx:
            count = retain(tx, older_than, ACTOR)
            prune_answers(tx, REPEATABLE)
        forget_deleted(store.engine)
    print(f"{count} reports erased")


@reports_app.command("export")
def export_command(
    complaint_id: Annotated[str, typer.Argument(help="Id of the complaint.")],
    target: Annotated[
        Path | None, typer.Option("--out", help="JSON file to write; without it, standard output.")
    ] = None,
    database_url: Database = "",
) -> None:
    """Write all that is held on one report, its texts opened, as JSON."""
    from serving.store.retention import export

    with _store(database_url) as store, store.reading() as tx:
        text = json.dumps(export(tx, complaint_id), ensure_ascii=False, indent=2, default=str)
    if target is None:
        print(text)
    else:
        target.write_text(text + "\n", encoding="utf-8")
        print(f"written to {target}", file=sys.stderr)


@contextmanager
def _store(database_url: str) -> Iterator[Store]:
    from serving.settings import Settings
    from serving.store.store import Store

    settings = Settings()
    store = Store.open(
        database_url or settings.database_url,
        hmac_key=settings.hmac_key,
        master_key=settings.master_key,
        create=False,
    )
    try:
        yield store
    finally:
        store.close()


def _noted(value: str) -> tuple[int, str]:
    number, _, digest = value.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise ValueError("--noted expects NUMBER:HASH as `tanggap audit verify` prints it")
    return int(number), digest
