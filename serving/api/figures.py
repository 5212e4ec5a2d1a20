"""Figures by agency, month, region and level; overdue complaints, promises, families of copied replies."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.api.inputs import Month, Name, Word
from serving.api.paging import Cursor, Limit, Page
from serving.api.views import View
from serving.problems import responses
from serving.store import figures as store_figures
from serving.store.figures import FigureFilter
from serving.store.store import Store

router = APIRouter(prefix="/v1", tags=["figures"])
Reading = Annotated[Principal, Depends(require("figures"))]
Group = Literal["agency", "month", "region", "level"]


class ShareOut(View):
    """``count`` of ``of``, with the 95 % interval; ``share`` is null where there are too few to tell."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


class FiguresOut(View):
    """Figures of one group; ``key`` holds its agency, month, region or level."""

    key: dict[str, str] = Field(examples=[{"agency": "Dinas Perhubungan Kota Kediri", "month": "2026-03"}])
    complaints: int
    replies: int
    handled: ShareOut = Field(description="Complaints with a reply that says something, or with the status selesai.")
    finished: ShareOut = Field(description="Complaints with the status selesai.")
    finished_substantive: ShareOut = Field(description="Those of them whose thread is substantif or alih_beralasan.")
    normative: ShareOut = Field(description="Replies of level 0; partial of level 1; substantive of level 2.")
    partial: ShareOut
    substantive: ShareOut
    boilerplate: ShareOut = Field(description="Replies that belong to a family of copied texts.")
    median_working_days: float | None = Field(description="Working days until the first reply.")
    overdue: dict[str, int] = Field(examples=[{"verifikasi": 2, "tindak_lanjut_pertama": 5, "penyelesaian": 1}])


class FiguresListOut(BaseModel):
    """One row a group; a single row for all when nothing is grouped."""

    figures: list[FiguresOut]


class OverdueRow(BaseModel):
    """How many complaints of an agency are past each deadline (see /v1/clocks)."""

    agency: str = Field(examples=["Dinas Perhubungan Kota Kediri"])
    complaints: int
    overdue: dict[str, int] = Field(examples=[{"verifikasi": 2, "tindak_lanjut_pertama": 5, "penyelesaian": 1}])


class OverdueOut(BaseModel):
    """Agencies with complaints past a deadline, the most first."""

    agencies: list[OverdueRow]


class PromiseOut(View):
    """A promise (*janji*) in a reply: where it stands, its last day, and the day on which it was kept."""

    id: str
    reply_id: str = Field(examples=["B-1"])
    complaint_id: str = Field(examples=["L-1"])
    agency: str
    made_on: date
    start: int
    end: int
    due: date | None
    kept_on: date | None
    state: str = Field(examples=["lewat"])
    words: str | None = Field(examples=["akan kami perbaiki minggu depan"])


class FamilyOut(View):
    """A family of copied replies (*templat*) of an agency."""

    id: str
    agency: str
    pattern: str = Field(examples=["terima kasih atas laporan anda akan segera kami tindak lanjuti"])
    size: int
    share: float = Field(description="Part of the agency's replies.")
    first_seen: date
    last_seen: date
    example: str | None = Field(description="Id of its first reply.")


class FamiliesOut(BaseModel):
    """Families, the largest first."""

    families: list[FamilyOut]


class PromiseCountsOut(BaseModel):
    """Promises by state."""

    counts: dict[str, int] = Field(examples=[{"buka": 17, "lewat": 106, "ditepati": 118, "tanpa_tanggal": 499}])


class TopicCount(BaseModel):
    """A topic and how many complaints have it."""

    topic: str = Field(examples=["penerangan_jalan"])
    complaints: int


class TopicCountsOut(BaseModel):
    """Topics of complaints."""

    topics: list[TopicCount]


def _filter(
    agency: Annotated[Name, Query(description="Only this agency.")] = "",
    region: Annotated[Name, Query(description="Only this regency or city.")] = "",
    level: Annotated[Word, Query(description="Only this level of government, such as 'kota'.")] = "",
    month_from: Annotated[Month | Literal[""], Query(examples=["2026-01"])] = "",
    month_to: Annotated[Month | Literal[""], Query(examples=["2026-03"])] = "",
) -> FigureFilter:
    return FigureFilter(month_from=month_from, month_to=month_to, agency=agency, region=region, level=level)


FilterOf = Annotated[FigureFilter, Depends(_filter)]


@router.get("/figures", summary="Angka per instansi, bulan, wilayah, atau tingkat", responses=responses())
def figures(
    store: StoreOf,
    by: Reading,
    wanted: FilterOf,
    group: Annotated[list[Group], Query(max_length=4, description="What a row is for; may be repeated.")] = ["month"],  # noqa: B006
) -> FiguresListOut:
    """Shares come with 95 % intervals. A *pejabat penghubung* gets the figures of the own agency."""
    return FiguresListOut(figures=_rows(store, wanted, by, tuple(dict.fromkeys(group))))


@router.get("/overdue", summary="Laporan lewat tenggat per instansi", responses=responses())
def overdue(store: StoreOf, by: Reading, wanted: FilterOf) -> OverdueOut:
    """Complaints past a deadline today, by agency and clock."""
    rows = [
        OverdueRow(agency=row.key["agency"], complaints=row.complaints, overdue=row.overdue)
        for row in _rows(store, wanted, by, ("agency",))
        if any(row.overdue.values())
    ]
    return OverdueOut(agencies=sorted(rows, key=lambda row: (-sum(row.overdue.values()), row.agency)))


@router.get("/promises", summary="Buku janji", responses=responses(400))
def promises(
    store: StoreOf,
    by: Reading,
    agency: Annotated[Name, Query()] = "",
    state: Annotated[
        Literal["", "buka", "lewat", "ditepati", "tanpa_tanggal"], Query(description="Open, past, kept, undated.")
    ] = "",
    after: Cursor = "",
    limit: Limit = 50,
) -> Page[PromiseOut]:
    """What agencies promised in replies, with the last day where they named one."""
    with store.reading() as tx:
        page = store_figures.promises(tx, by, agency=agency, state=state, after=after, limit=limit)
    return Page(items=[PromiseOut.model_validate(row) for row in page.rows], next=page.next)


@router.get("/families", summary="Templat balasan", responses=responses())
def families(
    store: StoreOf,
    by: Reading,
    agency: Annotated[Name, Query()] = "",
    least: Annotated[int, Query(ge=2, le=10_000, description="Replies in the family at least.")] = 2,
    limit: Limit = 100,
) -> FamiliesOut:
    """Replies that are one text but for names, dates, numbers and places."""
    with store.reading() as tx:
        rows = store_figures.families(tx, agency, by, least=least, limit=limit)
    return FamiliesOut(families=[FamilyOut.model_validate(row) for row in rows])


@router.get("/promises/counts", summary="Jumlah janji menurut keadaannya", responses=responses())
def promise_counts(store: StoreOf, by: Reading, agency: Annotated[Name, Query()] = "") -> PromiseCountsOut:
    """How many promises are open, past, kept and undated."""
    with store.reading() as tx:
        return PromiseCountsOut(
            counts={str(state): n for state, n in store_figures.promise_counts(tx, agency, by).items()}
        )


@router.get("/figures/topics", summary="Jumlah laporan per urusan", responses=responses())
def topics(store: StoreOf, by: Reading, wanted: FilterOf) -> TopicCountsOut:
    """The most frequent first."""
    with store.reading() as tx:
        rows = store_figures.topics(tx, wanted, by)
    return TopicCountsOut(topics=[TopicCount(topic=topic, complaints=number) for topic, number in rows])


def _rows(store: Store, wanted: FigureFilter, by: Principal, group: tuple[Group, ...]) -> list[FiguresOut]:
    with store.writing() as tx:
        store_figures.refresh(tx)
        found = store_figures.figures(tx, wanted, by, group=group)
    return [FiguresOut.model_validate(_fields(row) | {"key": dict(zip(group, row.key, strict=True))}) for row in found]


def _fields(row: store_figures.Figures) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FiguresOut.model_fields if name != "key"}
