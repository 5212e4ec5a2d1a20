"""Who sees which complaint, and which of its words; the rules in SQL are the rules in Python."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from typing import get_args

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from serving.access.roles import Principal, Role
from serving.access.visibility import can_read_text, can_see, shown_text, visible
from serving.store.tables import Complaint, Reply

OWN, OTHER = "Dinas Perhubungan", "Dinas Kesehatan"
TEXT = "Lampu padam, hubungi saya di 0812 0000 1234"
REDACTED = "Lampu padam, hubungi saya di [TELEPON]"


def principal(role: Role) -> Principal:
    return Principal("1", "Dewi", role, OWN if role == "pejabat_penghubung" else "")


def complaint(agency: str, *, secret: bool) -> Complaint:
    return Complaint(
        id=f"{agency}-{secret}",
        month="2026-03",
        submitted_on=date(2026, 3, 2),
        region="Kota Kediri",
        kecamatan="",
        kelurahan="",
        agency=agency,
        level="kota",
        topic="penerangan_jalan",
        report_type="pengaduan",
        channel="web",
        anonymous=False,
        secret=secret,
        status="diproses",
        decision="suggest",
        abstain_reason="",
        thread_verdict="",
        received_at=datetime.now(UTC),
    )


def reply(of: Complaint, agency: str) -> Reply:
    return Reply(
        id=f"{of.id}-{agency}",
        complaint_id=of.id,
        agency=agency,
        month="2026-03",
        replied_on=date(2026, 3, 3),
        release="0" * 64,
        level=0,
        level_now=0,
        p_substantive=0.1,
        score=5,
        items=[],
        flags=[],
        received_at=datetime.now(UTC),
    )


@pytest.mark.parametrize(
    ("role", "agency", "secret", "sees", "shown"),
    [
        ("admin", OTHER, False, True, TEXT),
        ("admin", OTHER, True, True, TEXT),
        ("supervisor", OTHER, False, True, TEXT),
        ("supervisor", OTHER, True, True, None),
        ("pejabat_penghubung", OWN, False, True, TEXT),
        ("pejabat_penghubung", OWN, True, True, TEXT),
        ("pejabat_penghubung", OTHER, False, False, None),
        ("pejabat_penghubung", OTHER, True, False, None),
        ("data_scientist", OTHER, False, True, REDACTED),
        ("data_scientist", OTHER, True, False, None),
        ("service", OTHER, False, False, None),
        ("service", OTHER, True, False, None),
    ],
)
def test_the_rules(role: Role, agency: str, secret: bool, sees: bool, shown: str | None) -> None:
    who, row = principal(role), complaint(agency, secret=secret)
    assert can_see(who, row) is sees
    assert can_read_text(who, row) is (shown is not None)
    assert shown_text(who, row, TEXT) == shown


def test_nobody_sees_a_complaint_without_agency_by_having_none() -> None:
    assert not can_see(Principal("1", "x", "service"), complaint("", secret=False))


@pytest.mark.parametrize("role", get_args(Role))
def test_lists_hold_what_can_be_seen(store: Engine, role: Role) -> None:
    who = principal(role)
    complaints = [complaint(agency, secret=secret) for agency, secret in product((OWN, OTHER), (False, True))]
    replies = [reply(row, agency) for row in complaints for agency in (OWN, OTHER)]
    with Session(store, expire_on_commit=False) as session, session.begin():
        session.add_all(complaints)
        session.flush()
        session.add_all(replies)
    with Session(store) as session:
        seen = set(session.scalars(select(Complaint.id).where(visible(who))))
        seen_replies = set(session.scalars(select(Reply.id).where(visible(who, Reply))))
    assert seen == {row.id for row in complaints if can_see(who, row)}
    if role == "pejabat_penghubung":
        assert seen_replies == {row.id for row in replies if row.agency == OWN}
    else:
        assert seen_replies == {row.id for row in replies if row.complaint_id in seen}
