"""Complaints that are kept for later audit: taking them in, reading them, their status, export and erasure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from classifier.records import ReportType
from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.batches import BATCH_BYTES, MOST
from serving.api.dependencies import ServiceOf, StoreOf, Writer, write, writer
from serving.api.inputs import Day, Id, Input, Month, Name, Word
from serving.api.paging import Cursor, Limit, Page
from serving.api.views import ComplaintOut, View
from serving.problems import responses
from serving.schemas import DispositionOut, Line, Text, VerdictOut, storable
from serving.store.database import forget_deleted
from serving.store.reports import (
    ComplaintFilter,
    NewComplaint,
    NewReply,
    get_complaint,
    list_complaints,
    set_status,
)
from serving.store.retention import erase, export
from serving.store.store import Transaction

Status = Literal["belum_diverifikasi", "menunggu_kelengkapan", "diproses", "selesai", "diarsipkan"]

router = APIRouter(prefix="/v1/complaints", tags=["complaints"])
Writing = Annotated[Writer, Depends(writer("reports:write"))]
Reading = Annotated[Principal, Depends(require("reports:read"))]
_EXAMPLE: dict[str, Any] = {
    "id": "L-1",
    "text": "Lampu jalan di depan balai RW 5 padam dua minggu, gelap dan rawan.",
    "region": "Kota Kediri",
    "submitted_on": "2026-03-02",
    "secret": False,
}


class KeptComplaintIn(Input):
    """A complaint to be kept. There is no field for the reporter: who wrote it never enters."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    id: Id = Field(description="The caller's id; it is taken once.")
    text: Text = Field(description="What the citizen wrote (isi laporan).")
    submitted_on: Day = Field(description="Day on which it came in.")
    title: Line = ""
    address: Line = ""
    kelurahan: Name = ""
    kecamatan: Name = ""
    region: Name = ""
    disposed_on: Day | None = None
    closed_on: Day | None = None
    agency: Name = Field(default="", description="Who has it already; left out, somebody is only suggested.")
    level: Word = Field(default="", description="Level of government of the agency.")
    topic: Word = ""
    report_type: ReportType = "pengaduan"
    channel: Word = Field(default="", description="Where it came from, such as 'aplikasi'.")
    anonymous: bool = False
    secret: bool = Field(default=True, description="Content only for its handlers; left out, it counts as secret.")
    status: Status = "belum_diverifikasi"

    def new(self) -> NewComplaint:
        """For the store."""
        return NewComplaint(**self.model_dump())


class KeptComplaintsIn(Input):
    """Complaints to be kept, all or none."""

    complaints: list[KeptComplaintIn] = Field(min_length=1, max_length=MOST, examples=[[_EXAMPLE]])


class KeptReplyIn(Input):
    """A reply to a kept complaint."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"id": "B-1", "replied_on": "2026-03-09", "text": "Lampu sudah diganti Selasa malam dan menyala."}
            ]
        },
    )

    id: Id
    text: Annotated[str, AfterValidator(storable), Field(max_length=100_000)]
    replied_on: Day
    agency: Name = Field(default="", description="Who answered; left out, the agency that the complaint was sent to.")


class KeptRepliesIn(Input):
    """Replies to one kept complaint, all or none."""

    replies: list[KeptReplyIn] = Field(
        min_length=1,
        max_length=50,
        examples=[[{"id": "B-1", "replied_on": "2026-03-09", "text": "Lampu sudah diganti dan menyala."}]],
    )


class StatusIn(Input):
    """The state of a complaint from a day on."""

    status: Status = Field(examples=["selesai"])
    on: Day = Field(examples=["2026-03-10"])


class StatusOut(View):
    """The state of a complaint, and the day on which it was closed."""

    id: str = Field(examples=["L-1"])
    status: str = Field(examples=["selesai"])
    closed_on: date | None


class DispositionsOut(BaseModel):
    """The dispositions of what was taken in, in the order of the request."""

    results: list[DispositionOut]


class VerdictsOut(BaseModel):
    """The verdicts on the replies that were taken in, in the order of the request."""

    results: list[VerdictOut]


class ExportOut(BaseModel):
    """All that is held on a report: complaint, replies, decisions, corrections and what else names it."""

    report: dict[str, Any] = Field(examples=[{"complaint": {"id": "L-1"}, "replies": [], "decisions": []}])


@router.post("", status_code=201, summary="Simpan satu laporan dan disposisinya", responses=responses(409, 413))
def take(complaint: KeptComplaintIn, service: ServiceOf, writing: Writing) -> DispositionOut:
    """Keeps a complaint, its text encrypted, and gives its disposition. An id that is kept already is refused."""
    return service.take_complaints([complaint.new()], writing.by, writing.once)[0]


@router.post(
    "/batch",
    status_code=201,
    summary="Simpan banyak laporan",
    responses=responses(409, 413),
    max_body_size=BATCH_BYTES,
)
def take_many(batch: KeptComplaintsIn, service: ServiceOf, writing: Writing) -> DispositionsOut:
    """Keeps up to 1,000 complaints in one transaction: all, or none when one is wrong or kept already."""
    new = [complaint.new() for complaint in batch.complaints]
    return DispositionsOut(results=service.take_complaints(new, writing.by, writing.once))


@router.post(
    "/{complaint_id}/replies",
    status_code=201,
    summary="Simpan balasan atas satu laporan",
    responses=responses(404, 409, 413),
)
def take_replies(complaint_id: str, batch: KeptRepliesIn, service: ServiceOf, writing: Writing) -> VerdictsOut:
    """Keeps replies, each judged against the kept complaint; the verdict on the whole thread follows."""
    new = [NewReply(complaint_id=complaint_id, **reply.model_dump()) for reply in batch.replies]
    return VerdictsOut(results=service.take_replies(new, writing.by, writing.once))


@router.get("", summary="Daftar laporan tersimpan", responses=responses(400))
def complaints(
    store: StoreOf,
    by: Reading,
    agency: Annotated[Name, Query()] = "",
    region: Annotated[Name, Query()] = "",
    topic: Annotated[Word, Query()] = "",
    status: Annotated[Status | Literal[""], Query()] = "",
    decision: Annotated[Literal["", "auto", "suggest", "abstain"], Query()] = "",
    month_from: Annotated[Month | Literal[""], Query(examples=["2026-01"])] = "",
    month_to: Annotated[Month | Literal[""], Query(examples=["2026-03"])] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[ComplaintOut]:
    """Kept complaints, the newest first, with their texts where the reader may see them."""
    wanted = ComplaintFilter(
        agency=agency,
        region=region,
        topic=topic,
        status=status,
        decision=decision,
        month_from=month_from,
        month_to=month_to,
    )
    with store.reading() as tx:
        page = list_complaints(tx, wanted, by, after=after, limit=limit, texts=True)
    return Page(items=[ComplaintOut.model_validate(row) for row in page.rows], next=page.next)


@router.get("/{complaint_id}", summary="Baca satu laporan", responses=responses(404))
def complaint(complaint_id: str, store: StoreOf, by: Reading) -> ComplaintOut:
    """A kept complaint; what is outside the reader's agency is as if it were not there."""
    with store.reading() as tx:
        return ComplaintOut.model_validate(get_complaint(tx, complaint_id, by))


@router.patch("/{complaint_id}", summary="Ubah status laporan", response_model=StatusOut, responses=responses(404, 409))
def change_status(complaint_id: str, change: StatusIn, store: StoreOf, writing: Writing) -> Response:
    """Sets the state from a day on; the figures of its agency and month follow."""
    anyone = replace(writing.by, role="admin")  # a service writes the state of what it may not read

    def work(tx: Transaction) -> StatusOut:
        return StatusOut.model_validate(set_status(tx, complaint_id, change.status, change.on, anyone))

    return write(store, writing, work)


@router.get(
    "/{complaint_id}/export", summary="Seluruh data yang disimpan tentang satu laporan", responses=responses(404)
)
def export_report(complaint_id: str, store: StoreOf, by: Annotated[Principal, Depends(require("erase"))]) -> ExportOut:
    """All that is held on a report, for whom it concerns (UU 27/2022); only an admin may ask."""
    with store.reading() as tx:
        return ExportOut(report=export(tx, complaint_id))


@router.delete("/{complaint_id}", status_code=204, summary="Hapus isi satu laporan", responses=responses(404, 409))
def erase_report(complaint_id: str, store: StoreOf, writing: Annotated[Writer, Depends(writer("erase"))]) -> Response:
    """Destroys the key of the report's texts, which nobody can read from then on; the figures and the log stay."""
    answer = write(store, writing, lambda tx: erase(tx, complaint_id, writing.by.id))
    forget_deleted(store.engine)
    return answer
