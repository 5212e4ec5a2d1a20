"""What comes in to be kept, what is asked for, and what is shown of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from serving.store.tables import Family

Shown = Literal["penuh", "tersamar", "rahasia", "dihapus"]
"""How much of a text is shown: all, redacted, nothing because it is secret, nothing because it was erased."""
STATUSES = ("belum_diverifikasi", "menunggu_kelengkapan", "diproses", "selesai", "diarsipkan")
CLOSED = ("selesai", "diarsipkan")


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A complaint to be kept; nothing of the reporter is among its fields.

    ``id`` is the caller's, at most 200 characters; ``submitted_on`` the day it came in, ``disposed_on`` the day it
    went to ``agency``, ``closed_on`` the day it was closed. Without ``level`` the level of government is told from the
    agency's name. ``secret`` unless said otherwise.
    """

    id: str
    text: str
    submitted_on: date
    title: str = ""
    address: str = ""
    kelurahan: str = ""
    kecamatan: str = ""
    region: str = ""
    disposed_on: date | None = None
    closed_on: date | None = None
    agency: str = ""
    level: str = ""
    topic: str = ""
    report_type: str = "pengaduan"
    channel: str = ""
    anonymous: bool = False
    secret: bool = True
    status: str = "belum_diverifikasi"


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply to a kept complaint, given on ``replied_on`` by ``agency`` (by default the complaint's)."""

    id: str
    complaint_id: str
    text: str
    replied_on: date
    agency: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintFilter:
    """Which complaints; what is empty or ``None`` is not asked for. Months are such as ``2026-03``, both within.

    ``undisposed`` asks for those that nobody has sent to an agency yet.
    """

    agency: str = ""
    level: str = ""
    region: str = ""
    topic: str = ""
    report_type: str = ""
    status: str = ""
    decision: str = ""
    thread_verdict: str = ""
    secret: bool | None = None
    undisposed: bool = False
    cluster_id: str = ""
    month_from: str = ""
    month_to: str = ""


@dataclass(frozen=True, slots=True)
class ReplyFilter:
    """Which replies; ``level`` is the level that counts now, ``flag`` the name of a flag that the reply must have.

    ``uncertain`` asks for those whose probability of substance is between .2 and .8; region, topic and level of
    government are those of the complaint.
    """

    agency: str = ""
    level_of_government: str = ""
    region: str = ""
    topic: str = ""
    level: int | None = None
    uncertain: bool = False
    overridden: bool | None = None
    flag: str = ""
    family_id: str = ""
    complaint_id: str = ""
    month_from: str = ""
    month_to: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A kept complaint as its reader may see it; ``shown`` says how much of its texts that is.

    In lists without texts, title, text and address are ``None`` whatever the reader may see.
    """

    id: str
    month: str
    submitted_on: date
    disposed_on: date | None
    first_reply_on: date | None
    closed_on: date | None
    region: str
    kecamatan: str
    kelurahan: str
    agency: str
    suggestion: str
    level: str
    topic: str
    report_type: str
    channel: str
    anonymous: bool
    secret: bool
    status: str
    decision_id: str | None
    decision: str
    abstain_reason: str
    probability: float | None
    thread_verdict: str
    cluster_id: str | None
    received_at: datetime
    title: str | None
    text: str | None
    address: str | None
    shown: Shown


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A kept reply with its verdict, as its reader may see it, beside its complaint.

    Where the text is redacted, the spans of ``items`` and ``flags`` do not fit it and both are without spans.
    """

    id: str
    complaint_id: str
    agency: str
    month: str
    replied_on: date
    decision_id: str | None
    release: str
    level: int
    level_now: int
    p_substantive: float
    score: int
    items: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    family_id: str | None
    received_at: datetime
    text: str | None
    shown: Shown
    overridden: bool
    complaint: ComplaintView
    family: Family | None
