"""Figures as flat metrics: MLflow knows numbers by name, groups names by their slashes and allows few characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def flat(nested: Mapping[str, Mapping[str, Any]], prefix: str = "") -> dict[str, Any]:
    """Values of two levels under one name.

    >>> flat({"routing": {"n": 3}}, "split.")
    {'split.routing.n': 3}
    """
    return {f"{prefix}{part}.{name}": value for part, values in nested.items() for name, value in values.items()}


def numbers(figures: Mapping[str, Any]) -> dict[str, float]:
    """The values that are numbers.

    >>> numbers({"n": 3, "by": "topic"})
    {'n': 3.0}
    """
    return {name: float(value) for name, value in figures.items() if isinstance(value, int | float)}


def grouped(group: str, figures: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Figures of classes or slices under their group.

    >>> grouped("slice", {"region: Kota Kediri": {"top1": 0.9}})
    {'slice/region/Kota Kediri/top1': 0.9}
    """
    return {
        f"{group}/{'/'.join(_allowed(part) for part in name.split(': ', 1))}/{figure}": value
        for name, row in figures.items()
        for figure, value in numbers(row).items()
    }


def _allowed(name: str) -> str:
    return re.sub(r"[^\w.\- ]", "_", name).strip(" .") or "_"
