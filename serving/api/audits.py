"""Audits: how far they are, and what they say of the replies."""

from __future__ import annotations

from datetime import datetime
from math import isnan
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, BeforeValidator, Field

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.api.figures import ShareOut
from serving.api.views import View
from serving.problems import responses
from serving.store import audits as store_audits
from serving.store.store import Transaction
from serving.store.tables import Audit

router = APIRouter(prefix="/v1/audits", tags=["audits"])
Auditing = Annotated[Principal, Depends(require("audit"))]
Known = Annotated[
    float | None, BeforeValidator(lambda value: None if isinstance(value, float) and isnan(value) else value)
]
"""A number, or null where there is none, as for a kappa of raters who always said the same."""


class ProgressOut(View):
    """Sampled replies, and how many have one rating, two, two that differ, and a decided level."""

    items: int = Field(examples=[60])
    rated_once: int
    rated_twice: int
    disputed: int
    decided: int


class WeightedOut(View):
    """A share of all replies as the sample says, with its 95 % interval; ``items`` are the replies it rests on."""

    share: float | None = Field(examples=[0.41])
    low: float | None
    high: float | None
    items: int


class JudgeErrorOut(View):
    """The judge against the audit: what it calls substantive, and where it is wrong."""

    says_substantive: WeightedOut
    wrong: WeightedOut
    false_substantive: WeightedOut = Field(description="Among those that the judge calls substantive.")
    missed: WeightedOut = Field(description="Among those that are.")
    kappa: Known = Field(description="Quadratic kappa of the levels.")


class EstimateOut(View):
    """The true share of substantive replies among ``population``; ``control`` is that of the random control."""

    substantive: WeightedOut
    population: int
    complete: bool
    judge: JudgeErrorOut
    control: ShareOut


class ItemAgreementOut(View):
    """How far two raters agree on a checklist item."""

    equal: Known
    kappa: Known


class AgreementOut(View):
    """How far two raters agree, over the pairs of replies that both rated."""

    pairs: int
    equal: Known
    level_kappa: Known
    items: dict[str, ItemAgreementOut] = Field(examples=[{"R1": {"equal": 0.93, "kappa": 0.81}}])


class AuditOut(BaseModel):
    """An audit and how far it is; ``state`` is ``berjalan`` or ``selesai``."""

    id: str
    name: str = Field(examples=["Triwulan III"])
    state: str = Field(examples=["selesai"])
    made_at: datetime
    progress: ProgressOut


class AuditResultOut(AuditOut):
    """An audit with what it says."""

    agreement: AgreementOut
    estimate: EstimateOut


class AuditsOut(BaseModel):
    """The audits, the newest first."""

    audits: list[AuditOut]


@router.get("", summary="Daftar audit", responses=responses())
def audits(store: StoreOf, _: Auditing) -> AuditsOut:
    """All audits with their progress."""
    with store.reading() as tx:
        return AuditsOut(audits=[_out(tx, each) for each in store_audits.list_audits(tx)])


@router.get("/{audit_id}", summary="Hasil satu audit", responses=responses(404))
def audit(audit_id: str, store: StoreOf, _: Auditing) -> AuditResultOut:
    """The design-weighted estimate of the true substantive share, the judge's error, and how far the raters agree."""
    with store.reading() as tx:
        found = _out(tx, store_audits.get_audit(tx, audit_id))
        return AuditResultOut(
            **dict(found),
            agreement=AgreementOut.model_validate(store_audits.agreement(tx, audit_id)),
            estimate=EstimateOut.model_validate(store_audits.estimate(tx, audit_id)),
        )


def _out(tx: Transaction, row: Audit) -> AuditOut:
    progress = ProgressOut.model_validate(store_audits.progress(tx, row.id))
    return AuditOut(id=row.id, name=row.name, state=row.state, made_at=row.made_at, progress=progress)
