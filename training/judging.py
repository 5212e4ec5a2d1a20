"""Reading what ``compare`` and ``gate`` look at, and letting them judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from classifier.columns import parse_overrides, read_mapped
from classifier.engine import Engine
from classifier.errors import TanggapError
from training.compare import answer_both, changes_of, compare_replies, compare_routing, verdict
from training.corpus import STARTER, corpus_complaints
from training.gate import Case, examine
from training.gate_report import report, write_report
from training.history import ComplaintHistory, file_fingerprint, read_complaints, read_replies
from training.pipeline import now, redacted
from training.rows import LearnedRows, read_quarantine

ACCOUNTS = ("account", "akun", "actor", "petugas")
"""Columns that may say who gave a row."""


def compare_releases(
    a: Path,
    b: Path,
    *,
    data: Path | None = None,
    replies: Path | None = None,
    label_column: str = "",
    columns: Sequence[str] = (),
    region: str = "",
    directory: Path | None = None,
) -> dict[str, Any]:
    """Compare two releases on later complaints, replies, or both. Raises `TanggapError` when there is neither."""
    if data is None and replies is None:
        raise TanggapError("nothing to compare on; give --data, --replies or both")
    first, second = (Engine.load(path, directory=directory, region=region) for path in (a, b))
    result: dict[str, Any] = {"a": first.release.id, "b": second.release.id, "verdict": []}
    if data is not None:
        later, left_out = unseen(_read(data, label_column, columns), first, second)
        result["routing"] = compare_routing(*answer_both(first, second, later)) | {"learned": left_out}
    if replies is not None:
        result["replies"] = compare_replies(first, second, read_replies(replies))
    for part in ("routing", "replies"):
        result["verdict"] += verdict(changes_of(result.get(part, {})), "a", "b")
    return result


def gate_release(
    candidate: Path,
    *,
    data: Path,
    against: Path | None = None,
    history: Path | None = None,
    replies: Path | None = None,
    quarantine: Path | None = None,
    genuine: Sequence[str] = (),
    label_column: str = "",
    columns: Sequence[str] = (),
    region: str = "",
    directory: Path | None = None,
) -> dict[str, Any]:
    """Let a candidate pass the gate, write the report beside it and return it.

    Raises `TanggapError` when ``history`` is not the file that the candidate was fitted on, or too few rows are left.
    """
    engine = Engine.load(candidate, directory=directory, region=region)
    champion = Engine.load(against, directory=directory, region=region) if against else None
    if champion and champion.release.id == engine.release.id:
        raise TanggapError(
            f"{candidate} and {against} are the same release {engine.release.id}; there is nothing to gate"
        )
    if history and file_fingerprint(history) != engine.release.manifest["data"]["complaints"]["sha256"]:
        raise TanggapError(f"{history} is not the file that {candidate} was fitted on; give that one with --history")
    later, left_out = unseen(_read(data, label_column, columns), *filter(None, (engine, champion)))
    case = Case(
        candidate=engine,
        champion=champion,
        later=later,
        history=_history(engine, history, label_column, columns),
        accounts=accounts(history, _chosen(label_column, columns)) if history else (),
        quarantined=read_quarantine(quarantine) if quarantine else np.zeros(0, np.uint64),
        normative=_normative(replies),
        genuine=genuine,
    )
    found = report(
        examine(case),
        release=engine.release.id,
        against=champion.release.id if champion else None,
        later=later,
        left_out=left_out,
        genuine=genuine,
        made_at=now(),
    )
    write_report(candidate, found)
    return found


def unseen(history: ComplaintHistory, *engines: Engine) -> tuple[ComplaintHistory, int]:
    """The rows whose text none of the releases learned from, and how many were left out.

    Raises `TanggapError` when none is left.
    """
    learned = np.zeros(len(history), np.bool_)
    for engine in engines:
        learned |= LearnedRows.read(engine.release).hold(history.complaints)
    if learned.all():
        raise TanggapError(f"{history.source}: every row was learned from; give rows that came later")
    return history.only(np.flatnonzero(~learned).tolist()), int(learned.sum())


def accounts(path: Path, chosen: Mapping[str, str]) -> list[str]:
    """Who gave each labelled row of a history, in the order of `read_complaints`.

    Empty when no column of the file is one of `ACCOUNTS`, and where a row names nobody.
    """
    column, found = "", []
    for number, row, columns in read_mapped(path, ("text", "agency"), chosen):
        if number == 1:
            column = next((name for name in row if name.strip().lower() in ACCOUNTS), "")
        if columns.value(row, "agency"):
            found.append(row.get(column, "").strip())
    return found if column else []


def _history(engine: Engine, path: Path | None, label_column: str, columns: Sequence[str]) -> ComplaintHistory | None:
    """What a release learned from: the file that is given, or the shipped corpus."""
    if path is not None:
        return _read(path, label_column, columns)
    return corpus_complaints() if engine.release.manifest["data"]["complaints"]["source"] == STARTER else None


def _read(path: Path, label_column: str, columns: Sequence[str]) -> ComplaintHistory:
    return redacted(read_complaints(path, overrides=_chosen(label_column, columns)))


def _chosen(label_column: str, columns: Sequence[str]) -> dict[str, str]:
    """Fields and their columns as the caller says; `read_complaints` takes the label from ``agency``."""
    return parse_overrides(columns) | ({"agency": label_column} if label_column else {})


def _normative(replies: Path | None) -> list[Any]:
    if replies is None:
        return []
    given = read_replies(replies)
    return [pair for pair, level in zip(given.pairs, given.levels, strict=True) if level == 0]
