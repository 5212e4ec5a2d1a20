"""Releases: two persons put one into service, a wrong one never gets there, and there is a way back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from classifier.release import write_release
from serving.app import create_app
from serving.settings import Settings
from tests.serving.api.conftest import Api, is_problem


@pytest.fixture
def office(release: Path, tmp_path: Path) -> Iterator[Api]:
    """A service with a folder of three releases: the one in service, a newer one, and one that was altered."""
    folder = tmp_path / "releases"
    shutil.copytree(release, folder / "2026-02")
    manifest = json.loads((release / "manifest.json").read_bytes())
    files = {name: (release / name).read_bytes() for name in manifest["files"]}
    about = {key: value for key, value in manifest.items() if key not in ("files", "format")}
    write_release(folder / "2026-03", files, about | {"made_at": "2026-03-31T00:00:00+00:00"})
    write_release(folder / "altered", files, about | {"made_at": "2026-04-01T00:00:00+00:00"})
    with (folder / "altered" / "router.json").open("ab") as file:
        file.write(b" ")
    (folder / "notes").mkdir()
    settings = Settings(release=release, releases=folder, database_url=f"sqlite:///{tmp_path / 'r.db'}")
    with TestClient(create_app(settings), base_url="http://localhost", raise_server_exceptions=False) as client:
        yield Api(client)


def test_two_persons_put_a_release_into_service_and_one_brings_the_old_one_back(office: Api) -> None:
    first, second = office.key("data_scientist"), office.key("admin")
    listed = office.client.get("/v1/releases", headers=first).json()
    ids = {row["name"]: row["id"] for row in listed["releases"]}
    assert set(ids) == {"2026-02", "2026-03", "altered"}
    old, new = ids["2026-02"], ids["2026-03"]
    assert (listed["in_service"], listed["before"]) == (old, "")
    assert is_problem(office.client.post("/v1/releases/rollback", headers=second), 409, "bad-state")

    loaded = office.client.post(f"/v1/releases/{new}/load", headers=first).json()
    assert [row["id"] for row in loaded["releases"] if row["loaded"]] == [new]
    path = f"/v1/releases/{new}/promote"
    assert office.client.post(path, headers=first).json()["outcome"] == "diusulkan"
    assert is_problem(office.client.post(path, headers=first), 409, "second-person")
    assert office.client.get("/v1/release", headers=first).json()["id"] == old
    waiting = office.client.get("/v1/releases", headers=first).json()["releases"]
    assert [row["id"] for row in waiting if row["proposed_by"]] == [new]

    headers = second | {"Idempotency-Key": "pakai"}
    assert office.client.post(path, headers=headers).json()["outcome"] == "dipakai"
    answer = office.client.post("/v1/dispositions", json={"text": "lampu jalan padam"}, headers=first).json()
    assert answer["release"] == office.client.get("/readyz").json()["release"] == new
    assert office.client.get("/v1/releases", headers=first).json()["before"] == old

    assert office.client.post("/v1/releases/rollback", headers=first).json() == {
        "release": old,
        "outcome": "dikembalikan",
        "by": answer_by(office, first),
    }
    assert office.client.get("/readyz").json()["release"] == old


def answer_by(office: Api, headers: dict[str, str]) -> str:
    """The id of a caller, as a decision names it."""
    given = office.client.post("/v1/dispositions", json={"text": "lampu jalan padam"}, headers=headers).json()
    found = office.client.get(f"/v1/dispositions/{given['decision_id']}", headers=headers).json()
    return str(found["actor"])


def test_a_release_that_does_not_verify_leaves_the_old_one_serving(office: Api) -> None:
    admin = office.key("admin")
    listed = office.client.get("/v1/releases", headers=admin).json()
    (altered,) = [row["id"] for row in listed["releases"] if row["name"] == "altered"]
    for action in ("load", "promote"):
        assert is_problem(office.client.post(f"/v1/releases/{altered}/{action}", headers=admin), 422, "bad-release")
        assert is_problem(office.client.post(f"/v1/releases/none/{action}", headers=admin), 404, "not-found")
    in_service = listed["in_service"]
    assert is_problem(office.client.post(f"/v1/releases/{in_service}/promote", headers=admin), 409, "bad-state")
    assert office.client.get("/v1/release", headers=admin).json()["id"] == in_service


def test_who_may_not_change_releases_may_not(office: Api) -> None:
    for path in ("/v1/releases/x/load", "/v1/releases/x/promote", "/v1/releases/rollback"):
        assert is_problem(office.client.post(path, headers=office.key("supervisor")), 403, "forbidden")
    assert is_problem(office.client.get("/v1/releases"), 401, "unauthenticated")
    assert is_problem(
        office.client.get("/v1/release", headers=office.key("pejabat_penghubung", "Dinas Sosial")), 403, "forbidden"
    )
