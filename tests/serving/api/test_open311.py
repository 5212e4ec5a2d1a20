"""The Open311 GeoReport v2 view, in JSON and in XML."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from serving.api.open311_form import answer, form_fields
from serving.problems import ProblemError
from tests.serving.api.conftest import DISHUB, Api, is_problem

BASE = "/open311/v2"


def test_topics_are_services(api: Api) -> None:
    headers = api.key("service")
    rows = api.client.get(f"{BASE}/services.json", headers=headers).json()
    (row,) = [each for each in rows if each["service_code"] == "penerangan_jalan"]
    assert row["metadata"] is True
    assert row["type"] == "realtime"
    xml = api.client.get(f"{BASE}/services.xml", headers=headers)
    assert xml.headers["content-type"] == "text/xml; charset=utf-8"
    codes = [node.text for node in ElementTree.fromstring(xml.content).findall("service/service_code")]
    assert codes == [each["service_code"] for each in rows]


def test_a_service_tells_its_attributes(api: Api) -> None:
    headers = api.key("service")
    found = api.client.get(f"{BASE}/services/penerangan_jalan.json", headers=headers).json()
    assert [each["code"] for each in found["attributes"]] == ["region", "kecamatan", "kelurahan", "secret"]
    xml = ElementTree.fromstring(api.client.get(f"{BASE}/services/penerangan_jalan.xml", headers=headers).content)
    assert [node.text for node in xml.findall("service_definition/attributes/attribute/code")][-1] == "secret"
    assert [node.text for node in xml.findall(".//values/value/key")] == ["true", "false"]
    assert is_problem(api.client.get(f"{BASE}/services/x.json", headers=headers), 404, "not-found")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_request_is_kept_and_read_again_without_its_reporter(api: Api, form: str) -> None:
    fields = {
        "service_code": "penerangan_jalan",
        "description": "lampu jalan padam dan gelap di depan balai warga",
        "lat": "-7.8",
        "long": "112.0",
        "attribute[region]": "Kota Kediri",
        "attribute[secret]": "false",
        "first_name": "Siti",
        "email": "siti@example.id",
        "phone": "081234567890",
    }
    headers = api.key("service") | {"Idempotency-Key": f"kirim-{form}"}
    made = api.client.post(f"{BASE}/requests.{form}", data=fields, headers=headers)
    assert made.status_code == 201
    again = api.client.post(f"{BASE}/requests.{form}", data=fields, headers=headers)
    assert again.content == made.content
    if form == "json":
        (row,) = made.json()
        number = row["service_request_id"]
        assert row["service_notice"] == f"Usulan instansi: {DISHUB}"
    else:
        number = str(ElementTree.fromstring(made.content).findtext("request/service_request_id"))
    found = api.client.get(f"{BASE}/requests/{number}.json", headers=api.key("supervisor"))
    (request,) = found.json()
    assert request["description"] == fields["description"]
    assert (request["status"], request["service_code"], request["address"]) == (
        "open",
        "penerangan_jalan",
        "-7.8, 112.0",
    )
    assert request["requested_datetime"] == f"{date.today().isoformat()}T00:00:00+07:00"
    held = api.client.get(f"/v1/complaints/{number}/export", headers=api.key("admin")).text
    for private in ("Siti", "siti@", "081234567890"):
        assert private not in held


def test_requests_are_listed_by_state_topic_and_day(api: Api) -> None:
    supervisor = api.key("supervisor")
    today = date.today().isoformat()
    opened = api.keep(topic="jalan_rusak", submitted_on=today)
    closed = api.keep(topic="jalan_rusak", submitted_on=today, status="selesai", closed_on=today)
    old = api.keep(topic="jalan_rusak", submitted_on="2025-01-02")
    secret = api.keep(topic="jalan_rusak", submitted_on=today, secret=True)

    def ids(**wanted: str) -> set[str]:
        answer = api.client.get(f"{BASE}/requests.json", params=wanted, headers=supervisor)
        assert answer.status_code == 200, answer.text
        return {row["service_request_id"] for row in answer.json()}

    assert ids(service_code="jalan_rusak") == {opened, closed, secret}
    assert ids(service_code="jalan_rusak,x", status="closed") == {closed}
    assert ids(service_code="jalan_rusak", end_date="2025-02-01T00:00:00Z") == {old}
    assert ids(service_request_id=f"{old},{opened}") == {old, opened}
    assert ids(end_date="0001-01-01T00:00:00Z") == set()
    (row,) = api.client.get(f"{BASE}/requests/{secret}.json", headers=supervisor).json()
    assert "description" not in row


@pytest.mark.parametrize(
    ("fields", "status", "kind"),
    [
        ({"description": "lampu"}, 422, "invalid-request"),
        ({"service_code": "x", "description": "lampu"}, 404, "not-found"),
        ({"service_code": "penerangan_jalan", "description": "lampu", "lat": "91"}, 422, "invalid-request"),
        ({"service_code": "penerangan_jalan", "description": "a\x00"}, 422, "invalid-request"),
        ({f"f{number}": "x" for number in range(100)}, 400, "unreadable-body"),
    ],
)
def test_a_wrong_request_is_refused(api: Api, fields: dict[str, str], status: int, kind: str) -> None:
    answer = api.client.post(f"{BASE}/requests.json", data=fields, headers=api.key("service"))
    assert is_problem(answer, status, kind)


def test_other_jurisdictions_and_callers_are_refused(api: Api) -> None:
    headers = api.key("service")
    for path in ("services", "requests"):
        other = {"jurisdiction_id": "example.org"}
        assert is_problem(api.client.get(f"{BASE}/{path}.json", params=other, headers=headers), 404, "not-found")
    ours = {"jurisdiction_id": "tanggap.local"}
    assert api.client.get(f"{BASE}/services.json", params=ours, headers=headers).status_code == 200
    assert is_problem(api.client.get(f"{BASE}/requests.json", headers=headers), 403, "forbidden")
    assert is_problem(api.client.get(f"{BASE}/services.json"), 401, "unauthenticated")
    assert is_problem(api.client.post(f"{BASE}/requests.json", headers=api.key("supervisor")), 403, "forbidden")


def test_any_text_becomes_xml_that_can_be_read() -> None:
    hard = "a<b>&\x01\ufffe\U0001f600]]>"
    body = bytes(answer("xml", "rows", "row", [{"text": hard, "none": None, "yes": True}]).body)
    row = ElementTree.fromstring(body).find("row")
    assert row is not None
    assert {node.tag: node.text for node in row} == {"text": "a<b>&\U0001f600]]>", "yes": "true"}


def test_a_form_is_read_strictly() -> None:
    assert form_fields(b"a=1&a=2&b=%41") == {"a": "1", "b": "A"}
    for wrong in (b"\xff=1", b"a=%ff"):
        with pytest.raises(ProblemError):
            form_fields(wrong)
