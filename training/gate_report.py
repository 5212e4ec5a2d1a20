"""The gate's report of a candidate: every check, and a file beside the release that `training.promote` asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.errors import TanggapError
from classifier.folders import replace_file
from training.history import ComplaintHistory


@dataclass(frozen=True)
class Check:
    """One check: its ``figure`` beside its ``limit``, and in ``detail`` what a reader needs to know."""

    check: str
    passed: bool
    figure: float
    limit: str
    detail: str = ""


def report(
    checks: Sequence[Check],
    *,
    release: str,
    against: str | None,
    later: ComplaintHistory,
    left_out: int,
    genuine: Sequence[str],
    made_at: str,
) -> dict[str, Any]:
    """A report as JSON-able values: which release, against which, on which rows, and every check."""
    return {
        "release": release,
        "against": against,
        "passed": all(check.passed for check in checks),
        "made_at": made_at,
        "data": {
            "source": later.source,
            "sha256": later.fingerprint,
            "rows": len(later),
            "learned_and_left_out": left_out,
        },
        "genuine": sorted(genuine),
        "checks": [vars(check) for check in checks],
    }


def report_path(release: Path) -> Path:
    """Where the report of a release lies: beside it, so that its own bytes stay as they are."""
    return release.with_name(f"{release.name}.gate.json")


def write_report(release: Path, found: Mapping[str, Any]) -> Path:
    """Write a report beside its release and return where."""
    path = report_path(release)
    replace_file(path, json.dumps(found, ensure_ascii=False, indent=1).encode())
    return path


def read_report(release: Path) -> dict[str, Any]:
    """The report of a release; raises `TanggapError` when there is none or it cannot be read."""
    path = report_path(release)
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise TanggapError(
            f"{release} has not been through the gate; run: tanggap-train gate {release} --data LATER"
        ) from None
    except ValueError:
        raise TanggapError(f"{path} is no report of the gate; run the gate again") from None
    return found


def table(found: Mapping[str, Any]) -> str:
    """A report as text, one line a check."""
    data = found["data"]
    against = f" against {found['against']}" if found["against"] else ", the first of its kind"
    lines = [f"release {found['release']}{against}: {data['rows']} later rows of {data['source']}"]
    if data["learned_and_left_out"]:
        lines.append(f"{data['learned_and_left_out']} rows were learned from and are left out")
    for row in found["checks"]:
        mark = "ok  " if row["passed"] else "FAIL"
        lines.append(f"{mark} {row['check']:30} {row['figure']:9.4f}  {row['limit']}")
        if row["detail"]:
            lines.append(f"     {row['detail']}")
    lines.append("passed" if found["passed"] else "refused")
    return "\n".join(lines)
