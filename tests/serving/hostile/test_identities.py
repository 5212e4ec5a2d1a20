"""A thousand planted identities through every route that takes text, and through errors: where are they afterwards?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from serving.access.roles import Role
from tests.serving.hostile.conftest import OWN_AGENCY, Server, start_server
from tests.serving.hostile.identities import Person, people

PEOPLE = people(1000)


def found(text: str, among: list[Person] = PEOPLE) -> list[str]:
    """Which marks of whom stand in a text."""
    lowered = text.lower()
    return [mark for person in among for mark in person.marks if mark.lower() in lowered]


@pytest.fixture(scope="module")
def planted(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, list[httpx.Response]]]:
    """A server that took all of them in, and its answers that are errors."""
    server = start_server(release, tmp_path_factory.mktemp("planted"), DRAIN_SECONDS="0")
    with server.client("service") as client:
        answers = [answer for number, person in enumerate(PEOPLE) for answer in plant(client, number, person)]
    yield server, [answer for answer in answers if answer.status_code >= 400]
    server.stop()


def plant(client: httpx.Client, number: int, person: Person) -> Iterator[httpx.Response]:
    """One person through one way in."""
    text, title, reply = person.complaint(), f"Laporan Bapak {person.name}", person.reply()
    kept = {"id": f"L-{number}", "submitted_on": "2026-03-02", "agency": OWN_AGENCY, "text": text, "title": title}
    match number % 10:
        case 0 | 1:
            place = {"title": title, "address": f"rumah {person.name}"}
            yield client.post("/v1/dispositions", json={"text": text} | place)
        case 2 | 3:
            yield client.post("/v1/replies/score", json={"complaint": text, "reply": reply})
        case 4:
            yield client.post("/v1/complaints", json=kept | {"secret": False})
            answer = {"id": f"B-{number}", "replied_on": "2026-03-04", "text": reply}
            yield client.post(f"/v1/complaints/L-{number}/replies", json={"replies": [answer]})
        case 5:
            yield client.post("/v1/complaints", json=kept)
            yield client.post("/v1/complaints", json=kept)
        case 6:
            wrong = {person.name: person.nik, "region": [person.phone]}
            yield client.post("/v1/dispositions", json={"text": text} | wrong)
            yield client.post("/v1/complaints", json=kept | {"reporter": person.name, "phone": person.phone})
        case 7:
            broken = f'{{"text": "{text}", "text": "{reply}", {person.nik}'
            yield client.post("/v1/dispositions", content=broken, headers={"Content-Type": "application/json"})
        case 8:
            yield client.get(f"/v1/dispositions/{person.nik}", params={"agency": person.name})
            yield client.get(f"/v1/{person.name}/{person.phone}")
            yield client.get("/v1/events", params={"after": person.nik, "limit": person.phone})
        case 9:
            headers = {"Authorization": f"Bearer {person.nik}", "Cookie": f"tanggap_session={person.phone}"}
            yield client.post("/v1/dispositions", json={"text": text}, headers=headers)


def test_no_error_repeats_them(planted: tuple[Server, list[httpx.Response]]) -> None:
    errors = planted[1]
    assert len(errors) >= 400
    assert {answer.status_code for answer in errors} <= {400, 401, 403, 404, 409, 422}
    for answer in errors:
        assert found(answer.text + str(answer.headers)) == []


def test_the_log_does_not_hold_them(planted: tuple[Server, list[httpx.Response]]) -> None:
    assert found(planted[0].log) == []


def test_the_files_of_the_store_do_not_hold_them_in_the_clear(planted: tuple[Server, list[httpx.Response]]) -> None:
    held = "".join(path.read_bytes().decode("latin-1") for path in planted[0].folder.glob("*.db*"))
    assert "L-4" in held
    assert found(held) == []


@pytest.mark.parametrize("role", ["service", "data_scientist", "supervisor", "pejabat_penghubung", "admin"])
def test_what_is_read_shows_them_only_to_those_who_handle_them(
    planted: tuple[Server, list[httpx.Response]], role: Role
) -> None:
    server = planted[0]
    open_ones = [person for number, person in enumerate(PEOPLE) if number % 10 == 4]
    secret_ones = [person for number, person in enumerate(PEOPLE) if number % 10 == 5]
    read = "".join(everything(server, role))
    if role in ("service", "data_scientist"):
        assert found(read) == []
    elif role == "supervisor":
        assert found(read, secret_ones) == []
    elif "L-4" in read:
        assert found(read, open_ones) != []
    never = [person for number, person in enumerate(PEOPLE) if number % 10 not in (4, 5)]
    assert found(read, never) == []


def everything(server: Server, role: Role) -> Iterator[str]:
    """What all routes that read answer to a role, page after page and for some of the planted reports."""
    described = httpx.get(f"{server.url}/openapi.json").json()["paths"]
    with server.client(role) as client:
        for template in (path for path, methods in described.items() if "get" in methods):
            numbers = (4, 5, 14, 15) if "{" in template else (4,)
            for number in numbers:
                name = f"B-{number}" if "reply" in template else f"L-{number}"
                path = "/".join(name if part.startswith("{") else part for part in template.split("/"))
                yield from pages(client, path)
        yield client.get("/metrics").text


def pages(client: httpx.Client, path: str) -> Iterator[str]:
    """The pages of a listing, or the one answer of another route."""
    after = ""
    for _ in range(20):
        answer = client.get(path, params={"limit": "100", "after": after} if after else {})
        yield answer.text
        body = answer.json() if answer.headers["content-type"].startswith("application/json") else None
        after = (body.get("next") or "") if isinstance(body, dict) else ""
        if not after:
            return
