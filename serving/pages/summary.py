"""Ringkasan: months and levels of government, with finished beside finished in substance."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from markupsafe import Markup

from serving.access.guard import require
from serving.access.roles import Principal
from serving.pages import charts, words
from serving.pages.charts import GOAL
from serving.pages.counted import Counted
from serving.pages.filters import FilterOf
from serving.pages.render import page
from serving.store.figures import Figures, Group, figure_tables, regions_known

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, Depends(require("figures"))]


@router.get("/")
def summary(request: Request, by: Reader, store: Counted, chosen: FilterOf) -> Response:
    """The overview, as filtered."""
    groups: tuple[tuple[Group, ...], ...] = ((), ("month",), ("level",), ("region",))
    with store.reading() as tx:
        (total,), months, levels, regions = figure_tables(tx, chosen.of_figures(), by, groups)
        known = regions_known(tx)
    return page(
        request,
        "ringkasan.html",
        chosen=chosen,
        total=total if total.complaints or total.replies else None,
        months=months,
        levels=levels,
        regions=sorted(regions, key=_by_handled),
        known_regions=known,
        goal=GOAL,
        trend=monthly_shares(months),
        stacked=monthly_levels(months),
    )


def monthly_levels(months: list[Figures]) -> Markup:
    """Replies of each level, by month."""
    return charts.levels(
        "Tingkat balasan per bulan, angkanya di tabel di bawah",
        [words.short_month(row.key[0]) for row in months],
        [(row.normative.count, row.partial.count, row.substantive.count) for row in months],
    )


def monthly_shares(months: list[Figures]) -> Markup:
    """What was handled, finished, and finished in substance, by month."""
    return charts.shares(
        "Ditangani, selesai dan selesai secara substantif per bulan, angkanya di tabel di bawah",
        [words.short_month(row.key[0]) for row in months],
        {
            "Ditangani": [row.handled.share for row in months],
            "Selesai": [row.finished.share for row in months],
            "Selesai substantif": [row.finished_substantive.share for row in months],
        },
        goal=GOAL,
    )


def _by_handled(row: Figures) -> tuple[float, str]:
    """The least handled first: that is what the meeting is about. Too few to tell comes last."""
    return (2.0 if row.handled.share is None else row.handled.share, row.key[0])
