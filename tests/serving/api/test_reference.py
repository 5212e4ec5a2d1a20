"""Agencies, topics and clocks, and that who has them already is not sent them again."""

from __future__ import annotations

import pytest

from tests.serving.api.conftest import DISHUB, Api, is_problem

PATHS = ["/v1/agencies", "/v1/topics", "/v1/clocks"]


def test_the_agencies_are_those_of_the_release(api: Api) -> None:
    found = api.client.get("/v1/agencies", headers=api.key("service")).json()
    assert DISHUB in {row["agency"] for row in found["agencies"]}
    assert found["release"] == api.client.get("/readyz").json()["release"]


def test_topics_and_clocks_have_their_validity(api: Api) -> None:
    topics = api.client.get("/v1/topics", headers=api.key("service")).json()["topics"]
    clocks = api.client.get("/v1/clocks", headers=api.key("service")).json()["clocks"]
    assert {"penerangan_jalan", "jalan_rusak"} <= {topic["id"] for topic in topics}
    assert {(clock["name"], clock["working_days"]) for clock in clocks} >= {("verifikasi", 3)}
    assert all(row["valid_from"] for row in [*topics, *clocks])


@pytest.mark.parametrize("path", PATHS)
def test_an_etag_saves_the_second_transfer(api: Api, path: str) -> None:
    headers = api.key("service")
    first = api.client.get(path, headers=headers)
    tag = first.headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = api.client.get(path, headers=headers | {"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert api.client.get(path, headers=headers | {"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_key_is_refused(api: Api, path: str) -> None:
    assert is_problem(api.client.get(path, headers={"Authorization": "Bearer tgp_x"}), 401, "unauthenticated")


def test_a_region_that_is_no_text_is_refused(api: Api) -> None:
    answer = api.client.get("/v1/agencies", params={"region": "a\x00"}, headers=api.key("service"))
    assert is_problem(answer, 422, "invalid-request")
