"""The HTTP service: answers, errors that echo nothing, and decisions that last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from classifier.errors import ReleaseError
from classifier.records import Complaint
from serving.app import create_app
from serving.settings import Settings
from serving.store.database import open_store
from serving.store.decisions import DecisionLog

LOCAL = "http://localhost:8000"
SECRET = "Rahasia Bu Siti 3578010101010001"


@pytest.fixture(scope="module")
def store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('store') / 'tanggap.db'}"


@pytest.fixture(scope="module")
def client(release: Path, store_url: str) -> Iterator[TestClient]:
    app = create_app(Settings(release=release, database_url=store_url, demo=True))
    with TestClient(app, base_url=LOCAL, raise_server_exceptions=False) as client:
        yield client


def test_a_complaint_gets_a_disposition(client: TestClient) -> None:
    body = {"id": "L-7", "text": "lampu jalan padam dan gelap", "title": "PJU mati", "kelurahan": "Mekarsari"}
    answer = client.post("/v1/dispositions", json=body)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["id"], found["agency"], found["decision"]) == ("L-7", "Dinas Perhubungan", "suggest")
    assert len(found["candidates"]) == 5
    assert found["release"] == client.get("/v1/release").json()["id"]
    for reason in found["reasons"]:
        assert body[reason["field"]][reason["start"] : reason["end"]] == reason["word"]


def test_a_reply_gets_a_verdict(client: TestClient) -> None:
    good = client.post(
        "/v1/replies/score",
        json={"complaint": "Lampu jalan padam.", "reply": "Lampu sudah diganti Selasa malam oleh petugas dan menyala."},
    ).json()
    empty = client.post("/v1/replies/score", json={"complaint": "Lampu jalan padam.", "reply": ""}).json()
    assert good["p_substantive"] > 0.5
    assert (empty["level"], empty["level_name"], [flag["name"] for flag in empty["flags"]]) == (
        0,
        "normatif",
        ["empty"],
    )


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


def test_the_documentation_needs_no_other_host(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "//cdn" not in page.text
    assert "https://" not in page.text
    for name in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert client.get(f"/docs/assets/{name}").status_code == 200
    assert {"/v1/dispositions", "/v1/replies/score", "/v1/release", "/healthz", "/readyz"} <= set(
        client.get("/openapi.json").json()["paths"]
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{}", 422),
        (b"", 422),
        (f'{{"text": "{SECRET}", "nama": "{SECRET}"}}'.encode(), 422),
        (f'{{"text": "x", "{SECRET}": 1}}'.encode(), 422),
        (f'{{"text": "{SECRET}"'.encode(), 422),
        (f'{{"text": ["{SECRET}"]}}'.encode(), 422),
        (f'{{"text": "x", "submitted_at": "{SECRET}"}}'.encode(), 422),
        (f'["{SECRET}"]'.encode(), 422),
        (b'{"text": NaN}', 422),
        (b'{"text": "\\ud800 jalan"}', 422),
        (b'{"text": "jalan \\u0000"}', 422),
        (b'{"text": "\xff\xfe"}', 400),
        (b"[" * 50_000, 400),
        (b'{"text": "' + b"a" * 100_001 + b'"}', 422),
        (b'{"id": "' + b"1" * 501 + b'", "text": "x"}', 422),
        (b'{"text": 1e999}', 422),
        (b'{"text": ' + b"9" * 5000 + b"}", 400),
    ],
)
def test_a_wrong_request_is_a_problem_that_echoes_nothing(client: TestClient, body: bytes, status: int) -> None:
    answer = client.post("/v1/dispositions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text
    assert "Siti" not in answer.text
    assert answer.json()["status"] == status
    assert len(answer.text) < 2000


def test_a_body_over_the_limit_is_refused_unread(client: TestClient) -> None:
    answer = client.post("/v1/dispositions", json={"text": SECRET * 10_000})
    assert answer.status_code == 413
    assert "Siti" not in answer.text


def test_unknown_paths_and_methods_are_problems(client: TestClient) -> None:
    for answer, status in ((client.get(f"/v1/{SECRET}"), 404), (client.delete("/v1/release"), 405)):
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert SECRET not in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    ).map(lambda x: json.dumps(x).encode())
)
def test_nothing_that_is_sent_breaks_it(client: TestClient, body: bytes) -> None:
    for path in ("/v1/dispositions", "/v1/replies/score"):
        assert client.post(path, content=body, headers={"Content-Type": "application/json"}).status_code < 500


def test_any_text_is_answered(client: TestClient) -> None:
    for text in (
        "😀",
        "a",
        "\u202e\u200b",
        "´" * 5000,
        "SELECT 1; --",
        "<script>alert(1)</script>",
        "Ａ" * 1000,
        "\n\t",
    ):
        assert client.post("/v1/dispositions", json={"text": text}).status_code == 200
        assert client.post("/v1/replies/score", json={"complaint": text, "reply": text}).status_code == 200


def test_an_answer_is_stored_without_its_text_and_outlives_the_service(release: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    chosen = Settings(release=release, database_url=url, demo=True)
    text = f"lampu jalan padam depan rumah {SECRET}"
    with TestClient(create_app(chosen), base_url=LOCAL) as client:
        first = client.post("/v1/dispositions", json={"id": "L-1", "text": text}).json()
        second = client.post(
            "/v1/replies/score", json={"id": "B-1", "complaint": text, "reply": f"Sudah diganti untuk {SECRET}"}
        ).json()
    with TestClient(create_app(chosen), base_url=LOCAL) as client:
        client.post("/v1/dispositions", json={"id": "L-2", "text": text})
    log = DecisionLog(open_store(url))
    kept = log.get(first["decision_id"])
    assert kept is not None
    assert (kept.kind, kept.subject, kept.outcome, kept.agency, kept.release) == (
        "disposition",
        "L-1",
        "suggest",
        first["agency"],
        first["release"],
    )
    assert kept.input_hmac == log.fingerprint(Complaint(text=text))
    verdict = log.get(second["decision_id"])
    assert verdict is not None
    assert verdict.outcome == str(second["level"])
    assert log.get("nothing") is None
    log.engine.dispose()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Siti" not in stored
    assert b"3578010101010001" not in stored


def test_an_altered_release_ends_the_start(release: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "altered"
    shutil.copytree(release, copy)
    with (copy / "router.json").open("ab") as file:
        file.write(b" ")
    with (
        pytest.raises(ReleaseError, match=r"router.json does not match"),
        TestClient(create_app(Settings(release=copy, database_url="sqlite://"))),
    ):
        pass


def test_before_the_start_it_is_alive_but_not_ready(release: Path) -> None:
    client = TestClient(create_app(Settings(release=release, database_url="sqlite://")), base_url=LOCAL)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.post("/v1/dispositions", json={"text": "x"}).status_code == 503
