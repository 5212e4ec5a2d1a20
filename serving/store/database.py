"""Opening the database: SQLite or PostgreSQL, durable at every commit, brought to the newest schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from serving.store.canonical import canonical
from serving.store.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
EXPECTED = "expected sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
_BUSY_MS = 10_000  # how long a writer waits for the one before
_MIGRATION_LOCK = 0x74616E67  # any number that no other program takes for its advisory locks
_SYNCHRONOUS_FULL = 2


def open_store(url: str, *, create: bool = True) -> Engine:
    """An engine on the database at ``url``, migrated to the newest schema; several processes may open it at once.

    What a commit acknowledged survives a power cut: SQLite runs in WAL mode with ``synchronous=FULL``, PostgreSQL with
    ``synchronous_commit=on``; that both hold is checked at every connection. Without
    ``create``, an SQLite file must be there. Raises `StoreError`.
    """
    parsed = _parse(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    if is_sqlite and not create and not Path(parsed.database or "").is_file():
        raise StoreError(f"there is no database {parsed.database}")
    engine = create_engine(parsed, pool_pre_ping=not is_sqlite, json_serializer=canonical)
    if is_sqlite:
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _configure_postgresql)
    shown = parsed.render_as_string(hide_password=True)
    try:
        migrate(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise StoreError(f"database {shown} cannot be opened: {_reason(error)}") from None
    except CommandError:
        engine.dispose()
        raise StoreError(f"database {shown} was made by another program or another version of this one") from None
    except StoreError:
        engine.dispose()
        raise
    return engine


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision; who comes second waits and finds nothing to do.

    Raises `StoreError` for a database that holds tables but not ours.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.execution_options(immediate=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})
        names = inspect(connection).get_table_names()
        if names and "alembic_version" not in names:
            raise StoreError("the database holds tables of another program; give the store one of its own")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session in one transaction that commits at the end and holds, on SQLite, the write lock from its beginning.

    Objects stay readable after the commit. Raises `StoreError` when the database refuses: nothing was written then.
    """
    with _session(engine.execution_options(immediate=True), "stored") as session:
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the database. Raises `StoreError`."""
    isolated = (
        engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")
    )
    with _session(isolated, "read") as session:
        yield session


@contextmanager
def _session(engine: Engine, done: str) -> Iterator[Session]:
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except SQLAlchemyError as error:
        raise StoreError(f"it could not be {done}: {_reason(error)}") from None


def is_alive(engine: Engine) -> bool:
    """Whether the database answers."""
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except (SQLAlchemyError, StoreError):
        return False
    return True


def forget_deleted(engine: Engine) -> None:
    """Have the database drop what deleted or overwritten rows left behind in its files."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM report_key, complaint, reply")


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(f"the database URL cannot be read; {EXPECTED}") from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    if not is_file and parsed.drivername != "postgresql+psycopg":
        raise StoreError(f"the database is neither an SQLite file nor PostgreSQL; {EXPECTED}")
    return parsed


def _reason(error: SQLAlchemyError) -> str:
    """What went wrong, without the statement's values: the driver's own word where it is one of a few known ones."""
    cause = str(getattr(error, "orig", None) or "").lower()
    known = ("disk is full", "no space left", "database is locked", "disk i/o error", "readonly database")
    said = next((words for words in known if words in cause), "")
    return f"{type(error).__name__}, {said}" if said else type(error).__name__


def _configure_sqlite(connection: Any, _record: Any) -> None:
    """Settings of a new connection; the transactions are begun by `_begin_sqlite`, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    wanted = (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    )
    for pragma in wanted:
        cursor.execute(f"PRAGMA {pragma}")
    (mode,) = cursor.execute("PRAGMA journal_mode").fetchone()
    (synchronous,) = cursor.execute("PRAGMA synchronous").fetchone()
    cursor.close()
    if mode != "wal" or synchronous < _SYNCHRONOUS_FULL:
        raise StoreError("SQLite cannot keep its promise here: no WAL journal with synchronous=FULL on this disk")


def _begin_sqlite(connection: Connection) -> None:
    """Begin as SQLAlchemy's manual advises for SQLite; a writer takes its lock before it reads what it will change."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _configure_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SHOW fsync")
        (fsync,) = cursor.fetchone()
    connection.commit()
    if fsync != "on":
        raise StoreError("PostgreSQL cannot keep its promise: it runs with fsync off")
