"""`tanggap directory check`: every kind of fault is told, a sound table is left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from classifier.datafiles import data_directory
from classifier.directory import Directory, read_texts
from classifier.directory_check import check_directory
from classifier.errors import TaxonomyError
from classifier.gazetteer import gazetteer
from classifier.taxonomy import load_crosswalk, load_topics
from serving.cli import main

SHIPPED = data_directory() / "directory"


def findings(
    competence: str = "", agencies: str = "", region: str = "", topics: tuple[str, ...] = ("lampu", "air")
) -> list[tuple[str, str]]:
    texts = {
        "roles.csv": "role,level,name,pattern\na,daerah,Dinas A,{name} {region}\nb,daerah,Dinas B,{name} {region}\n",
        "competence.csv": "topic,region,role,share,source\nlampu,,a,1,x\n" + competence,
        "agencies.csv": "region,role,agency\n" + agencies,
    }
    return [(f.kind, f.what) for f in check_directory(Directory.from_texts(texts), topics, gazetteer(), region=region)]


@pytest.mark.parametrize(
    ("competence", "agencies", "region", "kind", "says"),
    [
        ("", "", "", "missing", "topic air has no row"),
        ("air,,a,0.5,x\n", "", "", "missing", "add up to 0.5"),
        ("air,,a,0.7,x\nair,,b,0.7,x\n", "", "", "contradictory", "add up to 1.4"),
        ("air,,a,0.5,x\nair,,a,0.5,x\n", "", "", "contradictory", "2 rows for a"),
        ("air,,a,1,x\npuisi,,a,1,x\n", "", "", "contradictory", "puisi is not in the taxonomy"),
        ("air,,a,1,x\nair,Kota Entah,a,1,x\n", "", "", "contradictory", "'Kota Entah' is no regency"),
        ("air,,a,1,x\nair,Kediri,a,1,x\n", "", "", "contradictory", "'Kediri' is no regency"),
        ("air,,a,1,x\n", "Kota Entah,a,Y\n", "", "contradictory", "kota entah"),
        ("air,,a,0.5,x\nair,,b,0.5,x\n", "", "Kota Kediri", "ambiguous", "Dinas A Kota Kediri and Dinas B Kota Kediri"),
        ("air,,a,1,x\n", "", "Kediri", "ambiguous", "write Kota or Kabupaten"),
    ],
)
def test_every_fault_is_told(competence: str, agencies: str, region: str, kind: str, says: str) -> None:
    found = findings(competence, agencies, region)
    assert any(k == kind and says in what for k, what in found), found


def test_a_sound_table_has_nothing_to_mend() -> None:
    assert findings("air,,b,1,x\nair,Kota Kediri,a,1,x\nair,Provinsi Bali,a,1,x\nair,kota,b,1,x\n") == []


def test_the_shipped_table_has_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["directory", "check"]) == 0
    assert "nothing to mend" in capsys.readouterr().out


def test_an_office_s_faulty_copy_ends_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in read_texts(SHIPPED).items():
        (tmp_path / name).write_text(text)
    with (tmp_path / "competence.csv").open("a") as file:
        file.write("parkir,Kota Entah,dinas_perhubungan,1,contoh\n")
    assert main(["directory", "check", "--directory", str(tmp_path)]) == 2
    assert "'Kota Entah' is no regency" in capsys.readouterr().out
    (tmp_path / "roles.csv").unlink()
    assert main(["directory", "check", "--directory", str(tmp_path)]) == 2


def test_topics_are_whole_and_old_ones_lead_somewhere(tmp_path: Path) -> None:
    topics = load_topics()
    assert 70 <= len(topics) <= 110
    assert all(topic.definition and topic.boundary and len(topic.examples) >= 1 for topic in topics.values())
    assert load_crosswalk() == {}
    path = tmp_path / "t.csv"
    header = "topic,name,affair,definition,boundary,examples,valid_from,valid_to\n"
    for rows, says in (
        ("a,b,c,d,e,f,2025-01-01,\na,b,c,d,e,f,2025-01-01,\n", "twice"),
        ("a,,c,d,e,f,2025-01-01,\n", "name is empty"),
        ("a,b,c,d,e,f,soon,\n", "row 1"),
    ):
        path.write_text(header + rows)
        with pytest.raises(TaxonomyError, match=says):
            load_topics(path)
    (tmp_path / "x.csv").write_text("old_topic,topic,since,why\nlampu_lama,zzz,2026-01-01,x\n")
    with pytest.raises(TaxonomyError, match="leads to zzz"):
        load_crosswalk(tmp_path / "x.csv")
