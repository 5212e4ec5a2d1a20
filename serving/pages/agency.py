"""Instansi: one agency beside its peers of the same kind, its templates, promises, topics and replies."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.inputs import Name
from serving.pages.charts import GOAL
from serving.pages.counted import Counted
from serving.pages.filters import Filter, FilterOf
from serving.pages.render import page
from serving.pages.summary import monthly_levels, monthly_shares
from serving.problems import ProblemError
from serving.store.figures import families, figure_tables, figures, peers, promise_counts, topics
from serving.store.reports import ReplyFilter, ReplyView, list_replies
from serving.store.store import Store, Transaction

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, Depends(require("figures"))]
LATEST = 10


@router.get("/instansi")
def agencies(
    request: Request, by: Reader, store: Counted, chosen: FilterOf, cari: Annotated[Name, Query()] = ""
) -> Response:
    """The agencies in alphabetical order, or one of them."""
    own = by.agency or chosen.agency
    if own:
        return page(request, "instansi.html", **_one(store, by, chosen, own))
    with store.reading() as tx:
        rows = figures(tx, chosen.of_figures(), by, group=("agency",))
    found = [row for row in rows if row.key[0] and cari.lower() in row.key[0].lower()]
    return page(request, "instansi_daftar.html", chosen=chosen, rows=found, goal=GOAL, search=cari)


@router.get("/instansi/laporan")
def report(request: Request, by: Reader, store: Counted, chosen: FilterOf) -> Response:
    """The same of one agency on paper, for the meeting."""
    own = by.agency or chosen.agency
    if not own:
        raise ProblemError("invalid-request", "a report is of one agency")
    return page(request, "instansi_laporan.html", **_one(store, by, chosen, own))


def _one(store: Store, by: Principal, chosen: Filter, agency: str) -> dict[str, Any]:
    """What both pages of an agency show."""
    wanted = chosen.of_figures(agency=agency)
    with store.reading() as tx:
        (total,), months = figure_tables(tx, wanted, by, ((), ("month",)))
        return {
            "chosen": chosen,
            "agency": agency,
            "today": tx.today,
            "total": total if total.complaints or total.replies else None,
            "months": months,
            "goal": GOAL,
            "trend": monthly_shares(months),
            "stacked": monthly_levels(months),
            "peers": peers(tx, agency, chosen.of_figures(agency=""), by),
            "families": families(tx, agency, by, limit=LATEST),
            "promises": promise_counts(tx, agency, by),
            "topics": topics(tx, wanted, by)[:LATEST],
            "replies": _latest(tx, by, chosen, agency),
        }


def _latest(tx: Transaction, by: Principal, chosen: Filter, agency: str) -> list[ReplyView]:
    """The newest replies, for those who read replies at all."""
    if not by.may("reports:read"):
        return []
    wanted = ReplyFilter(agency=agency, month_from=chosen.month_from, month_to=chosen.month_to)
    return list(list_replies(tx, wanted, by, limit=LATEST, texts=True).rows)
