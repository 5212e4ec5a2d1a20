"""Places: found where they are named, resolved with the form, never guessed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.gazetteer import gazetteer, place_key
from classifier.places import PlaceFinder
from classifier.records import Complaint

FINDER = PlaceFinder(gazetteer())


def find(text: str = "", **form: str) -> tuple[str, str, str]:
    place = FINDER.find(Complaint(text=text, **form)).place
    return place.region, place.kecamatan, place.kelurahan


def test_the_gazetteer_is_whole() -> None:
    levels = [code.count(".") for code in gazetteer().names]
    assert [levels.count(n) for n in range(4)] == [38, 514, 7285, 83762]


@pytest.mark.parametrize(
    ("text", "form", "place"),
    [
        ("jalan rusak di kec. Gubeng kel Mojo Surabaya", {}, ("Kota Surabaya", "Gubeng", "Mojo")),
        ("jalan rusak Kab. Kediri kec Pare ds Tulungrejo", {}, ("Kabupaten Kediri", "Pare", "Tulungrejo")),
        ("lampu mati di kota kediri", {}, ("Kota Kediri", "", "")),
        ("KEC GUBENG KOTA SURABAYA GELAP", {}, ("Kota Surabaya", "Gubeng", "")),
        ("macet di Kota Batu", {}, ("Kota Batu", "", "")),
        (
            "lampu mati",
            {"region": "Kota Surabaya", "kelurahan": "Pacar Kembang"},
            ("Kota Surabaya", "Tambaksari", "Pacarkembang"),
        ),
        ("lampu mati", {"region": "Kab Kediri", "kecamatan": "PARE"}, ("Kabupaten Kediri", "Pare", "")),
        ("lampu mati di kec Tambaksri", {"region": "Kota Surabaya"}, ("Kota Surabaya", "Tambaksari", "")),
        ("lampu mati di kelurahan Mojo", {"region": "Kota Surabaya"}, ("Kota Surabaya", "Gubeng", "Mojo")),
        (
            "lampu mati",
            {"address": "Jl. Melati, Kel. Mojo, Kec. Gubeng, Surabaya"},
            ("Kota Surabaya", "Gubeng", "Mojo"),
        ),
        ("kecamatan Mojoroto gelap", {}, ("Kota Kediri", "Mojoroto", "")),
    ],
)
def test_places_are_found(text: str, form: dict[str, str], place: tuple[str, str, str]) -> None:
    assert find(text, **form) == place


@pytest.mark.parametrize(
    "text",
    [
        "batu besar jatuh ke jalan",
        "Pak Bima marah",
        "Jalan Bandung berlubang",
        "di kota saya gelap",
        "siak minyak",
        "kabupaten saya",
    ],
)
def test_everyday_words_persons_and_streets_are_no_places(text: str) -> None:
    assert find(text) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "form", "ambiguous"),
    [
        ("Kediri gelap", {}, {"Kabupaten Kediri", "Kota Kediri"}),
        ("di desa Sukorejo", {}, {"Sukorejo"}),
        ("lampu", {"region": "Kota Surabaya", "kecamatan": "Entahberantah"}, {"Entahberantah"}),
    ],
)
def test_what_fits_several_places_or_none_is_reported(text: str, form: dict[str, str], ambiguous: set[str]) -> None:
    found = FINDER.find(Complaint(text=text, **form))
    assert set(found.ambiguous) == ambiguous
    assert not found.place.kelurahan


def test_the_form_wins_over_the_text_and_a_default_fills_in() -> None:
    assert find("saya dari Malang", region="Kota Surabaya")[0] == "Kota Surabaya"
    assert FINDER.find(Complaint(text="lampu"), default_region="Kota Blitar").place.region == "Kota Blitar"
    assert (
        FINDER.find(Complaint(text="lampu di Surabaya"), default_region="Kota Blitar").place.region == "Kota Surabaya"
    )


def test_evidence_names_field_and_words() -> None:
    found = FINDER.find(Complaint(text="kec Gubeng", region="Kota Surabaya"))
    assert found.evidence == ("form:Kota Surabaya", "text:Gubeng")
    assert found.codes == ("35.78", "35.78.08", "")


@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_an_answer_whose_parts_agree(text: str, region: str, kelurahan: str) -> None:
    found = FINDER.find(Complaint(text=text, region=region, kelurahan=kelurahan))
    given = [code for code in found.codes if code]
    assert all(long.startswith(short) for short, long in pairwise(given))


def test_keys() -> None:
    assert place_key("Kel. Karang Pilang") == place_key("KARANGPILANG") == "karangpilang"
    assert place_key("Kota") == "kota"
    assert gazetteer().province_of("35.78.08") == "Provinsi Jawa Timur"
