"""How long the figures of a national year take: a million complaints and replies in PostgreSQL, 100,000 in SQLite."""

# ruff: noqa: S608 (every value in a statement is one of ours)
from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.machine import machine
from benchmarks.postgresql import postgresql_server
from serving.access.roles import Principal
from serving.store.figures import FigureFilter, figures, refresh
from serving.store.reports import set_status
from serving.store.stale import COUNTS, TALLIES
from serving.store.store import Store, Transaction

MILLION, HUNDRED_THOUSAND = 1_000_000, 100_000
AGENCIES, REGIONS = 500, 38
BY = Principal("bench", "Bench", "supervisor")


def fill(store: Store, size: int) -> None:
    """Put in so many complaints, each with a reply, spread over a year, ``AGENCIES`` and ``REGIONS``; without texts.

    The database makes them itself from the numbers 0 to ``size`` - 1, so that filling is no matter.
    """
    is_sqlite = store.engine.dialect.name == "sqlite"

    def day(shift: str) -> str:
        return f"date('2025-01-01', ({shift}) || ' days')" if is_sqlite else f"date '2025-01-01' + ({shift})::int"

    def month(shift: str) -> str:
        return f"strftime('%Y-%m', {day(shift)})" if is_sqlite else f"to_char({day(shift)}, 'YYYY-MM')"

    numbers = (
        f"with recursive n(i) as (select 0 union all select i + 1 from n where i < {size - 1})"
        if is_sqlite
        else f"with n(i) as (select generate_series(0, {size - 1})::bigint)"
    )
    empty = "'[]'"
    yes, no = ("1", "0") if is_sqlite else ("true", "false")
    agency, came = f"'Dinas ' || (i % {AGENCIES})", "i * 7919 % 365"
    went, told = f"{came} + i % 4", f"{came} + 1 + i * 31 % 40"
    done, level, now = "i * 13 % 10 < 6", "(i * 17 % 4 + 2) / 2 - 1", "'2026-01-01 00:00:00'"
    complaint = f"""
        insert into complaint (id, month, submitted_on, disposed_on, first_reply_on, closed_on, region, kecamatan,
            kelurahan, agency, level, topic, report_type, channel, anonymous, secret, status, decision, abstain_reason,
            thread_verdict, received_at)
        {numbers} select 'L-' || i, {month(came)}, {day(came)}, {day(went)}, {day(told)},
            case when {done} then {day(told + " + 14")} end, 'Kota ' || (i % {AGENCIES} % {REGIONS}), '', '',
            {agency},
            case i % {AGENCIES} % 3 when 0 then 'kota' when 1 then 'kabupaten' else 'provinsi' end,
            'topik_' || (i % 60),
            'pengaduan', '', {no}, {no}, case when {done} then 'selesai' else 'diproses' end, 'suggest', '',
            case {level} when 0 then 'normatif' when 1 then 'sebagian' else 'substantif' end, {now} from n"""
    reply = f"""
        insert into reply (id, complaint_id, agency, month, replied_on, release, level, level_now, p_substantive, score,
            items, flags, received_at)
        {numbers} select 'B-' || i, 'L-' || i, {agency}, {month(told)}, {day(told)}, 'r', {level}, {level}, 0.5, 50,
            {empty}, {empty}, {now} from n"""
    key = "agency, month, region, level"
    stale = f"""
        insert into agency_month ({key}, stale, {", ".join(COUNTS)}, {", ".join(TALLIES)})
        select {key}, {yes}, {", ".join("0" for _ in COUNTS)}, {", ".join("'{}'" for _ in TALLIES)} from (
            select {key} from complaint union
            select r.agency, r.month, region, c.level from reply r join complaint c on c.id = r.complaint_id) as keys"""
    with store.writing() as tx:
        for statement in (complaint, reply, stale):
            tx.session.connection().exec_driver_sql(statement.replace("%", "%%") if not is_sqlite else statement)
    if not is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("analyze")


def measure(store: Store, size: int) -> list[tuple[str, tuple[float, float]]]:
    """Seconds, and seconds of this process's CPU, of counting all, of each view, and of one after a change."""
    found = [("filling", _timed(lambda: fill(store, size)))]
    found.append(("counting all months once", _timed(lambda: _write(store, refresh))))
    views: list[tuple[str, FigureFilter, tuple[Any, ...]]] = [
        ("by month", FigureFilter(), ("month",)),
        ("by level of government and month", FigureFilter(), ("level", "month")),
        ("by agency", FigureFilter(), ("agency",)),
        ("by agency, one region", FigureFilter(region="Kota 7"), ("agency", "month")),
        ("one agency by month", FigureFilter(agency="Dinas 7"), ("month",)),
    ]
    for name, wanted, group in views:
        found.append((name, _timed(lambda w=wanted, g=group: _write(store, lambda tx: figures(tx, w, BY, group=g)))))  # type: ignore[misc]

    def changed(tx: Transaction) -> None:
        set_status(tx, "L-7", "selesai", date(2026, 2, 2), BY)
        refresh(tx)
        figures(tx, FigureFilter(), BY, group=("level", "month"))

    return [*found, ("by level and month, after a change", _timed(lambda: _write(store, changed)))]


def _write(store: Store, work: Callable[[Transaction], object]) -> None:
    with store.writing() as tx:
        work(tx)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used


def main() -> None:
    """Print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", type=int, default=MILLION, help="complaints in PostgreSQL")
    parser.add_argument("--sqlite", type=int, default=HUNDRED_THOUSAND, help="complaints in SQLite")
    sizes = parser.parse_args()
    with TemporaryDirectory() as folder, postgresql_server() as server:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        print(machine())
        for name, at, size in (
            ("SQLite", f"sqlite:///{folder}/a.db", sizes.sqlite),
            ("PostgreSQL", url, sizes.postgresql),
        ):
            store = Store.open(at)
            print(f"\n{name}, {size:,} complaints and as many replies, {AGENCIES} agencies, 13 months\n")
            print("| view | seconds | of them CPU of the process |\n|---|---|---|")
            for view, (seconds, used) in measure(store, size):
                print(f"| {view} | {seconds:.2f} | {used:.2f} |", flush=True)
            store.close()


if __name__ == "__main__":
    main()
