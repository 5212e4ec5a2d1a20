"""Corrections, other levels, objections, the label queue, and the rows that a training gets of them."""

from __future__ import annotations

import csv
import io
import json

from tests.serving.api.conftest import DISHUB, Api, is_problem

REASON = "Tiang lampu di ruas ini milik dinas lain."


def correct(api: Api, kept: str, headers: dict[str, str], agency: str = "Dinas Bina Marga") -> str:
    body = {"agency": agency, "topic": "penerangan_jalan", "reason": REASON}
    answer = api.client.post(f"/v1/complaints/{kept}/corrections", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_correction_trains_only_after_a_second_person(api: Api) -> None:
    kept = api.keep(text="=lampu padam di rumah Pak Budi Santoso, hp 081234567890")
    first, second = api.key("supervisor"), api.key("supervisor")
    made = correct(api, kept, first)
    assert api.client.get(f"/v1/complaints/{kept}", headers=first).json()["agency"] == "Dinas Bina Marga"
    waiting = api.client.get("/v1/corrections", headers=first).json()["items"]
    assert made in {row["id"] for row in waiting}
    assert is_problem(api.client.post(f"/v1/corrections/{made}/approve", headers=first), 409, "second-person")
    assert kept not in api.client.get("/v1/export/corrections.jsonl", headers=first).text
    approved = api.client.post(f"/v1/corrections/{made}/approve", headers=second)
    assert approved.json()["state"] == "disetujui"
    assert is_problem(api.client.post(f"/v1/corrections/{made}/reject", headers=second), 409, "decided")
    lines = api.client.get("/v1/export/corrections.jsonl", headers=first).text.splitlines()
    (row,) = [each for each in map(json.loads, lines) if each["id"] == kept]
    assert (row["agency"], row["topic"]) == ("Dinas Bina Marga", "penerangan_jalan")
    assert "081234567890" not in row["text"]
    table = api.client.get("/v1/export/corrections.csv", headers=api.key("data_scientist"))
    (cells,) = [each for each in csv.DictReader(io.StringIO(table.text)) if each["id"] == kept]
    assert cells["text"] == "'" + row["text"]
    assert "attachment" in table.headers["content-disposition"]


def test_a_rejected_correction_does_not_train(api: Api) -> None:
    kept = api.keep(agency=DISHUB)
    made = correct(api, kept, api.key("pejabat_penghubung", DISHUB))
    assert api.client.post(f"/v1/corrections/{made}/reject", headers=api.key("admin")).json()["state"] == "ditolak"
    assert kept not in api.client.get("/v1/export/corrections.csv", headers=api.key("admin")).text


def test_an_agency_exports_its_own_rows_only(api: Api) -> None:
    kept = api.keep()
    made = correct(api, kept, api.key("supervisor"), DISHUB)
    api.client.post(f"/v1/corrections/{made}/approve", headers=api.key("supervisor"))
    for agency, there in ((DISHUB, True), ("Dinas Sosial", False)):
        found = api.client.get("/v1/export/corrections.jsonl", headers=api.key("pejabat_penghubung", agency))
        assert (kept in found.text) is there
    assert is_problem(api.client.get("/v1/export/corrections.xml", headers=api.key("admin")), 422, "invalid-request")


def test_an_objection_changes_a_level(api: Api) -> None:
    kept = api.keep()
    reply = api.reply(kept, "Terima kasih atas laporan Anda.")
    officer, supervisor = api.key("pejabat_penghubung", DISHUB), api.key("supervisor")
    path = f"/v1/replies/{reply}/objections"
    made = api.client.post(path, json={"text": "Foto perbaikan sudah kami kirim."}, headers=officer)
    assert (made.status_code, made.json()["state"]) == (201, "diajukan")
    assert is_problem(api.client.post(path, json={"text": "Sekali lagi."}, headers=officer), 409, "bad-state")
    answer = {"accept": True, "answer": "Fotonya menunjukkan lampu menyala.", "level": 2}
    done = api.client.post(f"/v1/objections/{made.json()['id']}/answer", json=answer, headers=supervisor)
    assert done.json()["state"] == "diterima"
    found = api.client.get(f"/v1/replies/{reply}", headers=officer).json()
    assert (found["level"], found["level_now"], found["overridden"]) == (0, 2, True)
    seen = api.client.get("/v1/objections", headers=officer).json()["items"]
    assert made.json()["id"] in {row["id"] for row in seen}
    others = api.client.get("/v1/objections", headers=api.key("pejabat_penghubung", "Dinas Sosial")).json()["items"]
    assert others == []


def test_a_supervisor_overrides_a_level_with_a_reason(api: Api) -> None:
    reply = api.reply(api.keep(), "Terima kasih atas laporan Anda.")
    path, supervisor = f"/v1/replies/{reply}/override", api.key("supervisor")
    made = api.client.post(path, json={"level": 1, "reason": "Menyebut jadwal."}, headers=supervisor)
    assert (made.status_code, made.json()["level_before"], made.json()["level_after"]) == (201, 0, 1)
    for body in ({"level": 3, "reason": "Menyebut jadwal."}, {"level": 1}, {"level": 1, "reason": "x"}):
        assert is_problem(api.client.post(path, json=body, headers=supervisor), 422, "invalid-request")
    missing = api.client.post("/v1/replies/no/override", json={"level": 1, "reason": "Ada."}, headers=supervisor)
    assert is_problem(missing, 404, "not-found")


def test_a_repeated_correction_is_made_once(api: Api) -> None:
    kept, headers = api.keep(), api.key("supervisor") | {"Idempotency-Key": "koreksi"}
    assert correct(api, kept, headers) == correct(api, kept, headers)
    other = {"agency": "Dinas Sosial", "reason": REASON}
    answer = api.client.post(f"/v1/complaints/{kept}/corrections", json=other, headers=headers)
    assert is_problem(answer, 409, "key-reused")


def test_the_queue_holds_the_least_certain_redacted(api: Api) -> None:
    text = "lampu padam dan sampah menumpuk, hubungi 081234567890"
    open_one, secret, corrected = api.keep(text=text), api.keep(text=text, secret=True), api.keep(text=text)
    correct(api, corrected, api.key("supervisor"))
    for role in ("data_scientist", "admin"):
        rows = api.client.get("/v1/queue", params={"limit": 500}, headers=api.key(role)).json()["complaints"]
        by_id = {row["id"]: row for row in rows}
        assert open_one in by_id
        assert not {secret, corrected} & set(by_id)
        assert "081234567890" not in by_id[open_one]["text"]
        assert [row["margin"] for row in rows] == sorted(row["margin"] for row in rows)
    assert is_problem(api.client.get("/v1/queue", headers=api.key("supervisor")), 403, "forbidden")


def test_roles_bound_what_is_said(api: Api) -> None:
    kept = api.keep()
    reply = api.reply(kept, "Terima kasih.")
    refused = [
        (f"/v1/complaints/{kept}/corrections", "service"),
        ("/v1/corrections/x/approve", "data_scientist"),
        (f"/v1/replies/{reply}/override", "data_scientist"),
        (f"/v1/replies/{reply}/objections", "supervisor"),
        ("/v1/objections/x/answer", "service"),
    ]
    for path, role in refused:
        assert is_problem(api.client.post(path, json={}, headers=api.key(role)), 403, "forbidden"), path
    for path in ("/v1/corrections", "/v1/objections", "/v1/export/corrections.csv"):
        assert is_problem(api.client.get(path, headers=api.key("service")), 403, "forbidden"), path
