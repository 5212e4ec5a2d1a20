"""``tanggap-train drift``: judge the last month of a file against the months before it, and leave the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classifier.columns import parse_overrides
from classifier.engine import Engine
from classifier.errors import DataError
from classifier.folders import replace_file
from training.drift import FEWEST_MONTHS, Months, judge_month
from training.history import ComplaintHistory, read_complaints
from training.progress import stages
from training.rolling import answer_month, by_month, rolling_answers
from training.slices import month_of

ANSWERED = 6
"""Earlier months for which the router is fitted anew: each costs a fit."""


def watch_release(
    *,
    release: Path,
    data: Path,
    history: Path | None = None,
    out: Path | None = None,
    label_column: str = "",
    columns: Sequence[str] = (),
    region: str = "",
    directory: Path | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """The drift report of the last month of ``data`` (see `judge_month`), written to ``out`` as well.

    The months before come from ``history`` and from ``data`` itself. ``out`` is by default `report_path` of the
    release. Raises `TanggapError` with nothing written.
    """
    overrides = parse_overrides(columns)
    with stages("drift", 4) as report:
        report("reading")
        new = read_complaints(data, label_column=label_column, overrides=overrides, labelled=False)
        month = _last_month(data, new)
        whole = new
        if history is not None:
            whole = read_complaints(history, label_column=label_column, overrides=overrides, labelled=False).plus(new)
        engine = Engine.load(release, directory=directory, region=region)
        rows = by_month(whole)
        report("answering the earlier months as they would have been at the time")
        wanted = [name for name in rows if name < month][FEWEST_MONTHS:][-ANSWERED:]
        answers = rolling_answers(engine.disposer, whole, rows, wanted, seed=seed)
        report("answering the month")
        answers[month] = answer_month(engine.disposer, whole, rows[month])
        report("comparing")
        found = {
            "release": engine.release.id,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            **judge_month(Months(whole, rows, answers, seed), month),
        }
    replace_file(out or report_path(release), json.dumps(found, ensure_ascii=False, indent=1).encode())
    return found


def report_path(release: Path) -> Path:
    """Where the drift report of a release lies by default: beside it, as ``kantor.drift.json``."""
    return release.with_name(f"{release.name}.drift.json")


def _last_month(path: Path, history: ComplaintHistory) -> str:
    last = max(map(month_of, history.complaints))
    if not last:
        raise DataError(path, "no row has a date; expected the day the complaint came in (submitted_at)")
    return last
