"""Errors as problem details (RFC 9457). What a caller sent is never repeated to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from classifier.errors import ReleaseError, TanggapError
from serving.batcher import OverloadedError
from serving.schemas import ComplaintIn, Problem, ReplyIn
from serving.store.errors import RefusalError, StoreError

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:problem-type:tanggap:"
"""Prefix of every problem's type; docs/api.md lists them."""
KINDS: dict[str, tuple[int, str]] = {
    "unreadable-body": (400, "The body is not readable"),
    "bad-cursor": (400, "The cursor is none that this service gave"),
    "unknown-host": (400, "The service does not answer for this host"),
    "no-idempotency": (400, "This request takes no Idempotency-Key"),
    "unauthenticated": (401, "A key or a session is needed"),
    "forbidden": (403, "The role does not allow this"),
    "not-found": (404, "There is no such thing"),
    "method-not-allowed": (405, "The method is not allowed here"),
    "slow-request": (408, "The request did not arrive in time"),
    "exists": (409, "It exists already"),
    "key-reused": (409, "The Idempotency-Key came with another request before"),
    "second-person": (409, "Somebody else must confirm it"),
    "decided": (409, "It was decided before"),
    "bad-state": (409, "Its state does not allow this"),
    "too-large": (413, "The body is too large"),
    "media-type": (415, "The media type of the body is not read here"),
    "invalid-request": (422, "The request is not valid"),
    "bad-release": (422, "The release does not verify and was not loaded"),
    "too-many": (429, "Too many requests"),
    "failed": (500, "The service failed"),
    "took-too-long": (503, "The answer took too long"),
    "overloaded": (503, "The service is overloaded"),
    "store": (503, "The store is not available"),
    "no-release": (503, "No release is in service"),
    "unavailable": (503, "The service is not ready"),
}
_BY_STATUS = {
    400: "unreadable-body",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "slow-request",
    409: "bad-state",
    413: "too-large",
    415: "media-type",
    422: "invalid-request",
    429: "too-many",
    500: "failed",
    503: "unavailable",
}
STATUS: dict[type[TanggapError], str] = {
    OverloadedError: "overloaded",
    StoreError: "store",
    ReleaseError: "no-release",
}
_FIELDS = {"body", *ComplaintIn.model_fields, *ReplyIn.model_fields}


_SCHEMA = {"$ref": f"#/components/schemas/{Problem.__name__}"}


class ProblemError(HTTPException):
    """Ends a request with the problem ``kind`` of `KINDS`; ``detail`` is our own words, never the caller's."""

    def __init__(self, kind: str, detail: str = "", *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(KINDS[kind][0], detail, headers)
        self.kind = kind


def know_fields(names: Sequence[str]) -> None:
    """Let errors name these fields of a request; what is not known is the caller's word and stays out."""
    _FIELDS.update(names)


def problem(
    kind: str, detail: str = "", errors: Sequence[str] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A problem response of a kind of `KINDS`."""
    status, _ = KINDS[kind]
    return JSONResponse(
        document(kind, detail, errors),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=({"Retry-After": "1"} if status in (429, 503) else {}) | dict(headers or {}),
    )


def document(kind: str, detail: str = "", errors: Sequence[str] = ()) -> dict[str, Any]:
    """The body of a problem of a kind of `KINDS`."""
    status, title = KINDS[kind]
    return Problem(type=TYPE + kind, title=title, status=status, detail=detail, errors=list(errors)).model_dump()


_OF_EVERY_ROUTE = (400, 401, 403, 408, 413, 422, 429, 503)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route says in OpenAPI of the problems it answers with; those of every route are added."""
    return {
        status: {
            "description": KINDS[_BY_STATUS[status]][1],
            "content": {MEDIA_TYPE: {"schema": _SCHEMA, "example": document(_BY_STATUS[status])}},
        }
        for status in sorted({*_OF_EVERY_ROUTE, *statuses})
    }


def kind_of(error: Exception) -> str:
    """The kind of `KINDS` that an error is answered with."""
    if isinstance(error, ProblemError | RefusalError):
        return error.kind
    if isinstance(error, HTTPException):
        return _BY_STATUS.get(error.status_code, "failed")
    return next((kind for known, kind in STATUS.items() if isinstance(error, known)), "failed")


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` as a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(TanggapError, _known)
    app.add_exception_handler(Exception, _unknown)


def sentences(errors: Sequence[Any]) -> list[str]:
    """What pydantic found wrong, as at most 20 sentences of our own words."""
    return [_sentence(each) for each in errors][:20]


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem("invalid-request", errors=sentences(error.errors()))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code)
    if kind:
        return problem(kind, headers=error.headers)
    body = Problem(title="The request was refused", status=error.status_code, detail="")
    return JSONResponse(
        body.model_dump(), status_code=error.status_code, media_type=MEDIA_TYPE, headers=dict(error.headers or {})
    )


async def _problem(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return problem(error.kind, error.detail, headers=error.headers)


async def _known(_request: Request, error: Exception) -> JSONResponse:
    return problem(kind_of(error), str(error) if isinstance(error, RefusalError) else "")


async def _unknown(_request: Request, _error: Exception) -> JSONResponse:
    return problem("failed")


def _sentence(error: dict[str, Any]) -> str:
    """Where and what, from our own words only: unknown field names and values are the caller's and stay out."""
    ours = error["loc"][:1] in _PARAMETERS  # they have our names; only names in a body are the caller's
    where = ".".join(
        str(part) if ours or isinstance(part, int) or part in _FIELDS else "(unknown field)" for part in error["loc"]
    )
    return f"{where}: {_MESSAGES.get(error['type'], 'is not valid')}"


_PARAMETERS = (("query",), ("path",), ("header",))
_MESSAGES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this request",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "string_type": "must be text",
    "string_pattern_mismatch": "has not the form that is asked for",
    "too_long": "is too long",
    "too_short": "is empty or too short",
    "list_type": "must be a list",
    "json_invalid": "is not valid JSON",
    "literal_error": "is none of the allowed values",
    "enum": "is none of the allowed values",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
    "value_error": "holds a character that is no text",
    "date_from_datetime_parsing": "must be a date such as 2025-01-31",
    "date_parsing": "must be a date such as 2025-01-31",
    "date_type": "must be a date such as 2025-01-31",
    "model_attributes_type": "must be an object",
    "model_type": "must be an object",
}
