"""Verdicts on replies that the caller brings: one, or up to a thousand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from serving.api.batches import BATCH_BYTES, MOST, answered
from serving.api.dependencies import ServiceOf, Writer, writer
from serving.api.inputs import Input, OrRejected, Rejected
from serving.problems import responses
from serving.schemas import ReplyIn, VerdictOut
from serving.store.delivery import Once

router = APIRouter(prefix="/v1/replies", tags=["replies"])
Asking = Annotated[Writer, Depends(writer("answer"))]


class ReplyBatch(Input):
    """Replies to be judged together."""

    replies: list[Annotated[ReplyIn, OrRejected]] = Field(
        min_length=1,
        max_length=MOST,
        examples=[
            [
                {"id": "B-1", "complaint": "Lampu jalan padam.", "reply": "Lampu sudah diganti dan menyala."},
                {"id": "B-2", "complaint": "Lampu jalan padam.", "reply": "Terima kasih atas laporan Anda."},
            ]
        ],
    )


class VerdictBatch(BaseModel):
    """One result a reply, in the order of the request: a verdict, or the problem of that item."""

    results: list[VerdictOut | Rejected]


@router.post("/score", summary="Nilai satu balasan", responses=responses(413, 409))
async def score(reply: ReplyIn, service: ServiceOf, asking: Asking) -> VerdictOut:
    """Judges a reply against its complaint: level, probability, score, and the words that show each item."""
    return (await service.score([reply.record()], actor=asking.by.id, once=asking.once))[0]


@router.post("/score/batch", summary="Nilai banyak balasan", responses=responses(413, 409), max_body_size=BATCH_BYTES)
async def score_batch(batch: ReplyBatch, service: ServiceOf, asking: Asking) -> VerdictBatch:
    """Up to 1,000 replies and 8 MiB; a wrong item gets a problem, the others their verdict."""

    async def ask(replies: list[ReplyIn], once: Once | None) -> list[VerdictOut]:
        return await service.score([reply.record() for reply in replies], actor=asking.by.id, once=once)

    return VerdictBatch(results=await answered(batch.replies, ask, asking.once))
