"""What people say of answers: corrections of agencies, other levels for replies, objections; and kept replies."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf, Writer, write, writer
from serving.api.inputs import Input, Name, Remark, Word
from serving.api.paging import Cursor, Limit, Page
from serving.api.views import CorrectionOut, ObjectionOut, OverrideOut
from serving.problems import responses
from serving.store.review import (
    correct,
    decide_correction,
    decide_objection,
    list_corrections,
    list_objections,
    object_to,
    override,
)

router = APIRouter(prefix="/v1", tags=["reviews"])
Correcting = Annotated[Writer, Depends(writer("correct"))]
Approving = Annotated[Writer, Depends(writer("approve"))]
Overriding = Annotated[Writer, Depends(writer("override"))]
Objecting = Annotated[Writer, Depends(writer("object"))]


class CorrectionIn(Input):
    """Who answers for the complaint; the agency that has it already means that the disposition was right."""

    agency: Annotated[Name, Field(min_length=1, examples=["Dinas Perhubungan Kota Kediri"])]
    topic: Word = Field(default="", examples=["penerangan_jalan"])
    reason: Remark = Field(examples=["Tiang lampu di ruas ini milik Dishub."])


class OverrideIn(Input):
    """The level of a reply as a person sees it; the judge's own level means agreement."""

    level: int = Field(ge=0, le=2, examples=[1])
    reason: Remark = Field(examples=["Tidak menyebut kapan lampu diperbaiki."])


class ObjectionIn(Input):
    """Why the agency does not accept the level."""

    text: Annotated[Remark, Field(examples=["Perbaikan sudah selesai dan fotonya ada di lampiran."])]


class ObjectionAnswerIn(Input):
    """The answer to an objection; an accepted one may change the level."""

    accept: bool = Field(examples=[True])
    answer: Remark = Field(examples=["Foto menunjukkan lampu sudah menyala."])
    level: int | None = Field(default=None, ge=0, le=2)


@router.post(
    "/complaints/{complaint_id}/corrections",
    status_code=201,
    summary="Perbaiki instansi satu laporan",
    response_model=CorrectionOut,
    responses=responses(404, 409),
)
def correct_agency(complaint_id: str, body: CorrectionIn, store: StoreOf, writing: Correcting) -> Response:
    """Takes effect at once; it trains a model only after a second person approved it."""
    return write(
        store,
        writing,
        lambda tx: CorrectionOut.model_validate(
            correct(tx, complaint_id, body.agency, writing.by, topic=body.topic, reason=body.reason)
        ),
        status=201,
    )


@router.get("/corrections", summary="Daftar perbaikan", responses=responses(400))
def corrections(
    store: StoreOf,
    by: Annotated[Principal, Depends(require("approve"))],
    state: Literal["karantina", "disetujui", "ditolak"] = "karantina",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[CorrectionOut]:
    """Corrections that wait for a second person, or that got one."""
    with store.reading() as tx:
        page = list_corrections(tx, by, state=state, after=after, limit=limit)
    return Page(items=[CorrectionOut.model_validate(row) for row in page.rows], next=page.next)


@router.post(
    "/corrections/{correction_id}/{verdict}",
    summary="Setujui atau tolak perbaikan",
    response_model=CorrectionOut,
    responses=responses(404, 409),
)
def decide(correction_id: str, verdict: Literal["approve", "reject"], store: StoreOf, writing: Approving) -> Response:
    """Decides whether a correction of somebody else may train a model; nobody decides on an own one."""
    return write(
        store,
        writing,
        lambda tx: CorrectionOut.model_validate(decide_correction(tx, correction_id, verdict == "approve", writing.by)),
    )


@router.post(
    "/replies/{reply_id}/override",
    status_code=201,
    summary="Ubah tingkat satu balasan",
    response_model=OverrideOut,
    responses=responses(404, 409),
)
def override_level(reply_id: str, body: OverrideIn, store: StoreOf, writing: Overriding) -> Response:
    """The level that counts from now on, with its reason; the judge's own stays readable."""
    return write(
        store,
        writing,
        lambda tx: OverrideOut.model_validate(override(tx, reply_id, body.level, writing.by, reason=body.reason)),
        status=201,
    )


@router.post(
    "/replies/{reply_id}/objections",
    status_code=201,
    summary="Ajukan sanggahan atas tingkat satu balasan",
    response_model=ObjectionOut,
    responses=responses(404, 409),
)
def object_to_level(reply_id: str, body: ObjectionIn, store: StoreOf, writing: Objecting) -> Response:
    """The right of reply (sanggah) of the agency that answered."""
    return write(
        store,
        writing,
        lambda tx: ObjectionOut.model_validate(object_to(tx, reply_id, body.text, writing.by)),
        status=201,
    )


@router.get("/objections", summary="Daftar sanggahan", responses=responses(400))
def objections(
    store: StoreOf,
    by: Annotated[Principal, Depends(require("reports:read"))],
    state: Annotated[Literal["", "diajukan", "diterima", "ditolak"], Query()] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[ObjectionOut]:
    """Objections and their answers; an agency sees its own."""
    with store.reading() as tx:
        page = list_objections(tx, by, state=state, after=after, limit=limit)
    return Page(items=[ObjectionOut.model_validate(row) for row in page.rows], next=page.next)


@router.post(
    "/objections/{objection_id}/answer",
    summary="Jawab sanggahan",
    response_model=ObjectionOut,
    responses=responses(404, 409),
)
def answer_objection(objection_id: str, body: ObjectionAnswerIn, store: StoreOf, writing: Overriding) -> Response:
    """Accepts or refuses an objection, with a reason that the agency reads."""
    return write(
        store,
        writing,
        lambda tx: ObjectionOut.model_validate(
            decide_objection(tx, objection_id, body.accept, body.answer, writing.by, level=body.level)
        ),
    )
