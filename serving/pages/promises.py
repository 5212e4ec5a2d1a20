"""Janji: what agencies promised, with its last day."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.api.paging import Cursor
from serving.pages.filters import FilterOf
from serving.pages.render import ROWS, page
from serving.store.figures import agencies_known, promise_counts, promises

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, Depends(require("reports:read"))]
State = Literal["", "buka", "lewat", "ditepati", "tanpa_tanggal"]


@router.get("/janji")
def ledger(
    request: Request, by: Reader, store: StoreOf, chosen: FilterOf, keadaan: State = "lewat", after: Cursor = ""
) -> Response:
    """The ledger of promises; those past their day first shown."""
    agency = by.agency or chosen.agency
    with store.reading() as tx:
        found = promises(tx, by, agency=agency, state=keadaan, after=after, limit=ROWS)
        agencies = [] if by.agency else agencies_known(tx)
        counts = promise_counts(tx, agency, by)
        return page(
            request,
            "janji.html",
            chosen=chosen,
            state=keadaan,
            found=found,
            counts=counts,
            agency=agency,
            after=after,
            agencies=agencies,
        )
