"""The label queue: kept complaints that a person's label would teach the model most, redacted."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from classifier.text.redact import redact
from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.api.paging import Limit
from serving.problems import responses
from serving.store.labels import narrowest
from serving.store.reports import get_complaint

router = APIRouter(prefix="/v1/queue", tags=["labels"])


class LabelRow(BaseModel):
    """A complaint worth a label, with identities masked."""

    id: str = Field(examples=["L-1"])
    margin: float = Field(ge=0, le=1, description="Probability of the best agency less that of the next.")
    submitted_on: date
    region: str
    agency: str = Field(examples=["Dinas Perhubungan Kota Kediri"])
    topic: str
    title: str
    text: str = Field(examples=["Lampu jalan padam di depan rumah [NAMA]."])


class QueueOut(BaseModel):
    """The queue, the least certain first."""

    complaints: list[LabelRow]


@router.get("", summary="Laporan yang paling perlu diberi label", responses=responses())
def queue(store: StoreOf, by: Annotated[Principal, Depends(require("queue"))], limit: Limit = 50) -> QueueOut:
    """Send what a person says of them to `POST /v1/complaints/{id}/corrections`; secret complaints are left out."""
    with store.reading() as tx:
        views = [(get_complaint(tx, id, by), margin) for id, margin in narrowest(tx, limit)]
    return QueueOut(
        complaints=[
            LabelRow(
                id=view.id,
                margin=margin,
                submitted_on=view.submitted_on,
                region=view.region,
                agency=view.agency or view.suggestion,
                topic=view.topic,
                title=redact(view.title or "").text,
                text=redact(view.text or "").text,
            )
            for view, margin in views
        ]
    )
