"""The bounds around any app: hosts, headers, requests at once, times, sizes, and errors that repeat no input."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient

from serving import docs, limits, problems
from serving.headers import DEFAULTS
from serving.settings import Settings

SECRET = "Bu Siti 3578010101010001"


def bounded(**changes: Any) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.draining = False
    problems.install(app)
    docs.install(app)
    limits.install(app, Settings(**{"trusted_hosts": ["localhost", "*.kota.example"]} | changes))

    @app.get("/healthz")
    async def healthz() -> str:
        return "ok"

    @app.post("/json")
    async def take_json(body: dict[str, Any]) -> int:
        return len(body)

    @app.post("/large", max_body_size=100_000)
    async def take_large(body: dict[str, Any]) -> int:
        return len(body)

    @app.post("/by-hand")
    async def take_by_hand(request: Request) -> int:
        return len(await request.json())

    @app.get("/slow")
    async def slow(seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "done"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(4):
                await asyncio.sleep(0.1)
                yield b"x"

        return StreamingResponse(parts())

    @app.post("/fails")
    async def fails(body: dict[str, Any]) -> None:
        raise KeyError(str(body))

    @app.get("/fails-later")
    async def fails_later() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"x"
            raise KeyError(SECRET)

        return StreamingResponse(parts())

    @app.get("/own")
    async def own() -> PlainTextResponse:
        return PlainTextResponse("x", headers={"Cache-Control": "max-age=60", "Content-Security-Policy": "sandbox"})

    return app


@pytest.fixture
def client() -> TestClient:
    return TestClient(bounded(max_body_bytes=2000), base_url="http://localhost:8000")


def is_problem(answer: httpx.Response, status: int, kind: str) -> bool:
    body = answer.json()
    return (answer.status_code, answer.headers["content-type"], body["type"], body["status"]) == (
        status,
        "application/problem+json",
        problems.TYPE + kind,
        status,
    )


@pytest.mark.parametrize("path", ["/healthz", "/none", "/docs", "/openapi.json", "/docs/assets/swagger-ui.css"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    for answer in (client.get(path), client.put(path), client.get(path, headers={"Host": "other.example"})):
        assert set(map(str.lower, DEFAULTS)) <= set(answer.headers)
        assert "strict-transport-security" not in answer.headers
        assert "unsafe" not in answer.headers["content-security-policy"].split("style-src")[0]


def test_an_unforeseen_error_has_them_too_and_tells_nothing(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/fails", json={SECRET: 1})
    assert is_problem(answer, 500, "failed")
    assert set(map(str.lower, DEFAULTS)) <= set(answer.headers)
    assert "Siti" not in answer.text + caplog.text
    assert "unforeseen KeyError" in caplog.text
    assert "test_bounds.py" in caplog.text


def test_an_error_in_a_stream_tells_nothing_either(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/fails-later")
    assert answer.text == "x"
    assert "Siti" not in caplog.text
    assert "unforeseen" in caplog.text


def test_what_a_route_says_itself_stays(client: TestClient) -> None:
    headers = client.get("/own").headers
    assert (headers["cache-control"], headers["content-security-policy"]) == ("max-age=60", "sandbox")


def test_the_documentation_page_runs_its_own_script_alone(client: TestClient) -> None:
    page = client.get("/docs")
    (script,) = re.findall(r"<script>(.*?)</script>", page.text, flags=re.DOTALL)
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    directives = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert directives["script-src"] == f"'self' 'sha256-{digest}'"
    assert directives["default-src"] == "'none'"


def test_https_is_insisted_on_where_the_setting_says_so() -> None:
    answer = TestClient(bounded(hsts_seconds=60), base_url="http://localhost").get("/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=60; includeSubDomains"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:1234", 200),
        ("lapor.kota.example", 200),
        ("kota.example", 400),
        ("other.example", 400),
        ("localhost.other.example", 400),
        ("localhost@other.example", 400),
        ("", 400),
    ],
)
def test_only_trusted_names_are_answered(client: TestClient, host: str, status: int) -> None:
    answer = client.get("/own", headers={"Host": host})
    assert answer.status_code == status
    assert status == 200 or is_problem(answer, 400, "unknown-host")
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_large_body_is_a_problem_unless_the_route_allows_it(client: TestClient) -> None:
    large = {"a": SECRET * 200}
    for path in ("/json", "/by-hand", "/healthz", "/none"):
        answer = client.post(path, json=large)
        assert "Siti" not in answer.text
        assert is_problem(answer, 413, "too-large"), path
        assert answer.headers["connection"] == "close"
    assert client.post("/large", json=large).json() == 1

    def pieces() -> Any:
        for _ in range(100):
            yield b'"' + b"x" * 100

    answer = client.post("/json", content=pieces(), headers={"Content-Type": "application/json"})
    assert is_problem(answer, 413, "too-large")


@pytest.mark.parametrize("path", ["/json", "/by-hand", "/large"])
@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b'{"a": NaN}', 422, "invalid-request"),
        (b'{"a": 1, "a": 2}', 422, "invalid-request"),
        (b'{"a": "\\ud800"}', 422, "invalid-request"),
        (b"[" * 1000, 400, "unreadable-body"),
        (b'{"a": "\xff"}', 400, "unreadable-body"),
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/vnd.tanggap+json", "Application/JSON; x=y"])
def test_every_json_body_is_read_strictly(
    client: TestClient, path: str, body: bytes, status: int, kind: str, content_type: str
) -> None:
    assert is_problem(client.post(path, content=body, headers={"Content-Type": content_type}), status, kind)


def test_a_large_json_body_is_read_strictly_too(client: TestClient) -> None:
    body = b'{"a": "' + b"x" * 90_000 + b'", "a": 1}'
    assert is_problem(
        client.post("/large", content=body, headers={"Content-Type": "application/json"}), 422, "invalid-request"
    )


async def together(app: FastAPI, paths: list[str]) -> list[httpx.Response]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
        return await asyncio.gather(*map(client.get, paths))


def test_a_full_worker_sends_callers_away_but_answers_probes() -> None:
    app = bounded(max_requests=3)
    answers = asyncio.run(together(app, ["/slow?seconds=0.3"] * 10 + ["/healthz"] * 5))
    assert [answer.status_code for answer in answers[10:]] == [200] * 5
    assert sorted(answer.status_code for answer in answers[:10]) == [200] * 3 + [503] * 7
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["retry-after"] == "1"
    assert is_problem(refused, 503, "overloaded")
    assert all(answer.status_code == 200 for answer in asyncio.run(together(app, ["/slow?seconds=0"] * 3)))


def test_an_answer_that_takes_too_long_is_given_up_but_not_one_that_has_begun() -> None:
    client = TestClient(bounded(answer_seconds=0.2), base_url="http://localhost")
    answer = client.get("/slow?seconds=5")
    assert is_problem(answer, 503, "took-too-long")
    assert answer.headers["retry-after"] == "1"
    assert client.get("/stream").text == "xxxx"


def test_while_it_drains_every_connection_ends(client: TestClient) -> None:
    assert "connection" not in client.get("/own").headers
    client.app.state.draining = True  # type: ignore[attr-defined]
    for path in ("/own", "/none", "/healthz"):
        assert client.get(path).headers["connection"] == "close"
