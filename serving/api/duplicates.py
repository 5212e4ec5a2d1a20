"""Complaints that repeat a kept one: copies of its text, and other texts about the same event."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from classifier.duplicates import Match
from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import ServiceOf, StoreOf
from serving.api.views import View
from serving.duplicates import DuplicateWindow, record_of, seen
from serving.problems import ProblemError, responses
from serving.schemas import ComplaintIn
from serving.store.reports import get_complaint

router = APIRouter(prefix="/v1", tags=["duplicates"])


class MatchOut(View):
    """A kept complaint that is alike, and why; ``places`` and ``words`` are those of the complaint asked about."""

    id: str = Field(examples=["L-7"])
    kind: Literal["copy", "same_event"]
    similarity: float = Field(ge=0, le=1)
    days_apart: int | None
    places: tuple[str, ...] = Field(examples=[["Jl. Melati"]])
    words: tuple[str, ...] = Field(examples=[["padam", "lampu"]])


class DuplicatesOut(BaseModel):
    """Kept complaints of the last 90 days that are alike, the likest first."""

    duplicates: list[MatchOut]


def _window(request: Request, _: ServiceOf) -> DuplicateWindow:
    window: DuplicateWindow = request.app.state.duplicates
    return window


WindowOf = Annotated[DuplicateWindow, Depends(_window)]


@router.post("/duplicates/search", summary="Cari laporan serupa", responses=responses(413))
def search(
    complaint: ComplaintIn, window: WindowOf, _: Annotated[Principal, Depends(require("answer"))]
) -> DuplicatesOut:
    """The kept complaints that a new one repeats; nothing is kept of it."""
    return _out(window.find(complaint.record()))


@router.get(
    "/complaints/{complaint_id}/duplicates",
    summary="Laporan yang serupa dengan satu laporan",
    responses=responses(404, 409),
)
def duplicates(
    complaint_id: str, store: StoreOf, window: WindowOf, by: Annotated[Principal, Depends(require("reports:read"))]
) -> DuplicatesOut:
    """Those among them that the reader may see; 409 where the reader may not see the complaint's own text."""
    with store.reading() as tx:
        view = get_complaint(tx, complaint_id, by)
    if view.text is None:
        raise ProblemError("bad-state", "its text is not open to the reader")
    found = window.find(record_of(view))
    with store.reading() as tx:
        return _out(seen(tx, found, by))


def _out(matches: list[Match]) -> DuplicatesOut:
    return DuplicatesOut(duplicates=[MatchOut.model_validate(match) for match in matches])
