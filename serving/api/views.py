"""What is answered of kept complaints and replies. What the reader may not see is ``null``; ``shown`` says why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Shown = Literal["penuh", "tersamar", "rahasia", "dihapus"]
_SHOWN = Field(description="penuh: the whole text; tersamar: redacted; rahasia: not for this reader; dihapus: erased.")


class View(BaseModel):
    """Made from a view of the store, field by field."""

    model_config = ConfigDict(from_attributes=True)


class ComplaintOut(View):
    """A kept complaint."""

    id: str = Field(examples=["L-1"])
    submitted_on: date
    disposed_on: date | None
    first_reply_on: date | None
    closed_on: date | None
    region: str = Field(examples=["Kota Kediri"])
    kecamatan: str
    kelurahan: str
    agency: str = Field(
        examples=["Dinas Perhubungan Kota Kediri"], description="Who answers for it now; empty until it is sent."
    )
    suggestion: str = Field(examples=["Dinas Perhubungan Kota Kediri"], description="Whom the release proposed.")
    level: str
    topic: str = Field(examples=["penerangan_jalan"])
    report_type: str
    channel: str
    anonymous: bool
    secret: bool
    status: str = Field(examples=["diproses"])
    decision_id: str | None
    decision: str = Field(examples=["suggest"])
    abstain_reason: str
    probability: float | None
    thread_verdict: str
    cluster_id: str | None
    title: str | None
    text: str | None = Field(examples=["Lampu jalan padam dua minggu."])
    address: str | None
    shown: Shown = _SHOWN


class ReplyOut(View):
    """A kept reply with the verdict on it; ``level`` is the judge's, ``level_now`` what counts."""

    id: str = Field(examples=["B-1"])
    complaint_id: str = Field(examples=["L-1"])
    agency: str = Field(examples=["Dinas Perhubungan Kota Kediri"])
    replied_on: date
    decision_id: str | None
    release: str
    level: int = Field(ge=0, le=2)
    level_now: int = Field(ge=0, le=2)
    p_substantive: float
    score: int
    items: list[Any] = Field(description="Checklist items and the characters that show them.")
    flags: list[Any]
    family_id: str | None
    overridden: bool
    text: str | None = Field(examples=["Lampu sudah diganti Selasa malam dan menyala."])
    shown: Shown = _SHOWN


class CorrectionOut(View):
    """Another agency or topic for a complaint, said by a person."""

    id: str
    complaint_id: str = Field(examples=["L-1"])
    agency_before: str
    agency_after: str = Field(examples=["Dinas Perhubungan Kota Kediri"])
    topic_after: str
    reason: str
    made_by: str
    made_at: datetime
    state: str = Field(examples=["karantina"], description="karantina, disetujui or ditolak.")
    decided_by: str | None
    decided_at: datetime | None


class OverrideOut(View):
    """Another level for a reply, or the agreement with the judge."""

    id: str
    reply_id: str = Field(examples=["B-1"])
    level_before: int
    level_after: int
    reason: str
    made_by: str
    made_at: datetime


class ObjectionOut(View):
    """An agency's objection (*sanggah*) to the level of a reply."""

    id: str
    reply_id: str = Field(examples=["B-1"])
    text: str
    made_by: str
    made_at: datetime
    state: str = Field(examples=["diajukan"], description="diajukan, diterima or ditolak.")
    answer: str
    decided_by: str | None
    decided_at: datetime | None
