"""Putting the pages into the app."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from serving.pages import agency, audits, dispositions, downloads, entry, errors, model, promises, replies, summary

ROUTERS = tuple(
    each.router for each in (entry, summary, agency, replies, audits, dispositions, promises, model, downloads)
)


def install(app: FastAPI, *, demo: bool) -> None:
    """Add the pages, their static files and their errors; `serving.problems.install` comes before."""
    app.state.demo = demo
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router)
    errors.install(app)
