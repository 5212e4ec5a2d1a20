"""Reference data that a caller keeps: answered with an ETag, and with 304 to who has the same already (RFC 9110)."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response
from pydantic import BaseModel


def unless_known(request: Request, body: BaseModel) -> Response:
    """The body with its ETag, or 304 without a body when ``If-None-Match`` names it."""
    content = body.model_dump_json().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=300"}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)
