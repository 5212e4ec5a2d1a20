"""The drift alarm: what ``tanggap-train drift`` writes and a service heeds.

The file is a JSON object with ``release`` (the id of the release that was watched), ``alarm`` (true or false) and
``reasons`` (names of measures); what else it says is for people. While it alarms, nothing goes out by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import DataError


@dataclass(frozen=True, slots=True)
class DriftState:
    """Whether a release is under alarm, and why."""

    alarm: bool = False
    reasons: tuple[str, ...] = ()


def read_drift(path: str | Path, release: str) -> DriftState:
    """The state of the release with the id ``release``.

    No alarm where there is no file, or where it speaks of another release. Raises `DataError` when the file is no drift
    report: an alarm that cannot be read must not pass for none.
    """
    file = Path(path)
    if not file.exists():
        return DriftState()
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        about, alarm = report["release"], report["alarm"]
        reasons = tuple(map(str, report["reasons"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise DataError(file, "is no drift report; expected JSON with release, alarm and reasons") from None
    if not isinstance(alarm, bool):
        raise DataError(file, "alarm is neither true nor false")
    return DriftState(True, reasons) if alarm and about == release else DriftState()
