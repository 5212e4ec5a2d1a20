"""Figures, overdue complaints, promises and families over HTTP equal what was kept."""

from __future__ import annotations

import pytest

from tests.serving.api.conftest import Api, is_problem

AGENCY = "Dinas Angka"
POLITE = "Terima kasih atas laporan Anda. Akan segera kami tindak lanjuti bersama dinas terkait."


@pytest.fixture(scope="module")
def counted(api: Api) -> Api:
    """Twelve complaints of March, of which six got the same polite reply and three were closed."""
    for number in range(12):
        kept = api.keep(agency=AGENCY, region="Kota Angka", level="kota", submitted_on="2026-03-02")
        if number < 6:
            api.reply(kept, POLITE, agency=AGENCY, replied_on="2026-03-04")
        if number < 3:
            change = {"status": "selesai", "on": "2026-03-20"}
            assert api.client.patch(f"/v1/complaints/{kept}", json=change, headers=api.key("service")).is_success
    return api


def test_figures_are_those_of_what_was_kept(counted: Api) -> None:
    wanted = {"agency": AGENCY, "group": ["agency", "month"]}
    (row,) = counted.client.get("/v1/figures", params=wanted, headers=counted.key("supervisor")).json()["figures"]
    assert row["key"] == {"agency": AGENCY, "month": "2026-03"}
    assert (row["complaints"], row["replies"]) == (12, 6)
    assert (row["finished"]["count"], row["finished"]["of"], row["finished"]["share"]) == (3, 12, 0.25)
    assert 0 < row["finished"]["low"] < 0.25 < row["finished"]["high"] < 1
    assert (row["normative"]["count"], row["normative"]["share"]) == (6, None)
    (level,) = counted.client.get(
        "/v1/figures", params={"region": "Kota Angka", "group": "level"}, headers=counted.key("service")
    ).json()["figures"]
    assert (level["key"], level["complaints"]) == ({"level": "kota"}, 12)


def test_an_agency_gets_its_own_figures(counted: Api) -> None:
    officer = counted.key("pejabat_penghubung", "Dinas Sosial")
    found = counted.client.get("/v1/figures", params={"agency": AGENCY}, headers=officer).json()["figures"]
    assert found == []


def test_overdue_complaints_are_counted_by_clock(counted: Api) -> None:
    found = counted.client.get("/v1/overdue", params={"agency": AGENCY}, headers=counted.key("supervisor")).json()
    (row,) = found["agencies"]
    assert (row["agency"], row["complaints"]) == (AGENCY, 12)
    assert sum(row["overdue"].values()) > 0


def test_copied_replies_are_a_family_and_their_promises_stand_in_the_ledger(counted: Api) -> None:
    supervisor = counted.key("supervisor")
    (family,) = counted.client.get("/v1/families", params={"agency": AGENCY}, headers=supervisor).json()["families"]
    assert (family["size"], family["share"], family["first_seen"]) == (6, 1.0, "2026-03-04")
    wanted = {"agency": AGENCY, "state": "tanpa_tanggal", "limit": 4}
    page = counted.client.get("/v1/promises", params=wanted, headers=supervisor).json()
    rest = counted.client.get("/v1/promises", params=wanted | {"after": page["next"]}, headers=supervisor).json()
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (4, 2, "")
    assert {row["words"] in POLITE for row in page["items"]} == {True}
    members = counted.client.get("/v1/replies", params={"family": family["id"]}, headers=supervisor).json()["items"]
    assert len(members) == 6


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/v1/figures", {"group": "name"}),
        ("/v1/figures", {"month_from": "2026-13"}),
        ("/v1/promises", {"state": "x"}),
        ("/v1/families", {"least": 1}),
        ("/v1/overdue", {"region": "x" * 301}),
    ],
)
def test_wrong_questions_and_unknown_callers_are_refused(api: Api, path: str, params: dict[str, str]) -> None:
    assert is_problem(api.client.get(path, params=params, headers=api.key("supervisor")), 422, "invalid-request")
    assert is_problem(api.client.get(path), 401, "unauthenticated")
