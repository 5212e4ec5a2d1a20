"""The guard of every route: who asks, whether the role allows it, and whether it asks for too much at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import NoReturn

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine

from serving.access.cookies import session_token
from serving.access.csrf import check_csrf
from serving.access.keys import PREFIX, digest, principal_of_key
from serving.access.roles import Permission, Principal
from serving.access.sessions import principal_of
from serving.problems import ProblemError

PUBLIC = frozenset({"/healthz", "/readyz", "/docs", "/docs/assets", "/openapi.json", "/masuk", "/static"})
"""Paths without a guard. A route that is neither here nor guarded fails a test."""
DEMO = Principal("demo", "demo", "service")
"""Who calls the API, not the pages, without credentials in demo mode."""
_REMEMBERED_SECONDS = 5.0
_REMEMBERED = 1000


class Entrance:
    """Finds who asks, and counts what each asks at once.

    Keys that were right are remembered for five seconds, so that a request costs no query and a revoked key works no
    longer than that; sessions are looked up every time.

    Parameters
    ----------
    store: with accounts, sessions and keys.
    demo: a call without credentials counts as role ``service``.
    at_once: requests of one principal that may be under way in this worker; more get 429.
    """

    def __init__(self, store: Engine, *, demo: bool = False, at_once: int = 256) -> None:
        self.store = store
        self.demo = demo
        self._at_once = at_once
        self._under_way: Counter[str] = Counter()
        self._known: dict[str, tuple[Principal, float]] = {}

    async def principal(self, request: Request) -> Principal:
        """Who asks. A session that writes must bring its CSRF word. Raises `ProblemError` 401 or 403."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme:
            return await self._of_key(key.strip()) if scheme.lower() == "bearer" else _refuse()
        token = session_token(request)
        signed_in = await run_in_threadpool(principal_of, self.store, token) if token else None
        if signed_in is not None:
            await check_csrf(request, signed_in.csrf)
            request.state.csrf = signed_in.csrf
            return signed_in.principal
        return DEMO if self.demo and _is_api(request) else _refuse()

    @contextmanager
    def entered(self, principal: Principal) -> Iterator[None]:
        """Count a request in, and out at the end. Raises `ProblemError` 429 when too many are under way."""
        if self._under_way[principal.id] >= self._at_once:
            raise ProblemError("too-many")
        self._under_way[principal.id] += 1
        try:
            yield
        finally:
            self._under_way[principal.id] -= 1
            if not self._under_way[principal.id]:
                del self._under_way[principal.id]

    async def _of_key(self, key: str) -> Principal:
        if not key.startswith(PREFIX):
            _refuse()
        name, now = digest(key), monotonic()
        principal, until = self._known.get(name, (None, 0.0))
        if principal is None or until < now:
            principal = await run_in_threadpool(principal_of_key, self.store, key)
            self._known.pop(name, None)
            if principal is None:
                _refuse()
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[name] = (principal, now + _REMEMBERED_SECONDS)
        return principal


def _is_api(request: Request) -> bool:
    """Whether the route is described to callers of the API; pages are not, and ask people to sign in."""
    return bool(getattr(request.scope.get("route"), "include_in_schema", True))


def _refuse() -> NoReturn:
    raise ProblemError("unauthenticated", headers={"WWW-Authenticate": "Bearer"})


def require(permission: Permission) -> Callable[[Request], AsyncIterator[Principal]]:
    """A dependency that lets only those in whose role has ``permission``, and gives the `Principal`.

    It raises `ProblemError`: 401 without valid credentials, 403 when the role does not allow it, 429 when the
    principal has too many requests under way, 503 before the start. The principal is in ``request.state`` too.
    """

    async def guard(request: Request) -> AsyncIterator[Principal]:
        entrance: Entrance | None = getattr(request.app.state, "entrance", None)
        if entrance is None:
            raise ProblemError("unavailable")
        try:
            principal = await entrance.principal(request)
            request.state.principal = principal
            if not principal.may(permission):
                raise ProblemError("forbidden")
            with entrance.entered(principal):
                yield principal
        finally:
            await request.close()  # files of a form that was read for its CSRF word

    guard.permission = permission  # type: ignore[attr-defined]
    return guard
