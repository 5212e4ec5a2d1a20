"""Figures for supervisors: agencies by month, trends, peers, topics, copied replies and promises."""

from serving.store.figures.counting import CLOCKS, is_stale, refresh
from serving.store.figures.ledger import STATES, PromiseView, promise_counts, promises
from serving.store.figures.shares import LEAST, Share
from serving.store.figures.summing import (
    FigureFilter,
    Figures,
    Group,
    agencies_known,
    figure_tables,
    figures,
    months_known,
    peers,
    regions_known,
    topics,
)
from serving.store.figures.templates import FamilyView, families

__all__ = [
    "CLOCKS",
    "LEAST",
    "STATES",
    "FamilyView",
    "FigureFilter",
    "Figures",
    "Group",
    "PromiseView",
    "Share",
    "agencies_known",
    "families",
    "figure_tables",
    "figures",
    "is_stale",
    "months_known",
    "peers",
    "promise_counts",
    "promises",
    "refresh",
    "regions_known",
    "topics",
]
