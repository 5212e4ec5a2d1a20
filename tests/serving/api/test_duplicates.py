"""Repeated complaints are found among the kept ones, also after a restart and not after an erasure."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from serving.app import create_app
from serving.settings import Settings
from tests.serving.api.conftest import DISHUB, Api, is_problem

TODAY = date.today().isoformat()


def text() -> str:
    """Two sentences with a street of its own, so that tests do not find each other's complaints."""
    street = uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"Pohon tumbang menutup Jalan {street.capitalize()} sejak tadi malam. Kendaraan memutar lewat kampung."


def found(api: Api, body: str, client: TestClient | None = None) -> list[str]:
    asked = {"text": body, "submitted_at": TODAY}
    answer = (client or api.client).post("/v1/duplicates/search", json=asked, headers=api.key("service"))
    assert answer.status_code == 200, answer.text
    return [match["id"] for match in answer.json()["duplicates"]]


def test_a_copy_of_a_kept_complaint_is_found_until_it_is_erased(api: Api) -> None:
    body = text()
    assert found(api, body) == []
    kept = api.keep(text=body, submitted_on=TODAY)
    assert found(api, body) == [kept]
    api.client.delete(f"/v1/complaints/{kept}", headers=api.key("admin"))
    assert found(api, body) == []


def test_the_duplicates_of_a_kept_one_are_those_that_the_reader_may_see(api: Api) -> None:
    body = text()
    first, second = (api.keep(text=body, submitted_on=TODAY, agency=DISHUB) for _ in range(2))
    api.keep(text=body, submitted_on=TODAY, agency="Dinas Sosial")
    path = f"/v1/complaints/{first}/duplicates"
    own = api.client.get(path, headers=api.key("pejabat_penghubung", DISHUB)).json()["duplicates"]
    every = api.client.get(path, headers=api.key("supervisor")).json()["duplicates"]
    assert [(match["id"], match["kind"]) for match in own] == [(second, "copy")]
    assert len(every) == 2


def test_a_secret_text_is_not_compared_for_who_may_not_read_it(api: Api) -> None:
    kept = api.keep(text=text(), submitted_on=TODAY, secret=True)
    answer = api.client.get(f"/v1/complaints/{kept}/duplicates", headers=api.key("supervisor"))
    assert is_problem(answer, 409, "bad-state")
    missing = api.client.get("/v1/complaints/nothing/duplicates", headers=api.key("supervisor"))
    assert is_problem(missing, 404, "not-found")
    assert is_problem(api.client.get(f"/v1/complaints/{kept}/duplicates"), 401, "unauthenticated")
    refused = api.client.post("/v1/duplicates/search", json={"text": "x"}, headers=api.key("pejabat_penghubung", "a"))
    assert is_problem(refused, 403, "forbidden")


def test_another_worker_knows_what_was_kept_before_and_finds_what_is_kept_later(api: Api, release: Path) -> None:
    old, new = text(), text()
    kept = api.keep(text=old, submitted_on=TODAY)
    api.keep(text=old, submitted_on=(date.today() - timedelta(days=200)).isoformat())
    settings = Settings(release=release, database_url=str(api.store.engine.url))
    with TestClient(create_app(settings), base_url="http://localhost") as other:
        assert found(api, old, other) == [kept]
        later = api.keep(text=new, submitted_on=TODAY)
        assert found(api, new, other) == [later]
