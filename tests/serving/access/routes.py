"""The routes of the app with the permission that their guard asks for, as tests walk them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from serving.access.roles import Permission


@dataclass(frozen=True)
class Route:
    """A method of a path. ``permission`` is ``None`` where no guard stands."""

    method: str
    path: str
    permission: Permission | None

    def at(self, **names: str) -> str:
        """The path with its parameters filled in; those not named become ``x``, and a format JSON."""
        given = {"form": "json"} | names
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: given.get(found[1], "x"), self.path)


def routes_of(app: FastAPI) -> list[Route]:
    """Every method of every path, mounted apps too."""
    return [
        Route(method, route.path or "", _permission(getattr(route, "dependant", None)))
        for route in iter_route_contexts(app.routes)
        for method in sorted(route.methods or {"GET"})
        if method != "HEAD"
    ]


def _permission(dependant: Any) -> Permission | None:
    found = {each for each in _permissions(dependant) if each is not None}
    assert len(found) <= 1, "one guard a route"
    return found.pop() if found else None


def _permissions(dependant: Any) -> Iterator[Permission | None]:
    if dependant is not None:
        yield getattr(dependant.call, "permission", None)
        for inner in dependant.dependencies:
            yield from _permissions(inner)
