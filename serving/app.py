"""The HTTP service: an app factory, nothing at import."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import classifier
from classifier.engine import Engine
from serving import docs, limits, observation, problems
from serving.access.guard import Entrance
from serving.api import routers
from serving.draining import drain_on_sigterm
from serving.duplicates import DuplicateWindow
from serving.pages import install as pages
from serving.releases import Shelf
from serving.service import Service
from serving.settings import Settings
from serving.store.store import Store
from serving.webhooks import Deliverer


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service over one release and one store.

    The release is verified and the store opened when the app starts; a release that does not verify, or a store that
    does not open, ends the start.
    """
    chosen = settings or Settings()
    observation.configure_logs()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = Engine.load(chosen.release, directory=chosen.directory, region=chosen.region)
        store = Store.open(chosen.database_url, hmac_key=chosen.hmac_key, master_key=chosen.master_key)
        service = Service(engine, store, app.state.metrics.decided, drift=chosen.drift)
        service.warm_up()
        deliverer = Deliverer(store, private=chosen.webhooks_private)
        state = app.state
        state.service = service
        state.shelf = Shelf(service.current, chosen.releases, directory=chosen.directory, region=chosen.region)
        state.entrance = Entrance(store.engine, demo=chosen.demo, at_once=chosen.max_requests_each)
        state.duplicates = DuplicateWindow(store)
        state.duplicates.start()
        deliverer.start()
        state.ready = True
        with drain_on_sigterm(app, chosen.drain_seconds):
            yield
        state.ready = False
        deliverer.close()
        state.duplicates.close()
        service.close()
        store.close()

    app = FastAPI(
        title="Tanggap",
        version=classifier.__version__,
        summary="Disposisi laporan masyarakat dan penilaian balasan instansi.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = chosen
    app.state.ready = app.state.draining = False
    problems.install(app)
    limits.install(app, chosen)
    app.state.metrics = observation.install(app)
    docs.install(app)
    routers.install(app)
    pages.install(app, demo=chosen.demo)
    return app
