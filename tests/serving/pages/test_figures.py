"""Twelve complaints counted by hand: the pages, the files and the API all show the numbers of that count.

All came in on Monday, 2 March 2026, and were sent to their agency the next day but L-9, which nobody has looked at.

===== ======== ================================ ========= ==========================================
id    agency   status (closed on 10 March)      replies   levels, and working days to the first reply
===== ======== ================================ ========= ==========================================
L-1   Dishub   selesai                          2         2 after 3 days; a copied text of level 2
L-2   Dishub   selesai                          2         the same
L-3   Dishub   selesai                          2         the same
L-4   Dishub   selesai                          1         2 after 3 days
L-5   Dishub   selesai                          1         0 after 4 days
L-6   Dishub   selesai                          1         0 after 4 days
L-7   Dishub   diproses                         1         1 after 5 days
L-8   Dishub   diproses                         0
L-9   Dishub   belum diverifikasi               0
L-10  Dishub   selesai                          0
L-11  Dinkes   selesai                          1         2 after 2 days
L-12  Dinkes   diproses                         0
===== ======== ================================ ========= ==========================================

Handled: all but L-8, L-9 and L-12. Finished: L-1 to L-6, L-10, L-11; in substance L-1 to L-4 and L-11. Of 11 replies 8
have level 2 and 3 are one text. Verification (3 days) is missing for L-9; a follow-up (5 days) for L-8, L-9, L-12; an
end (14 days) for L-7, L-8, L-9, L-12. The median of 2 3 3 3 3 4 4 5 is 3. Wilson's interval of 9 in 12: with
z² = 3.8415 the centre is (.75 + z²/24) / (1 + z²/12) = .6894 and the half-width .2217.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from serving.pages import words
from tests.serving.pages.conftest import Office
from tests.serving.pages.reading import row
from tests.serving.store.conftest import AGENCY, complaint, fill, reply, verdict

OTHER = "Dinas Kesehatan Kota Kediri"
MARCH = {"dari": "2026-03", "sampai": "2026-03"}
CLOSED = date(2026, 3, 10)
COPIED = "Terima kasih atas masukan Bapak/Ibu, kami teruskan kepada bidang yang membidangi untuk dipelajari."
FIRST = {
    1: (2, date(2026, 3, 5), "Trafo di simpang pasar sudah diganti teknisi."),
    2: (2, date(2026, 3, 5), "Marka zebra dicat ulang kemarin sore oleh regu dua."),
    3: (2, date(2026, 3, 5), "Halte rusak sudah dipasangi atap baru dan bangku besi."),
    4: (2, date(2026, 3, 5), "Rambu larangan parkir berdiri lagi di mulut gang."),
    5: (0, date(2026, 3, 6), "Pesan diterima, mohon bersabar."),
    6: (0, date(2026, 3, 6), "Salam hangat untuk keluarga di rumah selalu."),
    7: (1, date(2026, 3, 9), "Juru ukur melihat kabel putus dekat sekolah negeri."),
    11: (2, date(2026, 3, 4), "Puskesmas membuka loket imunisasi tambahan tiap pagi."),
}
TABLE = {
    # complaints, handled, finished, in substance, replies, substantive, copied, median, and three clocks
    "all": (12, 9, 8, 5, 11, 8, 3, 3.0, 1, 3, 4),
    AGENCY: (10, 8, 7, 4, 10, 7, 3, 3.0, 1, 2, 3),
    OTHER: (2, 1, 1, 1, 1, 1, 0, 2.0, 0, 1, 1),
}


@pytest.fixture(scope="module")
def counted(office: Office) -> Office:
    """The office with the twelve complaints."""
    finished: dict[str, Any] = {"status": "selesai", "closed_on": CLOSED}
    others: dict[int, dict[str, Any]] = {
        7: {},
        8: {},
        9: {"status": "belum_diverifikasi", "disposed_on": None},
        11: finished | {"agency": OTHER},
        12: {"agency": OTHER},
    }
    first = [(reply(number, replied_on=day, text=text), verdict(level)) for number, (level, day, text) in FIRST.items()]
    again = [(reply(20 + n, to=n, replied_on=date(2026, 3, 9), text=COPIED), verdict(2)) for n in (1, 2, 3)]
    fill(office.store, [complaint(n, **others.get(n, finished)) for n in range(1, 13)], first + again)
    return office


def api_row(counted: Office, **filters: str) -> tuple[Any, ...]:
    """The numbers of `/v1/figures`, in the order of the table."""
    asked = {"month_from": "2026-03", "month_to": "2026-03"} | filters
    (found,) = counted.as_("supervisor").get("/v1/figures", params=asked).json()["figures"]
    counts = [found[name]["count"] for name in ("handled", "finished", "finished_substantive")]
    said = [found["substantive"]["count"], found["boilerplate"]["count"]]
    clocks = [found["overdue"][name] for name in ("verifikasi", "tindak_lanjut_pertama", "penyelesaian")]
    return (found["complaints"], *counts, found["replies"], *said, found["median_working_days"], *clocks)


@pytest.mark.parametrize("agency", [AGENCY, OTHER])
def test_the_api_counts_as_the_table(counted: Office, agency: str) -> None:
    assert api_row(counted, agency=agency) == TABLE[agency]


def test_the_api_counts_all_as_the_table(counted: Office) -> None:
    assert api_row(counted) == TABLE["all"]


def test_the_overview_shows_the_table_with_intervals(counted: Office) -> None:
    html = counted.as_("supervisor").get("/", params=MARCH).text
    assert row(html, "Maret 2026") == [
        *("Maret 2026", "12", "75,0% 47%–91%", "66,7% 39%–86%", "41,7% 19%–68%"),
        *("11", "72,7% 43%–90%", "27,3% 10%–57%", "3,0", "1", "3", "4"),
    ]
    assert row(html, "Kota")[1:] == row(html, "Maret 2026")[1:] == row(html, "Kota Kediri")[1:]
    for said in ("9 dari 12; selang 46,8%–91,1%", "<b>3,0</b>", "verifikasi 1, tindak lanjut pertama 3"):
        assert said in html


def test_an_agency_and_its_peers_are_counted_apart(counted: Office) -> None:
    html = counted.as_("supervisor").get("/instansi", params=MARCH).text
    assert row(html, AGENCY)[1:] == [
        *("10", "80,0% 49%–94%", "70,0% 40%–89%", "40,0% 17%–69%"),
        *("10", "70,0% 40%–89%", "30,0% 11%–60%", "3,0", "1", "2", "3"),
    ]
    few = ["2", "1 dari 2", "1 dari 2", "1 dari 2", "1", "1 dari 1", "0 dari 1", "2,0", "0", "1", "1"]
    assert row(html, OTHER)[1:] == few


def test_the_page_of_an_agency_shows_its_templates_topics_and_promises(counted: Office) -> None:
    by = counted.as_("supervisor")
    html = by.get("/instansi", params=MARCH | {"instansi": AGENCY}).text
    assert row(html, "Maret 2026")[1] == "10"
    assert "3×" in html
    assert row(html, "Penerangan jalan umum") == ["Penerangan jalan umum", "10"]
    families = by.get("/v1/families", params={"agency": AGENCY, "least": 2}).json()["families"]
    assert [(each["size"], each["share"]) for each in families] == [(3, 0.3)]
    topics = by.get("/v1/figures/topics", params={"agency": AGENCY}).json()["topics"]
    assert topics == [{"topic": "penerangan_jalan", "complaints": 10}]
    promised = by.get("/v1/promises/counts", params={"agency": AGENCY}).json()["counts"]
    shown = {label: row(html, label)[1] for label in words.PROMISE.values()}
    assert shown == {words.PROMISE[state]: str(number) for state, number in promised.items()}


def test_the_file_holds_the_numbers_of_the_table(counted: Office) -> None:
    body = counted.as_("supervisor").get("/unduh/ringkasan.xlsx", params=MARCH).content
    sheet = load_workbook(io.BytesIO(body)).active
    assert sheet is not None
    head, *lines = ([cell.value for cell in line] for line in sheet.iter_rows())
    found = dict(zip(head, next(line for line in lines if line[:2] == ["Bulan", "2026-03"]), strict=True))
    names = ("Laporan", "Ditangani", "Selesai", "Selesai substantif", "Balasan", "Substantif", "Bertemplat")
    clocks = (f"Lewat tenggat {name}" for name in ("verifikasi", "tindak lanjut pertama", "penyelesaian"))
    assert tuple(found[name] for name in (*names, "Hari kerja (median)", *clocks)) == TABLE["all"]
    assert found["Ditangani %"] == pytest.approx(0.75)
    assert (found["Ditangani % bawah"], found["Ditangani % atas"]) == pytest.approx((0.4677, 0.9111), abs=5e-5)


def test_an_officer_sees_the_own_agency_alone(counted: Office) -> None:
    html = counted.as_("pejabat_penghubung").get("/", params=MARCH).text
    assert row(html, "Maret 2026")[1] == "10"
    assert OTHER not in counted.as_("pejabat_penghubung").get("/instansi", params=MARCH).text
