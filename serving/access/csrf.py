"""Writes that another site makes a browser send (CSRF) are refused twice: by their origin and by a secret word."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from fastapi import Request

from serving.problems import ProblemError

FIELD = "csrf"
"""The hidden form field; ``request.state.csrf`` is its value in a template."""
HEADER = "X-CSRF-Token"
READS = frozenset({"GET", "HEAD", "OPTIONS"})


async def check_csrf(request: Request, expected: str) -> None:
    """Refuse a write that a browser sends with its cookie, unless a page of ours sent it.

    Raises `ProblemError` 403 when the request comes from another site, or when neither the header ``X-CSRF-Token``
    nor the form field ``csrf`` holds the word of the session.
    """
    if request.method in READS:
        return
    check_origin(request)
    sent = request.headers.get(HEADER, "")
    if not sent and request.headers.get("content-type", "").startswith(_FORMS):
        value = (await request.form()).get(FIELD, "")
        sent = value if isinstance(value, str) else ""
    if not hmac.compare_digest(sent.encode(), expected.encode()):
        raise ProblemError("forbidden")


def check_origin(request: Request) -> None:
    """Refuse what another site sends, also to the sign-in form, which has no session yet. Raises `ProblemError` 403."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ProblemError("forbidden")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise ProblemError("forbidden")


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
