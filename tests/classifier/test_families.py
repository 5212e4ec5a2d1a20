"""Masks of replies, and families of boilerplate."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.reply.families import Families
from classifier.reply.masking import masked

STOCK = (
    "Yth. {name}, terima kasih atas laporan Saudara mengenai jalan di {place}. Laporan telah kami teruskan kepada "
    "{office} pada {day} untuk segera ditindaklanjuti sesuai ketentuan yang berlaku. Mohon menunggu."
)
DAY = date(2025, 3, 3)


def stock(name: str, place: str, office: str, day: str) -> str:
    return STOCK.format(name=name, place=place, office=office, day=day)


FIRST = stock("Bapak Andi Wijaya", "Desa Sukamaju", "Dinas Pekerjaan Umum", "12 Mei 2025")
SECOND = stock("Ibu Siti Aminah", "Kelurahan Kebon Jeruk", "Dinas Perhubungan", "3/6/2025")
OTHER = "Kabel tiang 14 putus dan sudah disambung regu malam, lampu menyala lagi sejak pukul sembilan."


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Halo Pak Budi, sudah dicek.", "Halo Pak Slamet, sudah dicek."),
        ("Kami catat pada 12 Mei 2025.", "Kami catat pada 3 Juni 2024."),
        ("Kami cek di Jl. Melati Raya.", "Kami cek di Jl. Kenanga."),
        ("kami cek di desa sukamaju", "kami cek di desa mekarsari"),
        ("Hubungi 081234567890.", "Hubungi 085512345678."),
    ],
)
def test_what_differs_from_case_to_case_is_masked(one: str, two: str) -> None:
    assert masked(one) == masked(two)


def test_a_shouted_reply_is_not_masked_away() -> None:
    assert masked("TERIMA KASIH ATAS LAPORANNYA") == "terima kasih atas laporannya"


def test_stock_replies_share_a_family_and_others_do_not() -> None:
    families = Families()
    first = families.add(FIRST, "Dinas A", DAY)
    second = families.add(SECOND, "Dinas B", DAY + timedelta(days=9))
    other = families.add(OTHER, "Dinas A", DAY)
    assert first.family == second.family != other.family
    assert (second.size, second.agencies, second.first_seen, second.last_seen) == (
        2,
        2,
        DAY,
        DAY + timedelta(days=9),
    )
    assert (first.share, other.share, len(families)) == (1.0, 0.5, 2)


def test_a_reply_is_found_without_being_added() -> None:
    families = Families()
    assert families.find(FIRST, "Dinas A") is None
    families.add(FIRST, "Dinas A", DAY)
    found = families.find(SECOND, "Dinas A")
    assert found is not None
    assert found.size == 1
    assert families.find(OTHER, "Dinas A") is None


def test_a_changed_sentence_stays_in_the_family() -> None:
    families = Families()
    first = families.add(FIRST, "Dinas A", DAY)
    assert families.add(f"{FIRST} Salam hormat.", "Dinas A", DAY).family == first.family


def test_the_order_of_rows_does_not_matter_and_the_oldest_founds() -> None:
    rows = [(FIRST, "A", DAY), (SECOND, "B", DAY - timedelta(days=30)), (OTHER, "A", DAY), (OTHER, "A", DAY)]
    expected = dict(zip(rows, Families().add_all(rows), strict=True))
    for seed in range(5):
        mixed = rows[:]
        random.Random(seed).shuffle(mixed)
        assert dict(zip(mixed, Families().add_all(mixed), strict=True)) == expected
    assert expected[rows[0]].first_seen == DAY - timedelta(days=30)
    assert expected[rows[0]].family == Families().add(SECOND, "B", DAY).family
    assert expected[rows[2]].share == pytest.approx(2 / 3)


def test_many_replies_take_time_in_proportion() -> None:
    families = Families()
    for number in range(3000):
        families.add(f"{OTHER} " + " ".join(f"kata{chr(97 + number % 26)}{number:x}" for _ in range(5)), "A", DAY)
    assert max(map(len, families._buckets.values())) <= 16


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_replies_have_families(replies: list[str]) -> None:
    memberships = Families().add_all([(reply, "A", DAY) for reply in replies])
    assert all(0 < each.share <= 1 for each in memberships)
    sizes = {each.family: each.size for each in memberships}
    assert sum(sizes.values()) == len(replies)
