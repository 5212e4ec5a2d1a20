"""The HTTP service: an app factory, nothing at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request, Response

import classifier
from classifier.engine import Engine
from serving import docs, problems
from serving.schemas import ComplaintIn, DispositionOut, Problem, ReleaseOut, ReplyIn, VerdictOut
from serving.service import Service
from serving.settings import Settings
from serving.store.database import is_alive, open_store
from serving.store.decisions import DecisionLog

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {problems.MEDIA_TYPE: {}}} for status in (413, 422, 503)
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service over one release and one store.

    The release is verified and the store opened when the app starts; a release that does not verify, or a store that
    does not open, ends the start.
    """
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = Engine.load(chosen.release, directory=chosen.directory, region=chosen.region)
        store = open_store(chosen.database_url)
        app.state.service = Service(engine, DecisionLog(store, key=chosen.hmac_key))
        app.state.service.warm_up()
        app.state.ready = True
        yield
        app.state.ready = False
        app.state.service.close()
        store.dispose()

    app = FastAPI(
        title="Tanggap",
        version=classifier.__version__,
        summary="Disposisi laporan masyarakat dan penilaian balasan instansi.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        max_body_size=chosen.max_body_bytes,
    )
    app.state.ready = False
    problems.install(app)
    docs.install(app)
    _add_routes(app)
    return app


def _service(request: Request) -> Service:
    if not request.app.state.ready:
        raise HTTPException(503)
    service: Service = request.app.state.service
    return service


ServiceOf = Annotated[Service, Depends(_service)]


def _add_routes(app: FastAPI) -> None:
    @app.get("/healthz", tags=["operations"], summary="Whether the process lives")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", tags=["operations"], summary="Whether a verified release is loaded and the store answers")
    def readyz(request: Request, response: Response) -> dict[str, str]:
        if not request.app.state.ready:
            response.status_code = 503
            return {"status": "starting"}
        service: Service = request.app.state.service
        if not is_alive(service.log.engine):
            response.status_code = 503
            return {"status": "store not available"}
        return {"status": "ready", "release": service.engine.release.id}

    @app.get("/v1/release", tags=["releases"], summary="The release in service")
    async def release(service: ServiceOf) -> ReleaseOut:
        manifest = service.engine.release.manifest
        return ReleaseOut.model_validate({"id": service.engine.release.id, **manifest})

    @app.post("/v1/dispositions", tags=["dispositions"], summary="Propose the responsible agency", responses=_PROBLEMS)
    async def dispositions(complaint: ComplaintIn, service: ServiceOf) -> DispositionOut:
        return (await service.dispositions.submit([complaint.record()]))[0]

    @app.post("/v1/replies/score", tags=["replies"], summary="Judge a reply against its complaint", responses=_PROBLEMS)
    async def score(reply: ReplyIn, service: ServiceOf) -> VerdictOut:
        return (await service.verdicts.submit([reply.record()]))[0]
