"""Places: found where they are named, resolved with the form, never guessed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.gazetteer import gazetteer, place_key
from classifier.places import PlaceFinder, completed, evidence_of
from classifier.records import Complaint
from classifier.routing_model import Reading

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


def evidence(default_region: str = "", **form: str) -> list[tuple[str, str, str, str]]:
    """Level, name, field and the quoted characters of what the place rests on."""
    complaint = Complaint(**{"text": "", **form})
    found = FINDER.find(complaint, default_region=default_region)
    place = completed(complaint, found, default_region)
    return [
        (e.level, e.name, e.field, "" if e.field == "office" else getattr(complaint, e.field)[e.start : e.end])
        for e in evidence_of(complaint, place, found)
    ]


def test_evidence_names_field_and_words() -> None:
    found = FINDER.find(Complaint(text="kec Gubeng", region="Kota Surabaya"))
    assert found.codes == ("35.78", "35.78.08", "")
    assert evidence(text="gelap di kec Gubeng", region="kota surabaya") == [
        ("region", "Kota Surabaya", "region", "kota surabaya"),
        ("kecamatan", "Gubeng", "text", "kec Gubeng"),
    ]


def test_a_region_is_known_from_the_kecamatan_in_it() -> None:
    assert evidence(text="gelap “sekali” di kecamatan Mojoroto") == [
        ("region", "Kota Kediri", "text", "kecamatan Mojoroto"),
        ("kecamatan", "Mojoroto", "text", "kecamatan Mojoroto"),
    ]


def test_evidence_of_names_that_stand_alone_of_the_office_and_of_what_no_list_knows() -> None:
    assert evidence(text="Jalan\u200b rusak, İni Surabaya.") == [("region", "Kota Surabaya", "text", "Surabaya")]
    assert evidence(text="lampu", default_region="Kota Blitar") == [("region", "Kota Blitar", "office", "")]
    assert evidence(text="lampu", kelurahan="Entahberantah") == [
        ("kelurahan", "Entahberantah", "kelurahan", "Entahberantah")
    ]


@given(st.text(alphabet="kecdsaKot. SurabayGubengMj\u200b‘İ-_1@[]/:", max_size=80), st.text(max_size=30))
def test_a_batch_finds_what_one_complaint_finds(text: str, address: str) -> None:
    complaints = [Complaint(text=text, address=address), Complaint(text="lampu mati"), Complaint(text=text, title=text)]
    for explain in (True, False):
        found = FINDER.find_open(Reading(complaints), explain=explain)
        alone = [FINDER.find(complaint, explain=explain) for complaint in complaints]
        assert found == alone


@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_an_answer_whose_parts_agree(text: str, region: str, kelurahan: str) -> None:
    found = FINDER.find(Complaint(text=text, region=region, kelurahan=kelurahan))
    given = [code for code in found.codes if code]
    assert all(long.startswith(short) for short, long in pairwise(given))


def test_keys() -> None:
    assert place_key("Kel. Karang Pilang") == place_key("KARANGPILANG") == "karangpilang"
    assert place_key("Kota") == "kota"
    assert gazetteer().province_of("35.78.08") == "Provinsi Jawa Timur"
