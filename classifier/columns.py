"""Which column of a file holds which field: by the names that offices use, or as the caller says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar, get_args

from classifier.errors import DataError
from classifier.records import Complaint, ReplyPair, ReportType
from classifier.tables import Row, read_rows

Parsed = TypeVar("Parsed")

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "tracking id", "tracking_id", "nomor", "no", "complaint_id"),
    "text": (
        "text",
        "isi laporan akhir",
        "isi laporan awal",
        "isi laporan",
        "isi",
        "laporan",
        "keluhan",
        "aduan",
        "deskripsi",
        "complaint",
    ),
    "title": ("title", "judul laporan", "judul", "perihal"),
    "address": ("address", "alamat", "lokasi", "alamat kejadian"),
    "kelurahan": ("kelurahan", "desa", "kelurahan/desa"),
    "kecamatan": ("kecamatan",),
    "region": ("region", "kota/kabupaten", "kabupaten/kota", "kabupaten", "kota"),
    "submitted_at": ("submitted_at", "tanggal laporan masuk", "tanggal", "created_at", "tgl"),
    "agency": ("agency", "instansi terdisposisi", "instansi", "opd", "skpd", "dinas"),
    "complaint": ("complaint", "laporan", "aduan", "keluhan", "text", "isi laporan", "pertanyaan"),
    "reply": ("reply", "jawaban", "balasan", "tanggapan", "tindak lanjut"),
    "report_type": ("report_type", "klasifikasi laporan", "klasifikasi", "jenis", "type"),
    "replied_at": (
        "replied_at",
        "tanggal tindak lanjut",
        "tanggal balasan",
        "tanggal jawaban",
        "tanggal tanggapan",
        "waktu tindak lanjut",
    ),
    "thread": ("thread", "complaint_id", "nomor laporan", "id laporan"),
    "level": ("level", "tingkat"),
    "first_text": ("isi laporan awal",),
    "category": ("category", "kategori"),
    "secrecy": ("tipe laporan (anonim/rahasia)", "tipe laporan"),
    "secret": ("secret", "rahasia"),
    "anonymous": ("anonymous", "anonim"),
    "channel": ("channel", "sumber laporan", "kanal"),
    "province": ("province", "provinsi"),
    "status": ("status", "status laporan"),
    "status_reason": ("status_reason", "alasan tunda/arsip"),
    "duplicate_of": ("duplicate_of",),
}


def parse_overrides(overrides: Iterable[str]) -> dict[str, str]:
    """``["text=Isi Aduan"]`` to ``{"text": "Isi Aduan"}``; raises ``ValueError`` for anything else."""
    chosen = {}
    for override in overrides:
        field, separator, column = override.partition("=")
        if not separator or field not in ALIASES or not column:
            raise ValueError(f"{override!r} is no FIELD=COLUMN; fields are {', '.join(ALIASES)}")
        chosen[field] = column
    return chosen


class ColumnMap:
    """Finds fields in the rows of one file.

    ``path`` is named in errors; ``overrides`` say field by field which column to take instead of the usual names.
    """

    def __init__(self, path: str | Path, header: Iterable[str], overrides: Mapping[str, str] | None = None) -> None:
        self.path = Path(path)
        self._by_name = {name.strip().lower(): name for name in header}
        self._columns = {
            field: next((self._by_name[alias] for alias in aliases if alias in self._by_name), None)
            for field, aliases in ALIASES.items()
        }
        for field, column in (overrides or {}).items():
            if column.lower() not in self._by_name:
                raise DataError(
                    self.path,
                    f"has no column {column!r} (asked for as {field}); it has {', '.join(self._by_name.values())}",
                )
            self._columns[field] = self._by_name[column.lower()]

    def column(self, field: str) -> str | None:
        """The column that holds a field, or ``None``."""
        return self._columns.get(field)

    def require(self, *fields: str) -> None:
        """Raise `DataError` when a field has no column."""
        for field in fields:
            if self.column(field) is None:
                expected = ", ".join(ALIASES[field])
                raise DataError(
                    self.path,
                    f"has no column for {field}; expected one of {expected}; it has {', '.join(self._by_name)}",
                )

    def value(self, row: Row, field: str) -> str:
        """A field of a row without white space at its ends; empty when there is no such column."""
        column = self._columns.get(field)
        return row.get(column, "").strip() if column else ""


def read_mapped(
    path: str | Path, required: Iterable[str], overrides: Mapping[str, str] | None = None
) -> Iterator[tuple[int, Row, ColumnMap]]:
    """Rows of a file with their numbers and the map of its columns.

    Raises `DataError` when a required field has no column.
    """
    columns: ColumnMap | None = None
    for number, row in read_rows(path):
        if columns is None:
            columns = ColumnMap(path, row, overrides)
            columns.require(*required)
        yield number, row, columns


def complaint_of(number: int, row: Row, columns: ColumnMap) -> Complaint:
    """The complaint in a row; raises `DataError` when it holds no text or an unreadable date."""
    text, title = columns.value(row, "text"), columns.value(row, "title")
    if not text and not title:
        raise DataError(
            columns.path, f"the column {columns.column('text')} is empty; expected the complaint's text", row=number
        )
    return Complaint(
        text=text or title,
        title=title if text else "",
        id=columns.value(row, "id") or str(number),
        address=columns.value(row, "address"),
        kelurahan=columns.value(row, "kelurahan"),
        kecamatan=columns.value(row, "kecamatan"),
        region=columns.value(row, "region"),
        submitted_at=date_of(number, row, columns, "submitted_at"),
    )


def pair_of(number: int, row: Row, columns: ColumnMap) -> ReplyPair:
    """The complaint-reply pair in a row; the reply may be empty.

    Raises `DataError` for an unknown report type or an unreadable date.
    """
    return ReplyPair(
        complaint=columns.value(row, "complaint"),
        reply=columns.value(row, "reply"),
        id=columns.value(row, "id") or str(number),
        report_type=_at_row(columns, number, parse_report_type, columns.value(row, "report_type")),
        replied_at=date_of(number, row, columns, "replied_at"),
    )


def date_of(number: int, row: Row, columns: ColumnMap, field: str) -> date | None:
    """The day in a field of a row, ``None`` where it is empty; raises `DataError` for an unreadable one."""
    return _at_row(columns, number, parse_date, columns.value(row, field))


def parse_report_type(value: str) -> ReportType:
    """A report type in our words or in those of the SP4N-LAPOR! export; empty is a complaint. Raises ``ValueError``."""
    folded = value.lower().replace(" ", "_")
    if folded.startswith("["):  # several annotators: the first one's word counts
        folded = folded.strip("[]").split(",")[0].strip('_"')
    known: dict[str, ReportType] = {name: name for name in get_args(ReportType)}
    known |= {
        "": "pengaduan",
        "pengaduan_tidak_berkadar_pengawasan": "pengaduan",
        "pengaduan_berkadar_pengawasan": "pengaduan_pengawasan",
        "permintaan": "permintaan_informasi",
        "informasi": "permintaan_informasi",
        "usul": "aspirasi",
    }
    if folded not in known:
        raise ValueError(f"report type {value[:40]!r} is unknown; expected {', '.join(get_args(ReportType))}")
    return known[folded]


def parse_date(value: str) -> date | None:
    """A day written as 2025-01-31 (a time may follow), 31/01/2025 or 31 Jan 2025; empty is none.

    Raises ``ValueError``.
    """
    if not value:
        return None
    day, month, year = [*value.replace("/", " ").split(), "", "", ""][:3]
    try:
        if month[:3].lower() in _MONTHS:
            return date(int(year), _MONTHS[month[:3].lower()], int(day))
        if "/" in value:
            return date(int(year), int(month), int(day))
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise ValueError(f"the date {value[:40]!r} is unreadable; expected 2025-01-31 or 31 Jan 2025") from None


def _at_row(columns: ColumnMap, number: int, parse: Callable[[str], Parsed], value: str) -> Parsed:
    try:
        return parse(value)
    except ValueError as error:
        raise DataError(columns.path, str(error), row=number) from None


_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan feb,peb mar apr mei,may jun jul agu,agt,aug sep okt,oct nov,nop des,dec".split(), start=1
    )
    for name in names.split(",")
}
