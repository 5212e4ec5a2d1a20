"""Reading and writing tables, and finding their columns."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.columns import complaint_of, pair_of, parse_overrides, read_mapped
from classifier.errors import DataError
from classifier.tables import read_rows, write_rows

ROWS = [{"id": "1", "text": 'jalan, rusak\ndan "gelap"'}, {"id": "2", "text": "sampah ;"}]


def _xlsx(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_what_is_written_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows{suffix}"
    assert write_rows(path, ROWS) == 2
    assert [row for _, row in read_rows(path)] == ROWS
    assert [path.name for path in tmp_path.iterdir()] == [path.name]


def test_nested_values_stay_nested_in_jsonl_and_become_text_elsewhere(tmp_path: Path) -> None:
    row = {"id": "1", "candidates": [{"agency": "A", "probability": 0.5}]}
    write_rows(tmp_path / "a.jsonl", [row])
    assert json.loads((tmp_path / "a.jsonl").read_text()) == row
    for name in ("a.csv", "a.parquet"):
        write_rows(tmp_path / name, [row])
        ((_, read),) = read_rows(tmp_path / name)
        assert json.loads(read["candidates"]) == row["candidates"]


def test_xlsx_and_gzip_and_semicolons_are_read(tmp_path: Path) -> None:
    book = _xlsx(
        tmp_path / "a.xlsx", [["id", "text", "tanggal"], [1, "jalan rusak", datetime(2024, 5, 1)], [None, None, None]]
    )
    assert [row for _, row in read_rows(book)] == [{"id": "1", "text": "jalan rusak", "tanggal": "2024-05-01T00:00:00"}]
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress("\ufeffid;text\n1;jalan, rusak\n".encode()))
    assert [row for _, row in read_rows(tmp_path / "a.csv.gz")] == [{"id": "1", "text": "jalan, rusak"}]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"id,text\n1,a\n2,b,c\n", "row 2: has 3 cells, expected 2"),
        ("a.csv", b"", "holds no rows"),
        ("a.csv", b"id,text\n", "holds no rows"),
        ("a.csv", b"id,text\n1,\xff\xfe\n", "UTF-8"),
        ("a.csv.gz", b"not gzip", "gzip"),
        ("a.jsonl", b'{"text": "a"}\n{"text": \n', "row 2: is no JSON object"),
        ("a.jsonl", b"[1]\n", "row 1: is no JSON object"),
        ("a.parquet", b"not parquet", "Parquet"),
        ("a.xlsx", b"not xlsx", "XLSX"),
        ("a.docx", b"", "expected one of .csv"),
    ],
)
def test_a_broken_file_is_named_with_its_row(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=says) as caught:
        list(read_rows(path))
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        list(read_rows(tmp_path / "a.csv"))


def test_a_failed_write_leaves_nothing_and_keeps_the_old_file(tmp_path: Path) -> None:
    def rows() -> object:
        yield ROWS[0]
        raise DataError("in.csv", "is broken", row=2)

    for name in ("a.jsonl", "a.csv", "a.parquet"):
        (tmp_path / name).write_text("old")
        with pytest.raises(DataError):
            write_rows(tmp_path / name, rows())  # type: ignore[arg-type]
        assert (tmp_path / name).read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 3
    with pytest.raises(DataError, match="cannot be written"):
        write_rows(tmp_path / "a.txt", ROWS)
    with pytest.raises(DataError, match="folder does not exist"):
        write_rows(tmp_path / "no" / "a.csv", ROWS)


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(
    st.lists(
        st.fixed_dictionaries({"id": st.text(), "text": TEXT}),
        min_size=1,
        max_size=5,
    )
)
def test_jsonl_keeps_any_text(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]) -> None:
    clean = [{key: value.encode("utf-8", "ignore").decode() for key, value in row.items()} for row in rows]
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    write_rows(path, clean)
    assert [row for _, row in read_rows(path)] == clean


def test_columns_are_found_by_the_names_that_offices_use(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    header = "Tracking ID,Judul Laporan,Isi Laporan Akhir,Kelurahan,Tanggal Laporan Masuk"
    path.write_text(f"{header}\n7,Lampu,padam,Mekarsari,5 Agu 2024\n")
    (row,) = read_mapped(path, ("text",))
    complaint = complaint_of(*row)
    assert (complaint.id, complaint.title, complaint.text, complaint.kelurahan) == ("7", "Lampu", "padam", "Mekarsari")
    assert complaint.submitted_at == date(2024, 8, 5)


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("keterangan,text\njalan rusak,x\n")
    (row,) = read_mapped(path, ("text",), parse_overrides(["text=Keterangan"]))
    assert complaint_of(*row).text == "jalan rusak"
    with pytest.raises(DataError, match="has no column 'zzz'"):
        list(read_mapped(path, ("text",), {"text": "zzz"}))
    with pytest.raises(DataError, match="has no column for reply"):
        list(read_mapped(path, ("reply",)))
    for wrong in ("text", "=x", "text=", "warna=x"):
        with pytest.raises(ValueError, match="FIELD=COLUMN"):
            parse_overrides([wrong])


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (",2024-01-01", "is empty"),
        ("jalan,32 Jan 2024", "date"),
        ("jalan,kemarin", "date"),
        ("jalan,2024-13-01", "date"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, cells: str, says: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text,tanggal\njalan rusak,2024-01-01\n{cells}\n")
    with pytest.raises(DataError, match=says) as caught:
        [complaint_of(*row) for row in read_mapped(path, ("text",))]
    assert caught.value.row == 2


def test_report_types_are_read_in_the_words_of_the_export(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    types = ["Pengaduan Berkadar Pengawasan", "Permintaan Informasi", "", "Aspirasi"]
    path.write_text("complaint,reply,klasifikasi\n" + "".join(f"a,b,{kind}\n" for kind in types))
    pairs = [pair_of(*row) for row in read_mapped(path, ("complaint", "reply"))]
    assert [pair.report_type for pair in pairs] == [
        "pengaduan_pengawasan",
        "permintaan_informasi",
        "pengaduan",
        "aspirasi",
    ]
    path.write_text("complaint,reply,klasifikasi\na,b,Puisi\n")
    with pytest.raises(DataError, match="Puisi"):
        [pair_of(*row) for row in read_mapped(path, ("complaint", "reply"))]
