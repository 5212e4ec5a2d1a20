"""Agencies, the competence table, the policy, and the dispositions they make together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from classifier.agencies import TerritorialNames, role_of
from classifier.directory import Competence, Directory, region_key
from classifier.disposition import Disposer
from classifier.engine import Engine
from classifier.errors import TaxonomyError
from classifier.policy import Policy
from classifier.records import Complaint, Place, Span
from classifier.router import Router

ROLES = """role,level,name,pattern
dishub,daerah,Dinas Perhubungan,{name} {region}
perkim,daerah,Dinas Perumahan,{name} {region}
pln,bumn,PLN,{name}
kelurahan,kelurahan,Kelurahan,{name} {kelurahan}
"""
COMPETENCE = """topic,region,role,share,source
lampu,,dishub,1,nasional
lampu,Kota Malang,perkim,0.8,perwali
lampu,Kota Malang,dishub,0.2,perwali
listrik,,pln,1,nasional
surat,,kelurahan,1,nasional
"""
AGENCIES = "region,role,agency\nKota Kediri,dishub,Dishub Kediri\n"


def directory(**changed: str) -> Directory:
    texts = {"roles.csv": ROLES, "competence.csv": COMPETENCE, "agencies.csv": AGENCIES}
    return Directory.from_texts(texts | {name.replace("_", "."): text for name, text in changed.items()})


@pytest.mark.parametrize(
    ("agency", "role"),
    [
        ("Kelurahan  Pacar Kembang", "Kelurahan"),
        ("KECAMATAN Gubeng", "Kecamatan"),
        ("Dinas Sosial", "Dinas Sosial"),
        ("Kelurahan", "Kelurahan"),
    ],
)
def test_territorial_offices_are_a_role_plus_a_place(agency: str, role: str) -> None:
    assert role_of(agency) == role


def test_a_place_is_written_as_the_office_writes_it() -> None:
    names = TerritorialNames.of(["Kelurahan Karangpilang", "Kecamatan Gubeng", "Dinas Sosial"])
    assert names.resolve("Kelurahan", Place(kelurahan="Karang Pilang")) == "Kelurahan Karangpilang"
    assert names.resolve("Kelurahan", Place(kelurahan="kelurahan karangpilang")) == "Kelurahan Karangpilang"
    assert names.resolve("Kelurahan", Place(kelurahan="Mojo")) == "Kelurahan Mojo"
    assert names.resolve("Kelurahan", Place()) == "Kelurahan"
    assert names.resolve("Dinas Sosial", Place()) == "Dinas Sosial"


def test_the_narrowest_region_decides() -> None:
    table = directory()
    assert table.roles_for("lampu", "Kota Surabaya") == {"dishub": 1.0}
    assert table.roles_for("lampu", "kota  malang") == {"perkim": 0.8, "dishub": 0.2}
    assert table.roles_for("lampu", "") == {"dishub": 1.0}
    assert table.roles_for("puisi", "") == {}
    roles, matrix = table.weights(["lampu", "listrik"], "Kota Malang")
    assert roles == ["dishub", "perkim", "pln"]
    np.testing.assert_allclose(matrix, [[0.2, 0.8, 0], [0, 0, 1]], atol=1e-6)


def test_a_kind_of_region_and_a_province_can_have_rows() -> None:
    rows = COMPETENCE + "lampu,kabupaten,perkim,1,contoh\nlampu,Provinsi Bali,pln,1,contoh\n"
    table = directory(competence_csv=rows)
    assert table.roles_for("lampu", "Kab. Kediri") == {"perkim": 1.0}
    assert table.roles_for("lampu", "Kabupaten Badung", "Provinsi Bali") == {"pln": 1.0}


def test_agency_names() -> None:
    table = directory()
    assert table.agency("dishub", Place(region="Kota Blitar")) == "Dinas Perhubungan Kota Blitar"
    assert table.agency("dishub", Place(region="Kota Kediri")) == "Dishub Kediri"
    assert table.agency("dishub", Place()) == "Dinas Perhubungan"
    assert table.agency("pln", Place()) == "PLN"
    assert region_key("Kab. Kediri") == "kabupaten kediri"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"competence_csv": "topic,region,role,share,source\nlampu,,zzz,1,x\n"}, "row 1: unknown role zzz"),
        ({"competence_csv": "topic,region,role,share,source\nlampu,,pln,2,x\n"}, "row 1: share '2'"),
        ({"competence_csv": "topic,region,role\nlampu,,pln\n"}, "no column share"),
        ({"agencies_csv": "region,role,agency\nKota X,zzz,Y\n"}, "unknown role zzz"),
    ],
)
def test_a_wrong_directory_says_where(changed: dict[str, str], says: str) -> None:
    with pytest.raises(TaxonomyError, match=says):
        directory(**changed)


@pytest.mark.parametrize(
    ("probability", "known", "place", "policy", "answer"),
    [
        (0.9, 0, True, Policy(), ("abstain", "no_content")),
        (0.1, 5, True, Policy(floor=0.2), ("abstain", "low_confidence")),
        (0.9, 5, False, Policy(), ("abstain", "ambiguous_place")),
        (0.9, 5, True, Policy(), ("suggest", "")),
        (0.9, 5, True, Policy(auto_threshold=0.9), ("auto", "")),
        (0.89, 5, True, Policy(auto_threshold=0.9), ("suggest", "")),
    ],
)
def test_policy(probability: float, known: int, place: bool, policy: Policy, answer: tuple[str, str]) -> None:
    assert policy.decide(probability, known_words=known, place_known=place) == answer


@pytest.fixture(scope="module")
def by_topic() -> Disposer:
    texts = {
        "lampu": ["lampu jalan padam", "pju mati"],
        "listrik": ["token listrik", "meteran listrik rusak"],
        "surat": ["surat pengantar", "surat domisili"],
    }
    complaints = [Complaint(text=text) for group in texts.values() for text in group for _ in range(3)]
    labels = [topic for topic, group in texts.items() for _ in group for _ in range(3)]
    return Disposer(model=Router().fit(complaints, labels).model_, directory=directory())


def test_topics_become_the_agencies_of_the_region(by_topic: Disposer) -> None:
    answers = by_topic.dispose(
        [Complaint(text="lampu jalan padam", region=region) for region in ("Kota Kediri", "Kota Malang", "")]
    )
    assert [a.agency for a in answers] == ["Dishub Kediri", "Dinas Perumahan Kota Malang", "Dinas Perhubungan"]
    assert [a.topic for a in answers] == ["lampu"] * 3
    assert answers[0].role == "Dinas Perhubungan"


def test_kelurahan_without_a_place_abstains(by_topic: Disposer) -> None:
    known, unknown = by_topic.dispose(
        [Complaint(text="surat pengantar", kelurahan="Mojo"), Complaint(text="surat pengantar")]
    )
    assert (known.agency, known.decision) == ("Kelurahan Mojo", "suggest")
    assert (unknown.agency, unknown.decision, unknown.abstain_reason) == ("Kelurahan", "abstain", "ambiguous_place")


def test_the_row_of_the_competence_table_is_told(by_topic: Disposer) -> None:
    malang, kediri = by_topic.dispose(
        [Complaint(text="lampu jalan padam", region=region) for region in ("Kota Malang", "Kota Kediri")]
    )
    assert malang.competence == Competence("lampu", "Kota Malang", "perkim", 0.8, "perwali")
    assert kediri.competence == Competence("lampu", "", "dishub", 1.0, "nasional")
    (short,) = by_topic.dispose([Complaint(text="lampu jalan padam", region="Kota Malang")], explain=False)
    assert (short.competence, short.reasons, short.place_evidence) == (None, (), ())
    assert short.candidates == malang.candidates


def test_the_words_that_name_the_owner_are_told(by_topic: Disposer) -> None:
    status = "topic,pattern,role,source\nlampu,lampu\\s+pln,pln,contoh\n"
    rows = COMPETENCE + "lampu,Kota Blitar,dishub,0.9,x\nlampu,Kota Blitar,pln,0.1,x\n"
    disposer = replace(by_topic, directory=directory(status_csv=status, competence_csv=rows))
    complaints = [
        Complaint(title="Lampu PLN padam", text="sejak kemarin", region="Kota Blitar"),
        Complaint(text="Di sini lampu PLN padam", region="Kota Blitar"),
        Complaint(text="Di sini lampu PLN padam", region="Kota Malang"),
    ]
    title, text, elsewhere = disposer.dispose(complaints)
    assert (title.agency, title.owner) == ("PLN", Span("title", 0, 9))
    assert (text.agency, text.owner) == ("PLN", Span("text", 8, 17))
    assert (elsewhere.agency, elsewhere.owner) == ("Dinas Perumahan Kota Malang", None)
    assert title.competence == Competence("lampu", "Kota Blitar", "pln", 0.1, "x")


def test_roles_of_one_agency_are_added_up(by_topic: Disposer) -> None:
    rows = (
        "topic,region,role,share,source\nlampu,,dishub,0.6,x\nlampu,,perkim,0.4,x\nlistrik,,pln,1,x\nsurat,,pln,1,x\n"
    )
    agencies = "region,role,agency\nKota Kediri,dishub,Dinas Kota\nKota Kediri,perkim,Dinas Kota\n"
    disposer = replace(by_topic, directory=directory(competence_csv=rows, agencies_csv=agencies))
    apart, together = disposer.dispose(
        [Complaint(text="lampu padam", region=r) for r in ("Kota Blitar", "Kota Kediri")]
    )
    assert together.candidates[0].agency == "Dinas Kota"
    assert together.probability == pytest.approx(sum(c.probability for c in apart.candidates if c.role != "PLN"))
    assert together.role == "Dinas Perhubungan"


def test_candidates_fall_and_sum_to_at_most_one(engine: Engine) -> None:
    texts = ["lampu padam", "sampah", "x", "", "tolong 123", "surat kelurahan"]
    for answer in engine.dispose([Complaint(text=text, kelurahan="Mekarsari") for text in texts]):
        probabilities = [c.probability for c in answer.candidates]
        assert probabilities == sorted(probabilities, reverse=True)
        assert sum(probabilities) <= 1 + 1e-6
        assert len(probabilities) == 5
        assert answer.agency == answer.candidates[0].agency


def test_no_known_word_is_no_content(engine: Engine) -> None:
    for text in ("", "zzqqxx vvkk", "12345", "😀😀"):
        (answer,) = engine.dispose([Complaint(text=text)])
        assert (answer.decision, answer.abstain_reason) == ("abstain", "no_content")


def test_nothing_in_nothing_out(engine: Engine) -> None:
    assert engine.dispose([]) == []
    assert engine.score([]) == []
