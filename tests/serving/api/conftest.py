"""A service over a small release and an SQLite store, and callers of every role."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from serving.access.keys import make_key
from serving.access.roles import Role
from serving.app import create_app
from serving.settings import Settings
from serving.store.store import Store

DISHUB = "Dinas Perhubungan"


@dataclass
class Api:
    """The service as callers see it; every test uses ids of its own."""

    client: TestClient

    @property
    def store(self) -> Store:
        found: Store = self.client.app.state.service.store  # type: ignore[attr-defined]
        return found

    def key(self, role: Role, agency: str = "") -> dict[str, str]:
        """Headers of a new caller of that role."""
        new = make_key(self.store.engine, f"{role} {uuid.uuid4().hex}", role=role, agency=agency)
        return {"Authorization": f"Bearer {new.key}"}

    def keep(self, **fields: Any) -> str:
        """Keep a complaint about a street light and return its id."""
        body = {
            "id": f"L-{uuid.uuid4().hex[:12]}",
            "text": "Lampu jalan padam dan gelap di depan balai warga",
            "submitted_on": "2026-03-02",
            "secret": False,
        } | fields
        answer = self.client.post("/v1/complaints", json=body, headers=self.key("service"))
        assert answer.status_code == 201, answer.text
        return str(body["id"])

    def reply(self, complaint_id: str, text: str, **fields: Any) -> str:
        """Keep a reply and return its id."""
        body = {"id": f"B-{uuid.uuid4().hex[:12]}", "text": text, "agency": DISHUB, "replied_on": "2026-03-09"} | fields
        path = f"/v1/complaints/{complaint_id}/replies"
        answer = self.client.post(path, json={"replies": [body]}, headers=self.key("service"))
        assert answer.status_code == 201, answer.text
        return str(body["id"])


@pytest.fixture(scope="module")
def api(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("api")
    settings = Settings(
        release=release, releases=release.parent, database_url=f"sqlite:///{folder / 'api.db'}", webhooks_private=True
    )
    with TestClient(create_app(settings), base_url="http://localhost", raise_server_exceptions=False) as client:
        yield Api(client)


def is_problem(answer: Any, status: int, kind: str) -> bool:
    """Whether an answer is that problem."""
    body = answer.json()
    return (answer.status_code, answer.headers["content-type"], body["type"]) == (
        status,
        "application/problem+json",
        f"urn:problem-type:tanggap:{kind}",
    ) and body["status"] == status
