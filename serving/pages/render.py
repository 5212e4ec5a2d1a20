"""Templates to HTML: one environment, everything escaped, figures written as Indonesian readers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from serving.access.roles import Permission, Principal
from serving.pages import words
from serving.pages.highlight import highlight
from serving.store.boilerplate import BOILERPLATE

ROWS = 25
"""Rows of a list on one page."""
FOLDER = Path(__file__).parent
MENU: tuple[tuple[str, str, Permission], ...] = (
    ("/", "Ringkasan", "figures"),
    ("/instansi", "Instansi", "figures"),
    ("/balasan", "Balasan", "reports:read"),
    ("/audit", "Audit", "audit"),
    ("/disposisi", "Disposisi", "correct"),
    ("/janji", "Janji", "reports:read"),
    ("/model", "Model", "releases:read"),
)


def query_of(values: Mapping[str, object]) -> str:
    """The query of an address, with its question mark; what is empty or ``None`` is left out.

    >>> query_of({"instansi": "Dinas A", "dari": ""})
    '?instansi=Dinas+A'
    """
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    return f"?{urlencode(kept)}" if kept else ""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "number": words.number,
        "percent": words.percent,
        "day": words.day,
        "month": words.month,
        "topic": words.topic,
        "kappa": words.kappa,
        "highlight": highlight,
        "local_day": words.local_day,
        "moment_day": lambda value: words.local_day(datetime.fromisoformat(value)),
        "pair": lambda value: (value, value),
        "query": query_of,
    }
    made.globals |= {"words": words, "month_options": words.month_options, "boilerplate": BOILERPLATE}
    return made


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template ``name`` as a page; the signed-in person, the menu and the CSRF token come from the request."""
    principal: Principal | None = getattr(request.state, "principal", None)
    html = (
        _environment()
        .get_template(name)
        .render(
            principal=principal,
            menu=[entry for entry in MENU if principal and principal.may(entry[2])],
            path=request.url.path,
            csrf=getattr(request.state, "csrf", ""),
            demo=request.app.state.demo,
            query=query_of(request.query_params),
            list_query=query_of({**request.query_params, "after": None, "tersimpan": None}),
            link=lambda **changed: with_query(request, **changed),
            **values,
        )
    )
    return HTMLResponse(html, status_code=status)


def with_query(request: Request, **changed: object) -> str:
    """The page's own address with some of its filters changed; ``None`` takes a filter away."""
    return request.url.path + query_of({**request.query_params, **changed})
