"""Disposisi: complaints that wait for a person, each with candidates, reasons, place and what repeats it."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from classifier.duplicates import Match
from classifier.records import Complaint, Disposition, Reason
from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import ServiceOf, StoreOf
from serving.api.duplicates import WindowOf
from serving.api.inputs import Name
from serving.api.paging import Cursor
from serving.duplicates import DuplicateWindow, record_of, seen
from serving.pages.filters import FilterOf
from serving.pages.highlight import Span
from serving.pages.render import ROWS, page
from serving.problems import ProblemError
from serving.store.figures import agencies_known, regions_known
from serving.store.reports import (
    ComplaintFilter,
    beside_complaint,
    count_complaints,
    get_complaint,
    join_cluster,
    list_complaints,
    set_status,
)
from serving.store.review import correct, decide_correction, list_corrections
from serving.store.store import Store, Transaction

router = APIRouter(include_in_schema=False)
Officer = Annotated[Principal, Depends(require("correct"))]
Approver = Annotated[Principal, Depends(require("approve"))]
ALIKE = 5
WAITING = "belum_diverifikasi"
Waiting = Literal["", "suggest", "abstain"]
SHOWN = 20
"""Corrections shown at once; the others follow as these are decided."""


@router.get("/disposisi")
def queue(
    request: Request, by: Officer, store: StoreOf, chosen: FilterOf, putusan: Waiting = "", after: Cursor = ""
) -> Response:
    """The complaints that nobody has sent on yet, the newest first, and the corrections that wait for approval."""
    with store.reading() as tx:
        found = list_complaints(tx, _waiting(chosen.region, putusan), by, after=after, limit=ROWS, texts=True)
        counts = {each: count_complaints(tx, _waiting(decision=each), by) for each in ("suggest", "abstain")}
        waiting = list_corrections(tx, by, limit=SHOWN) if by.may("approve") else None
        return page(
            request,
            "disposisi_daftar.html",
            chosen=chosen,
            found=found,
            decision=putusan,
            counts=counts,
            after=after,
            regions=regions_known(tx),
            corrections=waiting,
        )


@router.get("/disposisi/{complaint_id:path}")
def one(
    request: Request,
    by: Officer,
    store: StoreOf,
    service: ServiceOf,
    window: WindowOf,
    complaint_id: str,
    putusan: Waiting = "",
    wilayah: Annotated[Name, Query()] = "",
) -> Response:
    """A waiting complaint, answered anew by the release in service so that its reasons can be shown."""
    with store.reading() as tx:
        complaint = get_complaint(tx, complaint_id, by)
        agencies = agencies_known(tx)
        beside = beside_complaint(tx, _waiting(wilayah, putusan), complaint, by)
    record = record_of(complaint) if complaint.text is not None else None
    disposition = service.engine.dispose([record])[0] if record else None
    matches = _alike(store, window, record, by) if record else []
    return page(
        request,
        "disposisi.html",
        complaint=complaint,
        disposition=disposition,
        text_spans=_spans(disposition, "text"),
        title_spans=_spans(disposition, "title"),
        matches=matches,
        agencies=agencies,
        beside=beside,
        waits=complaint.status == WAITING,
    )


@router.post("/disposisi/{complaint_id:path}/instansi")
def send(
    request: Request,
    by: Officer,
    store: StoreOf,
    complaint_id: str,
    agency: Annotated[str, Form(min_length=1, max_length=300)],
    reason: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Send the complaint to an agency, the proposed one or another, and go on to the next."""
    with store.writing() as tx:
        following = _following(request, tx, complaint_id, by)
        correct(tx, complaint_id, agency.strip(), by, reason=reason.strip())
    return _to(request, following)


@router.post("/disposisi/{complaint_id:path}/arsip")
def archive(request: Request, by: Officer, store: StoreOf, complaint_id: str) -> Response:
    """Archive what is no complaint, and go on to the next."""
    with store.writing() as tx:
        following = _following(request, tx, complaint_id, by)
        set_status(tx, complaint_id, "diarsipkan", tx.today, by)
    return _to(request, following)


@router.post("/disposisi/{complaint_id:path}/gabung")
def join(
    request: Request,
    by: Officer,
    store: StoreOf,
    complaint_id: str,
    other: Annotated[str, Form(min_length=1, max_length=200)],
) -> Response:
    """Join the complaint with one that it repeats."""
    with store.writing() as tx:
        join_cluster(tx, complaint_id, other, by)
    return _to(request, complaint_id)


@router.post("/persetujuan/{correction_id}")
def approve(by: Approver, store: StoreOf, correction_id: str, approved: Annotated[bool, Form()]) -> Response:
    """Let a correction of somebody else train a model, or not."""
    with store.writing() as tx:
        decide_correction(tx, correction_id, approved, by)
    return RedirectResponse("/disposisi#persetujuan", status_code=303)


def _alike(store: Store, window: DuplicateWindow, record: Complaint, by: Principal) -> list[Match] | None:
    """What the complaint repeats of what ``by`` may see; ``None`` while the kept complaints are still being read."""
    try:
        found = window.find(record)
    except ProblemError:
        return None
    with store.reading() as tx:
        return seen(tx, found, by)[:ALIKE]


def _waiting(region: str = "", decision: str = "") -> ComplaintFilter:
    return ComplaintFilter(status=WAITING, undisposed=True, decision=decision, region=region)


def _following(request: Request, tx: Transaction, complaint_id: str, by: Principal) -> str:
    """The id of the waiting complaint after this one in the list that the person works on, else of the one before."""
    query = request.query_params
    wanted = _waiting(query.get("wilayah", ""), query.get("putusan", ""))
    beside = beside_complaint(tx, wanted, get_complaint(tx, complaint_id, by), by)
    return beside.after or beside.before


def _spans(disposition: Disposition | None, field: str) -> list[Span]:
    """The words of a field that spoke for the proposed agency, or against it, and those that name the place."""
    if disposition is None:
        return []
    reasons = [_reason(each) for each in disposition.reasons if each.field == field]
    places = [
        Span(each.start, each.end, "place", f"menunjuk lokasi: {each.name}")
        for each in disposition.place_evidence
        if each.field == field
    ]
    return reasons + places


def _reason(reason: Reason) -> Span:
    kind, title = ("for", "mendukung usulan") if reason.weight > 0 else ("against", "melawan usulan")
    return Span(reason.start, reason.end, kind, title)


def _to(request: Request, complaint_id: str) -> Response:
    """On to a complaint, with the filter of the list that the person works on."""
    tail = f"/{quote(complaint_id, safe='')}" if complaint_id else ""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/disposisi{tail}{query}", status_code=303)
