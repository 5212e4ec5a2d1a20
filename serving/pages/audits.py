"""Audit: draw a sample, rate it blind and twice, settle what differs, and read the estimate; objections of agencies."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.pages.render import page
from serving.store import audits
from serving.store.errors import RefusalError
from serving.store.figures import agencies_known, months_known
from serving.store.reports import ReplyFilter
from serving.store.review import decide_objection, list_objections

router = APIRouter(include_in_schema=False)
Auditor = Annotated[Principal, Depends(require("audit"))]
Month = Annotated[str, Form(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")]
Short = Annotated[str, Form(max_length=300)]
Level = Annotated[int, Form(ge=0, le=2)]
OPEN = "diajukan"


@router.get("/audit")
def overview(request: Request, by: Auditor, store: StoreOf) -> Response:
    """The audits with their progress, the form for a new one, and the objections that wait."""
    return _overview(request, store, by, "")


@router.post("/audit")
def draw(
    request: Request,
    by: Auditor,
    store: StoreOf,
    name: Short,
    size: Annotated[int, Form()],
    dari: Month = "",
    sampai: Month = "",
    instansi: Short = "",
    tingkat: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Draw a sample from the replies of a filter."""
    wanted = ReplyFilter(agency=instansi, level_of_government=tingkat, month_from=dari, month_to=sampai)
    try:
        with store.writing() as tx:
            drawn = audits.draw(tx, name, wanted, size, by).id
    except RefusalError as refusal:
        if refusal.kind != "invalid-request":
            raise
        least, most = audits.SIZES
        return _overview(
            request,
            store,
            by,
            f"Audit memerlukan nama, ukuran {least} sampai {most}, dan paling sedikit {least} balasan.",
        )
    return _to(f"/audit/{drawn}")


@router.get("/audit/{audit_id}")
def one(request: Request, by: Auditor, store: StoreOf, audit_id: str) -> Response:
    """An audit: progress, agreement and estimate."""
    with store.reading() as tx:
        return page(
            request,
            "audit.html",
            audit=audits.get_audit(tx, audit_id),
            progress=audits.progress(tx, audit_id),
            agreement=audits.agreement(tx, audit_id),
            estimate=audits.estimate(tx, audit_id),
            disputes=len(audits.disputes(tx, audit_id, by)),
        )


@router.get("/audit/{audit_id}/nilai")
def rating(request: Request, by: Auditor, store: StoreOf, audit_id: str) -> Response:
    """The next sampled reply, without what the judge or the other rater said."""
    with store.reading() as tx:
        return page(
            request,
            "audit_nilai.html",
            audit=audits.get_audit(tx, audit_id),
            item=audits.next_item(tx, audit_id, by),
            progress=audits.progress(tx, audit_id),
        )


@router.post("/audit/{audit_id}/nilai")
def rate(
    by: Auditor,
    store: StoreOf,
    audit_id: str,
    item_id: Annotated[str, Form(max_length=32)],
    level: Level,
    items: Annotated[list[str] | None, Form(max_length=10)] = None,
) -> Response:
    """Keep a rating and go on to the next reply."""
    with store.writing() as tx:
        audits.rate(tx, item_id, level, items or [], by)
    return _to(f"/audit/{audit_id}/nilai")


@router.get("/audit/{audit_id}/putusan")
def settling(request: Request, by: Auditor, store: StoreOf, audit_id: str) -> Response:
    """The sampled replies on which two raters differ."""
    with store.reading() as tx:
        return page(
            request,
            "audit_putusan.html",
            audit=audits.get_audit(tx, audit_id),
            disputes=audits.disputes(tx, audit_id, by),
        )


@router.post("/audit/{audit_id}/putusan")
def settle(
    by: Auditor,
    store: StoreOf,
    audit_id: str,
    item_id: Annotated[str, Form(max_length=32)],
    level: Level,
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """A third person decides."""
    with store.writing() as tx:
        audits.adjudicate(tx, item_id, level, reason.strip(), by)
    return _to(f"/audit/{audit_id}/putusan")


@router.post("/sanggah/{objection_id}")
def answer(
    by: Auditor,
    store: StoreOf,
    objection_id: str,
    accept: Annotated[bool, Form()],
    answer: Annotated[str, Form(min_length=1, max_length=2000)],
    level: Annotated[str, Form(pattern="^[012]?$")] = "",
) -> Response:
    """Answer an agency's objection; an accepted one may set another level."""
    with store.writing() as tx:
        decide_objection(tx, objection_id, accept, answer.strip(), by, level=int(level) if level else None)
    return _to("/audit")


def _overview(request: Request, store: StoreOf, by: Principal, message: str) -> Response:
    with store.reading() as tx:
        known = audits.list_audits(tx)
        return page(
            request,
            "audit_daftar.html",
            status=422 if message else 200,
            audits=[(audit, audits.progress(tx, audit.id)) for audit in known],
            objections=list_objections(tx, by, state=OPEN).rows,
            sizes=audits.SIZES,
            message=message,
            months=months_known(tx),
            agencies=agencies_known(tx),
        )


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
