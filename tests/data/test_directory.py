"""East Java in the shipped directory: every region answers for every topic, by an agency with a whole name."""

from __future__ import annotations

import re

import pytest

from classifier.datafiles import data_directory
from classifier.directory import Directory
from classifier.directory_check import check_directory
from classifier.gazetteer import gazetteer
from classifier.records import Place
from classifier.status import moved
from classifier.taxonomy import load_topics

PROVINCE = "Provinsi Jawa Timur"
REGIONS = [gazetteer().names[code] for code in gazetteer().descendants(["35"], "region")]
DIRECTORY = Directory.load(data_directory() / "directory")
TOPICS = load_topics()
NEEDS_REGION = re.compile(r"\{(?:region|province)\}")


def may_be_bare(role: str, region: str) -> bool:
    """Whether a role's common name is whole: national, named so by the office itself, or only its village is open."""
    return not NEEDS_REGION.search(DIRECTORY.roles[role].pattern) or (region.lower(), role) in DIRECTORY.agencies


def test_the_province_has_38_regencies_and_cities() -> None:
    assert len(REGIONS) == 38


@pytest.mark.parametrize("region", [PROVINCE, *REGIONS])
def test_nothing_is_missing_or_contradictory(region: str) -> None:
    found = check_directory(DIRECTORY, TOPICS, gazetteer(), region=region)
    assert [finding.what for finding in found if finding.kind != "ambiguous"] == []


@pytest.mark.parametrize("region", [PROVINCE, *REGIONS])
def test_every_topic_has_an_agency_with_a_whole_name(region: str) -> None:
    province = "" if region == PROVINCE else PROVINCE
    for topic in TOPICS:
        for role in DIRECTORY.roles_for(topic, region, province):
            name = DIRECTORY.agency(role, Place(region), province)
            assert "{" not in name, (topic, name)
            assert name != DIRECTORY.roles[role].name or may_be_bare(role, region), (topic, name)


@pytest.mark.parametrize("region", REGIONS)
def test_a_local_name_tells_its_region(region: str) -> None:
    kept = {"pdam", "rsud", "bbws"}
    local = {role: name for (key, role), name in DIRECTORY.agencies.items() if key == region.lower()}
    if region != "Kota Surabaya":
        assert [name for role, name in local.items() if role not in kept and not name.endswith(f" {region}")] == []


@pytest.mark.parametrize(
    ("topic", "region", "agency"),
    [
        ("sampah", "Kota Kediri", "Dinas Lingkungan Hidup, Kebersihan dan Pertamanan Kota Kediri"),
        ("irigasi", "Kabupaten Banyuwangi", "Dinas Pekerjaan Umum Pengairan Kabupaten Banyuwangi"),
        ("kebakaran", "Kabupaten Magetan", "Satuan Polisi Pamong Praja dan Pemadam Kebakaran Kabupaten Magetan"),
        ("jalan_rusak", PROVINCE, "Dinas Pekerjaan Umum Bina Marga Provinsi Jawa Timur"),
        ("puskesmas", PROVINCE, "Dinas Kesehatan Provinsi Jawa Timur"),
        ("jalan_rusak", "Kota Surabaya", "Dinas Sumber Daya Air dan Bina Marga"),
    ],
)
def test_the_leading_agency(topic: str, region: str, agency: str) -> None:
    shares = DIRECTORY.roles_for(topic, region, "" if region == PROVINCE else PROVINCE)
    assert DIRECTORY.agency(max(shares, key=lambda role: shares[role]), Place(region)) == agency


def test_status_words_belong_to_topics() -> None:
    assert set(DIRECTORY.status.patterns) <= set(TOPICS)


@pytest.mark.parametrize(
    ("topic", "text", "region", "role"),
    [
        ("jalan_rusak", "Jl. nasional di depan pasar berlubang", "Kabupaten Lamongan", "balai_jalan_nasional"),
        ("jalan_rusak", "Jalur pantura bergelombang", "Kabupaten Tuban", "balai_jalan_nasional"),
        ("jalan_rusak", "jalan poros desa kami hancur", "Kabupaten Ngawi", "desa"),
        ("jalan_rusak", "jalan desa kami hancur", "Kota Madiun", "dinas_pekerjaan_umum"),
        ("jembatan", "Jembatan di ruas jalan provinsi keropos", "Kabupaten Jombang", "dinas_pu_provinsi"),
        ("jembatan", "Jembatan di ruas jalan provinsi keropos", "Kota Surabaya", "dinas_pekerjaan_umum"),
        ("sungai_tanggul", "Tanggul Bengawan Solo longsor", "Kabupaten Bojonegoro", "bbws"),
        ("sungai_tanggul", "Kali kewenangan provinsi dangkal", "Kabupaten Sidoarjo", "dinas_pu_sda_provinsi"),
    ],
)
def test_the_owner_that_a_text_names(topic: str, text: str, region: str, role: str) -> None:
    status = DIRECTORY.status.named(topic, text)
    assert status is not None
    shares = moved(DIRECTORY.roles_for(topic, region, PROVINCE), status.role)
    assert max(shares, key=lambda name: shares[name]) == role
