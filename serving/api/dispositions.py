"""Dispositions: one, up to a thousand, a stream, and what was answered before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.batches import BATCH_BYTES, GROUP, MOST, answered
from serving.api.dependencies import ServiceOf, SettingsOf, Writer, writer
from serving.api.inputs import Input, OrRejected, Rejected, rejected
from serving.api.ndjson import MEDIA_TYPE, LineResponse, line_groups
from serving.problems import ProblemError, document, kind_of, responses
from serving.schemas import ComplaintIn, DispositionOut, Problem
from serving.service import Service
from serving.store.delivery import Once
from serving.strict_json import read_json

STREAM_BYTES = 2**40
"""A stream ends when the caller ends it; its lines are bounded, and so is what is held of it."""

router = APIRouter(prefix="/v1/dispositions", tags=["dispositions"])
Asking = Annotated[Writer, Depends(writer("answer"))]


class ComplaintBatch(Input):
    """Complaints to be routed together."""

    complaints: list[Annotated[ComplaintIn, OrRejected]] = Field(
        min_length=1,
        max_length=MOST,
        examples=[
            [
                {"id": "L-1", "text": "Lampu jalan padam dua minggu.", "region": "Kota Kediri"},
                {"id": "L-2", "text": "Sampah menumpuk di depan pasar.", "region": "Kota Kediri"},
            ]
        ],
    )


class DispositionBatch(BaseModel):
    """One result a complaint, in the order of the request: a disposition, or the problem of that item."""

    results: list[DispositionOut | Rejected]


class DecisionOut(BaseModel):
    """An entry of the decision log. ``answer`` is what was said, without words quoted from the text."""

    decision_id: str
    sequence: int = Field(description="Number in the log, without gaps.")
    kind: Literal["disposition", "verdict", "correction", "override", "adjudication", "erasure", "promotion"]
    id: str = Field(description="The caller's id of the complaint or reply.", examples=["L-1"])
    made_at: datetime
    actor: str = Field(description="Who asked or decided.")
    release: str
    outcome: str = Field(examples=["suggest"])
    agency: str = Field(examples=["Dinas Perhubungan Kota Kediri"])
    probability: float
    threshold: float | None
    answer: dict[str, Any]
    hash: str = Field(description="SHA-256 over the entry and the hash of the one before.")


@router.post("", summary="Usulkan instansi yang bertanggung jawab", responses=responses(413, 409))
async def dispose(complaint: ComplaintIn, service: ServiceOf, asking: Asking) -> DispositionOut:
    """Proposes who answers for one complaint.

    ``decision`` is ``auto`` (a certificate of the release allows it to go out by itself), ``suggest`` (a person looks
    at the candidates) or ``abstain`` (a person decides; ``abstain_reason`` says why). The answer is stored before it
    is given; the text is not.
    """
    return (await service.dispose([complaint.record()], actor=asking.by.id, once=asking.once))[0]


@router.post(
    "/batch",
    summary="Usulkan instansi untuk banyak laporan",
    responses=responses(413, 409),
    max_body_size=BATCH_BYTES,
)
async def dispose_batch(batch: ComplaintBatch, service: ServiceOf, asking: Asking) -> DispositionBatch:
    """Up to 1,000 complaints and 8 MiB; a wrong item gets a problem, the others their disposition."""
    return DispositionBatch(results=await _answers(batch.complaints, service, asking))


@router.post(
    "/stream",
    summary="Usulkan instansi untuk aliran laporan (NDJSON)",
    response_class=LineResponse,
    max_body_size=STREAM_BYTES,
    responses={
        200: {
            "description": "Satu baris jawaban untuk tiap baris laporan, dalam urutan yang sama.",
            "content": {MEDIA_TYPE: {"example": '{"decision_id": "9f0c…", "id": "L-1", "decision": "suggest", …}\n'}},
        },
        **responses(400, 415),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"type": "string", "description": "One `ComplaintIn` a line."},
                    "example": '{"id": "L-1", "text": "Lampu jalan padam."}\n{"id": "L-2", "text": "Sampah menumpuk."}',
                }
            },
        }
    },
)
async def dispose_stream(
    request: Request,
    service: ServiceOf,
    settings: SettingsOf,
    principal: Annotated[Principal, Depends(require("answer"))],
) -> LineResponse:
    """One JSON object a line in, one a line out, in order; a line that is wrong is answered by a problem object.

    Answers go out while lines still come in. A stream takes no ``Idempotency-Key``: send what was not answered again.
    """
    if "Idempotency-Key" in request.headers:
        raise ProblemError("no-idempotency")
    if not request.headers.get("Content-Type", "").lower().startswith(MEDIA_TYPE):
        raise ProblemError("media-type", f"expected {MEDIA_TYPE}")
    return LineResponse(_stream(request, service, settings.max_body_bytes, Writer(principal, None)))


@router.get("/{decision_id}", summary="Baca keputusan yang tersimpan", responses=responses(404))
def decision(
    decision_id: str, service: ServiceOf, principal: Annotated[Principal, Depends(require("answer"))]
) -> DecisionOut:
    """An entry of the decision log; a service sees only what was answered to itself."""
    found = service.log.get(decision_id)
    if found is None or (principal.role == "service" and found.actor != principal.id):
        raise ProblemError("not-found")
    return DecisionOut(
        decision_id=found.id,
        id=found.subject,
        **{name: getattr(found, name) for name in DecisionOut.model_fields if name not in ("decision_id", "id")},
    )


async def _stream(request: Request, service: Service, longest: int, asking: Writer) -> AsyncIterator[bytes]:
    try:
        async for lines in line_groups(request.stream(), longest=longest, size=GROUP):
            items = await run_in_threadpool(lambda group: [_parsed(line) for line in group], lines)
            yield b"".join(map(_line, await _answers(items, service, asking)))
    except ClientDisconnect:
        return
    except Exception as error:  # the status went out long ago, so the error is the last line
        yield _line(Rejected(problem=Problem(**document(kind_of(error)))))


def _parsed(line: bytes | None) -> ComplaintIn | Rejected:
    if line is None:
        return Rejected(problem=Problem(**document("too-large")))
    try:
        return ComplaintIn.model_validate(read_json(line))
    except ProblemError as error:
        return Rejected(problem=Problem(**document(error.kind, error.detail)))
    except ValidationError as error:
        return rejected(error)


def _line(answer: BaseModel) -> bytes:
    return answer.model_dump_json().encode() + b"\n"


async def _answers(
    items: Sequence[ComplaintIn | Rejected], service: Service, asking: Writer
) -> list[DispositionOut | Rejected]:
    async def ask(complaints: list[ComplaintIn], once: Once | None) -> list[DispositionOut]:
        records = [complaint.record() for complaint in complaints]
        return await service.dispose(records, actor=asking.by.id, once=once)

    return await answered(items, ask, asking.once)
