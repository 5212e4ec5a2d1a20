"""The filters of pages, kept in their addresses: which months, agency, region and level of government."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from serving.api.dependencies import StoreOf
from serving.api.inputs import Name, Word
from serving.store.figures import FigureFilter, months_known

MonthOrNone = Annotated[str, Query(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")]
A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person chose; an empty text is no choice. ``months`` are those to choose from, the newest first."""

    month_from: str
    month_to: str
    agency: str
    region: str
    level: str
    months: tuple[str, ...]

    def of_figures(self, **changed: str) -> FigureFilter:
        """The filter of figures, with some fields changed."""
        chosen = {name: getattr(self, name) for name in ("month_from", "month_to", "agency", "region", "level")}
        return FigureFilter(**(chosen | changed))


def _filter(
    store: StoreOf,
    dari: MonthOrNone = "",
    sampai: MonthOrNone = "",
    instansi: Annotated[Name, Query()] = "",
    wilayah: Annotated[Name, Query()] = "",
    tingkat: Annotated[Word, Query()] = "",
) -> Filter:
    """The last twelve months that have complaints, unless a month is chosen."""
    with store.reading() as tx:
        months = months_known(tx)
    return Filter(dari or months[:A_YEAR][-1], sampai, instansi, wilayah, tingkat, tuple(months))


FilterOf = Annotated[Filter, Depends(_filter)]
