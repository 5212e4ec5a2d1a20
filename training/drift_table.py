"""A drift report as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def drift_table(report: Mapping[str, Any]) -> str:
    """A report as text."""
    lines = [
        f"{report['month']}: {report['rows']} rows against {report['earlier_months']} earlier months",
        _alarm_line(report),
        f"{'measure':15} {'value':>8} {'usual':>8} {'limit':>8}",
    ]
    for name, row in report["measures"].items():
        figures = (_figure(row[key]) for key in ("value", "usual", "limit"))
        lines.append(f"{name:15} {' '.join(figures)}{'  <-' if row['alarm'] else ''}")
    lines += [f"topic: {_topic_line(topic)}" for topic in report["topics"]]
    lines += [f"label: {row['label']}: {row['before']:.1%} before, {row['now']:.1%} now" for row in report["labels"]]
    lines += [f"abstained, {name}: {share:.1%}" for name, share in report["abstentions"].items()]
    lines += [
        f"template {row['family']}: {row['rows']} replies of {row['agencies']} agencies, first seen this month"
        for row in report["templates"]
    ]
    return "\n".join(lines)


def _alarm_line(report: Mapping[str, Any]) -> str:
    if report["alarm"]:
        return f"ALARM: {', '.join(report['reasons'])}"
    return "no alarm" if report["enough"] else "too few rows to alarm"


def _topic_line(topic: Mapping[str, Any]) -> str:
    line = f"{' '.join(topic['words'])}: {topic['rows']} rows, {topic['expected']} expected"
    if "label" in topic:
        line += f"; {topic['label_rows']} of {topic['label']}"
    return line + (f"; right in {topic['right']:.0%}" if "right" in topic else "")


def _figure(value: float | None) -> str:
    return f"{value:8.3f}" if value is not None else f"{'-':>8}"
