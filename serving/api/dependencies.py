"""What routes ask of the app: the service, the store behind it, and who reads or writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from serving.access.guard import require
from serving.access.roles import Permission, Principal
from serving.problems import ProblemError
from serving.service import Service
from serving.settings import Settings
from serving.store.delivery import Once, digest_of, find_answer, keep_answer
from serving.store.store import Store, Transaction


def _service(request: Request) -> Service:
    if not request.app.state.ready:
        raise ProblemError("unavailable")
    service: Service = request.app.state.service
    return service


ServiceOf = Annotated[Service, Depends(_service)]


def _store(service: ServiceOf) -> Store:
    return service.store


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


StoreOf = Annotated[Store, Depends(_store)]
SettingsOf = Annotated[Settings, Depends(_settings)]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and the ``Idempotency-Key`` of the request where it has one."""

    by: Principal
    once: Once | None


IdempotencyKey = Annotated[
    str,
    Header(
        max_length=180,
        pattern=r"^[\x21-\x7e]*$",
        description="Up to 180 visible characters, new for every write. The same request sent again with its key is "
        "not done again and gets the first answer; another request with that key gets 409.",
        examples=["6f1c2f0e-laporan-L-1"],
    ),
]


def writer(permission: Permission) -> Callable[..., Any]:
    """Like `require`, for a route that writes: it reads the ``Idempotency-Key`` too, and gives a `Writer`."""
    guard = Depends(require(permission))

    async def asks(request: Request, by: Principal = guard, idempotency_key: IdempotencyKey = "") -> Writer:
        if not idempotency_key:
            return Writer(by, None)
        digest = digest_of(request.method, request.url.path, await request.body())
        return Writer(by, Once(by.id, idempotency_key, digest))

    return asks


def write(
    store: Store, writer: Writer, work: Callable[[Transaction], BaseModel | None], *, status: int = 200
) -> Response:
    """The answer of ``work``, done in one transaction with the keeping of its answer; 204 where it gives ``None``.

    What was done before with the same ``Idempotency-Key`` is answered again and not done again.
    """
    with store.writing() as tx:
        if writer.once and (kept := find_answer(tx, writer.once)):
            return _response(kept.status, kept.body)
        answer = work(tx)
        status, body = (204, b"") if answer is None else (status, answer.model_dump_json().encode())
        if writer.once:
            keep_answer(tx, writer.once, status, body)
    return _response(status, body)


def _response(status: int, body: bytes) -> Response:
    return Response(body, status, media_type="application/json" if body else None)
