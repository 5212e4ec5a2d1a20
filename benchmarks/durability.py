"""What survives: kill -9 in the middle of acknowledged writes, syncs per commit, and a full disk.

A process keeps complaints one after another, each in one transaction with its log entry, its event and the answer to
its ``Idempotency-Key``, and says which it has kept. It is killed at random moments, and PostgreSQL itself at every
tenth; a new process first repeats the request that was not answered, as a caller would. In the end everything that was
acknowledged must be there, once.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select, text

from benchmarks.machine import machine
from benchmarks.postgresql import crash, postgresql_server
from serving.store.chain import verify_chain
from serving.store.decisions import NewDecision
from serving.store.delivery import Once, find_answer, keep_answer, publish
from serving.store.errors import StoreError
from serving.store.reports import NewComplaint, add_complaints, record_of
from serving.store.store import Store
from serving.store.tables import Complaint, Decision, Event, IdempotentAnswer

KILLS = 300
_LIFE = 1.0  # seconds that a process lives at most, its start among them
_SYNCED = 50
_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Survived:
    """What was found after all kills.

    ``acknowledged`` writes were answered; of these ``lost`` are not in the store, and ``doubled`` rows are there more
    often than they were asked for. ``whole`` tells whether the chain of the log is.
    """

    kills: int
    acknowledged: int
    lost: int
    doubled: int
    whole: bool


def keep(store: Store, number: int) -> str:
    """Keep complaint ``number`` as the service does; returns the id of its decision, the same when it is repeated."""
    new = NewComplaint(f"L-{number}", f"Lampu jalan nomor {number} padam.", date(2026, 3, 2), agency="Dinas X")
    once = Once("bench", f"key-{number}", f"{number:064x}")
    with store.writing() as tx:
        before = find_answer(tx, once)
        if before is not None:
            return before.body.decode()
        entry = NewDecision("disposition", new.id, record_of(new), "r", "suggest", "Dinas X", 0.5, {"number": number})
        decision_id = store.log.append(tx.session, [entry])[0].id
        add_complaints(tx, [(new, None, decision_id)])
        publish(tx, [("disposition", new.id, {"decision_id": decision_id})])
        keep_answer(tx, once, 201, decision_id.encode())
    return decision_id


def survive(url: str, kills: int, *, seed: int = 0, crash: Callable[[], None] | None = None) -> Survived:
    """Kill a writing process ``kills`` times and look at what it left; ``crash`` kills the server too, now and then."""
    chance = random.Random(seed)  # noqa: S311
    Store.open(url).close()
    acknowledged: dict[int, str] = {}
    for life in range(kills + 1):
        receive, send = _fork.Pipe(duplex=False)
        writer = _fork.Process(target=_write, args=(url, len(acknowledged), send))
        writer.start()
        send.close()
        _collect(receive, acknowledged, until=time.monotonic() + (chance.uniform(0, _LIFE) if life < kills else 1))
        if crash is not None and life % 10 == 9:
            crash()
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        _collect(receive, acknowledged, until=None)
        receive.close()
    return _survived(url, kills, acknowledged)


def _write(url: str, start: int, send: Connection) -> None:
    """Keep complaints from number ``start`` on for as long as the process lives."""
    os.setpgid(0, 0)
    number = start
    with suppress(StoreError):  # the server was killed under it
        store = Store.open(url)
        while True:
            send.send((number, keep(store, number)))
            number += 1
    os._exit(0)


def _collect(receive: Connection, acknowledged: dict[int, str], until: float | None) -> None:
    """Read what a writer acknowledges until a moment, or all that is left of a dead one."""
    with suppress(EOFError):
        while until is None or time.monotonic() < until:
            if until is None or receive.poll(max(0.0, until - time.monotonic())):
                number, decision_id = receive.recv()
                acknowledged[number] = decision_id


def _survived(url: str, kills: int, acknowledged: dict[int, str]) -> Survived:
    store = Store.open(url)
    with store.reading() as tx:
        decisions = {(row.subject, row.id) for row in tx.session.scalars(select(Decision))}
        lost = sum((f"L-{number}", decision_id) not in decisions for number, decision_id in acknowledged.items())
        counts = [
            tx.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Decision, Complaint, Event, IdempotentAnswer)
        ]
        subjects = len({subject for subject, _ in decisions})
        whole = verify_chain(tx.session).broken is None
    store.close()
    return Survived(kills, len(acknowledged), lost, max(counts) - min(counts) + len(decisions) - subjects, whole)


def syncs_of_sqlite(commits: int = _SYNCED) -> int | None:
    """How often SQLite syncs its files for so many commits, as strace counts; ``None`` without strace."""
    if shutil.which("strace") is None:
        return None
    with TemporaryDirectory() as folder:
        url, trace = f"sqlite:///{folder}/a.db", Path(folder) / "trace"
        keep_one(url, 0)
        command = ["strace", "-f", "-o", str(trace), "-e", "trace=fsync,fdatasync"]
        code = f"from benchmarks.durability import keep_more; keep_more({url!r}, {commits})"
        subprocess.run([*command, sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])  # noqa: S603
        marked = trace.read_text().splitlines()
    return sum("sync(" in line and "resumed" not in line for line in marked)


def keep_one(url: str, number: int) -> None:
    """Keep one complaint in a store that is opened for it."""
    store = Store.open(url)
    keep(store, number)
    store.close()


def keep_more(url: str, commits: int) -> None:
    """Keep so many complaints after the first, and end without closing, so that only commits sync."""
    store = Store.open(url)
    for number in range(1, commits + 1):
        keep(store, number)
    os._exit(0)


def syncs_of_postgresql(url: str, commits: int = _SYNCED) -> int:
    """How often PostgreSQL syncs its log for so many commits, as the server counts (``pg_stat_io``)."""
    store = Store.open(url)
    keep(store, 0)
    before = _wal_syncs(store)
    for number in range(1, commits + 1):
        keep(store, number)
    after = _wal_syncs(store)
    store.close()
    return after - before


def _wal_syncs(store: Store) -> int:
    with store.engine.connect() as connection:
        connection.execute(text("select pg_stat_force_next_flush()"))
        connection.commit()
        found = connection.execute(text("select sum(fsyncs) from pg_stat_io where object = 'wal'")).scalar()
    return int(found or 0)


def fill_disk(url: str, limit: int) -> tuple[int, int, str]:
    """Keep complaints in a process that may write files of ``limit`` bytes at most, until the store refuses.

    Returns how many were acknowledged, how many of these are in the store, and the store's words.
    """
    Store.open(url).close()
    receive, send = _fork.Pipe(duplex=False)
    writer = _fork.Process(target=_write_limited, args=(url, limit, send))
    writer.start()
    send.close()
    acknowledged: dict[int, str] = {}
    said = ""
    with suppress(EOFError):
        while True:
            number, answer = receive.recv()
            if number < 0:
                said = answer
            else:
                acknowledged[number] = answer
    writer.join()
    found = _survived(url, 0, acknowledged)
    assert found.whole
    return len(acknowledged), len(acknowledged) - found.lost, said


def _write_limited(url: str, limit: int, send: Connection) -> None:
    store = Store.open(url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    number = 0
    try:
        while True:
            send.send((number, keep(store, number)))
            number += 1
    except StoreError as error:
        send.send((-1, str(error)))
    os._exit(0)


@contextmanager
def _postgresql() -> Iterator[tuple[str, Callable[[], None]]]:
    """A server's URL, and a function that kills the server with -9 and starts it again."""
    with postgresql_server() as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), partial(crash, server)


def main() -> None:
    """Print what survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=KILLS)
    kills = parser.parse_args().kills
    print(machine())
    with TemporaryDirectory() as folder, _postgresql() as (url, crash):
        rows = [("SQLite", survive(f"sqlite:///{folder}/a.db", kills), syncs_of_sqlite())]
        full = fill_disk(f"sqlite:///{folder}/full.db", 1_500_000)
        rows.append(("PostgreSQL", survive(url, kills, crash=crash), None))
    with _postgresql() as (url, _):
        rows[1] = (*rows[1][:2], syncs_of_postgresql(url))
    print("\n| store | kill -9 | acknowledged | lost | doubled | chain | syncs for 50 commits |")
    print("|---|---|---|---|---|---|---|")
    for name, found, syncs in rows:
        shown = "no strace" if syncs is None else syncs
        print(
            f"| {name} | {found.kills} | {found.acknowledged} | {found.lost} | {found.doubled} | "
            f"{'whole' if found.whole else 'BROKEN'} | {shown} |"
        )
    print(f"\nDisk full (SQLite): {full[0]} acknowledged, {full[1]} of them stored; then: {full[2]}")


if __name__ == "__main__":
    main()
