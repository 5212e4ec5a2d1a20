"""Seconds that the pages of figures take over many complaints and replies, in SQLite and in PostgreSQL.

The tables are filled by SQL, without texts and without the judge: what is measured is counting, summing and drawing.
`python -m benchmarks.pages` takes 100,000 complaints in SQLite and 1,000,000 in PostgreSQL, with as many replies;
`python -m benchmarks.pages sqlite 20000` is shorter.
"""

# ruff: noqa: S608 - the statements are made of words of this file alone
from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from starlette.requests import Request
from starlette.types import Scope

from benchmarks.machine import machine
from benchmarks.postgresql import postgresql_server
from serving.access.roles import Principal
from serving.pages.agency import agencies
from serving.pages.counted import count_stale
from serving.pages.filters import A_YEAR, Filter
from serving.pages.summary import summary
from serving.store.figures import months_known
from serving.store.store import Store

SIZES = {"sqlite": 100_000, "postgresql": 1_000_000}
REGIONS, ROLES, DAYS = 38, 25, 360
BY = Principal("bench", "bench", "supervisor")

NUMBERS = {
    "sqlite": "with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < {size}) ",
    "postgresql": "with n(i) as (select generate_series(cast(0 as bigint), {size} - 1)) ",
}
DAY = {
    "sqlite": "date('2025-11-01', '+' || ({0}) || ' days')",
    "postgresql": "(date '2025-11-01' + cast({0} as integer))",
}
MONTH = {"sqlite": "strftime('%Y-%m', {0})", "postgresql": "to_char({0}, 'YYYY-MM')"}
SHUFFLED = "((i * 7919) % 104729)"
"""A number that looks drawn, the same in both databases."""


def main() -> None:
    """Print the tables."""
    kinds = [sys.argv[1]] if len(sys.argv) > 1 else list(SIZES)
    for kind in kinds:
        size = int(sys.argv[2]) if len(sys.argv) > 2 else SIZES[kind]
        with opened(kind) as store:
            measure(store, kind, size)


@contextmanager
def opened(kind: str) -> Iterator[Store]:
    """An empty store of a kind, gone afterwards."""
    if kind == "sqlite":
        with TemporaryDirectory() as folder:
            yield from _closing(f"sqlite:///{Path(folder) / 'pages.db'}")
    else:
        with postgresql_server() as server:
            yield from _closing(str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1))


def _closing(url: str) -> Iterator[Store]:
    store = Store.open(url)
    try:
        yield store
    finally:
        store.close()


def measure(store: Store, kind: str, size: int) -> None:
    """Print the lines of one database."""
    fill(store, kind, size)
    with store.reading() as tx:
        months = months_known(tx)
    chosen = Filter(months[:A_YEAR][-1], "", "", "", "", tuple(months))
    one = Filter(chosen.month_from, "", "Dinas 3 Kota 5", "", "", chosen.months)
    print(f"# {kind}: {size:,} complaints and as many replies\n# {machine()}")
    print(f"{'':<42}{'seconds':>9}{'of them in Python':>20}")
    line("counting every month for the first time", lambda: count_stale(store))
    line("ringkasan, first", lambda: _summary(store, chosen))
    line("ringkasan, again", lambda: _summary(store, chosen))
    line("instansi, all of them", lambda: agencies(asked(), BY, store, chosen))
    line("instansi, one", lambda: agencies(asked(), BY, store, one))
    touch(store)
    line("ringkasan after replies to 25 agencies", lambda: _summary(store, chosen))


def line(name: str, work: Callable[[], object]) -> None:
    """Print how long the work takes, and how long this process was at it: the rest it waited."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    print(f"{name:<42}{seconds:>9.2f}{busy:>20.2f}", flush=True)


def _summary(store: Store, chosen: Filter) -> None:
    summary(asked(), BY, count_stale(store), chosen)


def asked() -> Request:
    """A request for a page, as far as a template looks at it."""

    class _App:
        class state:
            demo = False

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "app": _App}
    request = Request(scope)
    request.state.principal = BY
    return request


def touch(store: Store) -> None:
    """Make a month of each of 25 agencies stale, as new replies do."""
    with store.writing() as tx:
        tx.session.execute(text("update agency_month set stale = true where region = 'Kota 7' and month = '2026-03'"))


def fill(store: Store, kind: str, size: int) -> None:
    """Complaints over a year to 950 agencies, one reply each, two copied families an agency; all months stale."""
    numbers = NUMBERS[kind].format(size=size)
    came = DAY[kind].format(f"{SHUFFLED} % {DAYS}")
    sent, told, ended = (DAY[kind].format(f"{SHUFFLED} % {DAYS} + {more}") for more in ("1", "2 + i % 9", "12 + i % 9"))
    role, region = f"({SHUFFLED} % {ROLES})", f"({SHUFFLED} % {REGIONS})"
    agency = f"'Dinas ' || {role} || ' Kota ' || {region}"
    complaints = (
        "insert into complaint (id, month, submitted_on, disposed_on, first_reply_on, closed_on, region, kecamatan, "
        "kelurahan, agency, level, topic, report_type, channel, anonymous, secret, status, decision_id, decision, "
        "abstain_reason, probability, thread_verdict, cluster_id, sealed, received_at) "
        f"{numbers} select 'L-' || i, {MONTH[kind].format(came)}, {came}, {sent}, {told}, "
        f"case when i % 3 > 0 then {ended} end, 'Kota ' || {region}, '', '', {agency}, "
        f"case when {region} % 3 = 0 then 'kota' else 'kabupaten' end, 't' || {role}, 'pengaduan', '', false, false, "
        "case when i % 3 > 0 then 'selesai' else 'diproses' end, null, 'suggest', '', 0.7, "
        "case when i % 2 = 0 then 'substantif' else 'normatif' end, null, null, '2026-11-01 00:00:00' from n"
    )
    families = (
        "insert into family (id, agency, pattern, size, first_seen, last_seen) "
        f"{NUMBERS[kind].format(size=ROLES * REGIONS * 2)} select 'f' || i, 'Dinas ' || ((i / 2) % {ROLES}) || "
        f"' Kota ' || ((i / 2) % {REGIONS}), '', 2 + i % 9, {DAY[kind].format('0')}, {DAY[kind].format('300')} from n"
    )
    replies = (
        "insert into reply (id, complaint_id, agency, month, replied_on, sealed, decision_id, release, level, "
        "level_now, p_substantive, score, items, flags, family_id, received_at) "
        f"{numbers} select 'B-' || i, 'L-' || i, {agency}, {MONTH[kind].format(told)}, {told}, null, null, '', i % 3, "
        f"i % 3, 0.5, 50, '[]', '[]', case when i % 4 = 0 then 'f' || (i % {ROLES * REGIONS * 2}) end, "
        "'2026-11-01 00:00:00' from n"
    )
    months = (
        "insert into agency_month (agency, month, region, level, stale, complaints, handled, finished, "
        "finished_substantive, late, waiting, replies, normative, partial, substantive, boilerplate, working_days) "
        "select agency, month, region, level, true, 0, 0, 0, 0, '{}', '{}', 0, 0, 0, 0, 0, '{}' from ("
        "select agency, month, region, level from complaint union select r.agency, r.month, c.region, c.level "
        "from reply r join complaint c on c.id = r.complaint_id) as k"
    )
    with store.writing() as tx:
        for statement in (complaints, families, replies, months):
            tx.session.connection().exec_driver_sql(statement.replace("%", "%%") if kind == "postgresql" else statement)
    if kind == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("analyze")


if __name__ == "__main__":
    main()
