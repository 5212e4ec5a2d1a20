"""The pages in a real browser, as a supervisor goes through them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from classifier.records import Evidence
from serving.demo.load import LOADER
from serving.store.reports import ReplyFilter, count_replies
from tests.serving.pages.conftest import DESK, PHONE, Demo
from tests.serving.store.conftest import complaint, fill, reply, verdict

PAGES = ("/", "/instansi", "/balasan", "/audit", "/disposisi", "/janji", "/model", "/tidak-ada")
SCRIPT = "<script>document.title='DIRETAS'</script><img src=x onerror=\"document.title='DIRETAS'\">"
KEEP = {"submitted_on": "2026-10-30", "secret": False, "region": "Kota Arunika"}


@pytest.fixture
def page(demo: Demo) -> Iterator[Page]:
    """A supervisor's browser."""
    with demo.signed_in() as page:
        yield page


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def first_reply(demo: Demo, page: Page) -> None:
    """Open a reply that the judge calls normative."""
    page.goto(f"{demo.url}/balasan?mutu=0")
    with page.expect_navigation():
        page.locator("tbody th a").first.click()


def test_a_wrong_password_stays_outside(demo: Demo) -> None:
    context = demo.browser.new_context()
    page = context.new_page()
    page.goto(f"{demo.url}/balasan?mutu=0")
    assert urlsplit(page.url).path == "/masuk"
    page.fill("[name=login]", "pengawas")
    page.fill("[name=password]", "salah sekali")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    page.fill("[name=login]", "pengawas")
    page.fill("[name=password]", demo.passwords["pengawas"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{demo.url}/balasan?mutu=0"
    context.close()


def test_a_filter_stands_in_the_address(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url}/")
    before = page.locator(".figures b").first.inner_text()
    with page.expect_navigation():
        page.select_option("[name=wilayah]", "Kota Arunika")
    query = parse_qs(urlsplit(page.url).query)
    assert query["wilayah"] == ["Kota Arunika"]
    assert "sampai" not in query
    assert page.locator(".figures b").first.inner_text() != before
    with demo.signed_in("pengawas2") as other:
        other.goto(page.url)
        assert other.locator(".figures b").first.inner_text() == page.locator(".figures b").first.inner_text()


def test_the_next_reply_is_that_of_the_list(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url}/balasan?mutu=0")
    names = page.locator("tbody th a").all_inner_texts()
    with page.expect_navigation():
        page.locator("tbody th a").first.click()
    assert names[0] in page.title()
    press(page, "n")
    assert names[1] in page.title()
    press(page, "p")
    assert names[0] in page.title()


def test_marked_words_are_those_of_the_reply(demo: Demo, page: Page) -> None:
    text = "Petugas memeriksa tiang 14 & panel <lama>. Lampu sudah diganti Selasa malam."
    spans = {"R2": "memeriksa tiang 14 & panel <lama>", "R3": "Lampu sudah diganti", "R6": "diganti Selasa malam"}
    items = tuple(Evidence(name, text.index(said), text.index(said) + len(said), said) for name, said in spans.items())
    fill(demo.store, [complaint(901)], [(reply(901, text=text), replace(verdict(2), items=items))])
    page.goto(f"{demo.url}/balasan/B-901")
    quote = page.locator("section[aria-labelledby=balasan] .quote")
    assert quote.text_content() == text
    pieces = quote.locator("mark").all_text_contents()
    assert pieces == [spans["R2"], "Lampu sudah ", "diganti", " Selasa malam"]
    assert [mark.get_attribute("data-label") for mark in quote.locator("mark").all()] == ["R2", None, "R3", "R6"]
    assert page.locator(".checks q").all_text_contents() == list(spans.values())


def test_an_override_by_keyboard_changes_the_figure(demo: Demo, page: Page) -> None:
    first_reply(demo, page)
    told = page.locator(".choice small").nth(2).inner_text()
    found = re.search(r"(\d+) dari (\d+) balasan instansi substantif", told)
    assert found
    page.keyboard.press("2")
    page.keyboard.press("a")
    page.keyboard.type("Menyebut hasil pemeriksaan dan harinya.")
    page.keyboard.press("Escape")
    press(page, "s")
    expect(page.get_by_role("status")).to_contain_text(f"{found[1]} dari {found[2]} balasan substantif")
    expect(page.locator("#balasan .level")).to_have_text("Substantif")
    expect(page.locator(".history")).to_contain_text("Normatif → Substantif")


def test_another_level_without_a_reason_is_told(demo: Demo, page: Page) -> None:
    first_reply(demo, page)
    page.keyboard.press("1")
    press(page, "s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Isian belum benar")


def test_an_audit_leads_to_its_estimate(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url}/audit")
    page.fill("[name=name]", "Triwulan IV")
    page.fill("[name=size]", "10")
    with page.expect_navigation():
        page.get_by_role("button", name="Tarik sampel").click()
    audit = page.url
    drawn = _rate(page, audit, lambda number: 2 if number % 2 else 0)
    with demo.signed_in("pengawas2") as second:
        assert _rate(second, audit, lambda number: 0) == drawn
    with demo.signed_in("pengawas3") as third:
        third.goto(f"{audit}/putusan")
        differ = third.locator("article").count()
        assert differ > 0
        for _ in range(differ):
            third.locator("article [name=level][value='2']").first.check()
            third.locator("article [name=reason]").first.fill("Menyebut apa yang dikerjakan.")
            with third.expect_navigation():
                third.locator("article button").first.click()
    page.goto(audit)
    expect(page.locator(".figures")).to_contain_text(f"{drawn} dari {drawn}")
    expect(page.locator(".headline")).to_contain_text(re.compile(r"\d+,\d%"))
    told = page.request.get(f"{demo.url}/v1/audits/{audit.rsplit('/', 1)[1]}").json()
    assert told["estimate"]["complete"]
    share = f"{100 * told['estimate']['substantive']['share']:.1f}%".replace(".", ",")
    expect(page.locator(".headline b")).to_have_text(share)
    page.goto(f"{demo.url}/audit")
    expect(page.locator("tbody tr", has_text="Triwulan IV")).to_contain_text("Selesai")


def _rate(page: Page, audit: str, level: object) -> int:
    """Rate all that waits, by keyboard; returns how many."""
    assert callable(level)
    page.goto(f"{audit}/nilai")
    number = 0
    while page.locator("[name=level]").count():
        assert page.locator("[class*=level-]").count() == 0, "blind: no level is shown"
        page.keyboard.press(str(level(number)))
        press(page, "s")
        number += 1
    return number


def test_one_key_sends_a_complaint_and_a_second_person_approves(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url}/disposisi?putusan=suggest")
    press(page, "b")
    number = page.title().split()[1]
    agency = page.locator(".candidates span").first.inner_text()
    press(page, "1")
    assert number not in page.title()
    page.goto(f"{demo.url}/disposisi/{number}")
    expect(page.locator("main")).to_contain_text(f"Didisposisikan ke {agency}")
    page.goto(f"{demo.url}/disposisi")
    mine = page.locator("#persetujuan tr", has_text=number)
    expect(mine).to_contain_text("menunggu orang lain")
    with demo.signed_in("pengawas2") as second:
        second.goto(f"{demo.url}/disposisi")
        with second.expect_navigation():
            second.get_by_role("button", name=f"Setujui pilihan untuk {number}").click()
        expect(second.locator("#persetujuan tr", has_text=number)).to_have_count(0)


def test_a_workbook_opens_with_typed_cells(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.url}/balasan")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh XLSX").click()
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet is not None
    head = [cell.value for cell in sheet[1]]
    line = dict(zip(head, sheet[2], strict=True))
    assert line["Tanggal"].is_date
    assert [line[name].data_type for name in ("Balasan", "Skor", "Peluang substantif")] == ["s", "n", "n"]
    with demo.store.reading() as tx:
        assert sheet.max_row == 1 + count_replies(tx, ReplyFilter(), LOADER)


def test_a_formula_stays_a_text(demo: Demo, page: Page) -> None:
    body = KEEP | {"id": "F-1", "text": "Lampu padam.", "agency": '=HYPERLINK("http://jahat.example")'}
    assert httpx.post(f"{demo.url}/v1/complaints", json=body).status_code == 201
    for kind in ("xlsx", "csv"):
        got = page.request.get(f"{demo.url}/unduh/instansi.{kind}?cari=HYPERLINK")
        if kind == "xlsx":
            sheet = load_workbook(io.BytesIO(got.body())).active
            assert sheet is not None
            assert (sheet["A2"].value, sheet["A2"].data_type) == (body["agency"], "s")
        else:
            assert got.text().splitlines()[1].startswith("\"'=HYPERLINK")


def test_a_script_in_a_complaint_never_runs(demo: Demo, page: Page) -> None:
    body = KEEP | {"id": "S-1", "text": f"Lampu padam. {SCRIPT}", "title": SCRIPT, "agency": SCRIPT}
    reply = {"id": "SB-1", "text": f"Sudah diganti. {SCRIPT}", "replied_on": "2026-10-31"}
    assert httpx.post(f"{demo.url}/v1/complaints", json=body).status_code == 201
    replies = httpx.post(f"{demo.url}/v1/complaints/S-1/replies", json={"replies": [reply]})
    assert replies.status_code == 201
    for path in (
        "/balasan/SB-1",
        "/balasan",
        "/disposisi/S-1",
        "/disposisi",
        "/instansi",
        f"/instansi?instansi={SCRIPT}",
    ):
        answer = page.goto(demo.url + path)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "DIRETAS" in page.locator("main").inner_text()
        assert not page.title().startswith("DIRETAS")
        assert page.locator("main script").count() == 0


def test_a_write_without_its_word_is_refused(demo: Demo, page: Page) -> None:
    answer = page.request.post(f"{demo.url}/audit", form={"name": "x", "size": "10"})
    assert answer.status == 403
    assert page.request.post(f"{demo.url}/keluar", form={"csrf": "salah"}).status == 403
    answer = page.goto(f"{demo.url}/")
    assert answer is not None
    assert answer.status == 200
    assert urlsplit(page.url).path == "/"


def test_a_session_ends_with_the_sign_out(demo: Demo) -> None:
    with demo.signed_in("data") as page:
        cookies = page.context.cookies()
        with page.expect_navigation():
            page.get_by_role("button", name="Keluar").click()
        page.context.add_cookies(cookies)  # type: ignore[arg-type]
        page.goto(f"{demo.url}/")
        assert urlsplit(page.url).path == "/masuk"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_has_a_serious_barrier_or_runs_over(demo: Demo, size: tuple[int, int]) -> None:
    with demo.signed_in(size=size, bypass_csp=True) as page:
        page.goto(f"{demo.url}/balasan")
        reply = page.locator("tbody th a").first.get_attribute("href")
        page.goto(f"{demo.url}/disposisi")
        waiting = page.locator("tbody th a").first.get_attribute("href")
        page.goto(f"{demo.url}/instansi")
        agency = page.locator("tbody th a").nth(3).get_attribute("href")
        assert agency is not None
        report = agency.replace("/instansi?", "/instansi/laporan?")
        for path in (*PAGES, reply, waiting, agency, report):
            page.goto(f"{demo.url}{path}")
            wide, screen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide <= screen, f"{path} runs over"
            _no_barrier(page)
        page.context.clear_cookies()
        page.goto(f"{demo.url}/masuk")
        _no_barrier(page)


def _no_barrier(page: Page) -> None:
    found = [
        (each["id"], each["impact"], each["nodes"][0]["html"])
        for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
    assert not found, f"{page.url}: {found}"


@pytest.mark.parametrize("path", ["/", "/balasan", "/disposisi", "/audit"])
def test_every_control_is_reached_by_tab_and_shows_it(demo: Demo, page: Page, path: str) -> None:
    page.goto(f"{demo.url}{path}")
    controls = page.locator(
        "a[href]:visible, button:visible, select:visible, input:not([type=hidden]):visible, [tabindex='0']:visible"
    )
    reached = set()
    for _ in range(controls.count() + 1):
        page.keyboard.press("Tab")
        where = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            "return e === document.body ? null :"
            "[[...document.querySelectorAll('*')].indexOf(e), s.outlineStyle, parseFloat(s.outlineWidth)]; })()"
        )
        if where:
            assert where[1] != "none", "the focus is seen"
            assert where[2] >= 2, "the focus is seen"
            reached.add(where[0])
    assert len(reached) >= controls.count()
