"""The decision log: entries that follow one another, and alterations that are found."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from classifier.records import Complaint, ReplyPair
from serving.cli import main
from serving.store.chain import verify_chain
from serving.store.decisions import NewDecision
from serving.store.errors import StoreError
from serving.store.store import Store
from serving.store.tables import Decision

RECORD = Complaint(text="Lampu padam", region="Kota Kediri", submitted_at=date(2026, 3, 2))


def entry(number: int) -> NewDecision:
    answer = {"candidates": [{"agency": "Dinas Perhubungan é", "probability": 0.1 + 0.2}], "in": number}
    return NewDecision("disposition", f"L-{number}", RECORD, "r", "suggest", "Dinas X", 0.1 * number, answer, "k", 0.9)


def unlocked(store: Store, *statements: str) -> None:
    """Change the log as somebody would who owns the database: with its triggers dropped."""
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "sqlite":
            connection.execute(text("drop trigger decision_no_update"))
            connection.execute(text("drop trigger decision_no_delete"))
        else:
            connection.execute(text("drop trigger decision_append_only on decision"))
        for statement in statements:
            connection.execute(text(statement))


def test_entries_are_numbered_and_chained(store: Store) -> None:
    ids = store.log.add([entry(n) for n in range(1, 4)]) + store.log.add([entry(4)])
    with store.reading() as tx:
        found = verify_chain(tx.session)
        rows = tx.session.query(Decision).order_by(Decision.sequence).all()
    assert [row.id for row in rows] == ids
    assert [row.sequence for row in rows] == [1, 2, 3, 4]
    assert [row.previous_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert (found.entries, found.head, found.broken) == (4, rows[-1].hash, None)


def test_entries_of_many_threads_make_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: store.log.add([entry(n)] * 5), range(40)))
    with store.reading() as tx:
        found = verify_chain(tx.session)
    assert (found.entries, found.broken) == (200, None)


@pytest.mark.parametrize("statement", ["update decision set outcome = 'auto'", "delete from decision"])
def test_the_database_refuses_changes(store: Store, statement: str) -> None:
    store.log.add([entry(1)])
    with pytest.raises(StoreError), store.writing() as tx:
        tx.session.execute(text(statement))
    with store.reading() as tx:
        assert verify_chain(tx.session).broken is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("update decision set outcome = 'auto' where sequence = 3", 3),
        ("update decision set probability = 0.3 where sequence = 3", 3),
        ("update decision set threshold = null where sequence = 5", 5),
        ("update decision set actor = 'j' where sequence = 1", 1),
        ("update decision set previous_hash = repeat('0', 64) where sequence = 4", 4),
        ("delete from decision where sequence = 3", 3),
        ("delete from decision where sequence = 6", 6),
        ("delete from decision", 1),
        ("update chain_head set sequence = 5", 7),
    ],
)
def test_an_alteration_is_found_at_its_place(store: Store, statement: str, broken: int) -> None:
    if store.engine.dialect.name == "sqlite":
        statement = statement.replace("repeat('0', 64)", "'" + "0" * 64 + "'")
    store.log.add([entry(n) for n in range(1, 7)])
    unlocked(store, statement)
    with store.reading() as tx:
        found = verify_chain(tx.session)
    assert found.broken == broken
    assert found.entries == broken - 1


def test_each_single_byte_of_an_entry_counts(tmp_path: Path) -> None:
    """One changed byte anywhere in a row of the SQLite file is found, and at its row."""
    file = tmp_path / "a.db"
    store = Store.open(f"sqlite:///{file}")
    store.log.add([entry(n) for n in range(1, 4)])
    store.close()
    whole = file.read_bytes()
    with sqlite3.connect(file) as connection:
        row = connection.execute("select * from decision where sequence = 2").fetchone()
    connection.close()
    for value in (value for value in row if isinstance(value, str) and len(value) > 3):
        place = whole.index(value.encode(), whole.index(row[1].encode()) if value != row[1] else 0)
        altered = bytearray(whole)
        altered[place + len(value) // 2] ^= 1
        file.write_bytes(altered)
        store = Store.open(f"sqlite:///{file}")
        with store.reading() as tx:
            assert verify_chain(tx.session).broken in (2, 3), value
        store.close()


def test_a_chain_made_anew_is_found_by_what_was_noted(store: Store) -> None:
    store.log.add([entry(n) for n in range(1, 4)])
    with store.reading() as tx:
        noted = verify_chain(tx.session)
    unlocked(store, "delete from decision", f"update chain_head set sequence = 0, hash = '{'0' * 64}'")
    store.log.add([entry(n) for n in range(1, 4)])
    with store.reading() as tx:
        assert verify_chain(tx.session).broken is None
        assert verify_chain(tx.session, noted=(3, noted.head)).broken == 3
        assert verify_chain(tx.session, noted=(9, noted.head)).broken == 4


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x"},
        {"address": "x"},
        {"kelurahan": "x"},
        {"kecamatan": "x"},
        {"region": ""},
        {"submitted_at": None},
        {"text": "Lampu padam "},
    ],
)
def test_the_fingerprint_covers_every_field_of_a_complaint(store: Store, change: dict[str, object]) -> None:
    assert store.log.fingerprint(replace(RECORD, **change)) != store.log.fingerprint(RECORD)  # type: ignore[arg-type]


def test_the_fingerprint_leaves_the_id_out_and_knows_replies(store: Store) -> None:
    pair = ReplyPair("Lampu padam", "Sudah diganti")
    assert store.log.fingerprint(replace(RECORD, id="another")) == store.log.fingerprint(RECORD)
    assert store.log.fingerprint(replace(pair, report_type="aspirasi")) != store.log.fingerprint(pair)
    assert store.log.fingerprint(None) == ""


def test_audit_verify_says_what_it_found(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store.open(url)
    store.log.add([entry(n) for n in range(1, 4)])
    command = ["audit", "verify", "--database-url", url]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert said.startswith("3 entries, all whole; the last one is 3:")
    noted = said.split()[-1]
    unlocked(store, "update decision set agency = 'Dinas Y' where sequence = 2")
    assert main(command) == 1
    assert capsys.readouterr().out == "entry 2: the entry was altered; the 1 entries before it are whole\n"
    assert main([*command, "--noted", noted]) == 1
    assert main([*command, "--noted", "x"]) == 2
    store.close()


def test_audit_verify_does_not_make_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--database-url", f"sqlite:///{tmp_path / 'mistyped.db'}"]) == 2
    assert "there is no database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
