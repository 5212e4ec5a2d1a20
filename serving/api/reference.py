"""Reference data: agencies, topics and clocks, each with an ETag."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, Field

from classifier.clocks import load_clocks
from classifier.directory import Directory
from classifier.engine import Engine
from classifier.records import Place
from classifier.taxonomy import load_crosswalk, load_topics
from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import ServiceOf
from serving.api.etags import unless_known
from serving.problems import responses
from serving.schemas import storable

router = APIRouter(prefix="/v1", tags=["reference"])
Reading = Annotated[Principal, Depends(require("figures"))]


class RoleOut(BaseModel):
    """A kind of agency; its agencies are named by ``pattern``."""

    id: str
    level: str
    name: str
    pattern: str


class AgencyOut(BaseModel):
    """An agency and the role it holds; ``region`` is empty for an office's own agencies."""

    region: str
    role: str
    agency: str


class AgenciesOut(BaseModel):
    """The agencies that the release in service can name."""

    release: str = Field(examples=["48be26ee1e25a98f"])
    roles: list[RoleOut] = Field(
        examples=[
            [{"id": "dinas_perhubungan", "level": "daerah", "name": "Dinas Perhubungan", "pattern": "{name} {region}"}]
        ]
    )
    agencies: list[AgencyOut] = Field(
        examples=[[{"region": "Kota Kediri", "role": "dinas_perhubungan", "agency": "Dinas Perhubungan Kota Kediri"}]]
    )


class TopicOut(BaseModel):
    """A topic (*urusan*) and the days between which it is in use."""

    id: str
    name: str
    affair: str
    definition: str
    boundary: str
    examples: list[str]
    valid_from: date
    valid_to: date | None


class TopicsOut(BaseModel):
    """All topics, and what older ids are called today."""

    topics: list[TopicOut]
    renamed: dict[str, str] = Field(examples=[{}])


class ClockOut(BaseModel):
    """A deadline: working days after an event; an empty report type holds for all."""

    name: str
    report_type: str
    working_days: int
    counts_from: str
    valid_from: date
    valid_to: date | None
    source: str


class ClocksOut(BaseModel):
    """All deadlines, each with its source and validity."""

    clocks: list[ClockOut]


def _reference(model: type[BaseModel], example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    known = {"description": "Unchanged since the ETag in If-None-Match."}
    return {200: {"model": model, "content": {"application/json": {"example": example}}}, 304: known, **responses()}


@router.get(
    "/agencies",
    summary="Instansi dan perannya",
    response_model=AgenciesOut,
    responses=_reference(
        AgenciesOut,
        {
            "release": "48be26ee1e25a98f",
            "roles": [
                {"id": "pdam", "level": "bumd", "name": "Perumda Air Minum", "pattern": "{name} {region}"},
            ],
            "agencies": [{"region": "Kota Kediri", "role": "pdam", "agency": "Perumda Air Minum Kota Kediri"}],
        },
    ),
)
def agencies(
    request: Request,
    service: ServiceOf,
    _: Reading,
    region: Annotated[
        str,
        AfterValidator(storable),
        Query(max_length=300, description="Regency, city or province; names every role's agency there."),
    ] = "",
) -> Response:
    """The roles, and local names that their pattern does not give; with a region, all agencies there."""
    return unless_known(request, _agencies(service.engine, region))


@router.get(
    "/topics",
    summary="Urusan laporan beserta masa berlakunya",
    response_model=TopicsOut,
    responses=_reference(
        TopicsOut,
        {
            "topics": [
                {
                    "id": "penerangan_jalan",
                    "name": "Penerangan jalan umum",
                    "affair": "Perhubungan",
                    "definition": "Lampu jalan umum yang padam, rusak atau belum ada.",
                    "boundary": "Listrik rumah: listrik_pln.",
                    "examples": ["lampu jalan padam"],
                    "valid_from": "2025-01-01",
                    "valid_to": None,
                }
            ],
            "renamed": {},
        },
    ),
)
def topics(request: Request, _: Reading) -> Response:
    """Topics keep their meaning for ever; one that is no longer used has a last day."""
    found = [TopicOut(**asdict(topic) | {"examples": list(topic.examples)}) for topic in load_topics().values()]
    return unless_known(request, TopicsOut(topics=found, renamed=dict(load_crosswalk())))


@router.get(
    "/clocks",
    summary="Tenggat dalam hari kerja",
    response_model=ClocksOut,
    responses=_reference(
        ClocksOut,
        {
            "clocks": [
                {
                    "name": "verifikasi",
                    "report_type": "",
                    "working_days": 3,
                    "counts_from": "laporan masuk",
                    "valid_from": "2018-12-31",
                    "valid_to": None,
                    "source": "PermenPANRB 62/2018",
                }
            ]
        },
    ),
)
def clocks(request: Request, _: Reading) -> Response:
    """The deadlines of complaint handling with their sources."""
    return unless_known(request, ClocksOut(clocks=[ClockOut(**asdict(clock)) for clock in load_clocks()]))


def _agencies(engine: Engine, region: str) -> AgenciesOut:
    disposer = engine.disposer
    if disposer.directory is None:
        names = [name for name in disposer.model.classes if name not in ("Kelurahan", "Kecamatan")]
        own = sorted({*names, *disposer.territorial.names.values()})
        return AgenciesOut(
            release=engine.release.id, roles=[], agencies=[AgencyOut(region="", role=name, agency=name) for name in own]
        )
    roles = [RoleOut(**asdict(role)) for role in disposer.directory.roles.values()]
    province = disposer.finder.province(region) if region and disposer.finder else ""
    found = _there(disposer.directory, region, province) if region else _local(disposer.directory)
    return AgenciesOut(release=engine.release.id, roles=roles, agencies=found)


def _there(directory: Directory, region: str, province: str) -> list[AgencyOut]:
    place = Place(region)
    return [
        AgencyOut(region=region, role=role, agency=directory.agency(role, place, province)) for role in directory.roles
    ]


def _local(directory: Directory) -> list[AgencyOut]:
    return [AgencyOut(region=region, role=role, agency=name) for (region, role), name in directory.agencies.items()]
