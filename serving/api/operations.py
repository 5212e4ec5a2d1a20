"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from serving.access.guard import require
from serving.access.roles import Principal
from serving.metrics import Metrics
from serving.service import Service
from serving.store.database import is_alive

router = APIRouter(tags=["operations"])


class HealthOut(BaseModel):
    """The process answers."""

    status: str = Field(examples=["ok"])


class ReadyOut(BaseModel):
    """Whether requests should be sent here; ``release`` is what answers them."""

    status: str = Field(examples=["ready"])
    release: str = Field(default="", examples=["48be26ee1e25a98f"])


@router.get("/healthz", summary="Apakah proses hidup")
async def healthz() -> HealthOut:
    """Asks nothing of the store or the release."""
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    summary="Apakah layanan siap menjawab",
    responses={503: {"model": ReadyOut, "description": "Belum siap."}},
)
def readyz(request: Request, response: Response) -> ReadyOut:
    """Ready with a verified release and a store that answers, and not while it goes down."""
    state = request.app.state
    if not state.ready or state.draining:
        response.status_code = 503
        return ReadyOut(status="draining" if state.draining else "starting")
    service: Service = state.service
    if not is_alive(service.store.engine):
        response.status_code = 503
        return ReadyOut(status="store not available")
    return ReadyOut(status="ready", release=service.engine.release.id)


@router.get("/metrics", summary="Angka untuk Prometheus", response_class=PlainTextResponse)
def metrics(request: Request, _: Annotated[Principal, Depends(require("releases:read"))]) -> Response:
    """Counts and times in the text format of Prometheus; it sends its key as a bearer token."""
    service: Service = request.app.state.service
    watched: Metrics = request.app.state.metrics
    watched.serves(service.engine.release.id, drift=service.engine.disposer.policy.drift)
    return Response(watched.text(), media_type=CONTENT_TYPE_LATEST)
