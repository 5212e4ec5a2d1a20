"""Finding and masking identities. How often they are found is measured in ``tests/data/test_redaction.py``."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.text.identities.plain import BARRIER, plain
from classifier.text.names import COMMON_NAMES, GIVEN_NAMES, NO_NAMES, PLACE_NAMES
from classifier.text.redact import TAGS, Identity, Kind, find_identities, redact

# What texts with identities are made of, and what may come between.
PIECES = [
    *(
        "NIK ",
        "nik",
        "KK: ",
        "hp ",
        "wa.me/",
        "rek BRI ",
        "plat ",
        "Jl. Mawar ",
        "no ",
        "blok C-",
        "nama saya ",
        "Pak ",
        "a.n. ",
        "RT 05 ",
    ),
    *(
        "3578-0101-0190-0001",
        "357801019O190001",
        "0812 0000 1234",
        "+62812",
        "(031) 000-1234",
        "1234567",
        "8808",
        "１２３",
        "L 1234 XY",
        "12",
    ),
    *(
        "budi@contoh.id",
        "rt at contoh dot id",
        "@",
        ".co",
        "Budi Santoso",
        "SITI AMINAH",
        "I Wayan Sudarta",
        "bin ",
        "dr. ",
        "R. ",
    ),
    *(
        "12-05-2023",
        "Rp 15.000",
        "07.30-08.00",
        "23/2014",
        "hormat saya,",
        "\n",
        " ",
        "",
        ". ",
        ", ",
        "-",
        "/",
        "\u200b",
        "’",
        "é",
        "😀",
    ),
    *TAGS.values(),
]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


def found(text: str) -> list[tuple[str, str]]:
    return [(identity.kind, text[identity.start : identity.end]) for identity in find_identities(text)]


@given(texts)
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for identity in find_identities(text):
        assert end <= identity.start < identity.end <= len(text)
        end = identity.end


@given(texts)
def test_redacting_replaces_the_spans_and_leaves_everything_else(text: str) -> None:
    result = redact(text)
    expected, position = "", 0
    for identity in result.identities:
        expected += text[position : identity.start] + TAGS[identity.kind]
        position = identity.end
    assert result.text == expected + text[position:]


@given(texts)
def test_a_redacted_text_holds_no_number_and_no_mail(text: str) -> None:
    again = find_identities(redact(text).text)
    assert not [identity for identity in again if identity.kind in ("nik", "telepon", "surel")]


@given(st.text(max_size=200))
def test_the_plain_copy_has_a_character_for_every_character(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_every_kind_has_a_tag() -> None:
    assert set(TAGS) == set(get_args(Kind))
    assert all(set(plain(tag)) != set(tag) for tag in TAGS.values())


def test_tags_are_no_cues() -> None:
    assert redact("[TELEPON] 1234567, [REKENING] 654321").identities == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nik 3578 0101 0190 0001 ditolak", ("nik", "3578 0101 0190 0001")),
        ("KK3578010101900001", ("nik", "3578010101900001")),
        ("35780101\n01900001", ("nik", "35780101\n01900001")),
        ("ktp 35780101019000012", ("nik", "35780101019000012")),
        ("no ktp 357801010190001", ("nik", "357801010190001")),
        ("NIK 3578O1O1O19OOOOl", ("nik", "3578O1O1O19OOOOl")),
        ("NIK ３５７８０１０１０１９００００１", ("nik", "３５７８０１０１０１９００００１")),
        ("NIK 3578\u200b0101\u200b0190\u200b0001", ("nik", "3578\u200b0101\u200b0190\u200b0001")),
        ("wa 0812-0000-1234", ("telepon", "0812-0000-1234")),
        ("+62 812 0000 1234", ("telepon", "+62 812 0000 1234")),
        ("(031) 000-1234", ("telepon", "(031) 000-1234")),
        ("telp 1234567", ("telepon", "1234567")),
        ("o812-oooo-1234", ("telepon", "o812-oooo-1234")),
        ("rt05 at contoh dot id", ("surel", "rt05 at contoh dot id")),
        ("a . b @ contoh . com", ("surel", "a . b @ contoh . com")),
        ("rek BRI 0000-01-004421-50-3", ("rekening", "0000-01-004421-50-3")),
        ("idpel 512300004471", ("rekening", "512300004471")),
        ("truk L 1234 XY", ("nopol", "L 1234 XY")),
        ("plat l 1234 xy", ("nopol", "l 1234 xy")),
        ("Jl. Mawar No. 12", ("rumah", "No. 12")),
        ("Perum Asri blok C3 no 7", ("rumah", "blok C3 no 7")),
        ("Gubeng Kertajaya IV/12", ("rumah", "IV/12")),
    ],
)
def test_an_identity_is_found_exactly(text: str, expected: tuple[str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pak suroto membakar sampah", "suroto"),
        ("Bu Zqwerta marah", "Zqwerta"),
        ("Pak RT 03 Suyono menolak", "Suyono"),
        ("nama saya tukijo umur 61", "tukijo"),
        ("a.n. M. Rizky A.", "M. Rizky A"),
        ("NAMA SAYA SITI AMINAH MOHON BANTUAN", "SITI AMINAH"),
        ("petugas bernama vino minta rokok", "vino"),
        ("Kami bertemu I Wayan Sudarta di balai", "I Wayan Sudarta"),
        ("Tolong ditertibkan.\nHormat saya,\nZqwerta", "Zqwerta"),
        ("berkas milik Soetjipto Tjondro hilang", "Soetjipto Tjondro"),
    ],
)
def test_a_name_is_found_exactly(text: str, name: str) -> None:
    assert found(text) == [("nama", name)]


@pytest.mark.parametrize(
    "text",
    [
        "Pak RT dan Bu Lurah, Bapak Wali Kota, Ibu kota, Ibu hamil, ibu-ibu PKK",
        "Jl. Ahmad Yani, Gang Pak Haji, RSUD dr. Soetomo, Masjid Al Ikhlas, SDN Ketabang 1",
        "KM 12 TOL RT 05 RW 03, bus K2L, UU 23/2014, Perda No. 3 Tahun 2021",
        "12-05-2023 07.30-08.00 Rp 15.000.000,- 1.234.567.890 rupiah",
        "nomor laporan 7123984, tiket 20240311000123, call center 1500678",
        "SATPOL PP dan DINAS KESEHATAN diam saja",
        "Saya Warga Kota Ingin Bertanya Tentang Program Bedah Rumah Tahun Ini",
    ],
)
def test_what_only_looks_like_an_identity_stays(text: str) -> None:
    assert found(text) == []


def test_neighbours_are_found_one_by_one() -> None:
    assert found("KK3578010101900001NIK3578010101900002hp081200001234") == [
        ("nik", "3578010101900001"),
        ("nik", "3578010101900002"),
        ("telepon", "081200001234"),
    ]


def test_a_number_is_not_found_behind_a_barrier() -> None:
    assert BARRIER not in plain("telp 1234567")
    assert find_identities("telp [NAMA] 1234567") == ()


def test_spans_count_characters_of_the_original() -> None:
    assert find_identities("😀 ’é’ ０８１２00001234") == (Identity("telepon", 6, 18),)


HOSTILE = {
    "digits": "1",
    "groups of digits": "1 ",
    "cut digits": "1.2",
    "capitals": "A",
    "names in capitals": "BUDI ",
    "names": "Budi bin ",
    "cues": "pak ",
    "cues and names": "nama: Budi ",
    "marks of mail": "a@",
    "mail in words": "a at ",
    "streets": "jl a no ",
    "house numbers": "IV/1 ",
    "plates": "L 1 A",
    "tags": "[TELEPON] 1234567 ",
    "lookalikes": "O1",
    "clitics": "nyaku",
    "invisible": "1\u200b",
    "parentheses": "(+",
}


def seconds(text: str) -> float:
    started = time.perf_counter()
    find_identities(text)
    return time.perf_counter() - started


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_is_linear_in_the_length_of_a_hostile_text(piece: str) -> None:
    lengths = [20_000, 40_000]
    times = [min(seconds((piece * length)[:length]) for _ in range(2)) for length in lengths]
    # Twice the text takes about twice the time; four times is the mark of a square. The floor keeps out noise.
    assert all(longer < 3.2 * shorter + 0.25 for shorter, longer in pairwise(times)), times


def test_the_longest_hostile_text_is_read_to_its_end() -> None:
    last = " hp 0812 0000 1234"
    for piece in ("1", "A", "1 ", "Pak "):
        text = (piece * 200_000)[:200_000] + "." + last
        assert find_identities(text)[-1] == Identity("telepon", len(text) - 14, len(text))


def test_no_word_is_both_surely_a_name_and_never_one() -> None:
    assert not (GIVEN_NAMES - COMMON_NAMES) & NO_NAMES
    assert all(pair.count("_") == 1 for pair in PLACE_NAMES)
