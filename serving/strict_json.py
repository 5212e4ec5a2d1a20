"""Strict JSON for every body: what two readers could read differently is refused (RFC 8259, and the cautions of 7493).

NaN and infinities, names that come twice, lone surrogates, more than 32 levels and numbers of thousands of digits are
no input that a service should guess at.
"""

from __future__ import annotations

import json
from email.message import Message as Header
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import ProblemError

DEEPEST = 32
"""Levels of nesting that are read."""
_LARGE = 64 * 1024


def read_json(data: bytes) -> Any:
    """The value of a JSON text.

    Raises `ProblemError`: 400 ``unreadable-body`` for what is not UTF-8, too deep or a number too long to be read; 422
    ``invalid-request`` for wrong syntax and for what strict JSON forbids.
    """
    try:
        text = data.decode()
        if _depth(text) > DEEPEST:
            raise ProblemError("unreadable-body", f"JSON may be nested {DEEPEST} levels deep")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError:
        raise ProblemError("invalid-request", "the body is not valid JSON") from None
    except UnicodeDecodeError:
        raise ProblemError("unreadable-body", "the body is not UTF-8") from None
    except ValueError:
        raise ProblemError("unreadable-body", "a number has too many digits") from None
    if "\\u" in text:
        _refuse_surrogates(value)
    return value


class StrictJson:
    """ASGI middleware: the last piece of a JSON body is handed on only when the whole is strict JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is strict JSON, or no JSON."""
        if scope["type"] != "http" or not _is_json(Headers(scope=scope).get("content-type", "")):
            await self._app(scope, receive, send)
            return
        body = bytearray()

        async def checked() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                body.extend(message.get("body", b""))
                if body and not message.get("more_body", False):
                    await _check(bytes(body))
                    body.clear()
            return message

        await self._app(scope, checked, send)


async def _check(body: bytes) -> None:
    """Refuse what is not strict JSON; a large body is read in a thread, so that others need not wait for it."""
    if len(body) <= _LARGE:
        read_json(body)
    else:
        await run_in_threadpool(read_json, body)


def _is_json(content_type: str) -> bool:
    header = Header()
    header["content-type"] = content_type
    kind = header.get_content_subtype()
    return header.get_content_maintype() == "application" and (kind == "json" or kind.endswith("+json"))


def _depth(text: str) -> int:
    """Levels of nesting, where there may be too many; a text with few brackets need not be looked through."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    deepest = depth = 0
    outside = True
    pieces = text.replace("\\\\", "").replace('\\"', "").split('"')
    for piece in pieces:
        if outside:
            for character in piece:
                if character in "[{":
                    depth += 1
                    deepest = max(deepest, depth)
                elif character in "]}":
                    depth -= 1
        outside = not outside
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ProblemError("invalid-request", "a name comes twice in an object")
    return found


def _no_number(_name: str) -> NoReturn:
    raise ProblemError("invalid-request", "NaN and Infinity are no numbers of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ProblemError("invalid-request", "a number is too large")
    return value


def _refuse_surrogates(value: Any) -> None:
    """Refuse half characters such as ``\\ud800``, which no text can hold, in names and values."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ProblemError("invalid-request", "half a character (a lone surrogate) is no text") from None
