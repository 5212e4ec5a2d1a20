"""The last resort for errors: whatever fails is answered as a problem and logged without a word of what was sent."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import ProblemError, problem

_LOG = logging.getLogger("tanggap")
_PLAIN = {400: "unknown-host", 413: "too-large"}
"""What Starlette's own middlewares answer in plain text."""


class Failures:
    """ASGI middleware: problems for errors that are raised outside the routes, or that nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, replaced = False, False

        async def send_problem(message: Message) -> None:
            nonlocal begun, replaced
            if message["type"] == "http.response.start" and not begun:
                begun = True
                kind = _PLAIN.get(message["status"])
                if kind and Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain"):
                    replaced = True
                    await problem(kind, headers={"Connection": "close"})(scope, receive, send)
            if not replaced:
                await send(message)

        try:
            await self._app(scope, receive, send_problem)
        except ProblemError as error:
            if not begun:
                await problem(error.kind, error.detail, headers=error.headers)(scope, receive, send)
        except Exception as error:
            if _is_gone(error):
                _LOG.info("a caller went away before its answer")
                return
            _LOG.error("unforeseen %s at %s", type(error).__name__, places(error))
            if not begun:
                await problem("failed")(scope, receive, send)


def _is_gone(error: Exception) -> bool:
    """Whether a write failed because the connection was closed meanwhile, as uvloop tells it."""
    return isinstance(error, RuntimeError) and "the handler is closed" in str(error)


def places(error: BaseException) -> str:
    """Where an error came from, innermost last. Its message is left out: libraries put values into it."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
