"""Labelled history: complaints with the agency that answered, replies with their level."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.agencies import role_of
from classifier.columns import ColumnMap, complaint_of, pair_of, read_mapped
from classifier.errors import DataError
from classifier.records import Complaint, ReplyPair
from classifier.reply.scorer import Marks

NO_COMPLAINT = "bukan_aduan"
"""Type of a pair whose "complaint" complains of nothing; the labelling guide leaves such pairs out of every score."""


@dataclass(frozen=True)
class ComplaintHistory:
    """Complaints and what is known of them, all of one length.

    ``labels`` are what the router learns (topics, or roles), ``agencies`` the names as they were written, ``batches``
    an origin that evaluation can leave out (empty when there is none). ``skipped`` counts rows without a label.
    """

    complaints: Sequence[Complaint]
    labels: Sequence[str]
    agencies: Sequence[str]
    batches: Sequence[str]
    source: str
    fingerprint: str
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.complaints)


@dataclass(frozen=True)
class ReplyHistory:
    """Pairs with their levels and marked items, all of one length; ``batches`` as in `ComplaintHistory`."""

    pairs: Sequence[ReplyPair]
    levels: Sequence[int]
    marks: Sequence[Marks]
    batches: Sequence[str]
    source: str
    fingerprint: str

    def __len__(self) -> int:
        return len(self.pairs)


def read_complaints(
    path: str | Path, *, label_column: str = "", overrides: Mapping[str, str] | None = None
) -> ComplaintHistory:
    """Read an office's labelled complaints.

    Parameters
    ----------
    path: CSV(.gz), XLSX, Parquet or JSONL.
    label_column: the column of the label; by default the one that holds the agency.
    overrides: field -> column, where the usual names do not fit.

    Rows without a label are skipped and counted. Raises `DataError` when no labelled row is left.
    """
    chosen = dict(overrides or {}) | ({"agency": label_column} if label_column else {})
    complaints, agencies, skipped = [], [], 0
    for number, row, columns in read_mapped(path, ("text", "agency"), chosen):
        agency = " ".join(columns.value(row, "agency").split())
        if agency:
            complaints.append(complaint_of(number, row, columns))
            agencies.append(agency)
        else:
            skipped += 1
    if not complaints:
        raise DataError(path, "no row has a label; expected the agency that answered")
    labels = [role_of(agency) for agency in agencies]
    if len(set(labels)) < 2:
        raise DataError(path, f"all rows have the label {labels[0]!r}; expected at least two different ones")
    return ComplaintHistory(
        complaints, labels, agencies, [""] * len(labels), Path(path).name, file_fingerprint(path), skipped
    )


def read_replies(path: str | Path, *, overrides: Mapping[str, str] | None = None) -> ReplyHistory:
    """Read labelled complaint-reply pairs with the columns complaint, reply, level and, where there, report_type.

    A level may be a list of several annotators' levels: their mean counts, rounded down. Pairs of the type
    ``bukan_aduan`` are left out. Raises `DataError`.
    """
    pairs, levels = [], []
    for number, row, columns in read_mapped(path, ("complaint", "reply", "level"), overrides):
        if NO_COMPLAINT in columns.value(row, "report_type"):
            continue
        pairs.append(pair_of(number, row, columns))
        levels.append(_level(columns, number, columns.value(row, "level")))
    if not {0, 2} <= set(levels):
        raise DataError(path, "holds no reply of level 0 or none of level 2; both are needed to learn from")
    return ReplyHistory(pairs, levels, [{}] * len(pairs), [""] * len(pairs), Path(path).name, file_fingerprint(path))


def _level(columns: ColumnMap, number: int, value: str) -> int:
    """One level, or the mean of several annotators' levels, rounded down."""
    given = re.fullmatch(r"\[?\s*([012])(?:\s*,\s*([012]))*\s*\]?", value)
    if not given:
        raise DataError(
            columns.path, f"level {value[:20]!r} is unknown; expected 0, 1 or 2, or a list of them", row=number
        )
    levels = [int(digit) for digit in re.findall("[012]", value)]
    return sum(levels) // len(levels)


def file_fingerprint(path: str | Path) -> str:
    """The sha256 of a file."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
