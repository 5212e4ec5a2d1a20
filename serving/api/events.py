"""Events for other systems: polled by number, or delivered to webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import SettingsOf, StoreOf, Writer, write, writer
from serving.api.inputs import Input
from serving.api.views import View
from serving.problems import responses
from serving.store.delivery import add_webhook, events_after, list_webhooks, remove_webhook
from serving.store.store import Transaction
from serving.webhooks import checked, event_row

router = APIRouter(prefix="/v1", tags=["events"])
Writing = Annotated[Writer, Depends(writer("events"))]
Reading = Annotated[Principal, Depends(require("events"))]


class EventOut(BaseModel):
    """Something that happened, numbered without going back. It names ids, agencies and decisions, never text."""

    sequence: int = Field(examples=[41])
    kind: str = Field(examples=["disposition"])
    subject: str = Field(examples=["L-1"], description="The caller's id of the complaint or reply.")
    made_at: datetime
    body: dict[str, Any] = Field(examples=[{"decision": "suggest", "agency": "Dinas Perhubungan Kota Kediri"}])


class EventsOut(BaseModel):
    """Events after a number, the oldest first; ``last`` is the number to ask with next."""

    events: list[EventOut]
    last: int = Field(examples=[41])


class WebhookIn(Input):
    """Where events are sent."""

    url: str = Field(min_length=1, max_length=1000, examples=["https://lapor.kedirikota.go.id/tanggap"])


class WebhookOut(View):
    """A webhook. ``delivered`` is the number of the last event that arrived, ``attempts`` failures in a row."""

    id: str
    url: str = Field(examples=["https://lapor.kedirikota.go.id/tanggap"])
    active: bool
    delivered: int
    attempts: int
    next_attempt_at: datetime
    made_at: datetime


class NewWebhookOut(WebhookOut):
    """A webhook with the secret that signs its events; it is shown this once."""

    secret: str


class WebhooksOut(BaseModel):
    """All webhooks."""

    webhooks: list[WebhookOut]


@router.get("/events", summary="Ambil kejadian setelah nomor tertentu", responses=responses())
def events(
    store: StoreOf,
    _: Reading,
    after: Annotated[int, Query(ge=0, le=2**62, description="`last` of the answer before; 0 from the beginning.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> EventsOut:
    """What was answered and decided since; an empty list means that nothing happened yet."""
    with store.reading() as tx:
        found = [EventOut.model_validate(event_row(event)) for event in events_after(tx, after, limit)]
    return EventsOut(events=found, last=found[-1].sequence if found else after)


@router.post(
    "/webhooks",
    status_code=201,
    summary="Daftarkan alamat penerima kejadian",
    response_model=NewWebhookOut,
    responses=responses(409),
)
def register(body: WebhookIn, store: StoreOf, settings: SettingsOf, writing: Writing) -> Response:
    """Events from now on are sent there, signed with the secret in the answer. HTTPS and public addresses only."""
    checked(body.url, private=settings.webhooks_private)
    return write(store, writing, lambda tx: NewWebhookOut.model_validate(add_webhook(tx, body.url)), status=201)


@router.get("/webhooks", summary="Daftar alamat penerima", responses=responses())
def webhooks(store: StoreOf, _: Reading) -> WebhooksOut:
    """All webhooks and how far each got; an inactive one failed for three days and must be registered anew."""
    with store.reading() as tx:
        return WebhooksOut(webhooks=[WebhookOut.model_validate(row) for row in list_webhooks(tx)])


@router.delete(
    "/webhooks/{webhook_id}", status_code=204, summary="Hapus alamat penerima", responses=responses(404, 409)
)
def remove(webhook_id: str, store: StoreOf, writing: Writing) -> Response:
    """Sends no more events there."""

    def work(tx: Transaction) -> None:
        remove_webhook(tx, webhook_id)

    return write(store, writing, work)
