"""Calling the service over HTTP: keys, repeated attempts, errors."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from serving.api.paging import Page
from serving.schemas import Problem

Answer = TypeVar("Answer", bound=BaseModel)

_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_WAIT = 30.0


class ApiError(Exception):
    """The service refused a request; ``problem`` says why (RFC 9457)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.title}. {problem.detail} {'; '.join(problem.errors)}".strip())
        self.problem = problem


class Caller:
    """Sends requests and reads answers; see `serving.client.Client` for the parameters."""

    def __init__(
        self, url: str, key: str = "", *, timeout: float = 30.0, attempts: int = 4, http: httpx2.Client | None = None
    ) -> None:
        self._own = http is None
        self._http = http or httpx2.Client(base_url=url, timeout=timeout)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._attempts = attempts

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._own:
            self._http.close()

    def get(self, path: str, answer: type[Answer], wanted: Mapping[str, Any] | None = None) -> Answer:
        """Read something."""
        return self.send("GET", path, answer, params=wanted)

    def post(self, path: str, body: BaseModel | Mapping[str, Any], answer: type[Answer], once: str = "") -> Answer:
        """Write something; ``once`` is its ``Idempotency-Key``, a new one when empty."""
        content = plain(body) if isinstance(body, BaseModel) else body
        return self.send("POST", path, answer, json=content, once=once)

    def pages(self, path: str, page: type[Page[Answer]], wanted: Mapping[str, Any]) -> Iterator[Answer]:
        """The items of all pages."""
        after = ""
        while True:
            found = self.get(path, page, {**wanted, "after": after})
            yield from found.items
            after = found.next
            if not after:
                return

    def send(self, method: str, path: str, answer: type[Answer], **request: Any) -> Answer:
        """Send a request and read its answer."""
        return answer.model_validate_json(self.request(method, path, **request).content)

    def request(self, method: str, path: str, *, once: str = "", **request: Any) -> httpx2.Response:
        """The answer to a request, sent again while the service cannot answer."""
        headers = self._headers if method == "GET" else self._headers | {"Idempotency-Key": once or uuid.uuid4().hex}
        for attempt in range(1, self._attempts + 1):
            last = attempt == self._attempts
            try:
                answer = self._http.request(method, path, headers=headers, **request)
            except httpx2.TransportError:
                if last:
                    raise
                time.sleep(_wait(attempt))
                continue
            if answer.is_success:
                return answer
            if last or answer.status_code not in _AGAIN:
                break
            time.sleep(_wait(attempt, answer.headers.get("Retry-After", "")))
        raise ApiError(_problem(answer))


def plain(body: BaseModel) -> dict[str, Any]:
    """A body as JSON values, without what was left out."""
    return body.model_dump(mode="json", exclude_unset=True)


def _wait(attempt: int, asked: str = "") -> float:
    """Seconds until the next attempt: what the service asked for, or 0.5, 1, 2 ..."""
    return min(float(asked) if asked.isdecimal() else 0.25 * 2**attempt, _LONGEST_WAIT)


def _problem(answer: httpx2.Response) -> Problem:
    try:
        return Problem.model_validate_json(answer.content)
    except ValidationError:  # what stands before the service answered
        return Problem(title=answer.reason_phrase, status=answer.status_code, detail="")
