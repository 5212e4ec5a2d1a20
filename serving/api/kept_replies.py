"""Kept replies with the verdicts on them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.api.inputs import Month, Name, Word
from serving.api.paging import Cursor, Limit, Page
from serving.api.views import ReplyOut
from serving.problems import responses
from serving.store.reports import ReplyFilter, get_reply, list_replies

router = APIRouter(prefix="/v1/replies", tags=["replies"])
Reading = Annotated[Principal, Depends(require("reports:read"))]


@router.get("", summary="Daftar balasan tersimpan", responses=responses(400))
def replies(
    store: StoreOf,
    by: Reading,
    agency: Annotated[Name, Query()] = "",
    level: Annotated[int | None, Query(ge=0, le=2, description="The level that counts now.")] = None,
    flag: Annotated[Word, Query(examples=["promise_no_date"])] = "",
    family: Annotated[Word, Query(description="Id of a family of copied replies.")] = "",
    month: Annotated[Month | Literal[""], Query(examples=["2026-03"])] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[ReplyOut]:
    """Kept replies, the newest first, with their texts where the reader may see them."""
    wanted = ReplyFilter(agency=agency, level=level, flag=flag, family_id=family, month_from=month, month_to=month)
    with store.reading() as tx:
        page = list_replies(tx, wanted, by, after=after, limit=limit, texts=True)
    return Page(items=[ReplyOut.model_validate(row) for row in page.rows], next=page.next)


@router.get("/{reply_id}", summary="Baca satu balasan", responses=responses(404))
def reply(reply_id: str, store: StoreOf, by: Reading) -> ReplyOut:
    """A kept reply; what is outside the reader's agency is as if it were not there."""
    with store.reading() as tx:
        return ReplyOut.model_validate(get_reply(tx, reply_id, by))
