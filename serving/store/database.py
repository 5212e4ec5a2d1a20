"""Opening the store: SQLite with full durability, brought to the newest schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from classifier.errors import TanggapError

MIGRATIONS = Path(__file__).parent / "migrations"


class StoreError(TanggapError):
    """The store cannot be opened or written."""


def open_store(url: str) -> Engine:
    """An engine on the database at ``url``, migrated to the newest schema.

    SQLite runs in WAL mode with ``synchronous=FULL``: an acknowledged row survives a power cut. Raises `StoreError`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("the database URL cannot be read; expected sqlite:///FILE") from None
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise StoreError("the database is no SQLite file; expected sqlite:///FILE")
    engine = create_engine(parsed)
    event.listen(engine, "connect", _configure_sqlite)
    try:
        migrate(engine)
    except SQLAlchemyError as error:
        raise StoreError(
            f"database {parsed.render_as_string(hide_password=True)} cannot be opened: {type(error).__name__}"
        ) from None
    return engine


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision; does nothing when it is there already."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_alive(engine: Engine) -> bool:
    """Whether the database answers."""
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True


def _configure_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
