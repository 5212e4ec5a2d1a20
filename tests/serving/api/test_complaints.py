"""Keeping complaints and replies, reading them, their status, export and erasure."""

from __future__ import annotations

from typing import Any

import pytest

from tests.serving.api.conftest import DISHUB, Api, is_problem

DONE = "Lampu sudah diganti Selasa malam oleh petugas dan menyala."
EMPTY = "Terima kasih atas laporan Anda."


def test_a_kept_complaint_is_disposed_of_and_read_by_its_handlers(api: Api) -> None:
    body = {"id": "K-1", "text": "lampu jalan padam dan gelap", "submitted_on": "2026-03-02"}
    taken = api.client.post("/v1/complaints", json=body, headers=api.key("service"))
    assert (taken.status_code, taken.json()["agency"], taken.json()["id"]) == (201, DISHUB, "K-1")
    handler = api.key("pejabat_penghubung", DISHUB)
    assert is_problem(api.client.get("/v1/complaints/K-1", headers=handler), 404, "not-found")  # only suggested
    sent = {"agency": DISHUB, "reason": "Usulannya tepat."}
    api.client.post("/v1/complaints/K-1/corrections", json=sent, headers=api.key("supervisor"))
    as_handler = api.client.get("/v1/complaints/K-1", headers=handler).json()
    as_supervisor = api.client.get("/v1/complaints/K-1", headers=api.key("supervisor")).json()
    other = api.client.get("/v1/complaints/K-1", headers=api.key("pejabat_penghubung", "Dinas Sosial"))
    assert (as_handler["text"], as_handler["shown"], as_handler["secret"]) == (body["text"], "penuh", True)
    assert (as_supervisor["text"], as_supervisor["shown"]) == (None, "rahasia")
    assert is_problem(other, 404, "not-found")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"nama_pelapor": "Siti"}, "(unknown field): is not a field of this request"),
        ({"id": "a/b"}, "id: has not the form that is asked for"),
        ({"submitted_on": "2018-01-01"}, "submitted_on: is too small"),
        ({"status": "beres"}, "status: is none of the allowed values"),
        ({"text": ""}, "text: is empty or too short"),
    ],
)
def test_a_wrong_complaint_is_refused_in_our_words(api: Api, change: dict[str, Any], sentence: str) -> None:
    body = {"id": "K-2", "text": "lampu", "submitted_on": "2026-03-02"} | change
    answer = api.client.post("/v1/complaints", json=body, headers=api.key("service"))
    assert is_problem(answer, 422, "invalid-request")
    assert [each.removeprefix("body.") for each in answer.json()["errors"]] == [sentence]
    assert "Siti" not in answer.text


def test_a_batch_is_kept_whole_or_not_at_all(api: Api) -> None:
    kept = api.keep()
    rows = [{"id": name, "text": "lampu jalan padam", "submitted_on": "2026-03-02"} for name in ("K-3", "K-4", kept)]
    refused = api.client.post("/v1/complaints/batch", json={"complaints": rows}, headers=api.key("service"))
    assert is_problem(refused, 409, "exists")
    assert api.client.get("/v1/complaints/K-3", headers=api.key("admin")).status_code == 404
    taken = api.client.post("/v1/complaints/batch", json={"complaints": rows[:2]}, headers=api.key("service"))
    assert [row["id"] for row in taken.json()["results"]] == ["K-3", "K-4"]


def test_a_repeated_request_keeps_nothing_twice(api: Api) -> None:
    body = {"id": "K-5", "text": "lampu jalan padam", "submitted_on": "2026-03-02"}
    headers = api.key("service") | {"Idempotency-Key": "masuk"}
    first = api.client.post("/v1/complaints", json=body, headers=headers)
    again = api.client.post("/v1/complaints", json=body, headers=headers)
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert is_problem(api.client.post("/v1/complaints", json=body, headers=api.key("service")), 409, "exists")


def test_replies_are_judged_and_listed_by_what_they_are(api: Api) -> None:
    kept = api.keep(region="Kota Uji")
    good, bad = api.reply(kept, DONE), api.reply(kept, EMPTY, replied_on="2026-03-03")
    supervisor = api.key("supervisor")
    found = api.client.get(f"/v1/replies/{good}", headers=supervisor).json()
    assert (found["complaint_id"], found["text"], found["agency"]) == (kept, DONE, DISHUB)
    assert found["p_substantive"] > 0.5
    normative = api.client.get("/v1/replies", params={"level": 0, "agency": DISHUB}, headers=supervisor).json()["items"]
    ids = {row["id"] for row in normative}
    assert bad in ids
    assert good not in ids
    for nothing in ({"month": "2020-01"}, {"flag": "other_case"}, {"family": "x"}, {"agency": "Dinas Sosial"}):
        assert api.client.get("/v1/replies", params=nothing, headers=supervisor).json()["items"] == []
    assert api.client.get(f"/v1/complaints/{kept}", headers=supervisor).json()["first_reply_on"] is not None


def test_a_reply_needs_its_complaint(api: Api) -> None:
    body = {"replies": [{"id": "B-0", "text": DONE, "replied_on": "2026-03-09"}]}
    answer = api.client.post("/v1/complaints/nothing/replies", json=body, headers=api.key("service"))
    assert is_problem(answer, 404, "not-found")
    assert is_problem(api.client.get("/v1/replies/nothing", headers=api.key("supervisor")), 404, "not-found")


def test_pages_hold_every_complaint_once(api: Api) -> None:
    agency = "Dinas Halaman"
    kept = {api.keep(agency=agency, submitted_on=f"2026-02-{day:02}") for day in range(1, 8)}
    seen: list[str] = []
    after = ""
    while True:
        wanted = {"agency": agency, "limit": 3, "after": after}
        page = api.client.get("/v1/complaints", params=wanted, headers=api.key("supervisor")).json()
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(kept)
    assert set(seen) == kept
    for cursor in ("x", "eyJhIjoxfQ", "WzEsMl0"):
        answer = api.client.get("/v1/complaints", params={"after": cursor}, headers=api.key("supervisor"))
        assert is_problem(answer, 400, "bad-cursor")


def test_a_status_is_set_by_a_service_that_may_not_read(api: Api) -> None:
    kept, service = api.keep(), api.key("service")
    change = {"status": "selesai", "on": "2026-03-10"}
    done = api.client.patch(f"/v1/complaints/{kept}", json=change, headers=service)
    assert done.json() == {"id": kept, "status": "selesai", "closed_on": "2026-03-10"}
    assert is_problem(api.client.get(f"/v1/complaints/{kept}", headers=service), 403, "forbidden")
    early = api.client.patch(f"/v1/complaints/{kept}", json=change | {"on": "2026-01-01"}, headers=service)
    assert is_problem(early, 422, "invalid-request")
    assert is_problem(api.client.patch("/v1/complaints/nothing", json=change, headers=service), 404, "not-found")


def test_what_is_held_can_be_given_out_and_erased(api: Api) -> None:
    kept = api.keep(text="lampu padam di rumah Pak Budi Santoso")
    api.reply(kept, DONE)
    admin = api.key("admin")
    held = api.client.get(f"/v1/complaints/{kept}/export", headers=admin).json()["report"]
    assert "Budi Santoso" in held["complaint"]["texts"]["text"]
    assert len(held["replies"]) == 1
    assert is_problem(api.client.delete(f"/v1/complaints/{kept}", headers=api.key("supervisor")), 403, "forbidden")
    assert api.client.delete(f"/v1/complaints/{kept}", headers=admin).status_code == 204
    gone = api.client.get(f"/v1/complaints/{kept}", headers=admin).json()
    assert (gone["text"], gone["shown"]) == (None, "dihapus")
    assert is_problem(api.client.delete(f"/v1/complaints/{kept}", headers=admin), 409, "bad-state")
    assert is_problem(api.client.get("/v1/complaints/nothing/export", headers=admin), 404, "not-found")


def test_a_thread_is_judged_as_a_whole(api: Api) -> None:
    thread = {
        "complaint": "Lampu jalan padam.",
        "submitted_on": "2026-03-02",
        "replies": [{"replied_on": "2026-03-04", "reply": EMPTY}, {"replied_on": "2026-03-09", "reply": DONE}],
    }
    found = api.client.post("/v1/threads/score", json=thread, headers=api.key("service")).json()
    assert (found["decided_by"], found["days_to_deciding"], found["due"]) == (1, 5, "2026-03-12")
    assert (found["in_time"], found["replies"][0]["level"]) == (True, 0)
    early = thread | {"replies": thread["replies"][:1]}
    late = early | {"today": "2026-05-01"}
    first, last = (
        api.client.post("/v1/threads/score", json=each, headers=api.key("service")).json() for each in (early, late)
    )
    assert (first["label"], first["in_time"]) == ("kosong", None)
    assert (last["label"], last["in_time"]) == ("kosong", False)
    nothing = api.client.post("/v1/threads/score", json=thread | {"replies": []}, headers=api.key("service")).json()
    assert (nothing["label"], nothing["decided_by"], nothing["replies"]) == ("kosong", None, [])
    wrong = thread | {"submitted_on": "0001-01-01"}
    assert is_problem(
        api.client.post("/v1/threads/score", json=wrong, headers=api.key("service")), 422, "invalid-request"
    )


def test_replies_are_judged_in_batches(api: Api) -> None:
    rows = [{"complaint": "Lampu padam.", "reply": DONE}, {"reply": DONE}, {"complaint": "Lampu padam.", "reply": ""}]
    found = api.client.post("/v1/replies/score/batch", json={"replies": rows}, headers=api.key("service")).json()
    assert found["results"][1]["problem"]["errors"] == ["complaint: is required"]
    assert found["results"][2]["level"] == 0
    assert is_problem(api.client.post("/v1/replies/score/batch", json={"replies": rows}), 401, "unauthenticated")


@pytest.mark.parametrize("path", ["/v1/complaints", "/v1/replies", "/v1/complaints/x", "/v1/replies/x"])
def test_a_service_reads_no_kept_text(api: Api, path: str) -> None:
    assert is_problem(api.client.get(path, headers=api.key("service")), 403, "forbidden")
