"""Role by route by object: who gets in where, generated from the routes themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from classifier.text.redact import redact
from serving.access.guard import PUBLIC
from serving.access.keys import make_key
from serving.access.roles import ALLOWED, Permission, Principal, Role
from serving.access.visibility import can_read_text, can_see
from serving.app import create_app
from serving.settings import Settings
from tests.serving.access.routes import Route, routes_of

ROLES: tuple[Role, ...] = get_args(Role)
OWN, OTHER = "Dinas Perhubungan", "Dinas Kesehatan"
PHONE = "0812 3456 7890"


@dataclass
class Office:
    """The app with a client of every role, and one without credentials."""

    app: FastAPI
    clients: dict[Role, TestClient]
    stranger: TestClient
    routes: list[Route]


@pytest.fixture(scope="module")
def office(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    app = create_app(Settings(release=release, database_url=f"sqlite:///{folder / 'office.db'}"))
    with TestClient(app, base_url="http://localhost") as stranger:
        clients = {}
        for role in ROLES:
            agency = OWN if role == "pejabat_penghubung" else ""
            key = make_key(app.state.entrance.store, role, role=role, agency=agency).key
            headers = {"Authorization": f"Bearer {key}"}
            clients[role] = TestClient(app, base_url="http://localhost", headers=headers)
        yield Office(app, clients, stranger, routes_of(app))


def asked(client: TestClient, route: Route, **names: str) -> httpx.Response:
    body = None if route.method in ("GET", "DELETE") else {}
    return client.request(route.method, route.at(**names), json=body, follow_redirects=False)


def test_every_route_is_guarded_or_public(office: Office) -> None:
    open_paths = {route.path for route in office.routes if route.permission is None}
    assert open_paths <= PUBLIC
    assert len(office.routes) > len(open_paths)


def test_the_walk_finds_an_unguarded_route() -> None:
    app = FastAPI()

    @app.get("/v1/open")
    async def forgotten() -> None:
        """A route whose guard was forgotten."""

    assert Route("GET", "/v1/open", None) in routes_of(app)
    assert "/v1/open" not in PUBLIC


def test_every_permission_is_one_that_roles_know(office: Office) -> None:
    assert {route.permission for route in office.routes} - {None} <= set(get_args(Permission))


def test_a_stranger_gets_into_no_guarded_route(office: Office) -> None:
    for route in office.routes:
        if route.permission is not None:
            status = asked(office.stranger, route).status_code
            assert status == 401 or (status == 303 and not route.path.startswith(("/v1", "/open311"))), (route, status)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_in_where_it_may_and_nowhere_else(office: Office, role: Role) -> None:
    for route in office.routes:
        if route.permission is None:
            continue
        status = asked(office.clients[role], route).status_code
        if route.permission in ALLOWED[role]:
            assert status not in (401, 403), (route, status)
            assert status < 500, (route, status)
        else:
            assert status == 403, (route, status)


@dataclass(frozen=True)
class Planted:
    """A kept complaint and its reply, each with a word of its own and a telephone number; the rules look at it too."""

    id: str
    agency: str
    secret: bool

    @property
    def word(self) -> str:
        return f"katasandi{self.id.lower().replace('-', '')}"

    def body(self) -> dict[str, object]:
        text = f"Lampu jalan padam {self.word} hubungi saya {PHONE}"
        return {"id": self.id, "text": text, "submitted_on": "2026-03-02", "agency": self.agency} | (
            {} if self.secret else {"secret": False}
        )


PLANTED = [
    Planted("L-OWN-OPEN", OWN, False),
    Planted("L-OWN-SECRET", OWN, True),
    Planted("L-OTHER-OPEN", OTHER, False),
    Planted("L-OTHER-SECRET", OTHER, True),
]


@pytest.fixture(scope="module")
def planted(office: Office) -> list[Planted]:
    service = office.clients["service"]
    for each in PLANTED:
        taken = service.post("/v1/complaints", json=each.body())
        assert taken.status_code == 201, taken.text
        reply = {"id": f"B{each.id}", "replied_on": "2026-03-04", "text": f"Balasan {each.word} petugas {PHONE}"}
        taken = service.post(f"/v1/complaints/{each.id}/replies", json={"replies": [reply]})
        assert taken.status_code == 201, taken.text
    return PLANTED


def readable(office: Office, role: Role, planted: list[Planted]) -> Iterator[tuple[Route, str]]:
    """What every route that reads answers, once for every planted complaint where it names one."""
    for route in office.routes:
        if route.method != "GET" or route.permission not in ALLOWED[role]:
            continue
        for each in planted if "{" in route.path else planted[:1]:
            names = dict.fromkeys(("complaint_id", "request_id", "id"), each.id)
            names["reply_id"] = f"B{each.id}"
            yield route, asked(office.clients[role], route, **names).text


@pytest.mark.parametrize("role", ROLES)
def test_words_of_a_complaint_reach_only_those_who_may_read_them(
    office: Office, planted: list[Planted], role: Role
) -> None:
    who = Principal("1", role, role, OWN if role == "pejabat_penghubung" else "")
    read, knew = set(), set()
    for route, text in readable(office, role, planted):
        for each in planted:
            if each.word in text:
                assert can_read_text(who, each), (route, each)
                read.add(each.id)
            if f'"{each.id}"' in text and route.permission == "reports:read":
                assert can_see(who, each), (route, each)
                knew.add(each.id)
        if role == "data_scientist":
            assert PHONE not in text, route
    visible = [each for each in planted if can_see(who, each)]
    if "reports:read" in ALLOWED[role]:
        assert knew == {each.id for each in visible}
        assert read == {each.id for each in visible if can_read_text(who, each)}


def test_the_planted_number_is_one_that_is_redacted() -> None:
    assert PHONE not in redact(PLANTED[0].body()["text"]).text  # type: ignore[arg-type]


def test_another_agency_can_change_nothing(office: Office, planted: list[Planted]) -> None:
    officer = office.clients["pejabat_penghubung"]
    own = [each.id for each in planted if each.agency == OWN]
    for route in office.routes:
        if route.method == "GET" or "{" not in route.path or route.permission not in ALLOWED["pejabat_penghubung"]:
            continue
        for each in planted:
            names = {"complaint_id": each.id, "reply_id": f"B{each.id}"}
            body = {"agency": OTHER, "level": 2, "reason": "bukan wewenang kami", "text": "bukan wewenang kami"}
            answer = officer.request(route.method, route.at(**names), json=body)
            if each.id not in own:
                assert answer.status_code in (403, 404, 422), (route, each, answer.text)
                assert each.word not in answer.text
