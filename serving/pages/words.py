"""How figures, days and states are written in Indonesian."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from math import isnan

from classifier.taxonomy import load_topics
from serving.store.store import WIB

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
LEVELS = ("Normatif", "Sebagian", "Substantif")
GOVERNMENT = {
    "pusat": "Pusat",
    "provinsi": "Provinsi",
    "kabupaten": "Kabupaten",
    "kota": "Kota",
    "vertikal": "Instansi vertikal",
    "bumn": "BUMN/BUMD",
}
STATUS = {
    "belum_diverifikasi": "Belum diverifikasi",
    "menunggu_kelengkapan": "Menunggu kelengkapan",
    "diproses": "Diproses",
    "selesai": "Selesai",
    "diarsipkan": "Diarsipkan",
}
THREAD = {
    "kosong": "Belum dijawab",
    "respon_awal": "Respons awal",
    "normatif": "Normatif",
    "sebagian": "Sebagian",
    "substantif": "Substantif",
    "alih_beralasan": "Dialihkan dengan alasan",
    "minta_data": "Meminta data",
}
DECISION = {"auto": "Otomatis", "suggest": "Usulan", "abstain": "Diserahkan ke petugas"}
ABSTAIN = {
    "no_content": "Isi laporan tidak dapat dibaca sebagai pengaduan",
    "out_of_scope": "Di luar urusan pemerintah",
    "ambiguous_place": "Lokasi belum jelas",
    "low_confidence": "Instansi belum cukup pasti",
    "drift": "Jenis laporan sedang berubah",
    "not_certified": "Belum ada sertifikat untuk disposisi otomatis",
}
ITEMS = {
    "R1": "Menjawab pokok aduan",
    "R2": "Hasil pemeriksaan",
    "R3": "Tindakan yang sudah dilakukan",
    "R4": "Rencana dengan waktu",
    "R5": "Penanggung jawab yang jelas",
    "R6": "Bukti",
    "R7": "Dasar aturan yang spesifik",
    "R8": "Alasan penolakan atau pengalihan",
    "R9": "Langkah bagi pelapor",
    "R10": "Permintaan data yang spesifik",
}
"""The checklist of docs/labelling_guide.md."""
FLAGS = {
    "empty": "Balasan kosong",
    "echo": "Mengulang isi aduan",
    "off_topic": "Tidak menyinggung aduan",
    "other_case": "Menyebut kasus lain",
    "promise_no_date": "Janji tanpa waktu",
    "promise_dated": "Janji dengan waktu",
    "referral_only": "Hanya menunjuk kanal lain",
    "leaks_identity": "Membuka identitas pelapor",
    "boilerplate": "Teks yang sama untuk aduan lain",
}
CLOCK = {
    "verifikasi": "verifikasi",
    "tindak_lanjut_pertama": "tindak lanjut pertama",
    "penyelesaian": "penyelesaian",
}
OBJECTION = {"diajukan": "menunggu jawaban", "diterima": "diterima", "ditolak": "ditolak"}
REPORT_TYPE = {"pengaduan": "pengaduan", "aspirasi": "aspirasi", "permintaan_informasi": "permintaan informasi"}
ELEMENT = {"what": "apa masalahnya", "where": "di mana", "when": "kapan"}
CHANNEL = {"sms": "SMS", "whatsapp": "WhatsApp"}
PROMISE = {
    "buka": "Belum jatuh tempo",
    "lewat": "Lewat tempo",
    "ditepati": "Ditepati",
    "tanpa_tanggal": "Tanpa tanggal",
}


def number(value: float | None, digits: int = 0) -> str:
    """A number with Indonesian separators; a dash for none.

    >>> number(12345.678, 1), number(None)
    ('12.345,7', '–')
    """
    if value is None:
        return "–"
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float | None, digits: int = 0) -> str:
    """A share between 0 and 1 as percent.

    >>> percent(0.6125, 1), percent(None)
    ('61,3%', '–')
    """
    return "–" if share is None else f"{number(100 * share, digits)}%"


def kappa(value: float) -> str:
    """A kappa; a dash where it is not defined, as when everybody said the same.

    >>> kappa(0.814), kappa(float("nan"))
    ('0,81', '–')
    """
    return "–" if isnan(value) else number(value, 2)


def day(value: date | None) -> str:
    """A day.

    >>> day(date(2026, 3, 5))
    '5 Mar 2026'
    """
    return "–" if value is None else f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def local_day(value: datetime) -> str:
    """The day of a moment in western Indonesia.

    >>> local_day(datetime.fromisoformat("2026-03-05T20:00:00+00:00"))
    '6 Mar 2026'
    """
    return day(value.astimezone(WIB).date())


def month_options(known: Sequence[str], chosen: str) -> list[tuple[str, str]]:
    """Months to choose from, the chosen one among them, the newest first.

    >>> month_options(["2026-03"], "2026-05")
    [('2026-05', 'Mei 2026'), ('2026-03', 'Maret 2026')]
    """
    return [(each, month(each)) for each in sorted({*known, chosen} - {""}, reverse=True)]


def month(value: str) -> str:
    """A month such as ``2026-03``.

    >>> month("2026-03")
    'Maret 2026'
    """
    year, _, of_year = value.partition("-")
    return f"{MONTHS[int(of_year) - 1]} {year}"


def short_month(value: str) -> str:
    """The same, short enough for an axis.

    >>> short_month("2026-03")
    'Mar 26'
    """
    return f"{MONTHS[int(value[5:]) - 1][:3]} {value[2:4]}"


@lru_cache(maxsize=1)
def _topics() -> dict[str, str]:
    return {identity: each.name for identity, each in load_topics().items()}


def topic(identity: str) -> str:
    """The name of a topic (*urusan*).

    >>> topic("penerangan_jalan")
    'Penerangan jalan umum'
    """
    return _topics().get(identity, identity or "Belum diketahui")
