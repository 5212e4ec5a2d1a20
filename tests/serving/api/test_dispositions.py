"""Dispositions: one, many, a stream, and reading what was stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from serving.api.batches import GROUP
from serving.store.tables import Decision
from tests.serving.api.conftest import DISHUB, Api, is_problem

SECRET = "Bu Siti 3578010101010001"
LAMP = "lampu jalan padam dan gelap"


def lines_of(*rows: Any) -> bytes:
    return "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows).encode()


def stream(api: Api, body: bytes, **headers: str) -> Any:
    return api.client.post(
        "/v1/dispositions/stream",
        content=body,
        headers=api.key("service") | {"Content-Type": "application/x-ndjson"} | headers,
    )


def count(api: Api) -> int:
    with api.store.reading() as tx:
        return tx.session.query(Decision).count()


def test_a_batch_is_answered_in_order_and_a_wrong_item_refuses_no_other(api: Api) -> None:
    items = [{"id": f"L-{n}", "text": LAMP} for n in range(2 * GROUP + 3)]
    items[1] = {"id": "L-1", "text": "x", "nama": SECRET}
    answer = api.client.post("/v1/dispositions/batch", json={"complaints": items}, headers=api.key("service"))
    results = answer.json()["results"]
    assert answer.status_code == 200
    assert [row.get("id") for row in results] == [None if n == 1 else f"L-{n}" for n in range(len(items))]
    assert {row["agency"] for row in results if "id" in row} == {DISHUB}
    assert results[1]["problem"]["errors"] == ["(unknown field): is not a field of this request"]
    assert SECRET not in answer.text


@pytest.mark.parametrize("body", [{}, {"complaints": []}, {"complaints": [{"text": "x"}] * 1001}, {"complaints": 3}])
def test_a_batch_has_one_to_a_thousand_items(api: Api, body: dict[str, Any]) -> None:
    answer = api.client.post("/v1/dispositions/batch", json=body, headers=api.key("service"))
    assert is_problem(answer, 422, "invalid-request")
    assert answer.json()["errors"][0].startswith("body.complaints: ")


def test_a_thousand_long_complaints_fit_into_a_batch(api: Api) -> None:
    items = [{"text": f"{LAMP} " + "di depan rumah kami " * 40}] * 1000
    answer = api.client.post("/v1/dispositions/batch", json={"complaints": items}, headers=api.key("service"))
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == 1000


def test_a_stream_answers_line_by_line(api: Api) -> None:
    rows = [{"id": f"S-{n}", "text": LAMP} for n in range(3 * GROUP)]
    answer = stream(api, lines_of(*rows[:2], "\n", *rows[2:])[:-1])
    assert answer.headers["content-type"] == "application/x-ndjson"
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [row["id"] for row in found] == [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f'{{"text": "{SECRET}"\n', "invalid-request"),
        (f'{{"{SECRET}": 1}}\n', "invalid-request"),
        ('{"text": "\\ud800"}\n', "invalid-request"),
        ("[" * 100 + "\n", "unreadable-body"),
        ('{"text": NaN}\n', "invalid-request"),
        ('"' + "a" * 300_000 + '"\n', "too-large"),
    ],
)
def test_a_wrong_line_of_a_stream_is_answered_in_its_place(api: Api, line: str, kind: str) -> None:
    answer = stream(api, lines_of({"id": "A", "text": LAMP}, line, {"id": "B", "text": LAMP}))
    first, wrong, last = (json.loads(each) for each in answer.text.splitlines())
    assert (first["id"], last["id"]) == ("A", "B")
    assert wrong["problem"]["type"] == f"urn:problem-type:tanggap:{kind}"
    assert SECRET not in answer.text


def test_a_stream_takes_no_idempotency_key(api: Api) -> None:
    answer = stream(api, lines_of({"text": LAMP}), **{"Idempotency-Key": "k"})
    assert is_problem(answer, 400, "no-idempotency")


def test_a_stored_decision_can_be_read_by_who_asked(api: Api) -> None:
    service = api.key("service")
    body = {"id": "L-9", "text": f"{LAMP} {SECRET}"}
    given = api.client.post("/v1/dispositions", json=body, headers=service).json()
    path = f"/v1/dispositions/{given['decision_id']}"
    found = api.client.get(path, headers=service)
    assert (found.json()["id"], found.json()["agency"], found.json()["release"]) == ("L-9", DISHUB, given["release"])
    assert SECRET not in found.text
    assert is_problem(api.client.get(path, headers=api.key("service")), 404, "not-found")
    assert api.client.get(path, headers=api.key("supervisor")).status_code == 200
    assert is_problem(api.client.get("/v1/dispositions/nothing", headers=service), 404, "not-found")


@pytest.mark.parametrize("path", ["/v1/dispositions", "/v1/dispositions/batch"])
def test_a_request_that_comes_again_is_stored_once(api: Api, path: str) -> None:
    one = {"id": "L-1", "text": LAMP}
    body = one if path == "/v1/dispositions" else {"complaints": [one] * (GROUP + 1)}
    headers = api.key("service") | {"Idempotency-Key": "kunci-1"}
    first = api.client.post(path, json=body, headers=headers)
    before = count(api)
    again = api.client.post(path, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert count(api) == before
    other = {"text": "sampah menumpuk"}
    other_body = other if path == "/v1/dispositions" else {"complaints": [other]}
    assert is_problem(api.client.post(path, json=other_body, headers=headers), 409, "key-reused")
    elsewhere = api.client.post(path, json=other_body, headers=api.key("service") | {"Idempotency-Key": "kunci-1"})
    assert elsewhere.status_code == 200


@pytest.mark.parametrize("key", ["a b", "x" * 181])
def test_an_idempotency_key_has_a_form(api: Api, key: str) -> None:
    headers = api.key("service") | {"Idempotency-Key": key}
    answer = api.client.post("/v1/dispositions", json={"text": LAMP}, headers=headers)
    assert is_problem(answer, 422, "invalid-request")
    assert answer.json()["errors"][0].lower().startswith("header.idempotency-key: ")


@pytest.mark.parametrize("path", ["", "/batch", "/stream"])
def test_only_who_may_ask_gets_an_answer(api: Api, path: str) -> None:
    body = {"text": LAMP}
    assert is_problem(api.client.post(f"/v1/dispositions{path}", json=body), 401, "unauthenticated")
    answer = api.client.post(f"/v1/dispositions{path}", json=body, headers=api.key("pejabat_penghubung", DISHUB))
    assert is_problem(answer, 403, "forbidden")
