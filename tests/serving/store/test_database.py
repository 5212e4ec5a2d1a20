"""Opening the store: durability, migrations, foreign and old files, several workers at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from classifier.records import Complaint
from serving.store.chain import ChainCheck, verify_chain
from serving.store.database import MIGRATIONS, is_alive, open_store, reading
from serving.store.decisions import DecisionLog, NewDecision
from serving.store.errors import StoreError
from serving.store.tables import Base, ChainHead

NEW = NewDecision(
    "disposition", "L-1", Complaint(text="lampu padam"), "r", "suggest", "Dinas X", 0.5, {"candidates": []}
)


def test_sqlite_is_opened_for_durability(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    engine.dispose()


def test_postgresql_is_opened_for_durability(postgresql: Callable[[], str]) -> None:
    engine = open_store(postgresql())
    with engine.connect() as connection:
        shown = [connection.execute(text(f"show {name}")).scalar() for name in ("fsync", "synchronous_commit")]
    assert shown == ["on", "on"]
    engine.dispose()


def test_a_postgresql_without_fsync_is_refused(postgresql: Callable[[], str]) -> None:
    url = postgresql()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        try:
            connection.execute("alter system set fsync = off")
            connection.execute("select pg_reload_conf()")
            while connection.execute("show fsync").fetchone() != ("off",):
                pass
            with pytest.raises(StoreError, match="fsync off"):
                open_store(url)
        finally:
            connection.execute("alter system reset fsync")
            connection.execute("select pg_reload_conf()")


def test_migrations_lead_to_the_tables(url: str) -> None:
    engine = open_store(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_migrations_lead_back_to_nothing(url: str) -> None:
    engine = open_store(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_rows_survive_reopening_and_the_key_stays(url: str) -> None:
    first = DecisionLog(open_store(url))
    (number,) = first.add([NEW])
    fingerprint = first.fingerprint(NEW.record)
    first.engine.dispose()
    again = DecisionLog(open_store(url))
    kept = again.get(number)
    assert kept is not None
    assert kept.input_hmac == fingerprint == again.fingerprint(NEW.record)
    assert DecisionLog(again.engine, key="another").fingerprint(NEW.record) != fingerprint
    again.engine.dispose()


def test_a_batch_is_stored_whole_or_not_at_all(url: str) -> None:
    log = DecisionLog(open_store(url))
    wrong = NewDecision("disposition", "L-2", None, "r", "suggest", None, 0.5, {})  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="could not be stored"):
        log.add([NEW, wrong])
    with log.engine.connect() as connection:
        assert connection.execute(text("select count(*) from decision")).scalar() == 0
    log.engine.dispose()


@pytest.mark.parametrize(
    "wrong",
    [
        "nonsense",
        "sqlite:////no/such/folder/a.db",
        "dance://x:secret@y",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg://x:secret@/none?host=/no/such/folder",
        "mysql://x:secret@y/z",
    ],
)
def test_a_store_that_does_not_open_says_so_without_its_password(wrong: str) -> None:
    with pytest.raises(StoreError, match="database") as caught:
        open_store(wrong)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_must_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        open_store(f"sqlite:///{tmp_path / 'a.db'}", create=False)
    assert list(tmp_path.iterdir()) == []


def test_the_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("create table notes (words text)")
    connection.close()
    with pytest.raises(StoreError, match="tables of another program"):
        open_store(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("notes",)]
    connection.close()


def test_an_old_schema_and_a_broken_file_are_one_line(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as connection:
        connection.execute("create table alembic_version (version_num varchar(32))")
        connection.execute("insert into alembic_version values ('0001_decisions')")
    connection.close()
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database" * 100)
    for file in (old, broken):
        with pytest.raises(StoreError, match="database") as caught:
            open_store(f"sqlite:///{file}")
        assert "\n" not in str(caught.value)


def _open_and_add(url: str) -> str:
    log = DecisionLog(open_store(url))
    log.add([NEW])
    fingerprint = log.fingerprint(NEW.record)
    log.engine.dispose()
    return fingerprint


def test_workers_that_start_at_once_share_one_schema_and_one_key(url: str) -> None:
    with ProcessPoolExecutor(6, mp_context=get_context("spawn")) as workers:
        prints = list(workers.map(_open_and_add, [url] * 6))
    assert len(set(prints)) == 1
    log = DecisionLog(open_store(url))
    with reading(log.engine) as session:
        assert verify_chain(session) == ChainCheck(6, session.get_one(ChainHead, "decision").hash)
    log.engine.dispose()


def test_is_alive(url: str) -> None:
    engine = open_store(url)
    assert is_alive(engine)
    engine.dispose()


def test_a_database_that_is_gone_is_not_alive(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    engine.dispose()
    for file in tmp_path.iterdir():
        file.unlink()
    tmp_path.chmod(0o500)
    (tmp_path / "a.db").mkdir()
    assert not is_alive(engine)
