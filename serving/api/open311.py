"""The Open311 GeoReport v2 view (wiki.open311.org/GeoReport_v2): topics are services, kept complaints are requests.

Keys go in the ``Authorization`` header as everywhere, not in ``api_key``; errors are problem details as everywhere.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import ServiceOf, SettingsOf, StoreOf, Writer, writer
from serving.api.open311_form import Format, answer, form_fields
from serving.api.open311_rows import RequestIn, definition_row, request_row, service_row, status_of, topics_in_use
from serving.problems import ProblemError, responses
from serving.store.reports import ComplaintFilter, ComplaintView, get_complaint, list_complaints
from serving.store.store import Store

MOST = 1000
DAYS = 90
"""What the specification lets one answer hold at most: a thousand requests of ninety days."""
_EARLIEST = date(2019, 1, 1)


def _jurisdiction(
    settings: SettingsOf,
    jurisdiction_id: Annotated[str, Query(max_length=300, description="Ours, or left out.")] = "",
) -> None:
    if jurisdiction_id not in ("", settings.open311_jurisdiction):
        raise ProblemError("not-found", "there is no such jurisdiction here")


router = APIRouter(prefix="/open311/v2", tags=["open311"], dependencies=[Depends(_jurisdiction)])
Reference = Annotated[Principal, Depends(require("figures"))]
Reading = Annotated[Principal, Depends(require("reports:read"))]


def _both(example: list[dict[str, Any]], *statuses: int, status: int = 200) -> dict[int | str, dict[str, Any]]:
    xml = {"schema": {"type": "string"}, "example": bytes(answer("xml", "items", "item", example).body).decode()}
    content = {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}, "example": example}}
    described = {"description": "Dalam JSON atau XML.", "content": {**content, "text/xml": xml}}
    return {status: described, **responses(404, *statuses)}


_SERVICE = {
    "service_code": "penerangan_jalan",
    "service_name": "Penerangan jalan umum",
    "description": "Lampu jalan umum yang padam, rusak atau belum ada.",
    "metadata": True,
    "type": "realtime",
    "keywords": "lampu jalan padam",
    "group": "Perhubungan",
}
_REQUEST = {
    "service_request_id": "L-1",
    "status": "open",
    "status_notes": "diproses",
    "service_code": "penerangan_jalan",
    "service_name": "Penerangan jalan umum",
    "description": "Lampu jalan padam dua minggu.",
    "agency_responsible": "Dinas Perhubungan Kota Kediri",
    "requested_datetime": "2026-03-02T00:00:00+07:00",
    "expected_datetime": "2026-03-12T00:00:00+07:00",
}


@router.get("/services.{form}", summary="Daftar layanan (urusan)", response_class=Response, responses=_both([_SERVICE]))
def services(form: Format, _: Reference) -> Response:
    """The topics in use today."""
    return answer(form, "services", "service", [service_row(topic) for topic in topics_in_use().values()])


@router.get(
    "/services/{service_code}.{form}",
    summary="Isian satu layanan",
    response_class=Response,
    responses=_both([{"service_code": "penerangan_jalan", "attributes": []}]),
)
def service_definition(service_code: str, form: Format, _: Reference) -> Response:
    """The attributes that a request may bring: where it is, and whether it is secret."""
    topic = topics_in_use().get(service_code)
    if topic is None:
        raise ProblemError("not-found")
    row = definition_row(topic)
    if form == "json":
        return Response(answer("json", "", "", [row]).body[1:-1], media_type="application/json")
    return answer(form, "service_definitions", "service_definition", [row])


@router.post(
    "/requests.{form}",
    status_code=201,
    summary="Kirim laporan",
    response_class=Response,
    responses=_both(
        [{"service_request_id": "O311-7c1f", "service_notice": "Usulan instansi: Dinas Perhubungan"}],
        400,
        409,
        413,
        status=201,
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": RequestIn.model_json_schema(by_alias=True),
                    "example": {
                        "service_code": "penerangan_jalan",
                        "description": "Lampu jalan di depan balai RW 5 padam dua minggu.",
                        "address_string": "Jl. Melati",
                        "attribute[region]": "Kota Kediri",
                    },
                }
            },
        }
    },
)
async def report(
    form: Format, request: Request, service: ServiceOf, writing: Annotated[Writer, Depends(writer("reports:write"))]
) -> Response:
    """Keeps a complaint and disposes of it; who reported it is not taken in."""
    try:
        fields = RequestIn.model_validate(form_fields(await request.body()))
    except ValidationError as error:
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from None
    if fields.service_code not in topics_in_use():
        raise ProblemError("not-found", "there is no such service")
    (taken,) = await run_in_threadpool(service.take_complaints, [fields.new()], writing.by, writing.once)
    notice = f"Usulan instansi: {taken.agency}" if taken.agency else "Menunggu petugas"
    row = {"service_request_id": taken.id, "service_notice": notice}
    return answer(form, "service_requests", "request", [row], status=201)


@router.get("/requests.{form}", summary="Daftar laporan", response_class=Response, responses=_both([_REQUEST]))
def requests(
    form: Format,
    store: StoreOf,
    by: Reading,
    service_request_id: Annotated[
        str, Query(max_length=2000, description="Ids with commas between; rules all else out.")
    ] = "",
    service_code: Annotated[str, Query(max_length=400, description="Topics with commas between.")] = "",
    start_date: Annotated[datetime | None, Query(description="From when on; 90 days back when left out.")] = None,
    end_date: Annotated[datetime | None, Query()] = None,
    status: Annotated[Literal["", "open", "closed"], Query()] = "",
) -> Response:
    """Kept complaints, the newest first: at most 1,000 of 90 days. Descriptions only where the reader may see them."""
    if service_request_id:
        found = [_found(store, each.strip(), by) for each in service_request_id.split(",")[:50]]
    else:
        found = _between(store, by, *_days(start_date, end_date))
    codes = {code.strip() for code in service_code.split(",") if code.strip()}
    rows = [
        request_row(view)
        for view in found
        if service_request_id or ((not codes or view.topic in codes) and status in ("", status_of(view)))
    ]
    return answer(form, "service_requests", "request", rows)


@router.get(
    "/requests/{request_id}.{form}", summary="Baca satu laporan", response_class=Response, responses=_both([_REQUEST])
)
def service_request(request_id: str, form: Format, store: StoreOf, by: Reading) -> Response:
    """One kept complaint."""
    return answer(form, "service_requests", "request", [request_row(_found(store, request_id, by))])


def _found(store: Store, complaint_id: str, by: Principal) -> ComplaintView:
    with store.reading() as tx:
        return get_complaint(tx, complaint_id, by)


def _days(start: datetime | None, end: datetime | None) -> tuple[date, date]:
    last = max((end or datetime.now(UTC)).date(), _EARLIEST)
    first = start.date() if start else last - timedelta(days=DAYS)
    return max(first, last - timedelta(days=DAYS)), last


def _between(store: Store, by: Principal, first: date, last: date) -> list[ComplaintView]:
    wanted = ComplaintFilter(month_from=first.isoformat()[:7], month_to=last.isoformat()[:7])
    found: list[ComplaintView] = []
    after = ""
    with store.reading() as tx:
        while len(found) < MOST:
            page = list_complaints(tx, wanted, by, after=after, limit=500, texts=True)
            found += [view for view in page.rows if first <= view.submitted_on <= last]
            after = page.next
            if not after:
                break
    return found[:MOST]
