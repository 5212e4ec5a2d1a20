"""An SP4N-LAPOR! workbook with every quirk that offices' exports have, made by hand, and what must come of it."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from classifier.errors import DataError
from classifier.tables import read_rows
from training.agency_names import agency_key, is_government, one_spelling
from training.cli import main
from training.history import read_complaints
from training.importing import import_file

HEADER = (
    *(
        "Tracking ID",
        "Tanggal Laporan Masuk",
        "Waktu Laporan Masuk",
        "Nama Pelapor",
        "Klasifikasi Laporan",
        "ID Kategori",
    ),
    *("Kategori", "Judul Laporan", "Isi Laporan Awal", "Isi Laporan Akhir", "Tipe Laporan (Anonim/Rahasia)"),
    *("Sumber Laporan", "Instansi Induk", "Instansi Terdisposisi", "Status Laporan", "Alasan Tunda/Arsip"),
    *("Provinsi", "Kota/Kabupaten", "Kecamatan", "Kelurahan"),
)
PREAMBLE = (
    ("Laporan Ringkas",), ("Nama Instansi", "Pemerintah Kabupaten Contoh"), ("Periode", "Jan 2021 - Des 2021"),
    (), ("Jumlah Laporan", 12), (), (), ("Dicetak oleh", "admin"), (), (),
)  # fmt: skip
TIDAK, ADA = "Pengaduan Tidak Berkadar Pengawasan", "Pengaduan Berkadar Pengawasan"


def report(number: object, day: object, text: str, agency: str = "", **more: object) -> dict[str, object]:
    return {
        "Tracking ID": number, "Tanggal Laporan Masuk": day, "Nama Pelapor": "Siti Aminah", "Klasifikasi Laporan": TIDAK,
        "Isi Laporan Awal": text, "Isi Laporan Akhir": text, "Instansi Terdisposisi": agency, "Status Laporan": "Ditutup oleh Sistem",
        "Provinsi": "Jawa Timur", "Kota/Kabupaten": "Kabupaten Kediri", **more,
    }  # fmt: skip


REPORTS = [
    report(101, "5 Jan 2021", "Lampu jalan padam", "Dinas Perhubungan Kabupaten Kediri", **{"Judul Laporan": "PJU mati"}),
    report(102, datetime(2021, 2, 17), "Parkir liar di depan pasar", "DINAS PERHUBUNGAN KAB. KEDIRI"),
    report(103, "9 Mei 2021", "Rambu roboh, hp saya 0812-0000-1234", "Dinas Perhubungan Kabupaten Kediri"),
    report(104, "3 Agt 2021", "Sampah menumpuk", "Dinas Lingkungan Hidup", **{"Tipe Laporan (Anonim/Rahasia)": "Anonim"}),
    report(105, "3 Agu 2021", "Ada pungli di kantor", "Inspektorat", **{"Tipe Laporan (Anonim/Rahasia)": "Anonim|Rahasia", "Klasifikasi Laporan": ADA}),
    report(106, "12 Okt 2021", "Lampu jalan PADAM!", "Dinas Perhubungan Kabupaten Kediri"),  # the citizen sent it again
    report(107, "1 Des 2021", "Bagaimana mengurus izin?", "Pemerintah Kabupaten Kediri", **{"Klasifikasi Laporan": "Permintaan Informasi"}),
    report(108, "2 Des 2021", "Usul taman baca", "", **{"Klasifikasi Laporan": "Aspirasi", "Status Laporan": "Diarsipkan oleh Admin", "Alasan Tunda/Arsip": "tidak jelas"}),
    report(109, "3 Des 2021", "", "Dinas Sosial"),
    report(110, "31 Feb 2021", "Tanggal yang tidak ada", "Dinas Sosial"),
    report(101, "4 Des 2021", "Nomor yang sudah dipakai", "Dinas Sosial"),
    report(111, "5 Des 2021", "Awal saja", "Kecamatan Pare", **{"Isi Laporan Akhir": "", "Klasifikasi Laporan": "", "Kecamatan": "Pare"}),
]  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in PREAMBLE:
        book.active.append(row)
    book.active.append(HEADER)
    for row in REPORTS:
        book.active.append([row.get(name) for name in HEADER])
    path = tmp_path / "laporan.xlsx"
    book.save(path)
    return path


def test_a_workbook_with_every_quirk_gives_exactly_these_rows(workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    import_file(workbook, out)
    rows = [row for _, row in read_rows(out)]
    wanted = ("id", "submitted_at", "title", "text", "report_type", "anonymous", "agency", "duplicate_of")
    assert [tuple(row[name] for name in wanted) for row in rows] == [
        ("101", "2021-01-05", "PJU mati", "Lampu jalan padam", "pengaduan", "", "Dinas Perhubungan", ""),
        ("102", "2021-02-17", "", "Parkir liar di depan pasar", "pengaduan", "", "Dinas Perhubungan", ""),
        ("103", "2021-05-09", "", "Rambu roboh, hp saya [TELEPON]", "pengaduan", "", "Dinas Perhubungan", ""),
        ("104", "2021-08-03", "", "Sampah menumpuk", "pengaduan", "ya", "Dinas Lingkungan Hidup", ""),
        ("106", "2021-10-12", "", "Lampu jalan PADAM!", "pengaduan", "", "Dinas Perhubungan", "101"),
        ("107", "2021-12-01", "", "Bagaimana mengurus izin?", "permintaan_informasi", "", "", ""),
        ("108", "2021-12-02", "", "Usul taman baca", "aspirasi", "", "", ""),
        ("111", "2021-12-05", "", "Awal saja", "pengaduan", "", "Kecamatan Pare", ""),
    ]
    assert {row["region"] for row in rows} == {"Kabupaten Kediri"}
    assert rows[6]["status_reason"] == "tidak jelas"
    assert rows[7]["kecamatan"] == "Pare"
    assert "Siti" not in out.read_text()


def test_the_report_accounts_for_every_row(workbook: Path, tmp_path: Path) -> None:
    rejected = tmp_path / "rejected.csv"
    found = import_file(workbook, tmp_path / "out.csv", rejected=rejected).document()
    assert found["read"] == found["written"] + found["rejected"] + found["left_out_secret"] == 12
    assert (found["written"], found["rejected"], found["left_out_secret"]) == (8, 3, 1)
    assert (found["without_agency"], found["not_passed_on"], found["resent"]) == (1, 1, 1)
    assert found["mended"] == {"isi akhir kosong, isi awal dipakai": 1, "tanggal ditulis ulang": 10}
    assert found["redacted"] == {"telepon": 1}
    assert found["agency_spellings"]["Dinas Perhubungan"] == [
        "DINAS PERHUBUNGAN KAB. KEDIRI",
        "Dinas Perhubungan Kabupaten Kediri",
    ]
    assert "Nama Pelapor" in found["ignored_columns"]
    with rejected.open() as file:
        reasons = {row["id"]: row["reason"] for row in csv.DictReader(file)}
    assert set(reasons) == {"109", "110", "101"}
    assert "tidak ada isi" in reasons["109"]
    assert "unreadable" in reasons["110"]
    assert "sudah ada" in reasons["101"]


def test_secret_reports_can_be_included_redacted(workbook: Path, tmp_path: Path) -> None:
    found = import_file(workbook, tmp_path / "out.csv", include_secret=True)
    assert (found.written, found.left_out_secret) == (9, 0)
    secret = [row for _, row in read_rows(tmp_path / "out.csv") if row["secret"]]
    assert [(row["id"], row["report_type"]) for row in secret] == [("105", "pengaduan_pengawasan")]


def test_the_same_export_saved_as_csv_gives_the_same_rows(workbook: Path, tmp_path: Path) -> None:
    width = len(HEADER)
    with (tmp_path / "laporan.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        for row in PREAMBLE:
            writer.writerow([*row, *[""] * (width - len(row))])
        writer.writerow(HEADER)
        for row in REPORTS:
            writer.writerow([row.get(name, "") for name in HEADER])
    import_file(workbook, tmp_path / "a.jsonl")
    import_file(tmp_path / "laporan.csv", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_text() == (tmp_path / "b.jsonl").read_text()


def test_an_imported_file_is_history_to_learn_from(workbook: Path, tmp_path: Path) -> None:
    import_file(workbook, tmp_path / "out.csv")
    history = read_complaints(tmp_path / "out.csv")
    assert history.labels == ["Dinas Perhubungan"] * 3 + ["Dinas Lingkungan Hidup", "Dinas Perhubungan", "Kecamatan"]
    assert history.skipped == 2


def test_another_table_is_read_by_a_mapping_file(tmp_path: Path) -> None:
    (tmp_path / "suara.csv").write_text(
        "nomer,curhat,unit,macam\nS1,got mampet,DPU,Keluhan\nS2,minta taman,DLH,Saran\n"
    )
    (tmp_path / "map.csv").write_text(
        "field,column,from,to\nid,nomer,,\ntext,curhat,,\nagency,unit,,\nreport_type,macam,,\n"
        "report_type,,keluhan,pengaduan\nreport_type,,saran,aspirasi\nagency,,dpu,Dinas Pekerjaan Umum\n"
    )
    import_file(tmp_path / "suara.csv", tmp_path / "out.jsonl", mapping=tmp_path / "map.csv")
    rows = [row for _, row in read_rows(tmp_path / "out.jsonl")]
    assert [(r["id"], r["text"], r["agency"], r["report_type"]) for r in rows] == [
        ("S1", "got mampet", "Dinas Pekerjaan Umum", "pengaduan"),
        ("S2", "minta taman", "DLH", "aspirasi"),
    ]
    (tmp_path / "map.csv").write_text("field,column\nwarna,x\n")
    with pytest.raises(DataError, match="row 1: expected field"):
        import_file(tmp_path / "suara.csv", tmp_path / "out.jsonl", mapping=tmp_path / "map.csv")


def test_the_command(workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--in", str(workbook), "--out", str(tmp_path / "o.parquet"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 8
    assert main(["import", "--in", str(tmp_path / "none.xlsx"), "--out", str(tmp_path / "o.csv")]) == 2


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("DINAS PERHUBUNGAN KAB. KEDIRI", "dinas perhubungan"),
        ("Dinas Perhubungan, Pemerintah Kabupaten Kediri", "dinas perhubungan"),
        ("Kecamatan Pare", "kecamatan pare"),
        ("Kec. Pare Kabupaten Kediri", "kecamatan pare"),
        ("Pemkab Kediri", "pemerintah kabupaten kediri"),
    ],
)
def test_agency_keys(name: str, key: str) -> None:
    assert agency_key(name) == key


def test_spellings_and_governments() -> None:
    assert is_government("Pemkot Surabaya")
    assert not is_government("Bagian Pemerintahan Kota Surabaya")
    names = ["Dinas A Kota X", "Dinas A Kota X", "DINAS A", "dinas b", "DPU"]
    assert one_spelling(names) == {
        "Dinas A Kota X": "Dinas A",
        "DINAS A": "Dinas A",
        "dinas b": "Dinas B",
        "DPU": "DPU",
    }
