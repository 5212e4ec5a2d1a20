"""Bounded by default: how many requests at once, how long each may take, how large it may be, and for which host."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.failures import Failures
from serving.headers import SecurityHeaders
from serving.problems import ProblemError
from serving.settings import Settings
from serving.strict_json import StrictJson

PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by machines that watch the service: under any host name, and also when it is full."""
_STREAM = "application/x-ndjson"


def install(app: FastAPI, settings: Settings) -> None:
    """Put the bounds of ``settings`` around ``app``; the first in the text is the outermost."""
    bounds: list[tuple[Any, dict[str, Any]]] = [
        (SecurityHeaders, {"hsts_seconds": settings.hsts_seconds}),
        (Failures, {}),
        (TrustedHosts, {"allowed_hosts": settings.trusted_hosts, "www_redirect": False}),
        (
            Limits,
            {
                "at_once": settings.max_requests,
                "receive_seconds": settings.receive_seconds,
                "answer_seconds": settings.answer_seconds,
            },
        ),
        (RequestBodyLimitMiddleware, {"max_body_size": settings.max_body_bytes}),
        (StrictJson, {}),
    ]
    for middleware, options in reversed(bounds):
        app.add_middleware(middleware, **options)


class TrustedHosts(TrustedHostMiddleware):
    """Answers only under the names of the setting: a page of another name cannot reach a service on this machine."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer under a trusted name, or for a probe."""
        if scope["type"] == "http" and scope["path"] in PROBES:
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class Limits:
    """ASGI middleware: bounds on requests at once and on time.

    Parameters
    ----------
    at_once: requests under way; more get 503.
    receive_seconds: time in which a body must have arrived, else 408; in a stream of lines, the time between pieces.
    answer_seconds: time until the answer must have begun, else 503.
    """

    def __init__(self, app: ASGIApp, *, at_once: int, receive_seconds: float, answer_seconds: float) -> None:
        self._app = app
        self._at_once = at_once
        self._receive_seconds = receive_seconds
        self._answer_seconds = answer_seconds
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer within the bounds. Raises `ProblemError`."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        if self._under_way >= self._at_once:
            raise ProblemError("overloaded")
        self._under_way += 1
        try:
            await self._in_time(scope, self._received_in_time(scope, receive), send)
        finally:
            self._under_way -= 1

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_begun(message: Message) -> None:
            if not bound.expired():
                bound.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._answer_seconds) as bound:
                await self._app(scope, receive, send_begun)
        except TimeoutError:
            if not bound.expired():
                raise
            raise ProblemError("took-too-long") from None

    def _received_in_time(self, scope: Scope, receive: Receive) -> Receive:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._receive_seconds
        is_stream = Headers(scope=scope).get("content-type", "").startswith(_STREAM)
        arrived = False

        async def receive_in_time() -> Message:
            nonlocal arrived
            if arrived:
                return await receive()
            try:
                async with asyncio.timeout_at(loop.time() + self._receive_seconds if is_stream else until):
                    message = await receive()
            except TimeoutError:
                raise ProblemError("slow-request", headers={"Connection": "close"}) from None
            arrived = not message.get("more_body", False)
            return message

        return receive_in_time
