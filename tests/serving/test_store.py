"""The store: durability settings, migrations, errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from serving.store.database import StoreError, is_alive, open_store
from serving.store.decisions import DecisionLog, NewDecision
from serving.store.tables import Base

NEW = NewDecision("disposition", "L-1", "lampu padam", "r", "suggest", "Dinas X", 0.5, {"candidates": []})


def test_sqlite_is_opened_for_durability(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    engine.dispose()


def test_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_rows_survive_reopening_and_the_key_stays(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    first = DecisionLog(open_store(url))
    (number,) = first.add([NEW])
    fingerprint = first.fingerprint("lampu padam")
    first.engine.dispose()
    again = DecisionLog(open_store(url))
    kept = again.get(number)
    assert kept is not None
    assert kept.input_hmac == fingerprint == again.fingerprint("lampu padam")
    assert DecisionLog(again.engine, key="another").fingerprint("lampu padam") != fingerprint
    again.engine.dispose()


def test_a_batch_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    log = DecisionLog(open_store(f"sqlite:///{tmp_path / 'a.db'}"))
    wrong = NewDecision("disposition", "L-2", "x", "r", "suggest", None, 0.5, {})  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="could not be stored"):
        log.add([NEW, wrong])
    with log.engine.connect() as connection:
        assert connection.execute(text("select count(*) from decision")).scalar() == 0
    log.engine.dispose()


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:////no/such/folder/a.db", "dance://x:secret@y", "sqlite://", "sqlite:///:memory:"]
)
def test_a_store_that_does_not_open_says_so_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="database") as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


def test_is_alive(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    assert is_alive(engine)
    engine.dispose()
