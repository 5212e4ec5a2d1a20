"""Tables of any of the usual kinds, read and written row by row.

A row is a mapping of column names to text. Files are told apart by their suffix: ``.csv``, ``.csv.gz``, ``.jsonl``,
``.jsonl.gz``, ``.xlsx``, ``.parquet``. Written files appear whole or not at all.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from classifier.errors import DataError

Row = dict[str, str]
READABLE = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".xlsx", ".parquet")
WRITABLE = (".jsonl", ".csv", ".parquet")
PREAMBLE = 40
"""How many rows may stand above a header."""
HEADER_NAMES = frozenset(
    [
        *("tracking id", "tanggal laporan masuk", "waktu laporan masuk", "nama pelapor", "klasifikasi laporan"),
        *("id kategori", "kategori", "judul laporan", "isi laporan awal", "isi laporan akhir", "isi laporan"),
        *("tipe laporan (anonim/rahasia)", "tipe laporan", "sumber laporan", "instansi induk"),
        *("id instansi terdisposisi", "instansi terdisposisi", "status laporan", "alasan tunda/arsip"),
        *("provinsi", "kota/kabupaten", "kecamatan", "kelurahan"),
    ]
)
"""Column names of the SP4N-LAPOR! export."""


def read_rows(path: str | Path) -> Iterator[tuple[int, Row]]:
    """The rows of a file with their numbers, counted from 1 without the header.

    The header of a CSV or XLSX file may stand below a preamble (see `find_header`).
    Raises `DataError` when the file is missing, of an unknown kind, empty, or broken at a row.
    """
    file = Path(path)
    if not file.is_file():
        raise DataError(file, "there is no such file")
    reader = _READERS.get(_suffix(file))
    if reader is None:
        raise DataError(file, f"unknown kind of file; expected one of {', '.join(READABLE)}")
    empty = True
    for number, row in enumerate(reader(file), start=1):
        empty = False
        yield number, {str(key).strip(): _text(value) for key, value in row.items() if key is not None}
    if empty:
        raise DataError(file, "holds no rows")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """The number of the header among the first rows of a sheet.

    It is the first row with three column names of the SP4N-LAPOR! export, else the first row.
    """
    for number, cells in enumerate(rows):
        if sum(cell.strip().lower() in HEADER_NAMES for cell in cells) >= 3:
            return number
    return 0


def write_rows(path: str | Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows and return how many there were.

    ``.jsonl`` keeps nested values; ``.csv`` and ``.parquet`` hold nested values as JSON text. Raises `DataError` for an
    unknown suffix, before any row is taken.
    """
    file = require_writable(path)
    writer = {".jsonl": _write_jsonl, ".csv": _write_csv, ".parquet": _write_parquet}[_suffix(file)]
    with _whole(file) as temporary:
        return writer(temporary, rows)


def require_writable(path: str | Path) -> Path:
    """The path of a file that `write_rows` can write; raises `DataError` for an unknown suffix or a missing folder."""
    file = Path(path)
    if _suffix(file) not in WRITABLE:
        raise DataError(file, f"cannot be written; expected one of {', '.join(WRITABLE)}")
    if not file.parent.is_dir():
        raise DataError(file, "its folder does not exist")
    return file


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A temporary name beside ``file`` that becomes ``file`` when the block ends well."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _suffix(file: Path) -> str:
    parts = file.name.lower().rsplit(".", 2)
    return "." + ".".join(parts[1:]) if parts[-1] == "gz" else file.suffix.lower()


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    try:
        opener = gzip.open if file.name.lower().endswith(".gz") else open
        with opener(file, "rb") as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text:
            yield text
    except UnicodeDecodeError:
        raise DataError(file, "is not UTF-8 text; save it as UTF-8") from None
    except (gzip.BadGzipFile, EOFError):
        raise DataError(file, "is no complete gzip file") from None


def _read_csv(file: Path) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(1 << 24)
    with _opened(file) as text:
        head = text.read(8192)
        text.seek(0)
        first = head.splitlines()[0] if head.strip() else ""
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            start = [cells for cells in islice(reader, PREAMBLE) if any(cells)]
            place = find_header(start)
            header = start[place] if start else []
            for number, cells in enumerate(chain(start[place + 1 :], reader), start=1):
                if not any(cells):
                    continue
                if place and len(cells) > len(header) and not any(cells[len(header) :]):
                    del cells[len(header) :]  # a sheet saved as CSV fills every line up to its widest
                if len(cells) != len(header):
                    raise DataError(
                        file, f"has {len(cells)} cells, expected {len(header)} as in the header", row=number
                    )
                yield dict(zip(header, cells, strict=True))
        except csv.Error as error:
            raise DataError(file, f"is no readable CSV near line {reader.line_num}: {error}") from None


def _read_jsonl(file: Path) -> Iterator[dict[str, Any]]:
    with _opened(file) as text:
        number = 0
        for line in text:
            if not line.strip():
                continue
            number += 1
            try:
                row = json.loads(line)
            except (json.JSONDecodeError, RecursionError):
                raise DataError(file, "is no JSON object; expected one object a line", row=number) from None
            if not isinstance(row, dict):
                raise DataError(file, "is no JSON object; expected one object a line", row=number)
            yield row


def _read_xlsx(file: Path) -> Iterator[dict[str, Any]]:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError):
        raise DataError(file, "is no readable XLSX workbook") from None
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        start = list(islice(rows, PREAMBLE))
        place = find_header([[_text(cell) for cell in cells] for cells in start])
        header = [_text(cell).strip() for cell in start[place]] if start else []
        for cells in chain(start[place + 1 :], rows):
            if any(cell is not None for cell in cells):
                yield {name: cell for name, cell in zip(header, cells, strict=False) if name}
    finally:
        book.close()


def _read_parquet(file: Path) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        for batch in pq.ParquetFile(file).iter_batches(batch_size=4096):
            yield from batch.to_pylist()
    except (pa.ArrowInvalid, OSError):
        raise DataError(file, "is no readable Parquet file") from None


_READERS: dict[str, Callable[[Path], Iterator[dict[str, Any]]]] = {
    ".csv": _read_csv,
    ".csv.gz": _read_csv,
    ".jsonl": _read_jsonl,
    ".jsonl.gz": _read_jsonl,
    ".xlsx": _read_xlsx,
    ".parquet": _read_parquet,
}


def _write_jsonl(file: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    with file.open("w", encoding="utf-8") as text:
        for row in rows:
            text.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_csv(file: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    count = 0
    writer: csv.DictWriter[str] | None = None
    with file.open("w", encoding="utf-8", newline="") as text:
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(text, list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow(_flat(row))
            count += 1
    return count


def _write_parquet(file: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = 0
    writer: pq.ParquetWriter | None = None
    try:
        for batch in _batches(rows, 4096):
            table = pa.Table.from_pylist([_flat(row) for row in batch])
            if writer is None:
                writer = pq.ParquetWriter(file, table.schema)
            writer.write_table(table.cast(writer.schema))
            count += len(batch)
    finally:
        if writer is not None:
            writer.close()
    return count


def _batches(rows: Iterable[Mapping[str, Any]], size: int) -> Iterator[list[Mapping[str, Any]]]:
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        for key, value in row.items()
    }
