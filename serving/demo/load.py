"""A store of demo data: complaints and replies of the fictitious province, judged by the release, and accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from classifier.engine import Engine
from serving.access.people import add_account, list_accounts, reset_password
from serving.access.roles import Principal, Role
from serving.bulk import chunked
from serving.demo.build import DemoComplaint, DemoReply, rows
from serving.service import Service
from serving.store.figures import FigureFilter, figures, refresh
from serving.store.reports import ComplaintFilter, NewComplaint, NewReply, list_complaints
from serving.store.store import Store

CHUNK = 200
LOADER = Principal("demo", "demo", "admin")
PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("pengawas", "Pengawas (contoh)", "supervisor"),
    ("pengawas2", "Pengawas kedua (contoh)", "supervisor"),
    ("pengawas3", "Pengawas ketiga (contoh)", "supervisor"),
    ("penghubung", "Pejabat penghubung (contoh)", "pejabat_penghubung"),
    ("data", "Petugas data (contoh)", "data_scientist"),
    ("admin", "Admin (contoh)", "admin"),
)
"""Demo accounts. An audit needs three supervisors: two who rate and one who settles what differs."""


def is_empty(store: Store) -> bool:
    """Whether nothing is kept yet."""
    with store.reading() as tx:
        return not list_complaints(tx, ComplaintFilter(), LOADER, limit=1).rows


def load_demo(
    store: Store, engine: Engine, *, last: int | None = None, advance: Callable[[int], None] = lambda n: None
) -> None:
    """Fill an empty store with the demo data, or with its ``last`` complaints and the replies to them.

    ``advance`` is called with the number of complaints and replies done since the last call.
    """
    complaints, replies = _part(last)
    service = Service(engine, store)
    try:
        for chunk in chunked(complaints, CHUNK):
            service.take_complaints([_new_complaint(each) for each in chunk], LOADER)
            advance(len(chunk))
        for some in chunked(sorted(replies, key=lambda reply: (reply.replied_at, reply.id)), CHUNK):
            service.take_replies([_new_reply(each) for each in some], LOADER)
            advance(len(some))
    finally:
        service.close()
    with store.writing() as tx:
        refresh(tx)


def size() -> int:
    """How many complaints and replies the demo has."""
    return sum(map(len, _part(None)))


@lru_cache(maxsize=1)
def _part(last: int | None) -> tuple[Sequence[DemoComplaint], Sequence[DemoReply]]:
    complaints, replies = rows()
    if last is None:
        return complaints, replies
    kept = complaints[-last:]
    ids = {each.id for each in kept}
    return kept, [each for each in replies if each.complaint_id in ids]


def demo_passwords(store: Store) -> dict[str, str]:
    """Make the demo accounts, or give them new passwords; returns login -> password.

    The *pejabat penghubung* is that of the agency with the most replies.
    """
    agency = busiest_agency(store)
    known = {account.login for account in list_accounts(store.engine)}
    return {
        login: reset_password(store.engine, login)
        if login in known
        else add_account(
            store.engine, login, name=name, role=role, agency=agency if role == "pejabat_penghubung" else ""
        )
        for login, name, role in PEOPLE
    }


def busiest_agency(store: Store) -> str:
    """The agency with the most replies."""
    with store.reading() as tx:
        found = figures(tx, FigureFilter(), LOADER, group=("agency",))
    return max(found, key=lambda row: row.replies if row.key[0] else -1).key[0]


def _new_complaint(row: DemoComplaint) -> NewComplaint:
    return NewComplaint(
        id=row.id,
        text=row.text,
        title=row.title,
        submitted_on=row.submitted_at,
        kelurahan=row.kelurahan,
        kecamatan=row.kecamatan,
        region=row.region,
        disposed_on=row.disposed_at,
        closed_on=row.closed_at,
        agency=row.agency,
        level=row.level,
        topic=row.topic,
        report_type=row.report_type,
        channel=row.channel,
        anonymous=row.anonymous,
        secret=row.secret,
        status=row.status,
    )


def _new_reply(row: DemoReply) -> NewReply:
    return NewReply(
        id=row.id, complaint_id=row.complaint_id, text=row.text, replied_on=row.replied_at, agency=row.agency
    )
