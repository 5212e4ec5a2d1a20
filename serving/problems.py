"""Errors as problem details (RFC 9457). What a caller sent is never repeated to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from classifier.errors import ReleaseError, TanggapError
from serving.batcher import OverloadedError
from serving.schemas import ComplaintIn, Problem, ReplyIn
from serving.store.database import StoreError

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[TanggapError], tuple[int, str]] = {
    OverloadedError: (503, "The service is overloaded"),
    StoreError: (503, "The store is not available"),
    ReleaseError: (503, "No release is in service"),
}
_FIELDS = {"body", "query", "path", *ComplaintIn.model_fields, *ReplyIn.model_fields}


def problem(
    status: int, title: str, detail: str = "", errors: Sequence[str] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    """A problem response."""
    body = Problem(title=title, status=status, detail=detail, errors=list(errors))
    return JSONResponse(body.model_dump(), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` as a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(TanggapError, _known)
    app.add_exception_handler(Exception, _unknown)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem(422, "The request is not valid", errors=[_sentence(each) for each in error.errors()][:20])


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    titles = {
        404: "There is no such thing",
        405: "The method is not allowed here",
        413: "The body is too large",
        400: "The body is not readable",
    }
    return problem(
        error.status_code, titles.get(error.status_code, "The request was refused"), headers=dict(error.headers or {})
    )


async def _known(_request: Request, error: Exception) -> JSONResponse:
    status, title = next(
        (entry for kind, entry in STATUS.items() if isinstance(error, kind)), (500, "The service failed")
    )
    return problem(status, title, headers={"Retry-After": "1"} if status == 503 else None)


async def _unknown(_request: Request, _error: Exception) -> JSONResponse:
    return problem(500, "The service failed")


def _sentence(error: dict[str, Any]) -> str:
    """Where and what, from our own words only: unknown field names and values are the caller's and stay out."""
    where = ".".join(
        str(part) if isinstance(part, int) or part in _FIELDS else "(unknown field)" for part in error["loc"]
    )
    return f"{where}: {_MESSAGES.get(error['type'], 'is not valid')}"


_MESSAGES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this request",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "string_type": "must be text",
    "json_invalid": "is not valid JSON",
    "literal_error": "is none of the allowed values",
    "value_error": "holds a character that is no text",
    "date_from_datetime_parsing": "must be a date such as 2025-01-31",
    "date_parsing": "must be a date such as 2025-01-31",
    "date_type": "must be a date such as 2025-01-31",
    "model_attributes_type": "must be an object",
}
