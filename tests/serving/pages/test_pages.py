"""The pages over HTTP: who sees which, what a wrong address says, and what the parts are made of."""

from __future__ import annotations

import base64
import csv
import io
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from serving.access.roles import ALLOWED, Role
from serving.app import create_app
from serving.demo.load import LOADER
from serving.pages import charts, words
from serving.pages.files import to_csv, to_xlsx
from serving.pages.highlight import Span, highlight
from serving.pages.render import MENU, query_of
from serving.settings import Settings
from serving.store.reports import NewComplaint, list_replies
from serving.store.reports.records import ReplyFilter
from tests.serving.pages.conftest import HTML, Office
from tests.serving.store.conftest import ADMIN, AGENCY, complaint, fill, reply, verdict

OTHER = "Dinas Kesehatan Kota Kediri"
PEOPLE = [role for role in get_args(Role) if role != "service"]
SECRET_WORDS = "Oknum mantri minta uang"
FORMULA = '=cmd|"/c calc"!A1'


@pytest.fixture(scope="module", autouse=True)
def kept(office: Office) -> None:
    """A complaint of each of two agencies, a secret one, and one that waits; replies to the first three."""
    fill(
        office.store,
        [
            complaint(1, text="Lampu padam, hubungi Bu Siti 081234567890."),
            complaint(2, agency=OTHER, text="Antrean loket lama."),
            complaint(3, agency=OTHER, secret=True, text=SECRET_WORDS),
            complaint(4, agency=FORMULA, text="Saluran mampet.", disposed_on=None, status="belum_diverifikasi"),
            complaint(
                5, secret=True, text="Petugas parkir memalak di pasar.", disposed_on=None, status="belum_diverifikasi"
            ),
        ],
        [
            (reply(1), verdict(1, items=("R4",), flags=("promise_dated",))),
            (reply(2, text="Terima kasih."), verdict(0, items=())),
            (reply(3, text=f"{SECRET_WORDS} sudah diperiksa."), verdict(2)),
        ],
    )


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_gets_the_pages_of_its_menu_and_no_other(office: Office, role: Role) -> None:
    client = office.as_(role)
    home = client.get("/").text
    for path, name, permission in MENU:
        allowed = permission in ALLOWED[role]
        assert (f'href="{path}"' in home.split("</nav>")[0].split("<nav")[1]) is allowed
        answer = client.get(path)
        assert answer.status_code == (200 if allowed else 403)
        assert (
            (f"<h1>{name}</h1>" in answer.text or name == "Instansi") if allowed else "Tidak diizinkan" in answer.text
        )


def test_a_stranger_is_led_to_the_form_and_back(office: Office) -> None:
    answer = office.stranger.get("/balasan?mutu=0", headers=HTML, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/masuk?next=%2Fbalasan%3Fmutu%3D0"
    assert office.stranger.get("/balasan").status_code == 401


@pytest.mark.parametrize("address", ["//jahat.example", "/\\jahat.example", "https://jahat.example", "/\n/x"])
def test_signing_in_leads_nowhere_else(office: Office, address: str) -> None:
    assert 'name="next" value="/"' in office.stranger.get("/masuk", params={"next": address}).text


def test_the_demo_asks_people_to_sign_in_but_not_the_api(release: Path, tmp_path: Path) -> None:
    settings = Settings(release=release, database_url=f"sqlite:///{tmp_path / 'demo.db'}", demo=True)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        assert client.get("/", headers=HTML, follow_redirects=False).status_code == 303
        assert client.get("/v1/figures").status_code == 200
        assert "Provinsi Nawasena tidak ada" in client.get("/masuk").text


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/tidak-ada", 404, "Tidak ditemukan"),
        ("/balasan/tidak-ada", 404, "Tidak ditemukan"),
        ("/disposisi/tidak-ada", 404, "Tidak ditemukan"),
        ("/audit/tidak-ada", 404, "Tidak ditemukan"),
        ("/?dari=Maret", 422, "Isian belum benar"),
        ("/balasan?mutu=9", 422, "Isian belum benar"),
        ("/balasan?after=xx", 400, "Ada gangguan"),
        ("/instansi/laporan", 422, "Isian belum benar"),
        ("/unduh/balasan.pdf", 422, "Isian belum benar"),
    ],
)
def test_an_error_is_a_page_in_indonesian(office: Office, path: str, status: int, says: str) -> None:
    answer = office.as_("supervisor").get(path)
    assert answer.status_code == status
    assert f"<h1>{says}</h1>" in answer.text


def test_what_was_sent_is_not_repeated(office: Office) -> None:
    assert "Rahasia123" not in office.as_("supervisor").get("/balasan?mutu=Rahasia123").text


def test_empty_filters_say_so(office: Office) -> None:
    client = office.as_("supervisor")
    for path, says in (
        ("/?dari=2020-01&sampai=2020-02", "Tidak ada laporan pada saringan ini"),
        ("/balasan?dari=2020-01&sampai=2020-02", "Tidak ada balasan pada saringan ini"),
        ("/instansi?cari=zzz", "Tidak ada instansi yang cocok"),
        ("/instansi?instansi=zzz", "Belum ada laporan untuk instansi ini"),
        ("/janji?keadaan=ditepati", "Tidak ada janji pada saringan ini"),
    ):
        assert says in client.get(path).text


def test_a_secret_text_is_shown_to_its_handlers_alone(office: Office) -> None:
    for path in ("/balasan", "/balasan/B-3", "/janji?keadaan="):
        assert SECRET_WORDS not in office.as_("supervisor").get(path).text
    assert "rahasia" in office.as_("supervisor").get("/balasan/B-3").text
    assert SECRET_WORDS in office.as_("admin").get("/balasan/B-3").text
    assert office.as_("pejabat_penghubung").get("/balasan/B-3").status_code == 404
    shown = office.as_("supervisor").get("/disposisi/L-5").text
    assert "memalak" not in shown
    assert "hanya penangannya" in shown
    assert "memalak" in office.as_("pejabat_penghubung").get("/disposisi/L-5").text


def test_an_officer_has_the_own_agency_alone_whatever_the_address_says(office: Office) -> None:
    client = office.as_("pejabat_penghubung")
    assert f"<h1>{AGENCY}</h1>" in client.get("/instansi", params={"instansi": OTHER}).text
    for path in ("/balasan", "/janji", "/disposisi", "/instansi/laporan"):
        assert OTHER not in client.get(path, params={"instansi": OTHER}).text
    assert OTHER not in client.get("/unduh/balasan.csv", params={"instansi": OTHER}).text
    assert OTHER not in client.get("/unduh/templat.csv", params={"instansi": OTHER}).text


def test_an_officer_objects_and_a_supervisor_answers(office: Office) -> None:
    officer, supervisor = office.as_("pejabat_penghubung"), office.as_("supervisor")
    sent = {"csrf": office.csrf(officer), "text": "Lampu sudah menyala."}
    assert officer.post("/balasan/B-1/sanggah", data=sent, follow_redirects=False).status_code == 303
    assert "menunggu jawaban" in officer.get("/balasan/B-1").text
    address = supervisor.get("/audit").text.split('action="/sanggah/')[1].split('"')[0]
    answer = {"csrf": office.csrf(supervisor), "accept": "true", "answer": "Benar.", "level": "2"}
    assert supervisor.post(f"/sanggah/{address}", data=answer, follow_redirects=False).status_code == 303
    page = officer.get("/balasan/B-1").text
    assert "Sebagian → Substantif" in page
    assert "Jawaban: Benar." in page
    assert supervisor.post(f"/sanggah/{address}", data=answer).status_code == 409


def test_the_office_approves_by_two_persons(office: Office) -> None:
    first, second = office.as_("supervisor"), office.sign_in("kedua", "supervisor")
    sent = {"csrf": office.csrf(first), "agency": OTHER, "reason": "Milik puskesmas."}
    assert first.post("/disposisi/L-4/instansi", data=sent, follow_redirects=False).status_code == 303
    number = second.get("/disposisi").text.split('action="/persetujuan/')[1].split('"')[0]
    assert "/persetujuan/" not in first.get("/disposisi").text
    own = {"csrf": office.csrf(first), "approved": "true"}
    assert first.post(f"/persetujuan/{number}", data=own).status_code == 409
    other = {"csrf": office.csrf(second), "approved": "true"}
    assert second.post(f"/persetujuan/{number}", data=other, follow_redirects=False).status_code == 303
    assert "Tidak ada pilihan yang menunggu persetujuan" in second.get("/disposisi").text
    assert "Persetujuan" not in office.as_("pejabat_penghubung").get("/disposisi").text


def test_a_small_audit_is_refused_with_words(office: Office) -> None:
    client = office.as_("supervisor")
    answer = client.post("/audit", data={"csrf": office.csrf(client), "name": "Kecil", "size": "10"})
    assert answer.status_code == 422
    assert "paling sedikit 10 balasan" in answer.text


def test_templates_are_a_filter_of_their_own(office: Office) -> None:
    with office.store.reading() as tx:
        assert not list_replies(tx, ReplyFilter(flag="boilerplate"), ADMIN).rows
        assert [row.id for row in list_replies(tx, ReplyFilter(flag="promise_dated"), ADMIN).rows] == ["B-1"]
    assert "B-1" in office.as_("supervisor").get("/balasan?tanda=promise_dated").text


@pytest.mark.parametrize("table", ["ringkasan", "instansi", "balasan", "janji", "templat", "disposisi"])
def test_every_table_is_a_file_of_both_kinds(office: Office, table: str) -> None:
    client = office.as_("supervisor")
    workbook = client.get(f"/unduh/{table}.xlsx")
    assert f'filename="tanggap-{table}-' in workbook.headers["content-disposition"]
    sheet = load_workbook(io.BytesIO(workbook.content)).active
    assert sheet is not None
    rows = list(csv.reader(io.StringIO(client.get(f"/unduh/{table}.csv").content.decode("utf-8-sig"))))
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert sheet.max_row == len(rows)


def test_cells_keep_their_kind_and_no_text_becomes_a_formula() -> None:
    rows = [(FORMULA, 1, 0.5, date(2026, 3, 5), None, "a\x0bb"), ("+62", 2, 1.5, None, True, "-1")]
    sheet = load_workbook(io.BytesIO(to_xlsx("x", ["a", "b", "c", "d", "e", "f"], rows))).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "d", "n", "s"]
    assert [cell.value for cell in sheet[2]][:4] == [FORMULA, 1, 0.5, sheet["D2"].value]
    assert sheet["F2"].value == "ab"
    assert sheet["A3"].data_type == "s"
    read = list(csv.reader(io.StringIO(to_csv(["a"], rows).decode("utf-8-sig"))))
    assert [read[1][0], read[2][0], read[2][5], read[1][1]] == [f"'{FORMULA}", "'+62", "'-1", "1"]


def test_a_marked_text_is_the_text() -> None:
    text = "Lampu <b> & tiang 14 diganti"
    html = highlight(
        text, [Span(0, 9, "item", "R3 Tindakan", "R3"), Span(6, 17, "flagged", 'kata "lain"'), Span(20, 90, "x", "")]
    )
    plain = html.striptags()
    assert plain == text
    assert html.count("<mark") == 3
    assert "<b>" not in html
    assert "&#34;lain&#34;" in html


def test_a_chart_is_an_image_and_is_left_out_without_values() -> None:
    image = charts.shares("Judul & isi", ["Mar 26"], {"Selesai": [0.5]}, goal=0.6)
    assert 'alt="Judul &amp; isi"' in image
    assert image.startswith("<img ")  # a browser runs no script and loads nothing inside of an image
    assert "Selesai" in base64.b64decode(image.split("base64,")[1].split('"')[0]).decode()
    assert charts.shares("x", ["Mar 26"], {"Selesai": [None]}, goal=0.6) == ""
    assert "base64" in charts.levels("x", ["Mar 26"], [(1, 2, 3)])


def test_words_and_addresses() -> None:
    assert words.month_options(["2026-03"], "") == [("2026-03", "Maret 2026")]
    assert words.percent(0.598, 1) == "59,8%"
    assert words.topic("") == "Belum diketahui"
    assert query_of({"a": "", "b": None}) == ""


@pytest.mark.parametrize("path", ["/", "/masuk", "/tidak-ada", "/static/tanggap.css"])
def test_nothing_inline_is_allowed(office: Office, path: str) -> None:
    answer = office.as_("supervisor").get(path)
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert " style=" not in answer.text
    assert "<style" not in answer.text


def test_only_what_the_reader_may_see_is_alike(office: Office) -> None:
    words = "Pohon tumbang menutup Jalan Kamboja sejak tadi malam. Kendaraan memutar lewat kampung."
    service = office.stranger.app.state.service  # type: ignore[attr-defined]
    service.take_complaints(
        [
            NewComplaint(id=f"SERUPA-{number}", text=words, submitted_on=date.today(), agency=agency, secret=False)
            for number, agency in enumerate((AGENCY, AGENCY, "Dinas Lain"))
        ],
        LOADER,
    )
    own = office.as_("pejabat_penghubung").get("/disposisi/SERUPA-0").text
    every = office.as_("supervisor").get("/disposisi/SERUPA-0").text
    assert ("SERUPA-1" in own, "SERUPA-2" in own) == (True, False)
    assert ("SERUPA-1" in every, "SERUPA-2" in every) == (True, True)
