"""Complaints and their replies, as kept for supervisors, and what people changed of the answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.tables.base import Base, Digest, Id, Name, Subject, Word

Month = String(7)
"""A month such as ``2026-03``."""


class ReportKey(Base):
    """The key that opens a report's texts, itself wrapped with the store's master key; erasure destroys it."""

    __tablename__ = "report_key"

    complaint_id: Mapped[Subject] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    destroyed_at: Mapped[datetime | None]


class Complaint(Base):
    """A complaint (*laporan*). Title, text and address are ``sealed``; nothing of the reporter is kept.

    ``level`` is the agency's level of government (``pusat``, ``provinsi``, ``kabupaten``, ``kota``, ``vertikal``,
    ``bumn``); ``status`` one of ``belum_diverifikasi``, ``menunggu_kelengkapan``, ``diproses``, ``selesai``,
    ``diarsipkan``; ``agency`` who answers for it now, empty until it is sent to
    somebody; ``suggestion`` whom the release proposed; ``decision_id`` the disposition in the log; ``thread_verdict``
    the verdict on all its replies; ``cluster_id`` joins duplicates.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        Index("complaint_agency_month", "agency", "month"),
        Index("complaint_queue", "decision", "status", "submitted_on", "id"),
        Index("complaint_submitted_on", "submitted_on", "id"),
    )

    id: Mapped[Subject] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(Month)
    submitted_on: Mapped[date]
    disposed_on: Mapped[date | None]
    first_reply_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    region: Mapped[Name]
    kecamatan: Mapped[Name]
    kelurahan: Mapped[Name]
    agency: Mapped[Name]
    suggestion: Mapped[Name] = mapped_column(default="")
    level: Mapped[Word]
    topic: Mapped[Word]
    report_type: Mapped[Word]
    channel: Mapped[Word]
    anonymous: Mapped[bool]
    secret: Mapped[bool]
    status: Mapped[Word]
    decision_id: Mapped[Id | None]
    decision: Mapped[Word]
    abstain_reason: Mapped[Word]
    probability: Mapped[float | None]
    thread_verdict: Mapped[Word]
    cluster_id: Mapped[Subject | None] = mapped_column(index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class Family(Base):
    """A family of copied replies (*templat*) of one agency; the counts follow its replies."""

    __tablename__ = "family"
    __table_args__ = (Index("family_agency", "agency"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    agency: Mapped[Name]
    pattern: Mapped[str] = mapped_column(String(2000))
    size: Mapped[int]
    first_seen: Mapped[date]
    last_seen: Mapped[date]


class Reply(Base):
    """A reply of an agency with the verdict on it.

    ``level`` is the judge's, ``level_now`` what counts (an override wins). ``items`` and ``flags`` hold names and
    character spans, no words.
    """

    __tablename__ = "reply"
    __table_args__ = (
        Index("reply_agency_month", "agency", "month"),
        Index("reply_complaint", "complaint_id", "replied_on"),
        Index("reply_replied_on", "replied_on", "id"),
    )

    id: Mapped[Subject] = mapped_column(primary_key=True)
    complaint_id: Mapped[Subject] = mapped_column(ForeignKey("complaint.id"))
    agency: Mapped[Name]
    month: Mapped[str] = mapped_column(Month)
    replied_on: Mapped[date]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    decision_id: Mapped[Id | None]
    release: Mapped[Digest]
    level: Mapped[int]
    level_now: Mapped[int]
    p_substantive: Mapped[float]
    score: Mapped[int]
    items: Mapped[list[Any]]
    flags: Mapped[list[Any]]
    family_id: Mapped[Id | None] = mapped_column(ForeignKey("family.id"), index=True)
    received_at: Mapped[datetime]


class Promise(Base):
    """A promise in a reply (*janji*): its characters there, its last day where it names one, and whether it was kept.

    ``kept_on`` is the day of the reply that tells the deed.
    """

    __tablename__ = "promise"
    __table_args__ = (Index("promise_agency_due", "agency", "due"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    reply_id: Mapped[Subject] = mapped_column(ForeignKey("reply.id"), index=True)
    complaint_id: Mapped[Subject] = mapped_column(ForeignKey("complaint.id"), index=True)
    agency: Mapped[Name]
    made_on: Mapped[date]
    start: Mapped[int]
    end: Mapped[int]
    due: Mapped[date | None]
    kept_on: Mapped[date | None]


class AgencyMonth(Base):
    """One agency's month in figures, computed from complaints and replies when ``stale``.

    Complaints count in the month they came in, replies in the month they were given; ``level`` is the level of
    government. ``working_days`` holds how many complaints got their first reply after so many working days
    (``{"3": 12}``), for medians over any grouping. ``late`` counts by clock the complaints whose step came after its
    last day (``{"penyelesaian": 2}``), ``waiting`` those whose step has not come, by last day
    (``{"penyelesaian": {"2026-03-12": 4}}``): what is overdue on a day follows from both.
    """

    __tablename__ = "agency_month"

    agency: Mapped[Name] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(Month, primary_key=True)
    region: Mapped[Name] = mapped_column(primary_key=True)
    level: Mapped[Word] = mapped_column(primary_key=True)
    stale: Mapped[bool] = mapped_column(index=True)
    complaints: Mapped[int]
    handled: Mapped[int]
    finished: Mapped[int]
    finished_substantive: Mapped[int]
    late: Mapped[dict[str, Any]]
    waiting: Mapped[dict[str, Any]]
    replies: Mapped[int]
    normative: Mapped[int]
    partial: Mapped[int]
    substantive: Mapped[int]
    boilerplate: Mapped[int]
    working_days: Mapped[dict[str, Any]]


class Correction(Base):
    """Another agency or topic for a complaint, said by a person. It trains a model only once a second one approved it.

    ``state`` is ``karantina``, ``disetujui`` or ``ditolak``.
    """

    __tablename__ = "correction"
    __table_args__ = (Index("correction_state", "state", "made_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    complaint_id: Mapped[Subject] = mapped_column(ForeignKey("complaint.id"), index=True)
    agency_before: Mapped[Name]
    agency_after: Mapped[Name]
    topic_after: Mapped[Word]
    reason: Mapped[str] = mapped_column(String(1000))
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
    state: Mapped[Word]
    decided_by: Mapped[Id | None]
    decided_at: Mapped[datetime | None]


class Override(Base):
    """Another level for a reply, or the agreement with the judge, said by a supervisor with a reason."""

    __tablename__ = "override"

    id: Mapped[Id] = mapped_column(primary_key=True)
    reply_id: Mapped[Subject] = mapped_column(ForeignKey("reply.id"), index=True)
    level_before: Mapped[int]
    level_after: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000))
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
