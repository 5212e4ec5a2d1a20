"""Balasan: a reply beside its complaint, the words that its level rests on, and the supervisor's own judgement."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.api.inputs import Word
from serving.api.paging import Cursor
from serving.pages import words
from serving.pages.counted import Counted
from serving.pages.filters import FilterOf
from serving.pages.highlight import Span
from serving.pages.render import ROWS, page
from serving.store.effects import effects
from serving.store.figures import agencies_known
from serving.store.reports import ReplyFilter, ReplyView, beside_reply, get_reply, list_replies, replies_of
from serving.store.review import list_objections, object_to, override, overrides_of

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, Depends(require("reports:read"))]
Supervisor = Annotated[Principal, Depends(require("override"))]
OwnAgency = Annotated[Principal, Depends(require("object"))]
Reason = Annotated[str, Form(max_length=1000)]


def _wanted(
    chosen: FilterOf,
    mutu: Annotated[Literal["", "0", "1", "2"], Query()] = "",
    tanda: Annotated[Word, Query()] = "",
    templat: Annotated[Word, Query()] = "",
    ragu: bool = False,
) -> ReplyFilter:
    return ReplyFilter(
        agency=chosen.agency,
        region=chosen.region,
        level_of_government=chosen.level,
        month_from=chosen.month_from,
        month_to=chosen.month_to,
        level=int(mutu) if mutu else None,
        flag=tanda,
        family_id=templat,
        uncertain=ragu,
    )


Wanted = Annotated[ReplyFilter, Depends(_wanted)]


@router.get("/balasan")
def replies(
    request: Request, by: Reader, store: StoreOf, chosen: FilterOf, wanted: Wanted, after: Cursor = ""
) -> Response:
    """Replies as filtered, the newest first."""
    with store.reading() as tx:
        found = list_replies(tx, wanted, by, after=after, limit=ROWS, texts=True)
        agencies = [] if by.agency else agencies_known(tx)
    return page(
        request, "balasan_daftar.html", chosen=chosen, wanted=wanted, found=found, after=after, agencies=agencies
    )


@router.get("/balasan/{reply_id:path}")
def reply(
    request: Request, by: Reader, store: Counted, wanted: Wanted, reply_id: str, tersimpan: bool = False
) -> Response:
    """One reply with its evidence, its thread, what another level would change, and what people said of it."""
    with store.reading() as tx:
        shown = get_reply(tx, reply_id, by)
        return page(
            request,
            "balasan.html",
            reply=shown,
            spans=evidence(shown),
            found=quotes(shown),
            thread=replies_of(tx, shown.complaint_id, by),
            effects=effects(tx, reply_id, by) if by.may("override") else [],
            overrides=overrides_of(tx, reply_id, by),
            objections=[o for o in list_objections(tx, by, limit=200).rows if o.reply_id == reply_id],
            beside=beside_reply(tx, wanted, shown, by),
            saved=tersimpan,
        )


@router.post("/balasan/{reply_id:path}/nilai")
def judge(
    request: Request,
    by: Supervisor,
    store: StoreOf,
    reply_id: str,
    level: Annotated[int, Form(ge=0, le=2)],
    reason: Reason = "",
) -> Response:
    """Agree with the judge, or set another level with a reason."""
    with store.writing() as tx:
        override(tx, reply_id, level, by, reason=reason.strip())
    return _back(request, reply_id)


@router.post("/balasan/{reply_id:path}/sanggah")
def objection(
    request: Request,
    by: OwnAgency,
    store: StoreOf,
    reply_id: str,
    text: Annotated[str, Form(min_length=1, max_length=2000)],
) -> Response:
    """The agency's right of reply."""
    with store.writing() as tx:
        object_to(tx, reply_id, text.strip(), by)
    return _back(request, reply_id)


def evidence(reply: ReplyView) -> list[Span]:
    """The spans to mark in a reply: checklist items, and flags that name a part of it."""
    whole = (0, len(reply.text or ""))
    items = [
        Span(item["start"], item["end"], "item", f"{item['item']} {words.ITEMS[item['item']]}", item["item"])
        for item in reply.items
        if "start" in item
    ]
    flags = [
        Span(flag["start"], flag["end"], "flagged", words.FLAGS.get(flag["name"], flag["name"]))
        for flag in reply.flags
        if "start" in flag and (flag["start"], flag["end"]) != whole
    ]
    return items + flags


def quotes(reply: ReplyView) -> dict[str, list[str]]:
    """The items found, each with the words that show it; without words where they may not be read."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in reply.items:
        said = found[item["item"]]
        if reply.text is not None and "start" in item:
            said.append(reply.text[item["start"] : item["end"]])
    return dict(found)


def _back(request: Request, reply_id: str) -> Response:
    query = request.url.include_query_params(tersimpan="true").query
    return RedirectResponse(f"/balasan/{quote(reply_id, safe='')}?{query}", status_code=303)
