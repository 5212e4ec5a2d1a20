"""The guard: keys, sessions, demo mode, CSRF, and how much one principal may ask at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated

import httpx2 as httpx
import pytest
from fastapi import Depends, FastAPI, Request, Response
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from serving import problems
from serving.access import guard
from serving.access.cookies import clear_session, session_token, set_session
from serving.access.csrf import check_origin
from serving.access.guard import Entrance, require
from serving.access.keys import make_key, revoke_key
from serving.access.people import add_account
from serving.access.roles import Principal
from serving.access.sessions import sign_in, sign_out

Answering = Annotated[Principal, Depends(require("answer"))]
Correcting = Annotated[Principal, Depends(require("correct"))]


def small_app(store: Engine, *, demo: bool = False, at_once: int = 256) -> FastAPI:
    app = FastAPI()
    problems.install(app)
    app.state.entrance = Entrance(store, demo=demo, at_once=at_once)

    @app.get("/answer")
    async def answer(principal: Answering, request: Request) -> dict[str, str]:
        assert request.state.principal is principal
        return {"name": principal.name, "role": principal.role}

    @app.get("/slow")
    async def slow(principal: Answering) -> str:
        await asyncio.sleep(0.3)
        return principal.name

    @app.post("/correct")
    async def correct(principal: Correcting, request: Request) -> dict[str, str]:
        return {"name": principal.name, "csrf": getattr(request.state, "csrf", "")}

    @app.get("/form")
    async def form(principal: Correcting, request: Request) -> str:
        return str(request.state.csrf)

    @app.post("/masuk")
    def enter(request: Request, response: Response, login: str, password: str) -> None:
        check_origin(request)
        set_session(request, response, sign_in(store, login, password, before=session_token(request)))

    @app.post("/keluar")
    def leave(request: Request, response: Response) -> None:
        sign_out(store, session_token(request))
        clear_session(request, response)

    return app


@pytest.fixture
def client(store: Engine) -> Iterator[TestClient]:
    with TestClient(small_app(store), base_url="https://tanggap.example") as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def signed_in(client: TestClient, store: Engine) -> TestClient:
    password = add_account(store, "dewi", name="Dewi", role="pejabat_penghubung", agency="Dinas Perhubungan")
    assert client.post("/masuk", params={"login": "dewi", "password": password}).status_code == 200
    return client


def test_a_key_opens_what_its_role_may_do(client: TestClient, store: Engine) -> None:
    key = make_key(store, "Kanal Kota").key
    assert client.get("/answer", headers=bearer(key)).json() == {"name": "Kanal Kota", "role": "service"}
    refused = client.post("/correct", headers=bearer(key))
    assert (refused.status_code, refused.json()["title"]) == (403, "The role does not allow this")


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer tgp_", "Bearer tgp_x", "Basic YTpi", "tgp_x", "Bearer ä", "☃"]
)
def test_without_valid_credentials_it_is_401_and_nothing_is_repeated(client: TestClient, authorization: str) -> None:
    answer = client.get("/answer", headers={"Authorization": authorization.encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert "tgp_" not in answer.text
    assert "Basic" not in answer.text


def test_a_wrong_key_is_refused_also_in_demo_mode(store: Engine) -> None:
    with TestClient(small_app(store, demo=True)) as client:
        assert client.get("/answer").json() == {"name": "demo", "role": "service"}
        assert client.post("/correct").status_code == 403
        assert client.get("/answer", headers=bearer("tgp_wrong")).status_code == 401


def test_before_the_start_it_is_503(store: Engine) -> None:
    app = small_app(store)
    del app.state.entrance
    assert TestClient(app).get("/answer").status_code == 503


def test_a_key_costs_a_query_only_now_and_then_and_a_revoked_one_ends(
    client: TestClient, store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, statements = make_key(store, "Kanal Kota"), []
    event.listen(store, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    for _ in range(20):
        assert client.get("/answer", headers=bearer(new.key)).status_code == 200
    assert len([each for each in statements if "service_key" in each]) == 1
    revoke_key(store, new.id)
    later = guard.monotonic() + 6
    monkeypatch.setattr(guard, "monotonic", lambda: later)
    assert client.get("/answer", headers=bearer(new.key)).status_code == 401


def test_a_store_of_remembered_keys_does_not_grow_without_bound(
    store: Engine, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_REMEMBERED", 3)
    for _ in range(7):
        assert client.get("/answer", headers=bearer(make_key(store, "a").key)).status_code == 200
    assert len(client.app.state.entrance._known) <= 3  # type: ignore[attr-defined]


def test_the_cookie_is_for_this_host_over_https_and_not_for_scripts(client: TestClient, store: Engine) -> None:
    password = add_account(store, "dewi", name="Dewi", role="supervisor")
    sent = client.post("/masuk", params={"login": "dewi", "password": password}).headers["set-cookie"]
    assert sent.startswith("__Host-tanggap_session=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=43200"} <= set(sent.split("; "))
    assert "Domain" not in sent
    local = TestClient(client.app, base_url="http://localhost:8000")
    sent = local.post("/masuk", params={"login": "dewi", "password": password}).headers["set-cookie"]
    assert sent.startswith("tanggap_session=")
    assert "Secure" not in sent
    behind = TestClient(client.app, base_url="http://tanggap.example")
    sent = behind.post("/masuk", params={"login": "dewi", "password": password}).headers["set-cookie"]
    assert "Secure" in sent


def test_a_session_reads_freely_and_writes_only_with_its_word(client: TestClient, store: Engine) -> None:
    signed_in(client, store)
    word = client.get("/form").json()
    assert client.post("/correct").status_code == 403
    assert client.post("/correct", headers={"X-CSRF-Token": "x" * 64}).status_code == 403
    assert client.post("/correct", data={"csrf": "ä"}).status_code == 403
    assert client.post("/correct", json={"csrf": word}).status_code == 403
    assert client.post("/correct", headers={"X-CSRF-Token": word}).json() == {"name": "Dewi", "csrf": word}
    assert client.post("/correct", data={"csrf": word}).status_code == 200
    assert client.post("/correct", files={"csrf": (None, word)}).status_code == 200
    assert client.post("/correct", files={"csrf": ("a.txt", word)}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Origin": "https://tanggap.example.other.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused_even_with_the_word(
    client: TestClient, store: Engine, headers: dict[str, str]
) -> None:
    signed_in(client, store)
    word = client.get("/form").json()
    assert client.post("/correct", headers={"X-CSRF-Token": word} | headers).status_code == 403
    assert client.post("/masuk", params={"login": "a", "password": "b"}, headers=headers).status_code == 403
    same = {"Origin": "https://tanggap.example", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/correct", headers={"X-CSRF-Token": word} | same).status_code == 200


def test_a_key_needs_no_csrf_word(client: TestClient, store: Engine) -> None:
    key = make_key(store, "Aplikasi", role="supervisor").key
    assert client.post("/correct", headers=bearer(key)).json() == {"name": "Aplikasi", "csrf": ""}


def test_after_sign_out_the_old_cookie_opens_nothing(client: TestClient, store: Engine) -> None:
    signed_in(client, store)
    kept = dict(client.cookies)
    assert client.post("/keluar").status_code == 200
    assert client.get("/form").status_code == 401
    client.cookies.update(kept)
    assert client.get("/form").status_code == 401


async def ask_together(app: FastAPI, keys: list[str]) -> list[httpx.Response]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://tanggap.example") as client:
        return await asyncio.gather(*(client.get("/slow", headers=bearer(key)) for key in keys))


def test_one_principal_may_not_ask_for_too_much_at_once_and_does_not_stop_others(store: Engine) -> None:
    app = small_app(store, at_once=3)
    greedy, modest = (make_key(store, name).key for name in ("greedy", "modest"))
    answers = asyncio.run(ask_together(app, [greedy] * 8 + [modest] * 2))
    assert sorted(answer.status_code for answer in answers[:8]) == [200] * 3 + [429] * 5
    assert [answer.status_code for answer in answers[8:]] == [200, 200]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    again = asyncio.run(ask_together(app, [greedy] * 3))
    assert [answer.status_code for answer in again] == [200] * 3
