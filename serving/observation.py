"""Every request gets an id, a line in the log, and a count. Neither holds a text, a path as sent, or a name."""

from __future__ import annotations

import re
import sys
import time
import uuid
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.metrics import Metrics

REQUEST_ID = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_UNMATCHED = "unmatched"


def configure_logs() -> None:
    """JSON lines on stderr, with the time in UTC."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def install(app: FastAPI) -> Metrics:
    """Observe ``app`` from outside all its bounds."""
    metrics = Metrics()
    app.add_middleware(Observation, metrics=metrics)
    return metrics


class Observation:
    """ASGI middleware: request ids, log lines and counts.

    An id that a caller gives is taken over when it has 8 to 64 letters, digits and dashes, so that one request can be
    followed through several systems.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._log: Any = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        status, started = 500, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", _UNMATCHED)
            method = scope["method"] if scope.get("route") else "other"
            self._metrics.answered(route, method, status, seconds)
            self._log.info(
                "request",
                request_id=request_id,
                route=route,
                method=method,
                status=status,
                ms=round(1000 * seconds, 2),
                by=getattr(scope.get("state", {}).get("principal"), "id", ""),
            )
