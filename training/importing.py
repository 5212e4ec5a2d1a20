"""Bringing an office's export into one validated schema, with a report of what was read, mended, dropped and why.

SP4N-LAPOR! exports are read as they are; any other table by a small mapping file. Nothing is lost silently: every row
is either written, left out by a rule that the report counts, or rejected into a file of its own with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifier.columns import ColumnMap, parse_date, parse_report_type
from classifier.errors import DataError
from classifier.tables import Row, read_rows, write_rows
from classifier.text.redact import redact
from classifier.text.words import canonical, split
from training.agency_names import is_government, one_spelling

SCHEMA = (
    "id",
    "submitted_at",
    "title",
    "text",
    "address",
    "report_type",
    "category",
    "anonymous",
    "secret",
    "channel",
    "province",
    "region",
    "kecamatan",
    "kelurahan",
    "agency",
    "status",
    "status_reason",
    "duplicate_of",
)
"""Columns of an imported file, all text; ``anonymous`` and ``secret`` are ``ya`` or empty, dates are ISO dates."""


@dataclass
class ImportReport:
    """What happened to the rows of one file.

    ``rejected`` holds number and reason of each row that could not be used.
    """

    source: str
    read: int = 0
    written: int = 0
    left_out_secret: int = 0
    without_agency: int = 0
    not_passed_on: int = 0
    resent: int = 0
    mended: Counter[str] = field(default_factory=Counter)
    redacted: Counter[str] = field(default_factory=Counter)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    ignored_columns: list[str] = field(default_factory=list)
    agency_spellings: dict[str, list[str]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The report as JSON-able values."""
        reasons = Counter(entry["reason"] for entry in self.rejected)
        return {
            "source": self.source,
            "read": self.read,
            "written": self.written,
            "rejected": len(self.rejected),
            "rejected_why": dict(sorted(reasons.items())),
            "left_out_secret": self.left_out_secret,
            "without_agency": self.without_agency,
            "not_passed_on": self.not_passed_on,
            "resent": self.resent,
            "mended": dict(sorted(self.mended.items())),
            "redacted": dict(sorted(self.redacted.items())),
            "columns": self.columns,
            "ignored_columns": self.ignored_columns,
            "agency_spellings": self.agency_spellings,
        }


@dataclass(frozen=True)
class ColumnMapping:
    """Which column holds which field, and which value stands for which: what a mapping file says."""

    columns: Mapping[str, str]
    values: Mapping[tuple[str, str], str]


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file: CSV with ``field,column`` and, to translate values, ``from,to``; raises `DataError`."""
    columns, values = {}, {}
    for number, row in read_rows(path):
        name, column = row.get("field", ""), row.get("column", "")
        if name not in SCHEMA or not (column or row.get("from")):
            raise DataError(
                path, f"expected field (one of {', '.join(SCHEMA)}) and column, or field, from and to", row=number
            )
        if column:
            columns[name] = column
        if row.get("from"):
            values[name, row["from"].strip().lower()] = row.get("to", "")
    return ColumnMapping(columns, values)


def import_file(
    source: Path,
    target: Path,
    *,
    rejected: Path | None = None,
    mapping: Path | None = None,
    include_secret: bool = False,
) -> ImportReport:
    """Import ``source`` into ``target`` (.csv, .jsonl or .parquet) and, where there are any, rejected rows into
    ``rejected``.

    Secret reports are left out unless ``include_secret``. Texts are redacted. Raises `DataError` when the file has no
    text column or no usable row.
    """
    chosen = read_mapping(mapping) if mapping else ColumnMapping({}, {})
    report = ImportReport(str(source.name))
    rows = list(_rows(source, chosen, report, include_secret=include_secret))
    if not rows:
        raise DataError(
            source,
            f"no usable row: {report.read} read, {len(report.rejected)} rejected, {report.left_out_secret} secret",
        )
    _name_agencies(rows, report)
    _mark_resent(rows, report)
    report.written = write_rows(target, rows)
    if report.rejected and rejected:
        write_rows(rejected, report.rejected)
    return report


def _rows(
    source: Path, mapping: ColumnMapping, report: ImportReport, *, include_secret: bool
) -> Iterator[dict[str, str]]:
    columns: ColumnMap | None = None
    seen: set[str] = set()
    for number, row in read_rows(source):
        report.read += 1
        if columns is None:
            columns = ColumnMap(source, row, mapping.columns)
            columns.require("text")
            report.columns = {name: column for name in (*SCHEMA, "first_text") if (column := columns.column(name))}
            report.ignored_columns = sorted(set(row) - set(report.columns.values()))
        record = {name: _value(row, columns, mapping, name) for name in SCHEMA}
        reason = _mend(record, row, columns, number, report)
        if not reason and record["id"] in seen:
            reason = "nomor laporan sudah ada"
        if reason:
            report.rejected.append({"row": number, "id": record["id"], "reason": reason})
        elif record["secret"] and not include_secret:
            report.left_out_secret += 1
        else:
            seen.add(record["id"])
            yield record


def _value(row: Row, columns: ColumnMap, mapping: ColumnMapping, name: str) -> str:
    value = " ".join(columns.value(row, name).split()) if name != "text" else columns.value(row, name)
    return mapping.values.get((name, value.lower()), value)


def _mend(record: dict[str, str], row: Row, columns: ColumnMap, number: int, report: ImportReport) -> str:
    """Bring a record's values into the schema's form; returns why the row cannot be used, or an empty string."""
    if not record["text"] and columns.value(row, "first_text"):
        record["text"] = columns.value(row, "first_text")
        report.mended["isi akhir kosong, isi awal dipakai"] += 1
    if not record["text"]:
        return "tidak ada isi laporan"
    if not record["id"]:
        record["id"] = f"baris-{number}"
        report.mended["nomor laporan kosong, nomor baris dipakai"] += 1
    try:
        day = parse_date(record["submitted_at"])
        record["report_type"] = parse_report_type(record["report_type"])
    except ValueError as error:
        return str(error)
    if day and record["submitted_at"] != day.isoformat():
        report.mended["tanggal ditulis ulang"] += 1
    record["submitted_at"] = day.isoformat() if day else ""
    kind = columns.value(row, "secrecy").lower()
    record["anonymous"] = "ya" if "anonim" in kind or record["anonymous"] else ""
    record["secret"] = "ya" if "rahasia" in kind or record["secret"] else ""
    for name in ("title", "text", "address"):
        redacted = redact(record[name])
        record[name] = redacted.text
        report.redacted.update(identity.kind for identity in redacted.identities)
    return ""


def _name_agencies(rows: list[dict[str, str]], report: ImportReport) -> None:
    spelling = one_spelling(row["agency"] for row in rows if row["agency"])
    groups: dict[str, list[str]] = {}
    for name, chosen in sorted(spelling.items()):
        groups.setdefault(chosen, []).append(name)
    report.agency_spellings = {chosen: names for chosen, names in groups.items() if names != [chosen]}
    for row in rows:
        agency = spelling.get(row["agency"], "")
        if is_government(agency):
            report.not_passed_on += 1
            agency = ""
        elif not agency:
            report.without_agency += 1
        row["agency"] = agency


def _mark_resent(rows: list[dict[str, str]], report: ImportReport) -> None:
    first: dict[tuple[str, ...], str] = {}
    for row in rows:
        key = tuple(canonical(word) for word in split(row["text"]))
        row["duplicate_of"] = "" if first.setdefault(key, row["id"]) == row["id"] else first[key]
        report.resent += bool(row["duplicate_of"])
