"""Date expressions of replies and the days that they name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.reply.dates import find_dates
from classifier.reply.periods import month_of, number_of, part_of, week_in_month

TUESDAY = date(2025, 5, 6)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12 Mei", "2025-05-12", "2025-05-12"),
        ("12 Mei 2026", "2026-05-12", "2026-05-12"),
        ("12/5/2025", "2025-05-12", "2025-05-12"),
        ("12-05-25", "2025-05-12", "2025-05-12"),
        ("2025-05-12", "2025-05-12", "2025-05-12"),
        ("Rabu (7/5", "2025-05-07", "2025-05-07"),
        ("Kamis, 8 Mei", "2025-05-08", "2025-05-08"),
        ("besok 7/5", "2025-05-07", "2025-05-07"),
        ("tanggal 30", "2025-05-30", "2025-05-30"),
        ("tanggal 2", "2025-06-02", "2025-06-02"),
        ("4 sampai 6 Juni", "2025-06-04", "2025-06-06"),
        ("12 dan 13 Mei", "2025-05-12", "2025-05-13"),
        ("28 Agustus s.d. 15 September", "2025-08-28", "2025-09-15"),
        ("September-Oktober", "2025-09-01", "2025-10-31"),
        ("hari ini", "2025-05-06", "2025-05-06"),
        ("nanti malam", "2025-05-06", "2025-05-06"),
        ("besok", "2025-05-07", "2025-05-07"),
        ("lusa", "2025-05-08", "2025-05-08"),
        ("kemarin", "2025-05-05", "2025-05-05"),
        ("kemarin lusa", "2025-05-04", "2025-05-04"),
        ("tadi malam", "2025-05-05", "2025-05-05"),
        ("tadi pagi", "2025-05-06", "2025-05-06"),
        ("Selasa depan", "2025-05-13", "2025-05-13"),
        ("Jumat ini", "2025-05-09", "2025-05-09"),
        ("Jumat lalu", "2025-05-02", "2025-05-02"),
        ("Selasa lalu", "2025-04-29", "2025-04-29"),
        ("Kamis minggu depan", "2025-05-15", "2025-05-15"),
        ("Minggu pagi", "2025-05-11", "2025-05-11"),
        ("minggu depan", "2025-05-12", "2025-05-18"),
        ("pekan ini", "2025-05-05", "2025-05-11"),
        ("minggu lalu", "2025-04-28", "2025-05-04"),
        ("bulan depan", "2025-06-01", "2025-06-30"),
        ("akhir bulan ini", "2025-05-22", "2025-05-31"),
        ("awal tahun depan", "2026-01-01", "2026-05-01"),
        ("pertengahan Oktober", "2025-10-11", "2025-10-21"),
        ("minggu ketiga Juni", "2025-06-15", "2025-06-21"),
        ("minggu ke-4 Mei 2025", "2025-05-22", "2025-05-28"),
        ("minggu kedua bulan ini", "2025-05-08", "2025-05-14"),
        ("triwulan II", "2025-04-01", "2025-06-30"),
        ("triwulan I", "2026-01-01", "2026-03-31"),
        ("semester II 2026", "2026-07-01", "2026-12-31"),
        ("tahun anggaran 2026", "2026-01-01", "2026-12-31"),
        ("APBD 2026", "2026-01-01", "2026-12-31"),
        ("H+1", "2025-05-06", "2025-05-07"),
        ("1 x 24 jam", "2025-05-06", "2025-05-07"),
        ("dalam 14 hari", "2025-05-06", "2025-05-20"),
        ("dua minggu lagi", "2025-05-06", "2025-05-20"),
        ("tiga hari lalu", "2025-05-03", "2025-05-03"),
        ("paling lambat 3 hari kerja", "2025-05-06", "2025-05-09"),
        ("selambatnya 4 hari kerja", "2025-05-06", "2025-05-14"),  # 12 and 13 May are holidays
        ("paling lambat 15 September", "2025-05-06", "2025-09-15"),
    ],
)
def test_an_expression_names_days(text: str, first: str, last: str) -> None:
    (found,) = find_dates(text, TUESDAY)
    assert (str(found.first), str(found.last)) == (first, last)
    assert (found.start, found.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Lampu sudah diganti Senin malam.", "2025-05-05"),
        ("Lampu akan diganti Senin malam.", "2025-05-12"),
        ("Sudah ditambal tanggal 3.", "2025-05-03"),
        ("Pengerukan dijadwalkan 4 Februari.", "2026-02-04"),
        ("Telah kami angkut 4 Februari.", "2025-02-04"),
        ("Sudah disurvei. Dikerjakan mulai Senin.", "2025-05-12"),
    ],
)
def test_tense_decides_what_a_name_leaves_open(text: str, day: str) -> None:
    (found,) = find_dates(text, TUESDAY)
    assert str(found.last) == day


@pytest.mark.parametrize(
    "text",
    [
        "UU Nomor 23 Tahun 2014",
        "surat 600/12",
        "RT 03/04",
        "31 Juni 2025",
        "sudah dua minggu tidak diangkut",
        "buka 24/7",
        "pukul 08.00 pada jam kerja",
        "Rp12.500",
        "99 Mei",
        "call center 1500161",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, TUESDAY) == ()


def test_several_dates_keep_their_order_and_place() -> None:
    text = "Dicek kemarin, ditambal Jumat, aspal ulang triwulan III."
    found = find_dates(text, TUESDAY)
    assert [text[each.start : each.end] for each in found] == ["kemarin", "Jumat", "triwulan III"]
    assert [str(each.last) for each in found] == ["2025-05-05", "2025-05-09", "2025-09-30"]


def test_periods() -> None:
    assert month_of(2025, 13) == (date(2026, 1, 1), date(2026, 1, 31))
    assert month_of(2025, 0)[0] == date(2024, 12, 1)
    assert week_in_month(month_of(2025, 2), 5) == (date(2025, 2, 28), date(2025, 2, 28))
    assert part_of(month_of(2025, 6), "akhir") == (date(2025, 6, 21), date(2025, 6, 30))
    assert [number_of(word) for word in ("III", "ke-2", "ketiga", "14")] == [3, 2, 3, 14]


@given(
    st.text(alphabet="0123456789/.-+ HMeiJuniSniakhrblpsdxX\n", max_size=200),
    st.dates(date(2019, 1, 1), date(2030, 1, 1)),
)
def test_any_text_has_dates_in_order(text: str, day: date) -> None:
    end = 0
    for found in find_dates(text, day):
        assert end <= found.start < found.end <= len(text)
        assert found.first <= found.last
        end = found.end
