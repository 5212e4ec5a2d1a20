"""The verdict on all replies to one complaint."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from classifier.records import ReplyPair, ReportType
from classifier.reply.threads import ThreadLabel, ThreadReply, judge_thread
from serving.api.dependencies import ServiceOf, Writer, writer
from serving.api.inputs import Day, Input
from serving.problems import responses
from serving.schemas import Line, Text, VerdictOut, storable

router = APIRouter(prefix="/v1/threads", tags=["replies"])


class ThreadReplyIn(Input):
    """One reply of a thread."""

    id: Line = ""
    replied_on: Day = Field(description="Day of the reply.")
    reply: Annotated[str, AfterValidator(storable), Field(max_length=100_000)]


class ThreadIn(Input):
    """A complaint and all replies to it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "L-1",
                    "complaint": "Lampu jalan di depan balai RW 5 padam dua minggu.",
                    "submitted_on": "2026-03-02",
                    "replies": [
                        {"replied_on": "2026-03-04", "reply": "Terima kasih, laporan kami teruskan ke bidang terkait."},
                        {"replied_on": "2026-03-09", "reply": "Kabel tiang 14 putus dan sudah diganti, lampu menyala."},
                    ],
                }
            ]
        },
    )

    id: Line = ""
    complaint: Text
    submitted_on: Day = Field(description="Day of the complaint.")
    disposed_on: Day | None = Field(default=None, description="Day on which the agency got it, where known.")
    today: Day | None = Field(
        default=None, description="Day on which the thread is judged; that of the last reply when left out."
    )
    report_type: ReportType = "pengaduan"
    replies: list[ThreadReplyIn] = Field(max_length=50)


class ThreadVerdictOut(BaseModel):
    """The judgement of a thread and of each of its replies.

    ``decided_by`` is the position of the reply that decided, from 0; days are working days after the submission.
    """

    id: str
    label: ThreadLabel
    decided_by: int | None
    days_to_first: int | None
    days_to_deciding: int | None
    due: date = Field(description="Last day of the first follow-up.")
    in_time: bool | None = Field(description="Whether the first response came by then; null while it may still come.")
    replies: list[VerdictOut]


@router.post("/score", summary="Nilai seluruh balasan atas satu laporan", responses=responses(413, 409))
async def score_thread(
    thread: ThreadIn, service: ServiceOf, asking: Annotated[Writer, Depends(writer("answer"))]
) -> ThreadVerdictOut:
    """One good reply answers a complaint; an acknowledgement is a fair first response until its deadline."""
    pairs = [
        ReplyPair(thread.complaint, each.reply, each.id, thread.report_type, each.replied_on, thread.today)
        for each in thread.replies
    ]
    verdicts = await service.score(pairs, actor=asking.by.id, once=asking.once)
    return await run_in_threadpool(_judged, thread, verdicts)


def _judged(thread: ThreadIn, verdicts: list[VerdictOut]) -> ThreadVerdictOut:
    replies = [
        ThreadReply(each.replied_on, verdict.level, each.reply, frozenset(item.item for item in verdict.items))
        for each, verdict in zip(thread.replies, verdicts, strict=True)
    ]
    found = judge_thread(
        replies,
        submitted_at=thread.submitted_on,
        report_type=thread.report_type,
        disposed_at=thread.disposed_on,
        today=thread.today,
    )
    return ThreadVerdictOut(
        id=thread.id,
        label=found.label,
        decided_by=found.decided_by,
        days_to_first=found.days_to_first,
        days_to_deciding=found.days_to_deciding,
        due=found.due,
        in_time=found.in_time,
        replies=verdicts,
    )
