"""Stores on SQLite and on a real PostgreSQL, and reports to fill them with."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from benchmarks.postgresql import postgresql_server
from classifier.records import Disposition, Evidence, Flag, Place, Verdict
from serving.access.roles import Principal
from serving.store.database import open_store
from serving.store.reports import NewComplaint, NewReply, add_complaints, add_replies, pairs_for
from serving.store.store import Store

ADMIN = Principal("admin-1", "Admin", "admin")
SUPERVISOR = Principal("supervisor-1", "Pengawas", "supervisor")
SECOND = Principal("supervisor-2", "Pengawas Dua", "supervisor")
THIRD = Principal("supervisor-3", "Pengawas Tiga", "supervisor")
SCIENTIST = Principal("scientist-1", "Analis", "data_scientist")
AGENCY = "Dinas Perhubungan Kota Kediri"
OFFICER = Principal("officer-1", "Pejabat", "pejabat_penghubung", AGENCY)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[..., str]]:
    """Makes a PostgreSQL database, empty or a copy of the ``template`` named, and returns its URL."""
    with postgresql_server() as server:

        def new_database(template: str = "template1") -> str:
            name = f"t{uuid.uuid4().hex}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"create database {name} template {template}")
            return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)

        yield new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of both kinds in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    made: str = request.getfixturevalue("postgresql")()
    return made


@pytest.fixture(scope="session")
def template(postgresql: Callable[..., str]) -> str:
    """The name of a PostgreSQL database with our schema, for `store` to copy."""
    made = postgresql()
    open_store(made).dispose()
    return str(make_url(made).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open, empty store, of both kinds in turn."""
    if request.param == "sqlite":
        opened = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    else:
        opened = Store.open(request.getfixturevalue("postgresql")(request.getfixturevalue("template")))
    yield opened
    opened.close()


def complaint(number: int = 1, **fields: Any) -> NewComplaint:
    """A complaint with the id ``L-<number>``, of an agency, not secret, unless said otherwise."""
    given: dict[str, Any] = {
        "id": f"L-{number}",
        "text": "Lampu jalan di depan rumah Bu Siti 081234567890 padam dua minggu.",
        "submitted_on": date(2026, 3, 2),
        "region": "Kota Kediri",
        "agency": AGENCY,
        "disposed_on": date(2026, 3, 3),
        "topic": "penerangan_jalan",
        "secret": False,
        "status": "diproses",
    }
    return NewComplaint(**(given | fields))


def disposition(**fields: Any) -> Disposition:
    """A suggestion of the agency."""
    given: dict[str, Any] = {
        "id": "",
        "decision": "suggest",
        "agency": AGENCY,
        "role": "Dinas Perhubungan",
        "probability": 0.7,
        "candidates": (),
        "place": Place("Kota Kediri", "Mojoroto", ""),
        "topic": "penerangan_jalan",
    }
    return Disposition(**(given | fields))


def reply(number: int = 1, to: int | None = None, **fields: Any) -> NewReply:
    """A reply with the id ``B-<number>`` to complaint ``to`` (the same number by default)."""
    given: dict[str, Any] = {
        "id": f"B-{number}",
        "complaint_id": f"L-{number if to is None else to}",
        "text": "Petugas mengecek tiang 14. Lampu akan diganti paling lambat 12 Maret 2026.",
        "replied_on": date(2026, 3, 5),
    }
    return NewReply(**(given | fields))


def verdict(
    level: int = 1, *, p: float | None = None, flags: Sequence[str] = (), items: Sequence[str] = ("R4",)
) -> Verdict:
    """A verdict of a level."""
    return Verdict(
        "",
        level,
        (0.05, 0.4, 0.95)[level] if p is None else p,
        (0, 50, 95)[level],
        tuple(Evidence(item, 0, 7, "Petugas") for item in items),
        (),
        tuple(Flag(name, 0, 7) for name in flags),
        "r" * 64,
    )


def fill(store: Store, complaints: Sequence[NewComplaint], replies: Sequence[tuple[NewReply, Verdict]] = ()) -> None:
    """Keep complaints and replies."""
    with store.writing() as tx:
        add_complaints(tx, [(new, None, None) for new in complaints])
    if replies:
        with store.writing() as tx:
            pairs = pairs_for(tx, [new for new, _ in replies])
            add_replies(tx, [(new, pair, v, "d") for (new, v), pair in zip(replies, pairs, strict=True)])
