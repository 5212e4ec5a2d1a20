"""Tables as files: XLSX with typed cells and CSV, in neither of which a text can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | date | bool | None
Row = Sequence[Value]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_xlsx(title: str, head: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A workbook of one sheet with a bold, frozen head; numbers and days stay numbers and days."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, bold=True) for name in head])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def to_csv(head: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Comma-separated values with a byte order mark, which spreadsheet programs need to read UTF-8.

    A text that a spreadsheet would read as a formula is led by an apostrophe (OWASP, "CSV Injection").
    """
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(head)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _cell(sheet: WriteOnlyWorksheet, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    try:
        cell = WriteOnlyCell(sheet, value=value)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, value="".join(each for each in str(value) if each.isprintable()))
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _plain(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
