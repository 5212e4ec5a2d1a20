"""A small fictitious office, written for the tests: enough to learn from, small enough to fit in a second."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

KELURAHAN = ("Mekarsari", "Tanjung Rejo", "Sidomulyo", "Karang Anyar")

COMPLAINTS: dict[str, tuple[str, ...]] = {
    "Dinas Perhubungan": (
        "Lampu jalan di depan balai RW padam sejak Senin, gelap sekali",
        "PJU mati total sepanjang jalan menuju pasar",
        "juru parkir liar minta lima ribu tanpa karcis di depan toko",
        "Traffic light perempatan mati, kendaraan rebutan jalan",
        "tolong lampu penerangan jalan gang kami diganti, sudah redup",
        "Zebra cross depan sekolah sudah hilang catnya",
        "parkir sembarangan di bahu jalan bikin macet tiap sore",
        "rambu dilarang masuk roboh tertabrak truk",
        "lampu merah durasinya terlalu singkat, antrean mengular",
        "PJU kedip kedip sudah seminggu, bahaya untuk pejalan",
    ),
    "Dinas Lingkungan Hidup": (
        "Sampah di TPS meluber sampai ke jalan, bau menyengat",
        "sudah empat hari sampah rumah kami tidak diangkut",
        "Pohon besar miring dan rawan tumbang, mohon dipangkas",
        "dahan pohon menutupi kabel dan lampu, tolong dipotong",
        "ada yang buang sampah sembarangan di tepi kali",
        "asap pembakaran sampah masuk rumah tiap malam",
        "limbah cair pabrik tempe dibuang ke selokan",
        "gerobak sampah tidak lewat lagi minggu ini",
        "ranting pohon jatuh menimpa atap warga",
        "petugas kebersihan jarang menyapu jalan utama",
    ),
    "Dinas Kependudukan dan Pencatatan Sipil": (
        "KTP saya hilang, bagaimana cara mengurus cetak ulang",
        "akta kelahiran anak salah tulis nama ibu",
        "kartu keluarga belum jadi padahal sudah tiga minggu",
        "blangko KTP elektronik habis terus",
        "pindah datang secara daring ditolak tanpa alasan",
        "perekaman KTP untuk lansia di rumah apakah bisa",
        "akta kematian ayah belum terbit",
        "aktivasi identitas kependudukan digital gagal",
        "NIK saya tidak terbaca di bank",
        "mau pecah KK syaratnya apa saja",
    ),
    "Dinas Pekerjaan Umum": (
        "Jalan berlubang besar di tikungan, sudah ada yang jatuh",
        "aspal mengelupas setelah hujan, tolong ditambal",
        "got mampet penuh lumpur, air meluap ke rumah",
        "banjir setinggi lutut tiap hujan deras",
        "jembatan kayu lapuk dan berlubang",
        "gorong gorong ambrol di tengah jalan",
        "saluran air tersumbat, mohon dikeruk",
        "jalan rusak parah menuju puskesmas",
        "trotoar pecah dan licin",
        "lubang jalan belum diperbaiki sejak tahun lalu",
    ),
}
TERRITORIAL: tuple[str, ...] = (
    "petugas loket kelurahan tidak ramah saat minta surat pengantar",
    "surat pengantar RT tidak dilayani di kelurahan",
    "pelayanan kelurahan tutup sebelum jam istirahat",
    "minta surat keterangan domisili di kelurahan dipersulit",
    "pemilihan ketua RW tidak adil, mohon lurah turun",
    "legalisir surat ahli waris di kelurahan lama sekali",
    "staf kelurahan main ponsel saat warga antre",
    "iuran RT terlalu berat, mohon kelurahan menengahi",
)

PAIRS: tuple[tuple[str, str, int, dict[str, str]], ...] = (
    ("Lampu jalan padam.", "Lampu sudah diganti Selasa malam oleh petugas dan menyala.", 2, {"R3": "Lampu sudah diganti Selasa malam"}),
    ("Sampah menumpuk di TPS.", "Dua truk mengangkut sampah TPS tadi pagi, lokasi bersih.", 2, {"R3": "Dua truk mengangkut sampah TPS tadi pagi"}),
    ("Got mampet.", "Setelah dicek, got tersumbat beton. Pengerukan dijadwalkan 12 Mei oleh UPT Timur.", 2, {"R2": "got tersumbat beton", "R4": "dijadwalkan 12 Mei"}),
    ("Syarat akta lahir?", "Bawa surat lahir, KK, dan KTP orang tua ke loket 3, gratis, selesai dua hari.", 2, {"R9": "Bawa surat lahir, KK, dan KTP"}),
    ("Jalan berlubang di tikungan.", "Lubang di tikungan sudah ditambal kemarin.", 2, {"R3": "sudah ditambal kemarin"}),
    ("Pohon rawan tumbang.", "Petugas memangkas pohon itu Rabu siang.", 2, {"R3": "memangkas pohon itu Rabu siang"}),
    ("Jalan provinsi rusak.", "Ruas itu jalan provinsi; laporan kami kirim ke Dinas PU Bina Marga Provinsi, surat 600/12.", 2, {"R8": "Ruas itu jalan provinsi"}),
    ("KK belum jadi.", "Berkas Anda tertahan karena NIK ganda; sudah kami aktifkan, KK terbit hari ini.", 2, {"R2": "tertahan karena NIK ganda"}),
    ("Lampu jalan padam.", "Laporan sudah kami teruskan ke Bidang PJU Dinas Perhubungan.", 1, {"R8": "teruskan ke Bidang PJU"}),
    ("Sampah menumpuk.", "Mohon kirim alamat lengkap dan foto TPS yang dimaksud.", 1, {"R10": "alamat lengkap dan foto TPS"}),
    ("Got mampet.", "UPT Drainase Timur akan mengeruk got tersebut.", 1, {"R5": "UPT Drainase Timur"}),
    ("Jalan berlubang.", "Perbaikan jalan masuk usulan tahun depan, menunggu anggaran.", 1, {"R1": "Perbaikan jalan"}),
    ("KTP hilang.", "Cetak ulang KTP dilayani di kantor kecamatan.", 1, {"R9": "dilayani di kantor kecamatan"}),
    ("Parkir liar.", "Tim Parkir akan menegur juru parkir di lokasi itu.", 1, {"R5": "Tim Parkir"}),
    ("Lampu jalan padam.", "Terima kasih atas laporannya, akan segera kami tindak lanjuti.", 0, {}),
    ("Sampah menumpuk.", "Mohon maaf atas ketidaknyamanannya. Laporan Anda menjadi perhatian kami.", 0, {}),
    ("Got mampet.", "Sudah kami koordinasikan dengan dinas terkait, mohon bersabar.", 0, {}),
    ("Jalan berlubang.", "Terima kasih, masukan Anda sangat berarti bagi peningkatan pelayanan.", 0, {}),
    ("KK belum jadi.", "Silakan hubungi call center kami untuk informasi lebih lanjut.", 0, {}),
    ("Pohon rawan tumbang.", "Kami berkomitmen memberikan pelayanan terbaik kepada masyarakat.", 0, {}),
    ("Parkir liar.", "Akan kami tindak lanjuti sesuai peraturan yang berlaku.", 0, {}),
    ("Banjir.", "Terima kasih atas partisipasi Anda.", 0, {}),
)  # fmt: skip


def complaint_rows() -> list[dict[str, str]]:
    """Labelled complaints over a year, the topics spread evenly in time."""
    rows: list[dict[str, str]] = []
    day = date(2024, 1, 1)
    for number in range(max(map(len, COMPLAINTS.values()))):
        for agency, texts in COMPLAINTS.items():
            rows.append(
                {"text": texts[number], "agency": agency, "kelurahan": KELURAHAN[number % 4], "submitted_at": str(day)}
            )
            day += timedelta(days=5)
        if number < len(TERRITORIAL):
            place = KELURAHAN[number % 4]
            rows.append(
                {
                    "text": TERRITORIAL[number],
                    "agency": f"Kelurahan {place}",
                    "kelurahan": place,
                    "submitted_at": str(day),
                }
            )
            day += timedelta(days=5)
    return [{"id": f"k-{number}", **row} for number, row in enumerate(rows)]


def complaints_csv(path: Path) -> Path:
    """Write `complaint_rows` as CSV."""
    rows = complaint_rows()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def replies_jsonl(path: Path) -> Path:
    """Write `PAIRS` as JSON Lines."""
    lines = [
        json.dumps({"id": f"b-{n}", "complaint": c, "reply": r, "level": level})
        for n, (c, r, level, _) in enumerate(PAIRS)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
