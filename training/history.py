"""Labelled history: complaints with the agency that answered, replies with their level."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from classifier.agencies import role_of
from classifier.columns import ColumnMap, complaint_of, pair_of, read_mapped
from classifier.errors import DataError
from classifier.records import Complaint, ReplyPair
from classifier.reply.scorer import Marks
from classifier.tables import Row

NO_COMPLAINT = "bukan_aduan"
"""Type of a pair whose "complaint" complains of nothing; the labelling guide leaves such pairs out of every score."""
COLUMNS = ("complaints", "labels", "agencies", "batches", "channels", "anonymous", "replies")
ANONYMITY = ("anonymous", "secrecy")
YES = frozenset(["ya", "y", "yes", "true", "1"])


@dataclass(frozen=True)
class ComplaintHistory:
    """Complaints and what is known of them, all of one length.

    ``labels`` are what the router learns (topics, or roles), ``agencies`` the names as they were written, ``batches``
    an origin that evaluation can leave out (empty when there is none). ``channels`` (how a complaint came in),
    ``anonymous`` and ``replies`` (what was answered) are of the same length, or empty where the file has no such
    column. ``skipped`` counts rows without a label.
    """

    complaints: Sequence[Complaint]
    labels: Sequence[str]
    agencies: Sequence[str]
    batches: Sequence[str]
    source: str
    fingerprint: str
    skipped: int = 0
    channels: Sequence[str] = ()
    anonymous: Sequence[bool] = ()
    replies: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.complaints)

    def only(self, rows: Iterable[int]) -> ComplaintHistory:
        """The history of the given rows, in their order."""
        numbers = list(rows)
        picked: dict[str, Any] = {
            name: [values[i] for i in numbers] if len(values := getattr(self, name)) else values for name in COLUMNS
        }
        return replace(self, **picked)

    def plus(self, later: ComplaintHistory) -> ComplaintHistory:
        """Both histories as one; a column that only one of them has is left empty."""
        pairs = {name: (list(getattr(self, name)), list(getattr(later, name))) for name in COLUMNS}
        joined: dict[str, Any] = {
            name: (first + second if first and second else []) for name, (first, second) in pairs.items()
        }
        return replace(self, **joined)


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
    path: str | Path, *, label_column: str = "", overrides: Mapping[str, str] | None = None, labelled: bool = True
) -> ComplaintHistory:
    """Read an office's complaints, labelled ones unless ``labelled`` is false.

    Parameters
    ----------
    path: CSV(.gz), XLSX, Parquet or JSONL.
    label_column: the column of the label; by default the one that holds the agency.
    overrides: field -> column, where the usual names do not fit.

    labelled: rows without a label are skipped and counted; otherwise they are kept, with an empty label.

    Raises `DataError` when labelled rows are wanted and fewer than two different labels are there.
    """
    chosen = dict(overrides or {}) | ({"agency": label_column} if label_column else {})
    complaints, agencies, channels, anonymous, replies, skipped = [], [], [], [], [], 0
    known: set[str] = set()
    for number, row, columns in read_mapped(path, ("text", "agency") if labelled else ("text",), chosen):
        agency = " ".join(columns.value(row, "agency").split())
        if not agency:
            skipped += 1
            if labelled:
                continue
        complaints.append(complaint_of(number, row, columns))
        agencies.append(agency)
        channels.append(columns.value(row, "channel"))
        anonymous.append(_is_anonymous(row, columns))
        replies.append(columns.value(row, "reply"))
        known.update(name for name in ("channel", "reply", *ANONYMITY) if columns.column(name))
    labels = [role_of(agency) for agency in agencies]
    if labelled:
        _check_labels(path, labels)
    return ComplaintHistory(
        complaints,
        labels,
        agencies,
        [""] * len(labels),
        Path(path).name,
        file_fingerprint(path),
        skipped,
        channels if "channel" in known else (),
        anonymous if known & set(ANONYMITY) else (),
        replies if "reply" in known else (),
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


def _check_labels(path: str | Path, labels: Sequence[str]) -> None:
    if not labels:
        raise DataError(path, "no row has a label; expected the agency that answered")
    if len(set(labels)) < 2:
        raise DataError(path, f"all rows have the label {labels[0]!r}; expected at least two different ones")


def _is_anonymous(row: Row, columns: ColumnMap) -> bool:
    """As an imported file says it (``ya``), or as the SP4N-LAPOR! export does (``Anonim``)."""
    return columns.value(row, "anonymous").lower() in YES or "anonim" in columns.value(row, "secrecy").lower()


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
