"""The owner of a road or river that a text names, and what that does to a topic's shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.directory import Directory, read_texts
from classifier.errors import TaxonomyError
from classifier.records import Place
from classifier.status import Status, StatusTable, moved

HEADER = "topic,pattern,role,source\n"
ROWS = (
    r"jalan,jalan\s+(?:nasional|negara)|pantura,balai,contoh"
    "\n"
    r"jalan,jalan\s+provinsi,provinsi,contoh"
    "\n"
    r"jalan,jalan\s+kabupaten,pu,contoh"
    "\n"
)
ROLES = "role,level,name,pattern\npu,daerah,PU,{name} {region}\nprovinsi,provinsi,PU Provinsi,PU {province}\n"
COMPETENCE = "topic,region,role,share,source,scope\njalan,,pu,1,x,\n"


def named(text: str) -> str:
    status = StatusTable.from_csv(HEADER + ROWS).named("jalan", text)
    return status.role if status else ""


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Jalan provinsi di depan pasar berlubang.", "provinsi"),
        ("PANTURA bergelombang lagi", "balai"),
        ("jalan nasional pantura rusak", "balai"),
        ("Ini bukan jalan provinsi.", ""),
        ("Ruas ini tidak termasuk jalan provinsi", ""),
        ("Ini bukan jalan provinsi tapi jalan kabupaten", "pu"),
        ("Ini bukan jalan provinsi, melainkan jalan nasional", "balai"),
        ("Bukan jalan kabupaten atau jalan provinsi", ""),
        ("Bukan hanya jalan provinsi yang rusak", "provinsi"),
        ("Rusaknya bukan main. Jalan provinsi ini berbahaya", "provinsi"),
        ("Katanya jalan provinsi, kata provinsi jalan kabupaten", ""),
        ("Jalan di depan rumah berlubang", ""),
    ],
)
def test_the_named_owner(text: str, role: str) -> None:
    assert named(text) == role


def test_the_words_are_where_it_says() -> None:
    text = "İni Jalan  Provinsi rusak"
    status = StatusTable.from_csv(HEADER + ROWS).named("jalan", text)
    assert status == Status("provinsi", 4, 19)
    assert text[status.start : status.end] == "Jalan  Provinsi"


def test_another_topic_and_an_empty_table_name_nothing() -> None:
    assert StatusTable.from_csv(HEADER + ROWS).named("sampah", "jalan provinsi") is None
    assert StatusTable.empty().named("jalan", "jalan provinsi") is None


def test_the_whole_share_moves_to_a_role_that_the_region_knows() -> None:
    assert moved({"pu": 0.5, "provinsi": 0.25}, "provinsi") == {"provinsi": 0.75}
    assert moved({"pu": 1.0}, "provinsi") == {"pu": 1.0}
    assert moved({}, "provinsi") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("topic,pattern,role\njalan,x,pu\n", "no column source"),
        (HEADER + "jalan,(jalan,pu,x\n", "row 1.*no regular expression"),
        (HEADER + "jalan,jalan,pu,x\njalan,(?:jalan)?,pu,x\n", "row 2.*matches where nothing is written"),
    ],
)
def test_a_wrong_table_is_told(text: str, says: str) -> None:
    with pytest.raises(TaxonomyError, match=says):
        StatusTable.from_csv(text)


def folder(path: Path, **files: str) -> Path:
    texts = {"roles.csv": ROLES, "competence.csv": COMPETENCE, "agencies.csv": "region,role,agency\n"}
    for name, text in (texts | files).items():
        (path / name).write_text(text)
    return path


def test_a_directory_loads_with_and_without_the_file(tmp_path: Path) -> None:
    assert Directory.load(folder(tmp_path)).status == StatusTable.empty()
    assert set(read_texts(tmp_path)) == {"roles.csv", "competence.csv", "agencies.csv"}
    folder(tmp_path, **{"status.csv": HEADER + "jalan,jalan provinsi,provinsi,x\n"})
    status = Directory.load(tmp_path).status.named("jalan", "jalan provinsi")
    assert status is not None
    assert status.role == "provinsi"


def test_a_role_that_nobody_knows_is_told(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match=r"status\.csv: unknown role raja"):
        Directory.load(folder(tmp_path, **{"status.csv": HEADER + "jalan,jalan raja,raja,x\n"}))


def test_a_province_s_own_rows_leave_its_regencies_alone(tmp_path: Path) -> None:
    rows = COMPETENCE + "jalan,Provinsi Bali,provinsi,1,x,sendiri\n"
    agencies = "region,role,agency\nProvinsi Bali,pu,PU Bali\nProvinsi Bali,provinsi,Bina Marga Bali\n"
    table = Directory.load(folder(tmp_path, **{"competence.csv": rows, "agencies.csv": agencies}))
    assert table.roles_for("jalan", "Provinsi Bali") == {"provinsi": 1.0}
    assert table.roles_for("jalan", "Kabupaten Badung", "Provinsi Bali") == {"pu": 1.0}
    assert table.agency("pu", Place("Kabupaten Badung"), "Provinsi Bali") == "PU Kabupaten Badung"
    assert table.agency("provinsi", Place("Kabupaten Badung"), "Provinsi Bali") == "Bina Marga Bali"
    assert table.agency("provinsi", Place("Provinsi Aceh")) == "PU Provinsi Aceh"


def test_an_unknown_scope_is_told(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="row 2: scope 'semua'"):
        Directory.load(folder(tmp_path, **{"competence.csv": COMPETENCE + "jalan,Kota Batu,pu,1,x,semua\n"}))
