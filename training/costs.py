"""What automatic disposition costs and saves: expected cost a complaint at every threshold, from a cost file.

A complaint that goes out by itself costs nothing when it is right; when it is wrong, an officer's minutes to send it on
and the citizen's days of waiting. A complaint that an officer looks at costs the officer's minutes and a shorter wait.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from classifier.datafiles import data_directory
from classifier.errors import TaxonomyError
from training.certificate import Answers


@dataclass(frozen=True)
class Costs:
    """The rows of a cost file (data/rules/costs.csv): rupiah for a minute and a day, minutes and days by case."""

    officer_minute: float
    suggest_minutes: float
    misroute_minutes: float
    misroute_days: float
    review_days: float
    day_of_delay: float

    @property
    def misroute(self) -> float:
        """Rupiah that one wrong automatic disposition costs."""
        return self.misroute_minutes * self.officer_minute + self.misroute_days * self.day_of_delay

    @property
    def review(self) -> float:
        """Rupiah that one complaint costs which an officer looks at first."""
        return self.suggest_minutes * self.officer_minute + self.review_days * self.day_of_delay


def load_costs(path: Path | None = None) -> Costs:
    """Read a cost file with the columns ``cost`` and ``amount``; raises `TaxonomyError` for a missing or bad row."""
    file = path or data_directory() / "rules" / "costs.csv"
    if not file.is_file():
        raise TaxonomyError(f"{file}: there is no such cost file")
    with file.open(encoding="utf-8-sig", newline="") as text:
        amounts = {row.get("cost") or "": row.get("amount") or "" for row in csv.DictReader(text)}
    wanted = [field.name for field in fields(Costs)]
    for name in wanted:
        if not amounts.get(name, "").replace(".", "", 1).isdigit():
            raise TaxonomyError(f"{file}: {name} needs an amount of 0 or more; rows are {', '.join(wanted)}")
    return Costs(**{name: float(amounts[name]) for name in wanted})


def cost_curve(answers: Answers, costs: Costs, thresholds: Sequence[float]) -> list[dict[str, float]]:
    """For each threshold the automatic ``share``, its ``error`` rate and the expected ``cost`` (rupiah a complaint)."""
    curve = []
    for threshold in thresholds:
        automatic = answers.confidence >= threshold
        share, wrong = float(automatic.mean()), float((automatic & ~answers.correct).mean())
        curve.append(
            {
                "threshold": round(float(threshold), 4),
                "share": share,
                "error": wrong / share if share else 0.0,
                "cost": wrong * costs.misroute + (1 - share) * costs.review,
            }
        )
    return curve


def evenly(answers: Answers, steps: int = 11) -> list[float]:
    """Thresholds that let equal further shares of the answers through, from none to all."""
    falling = np.sort(answers.confidence)[::-1]
    places = np.linspace(0, len(falling) - 1, steps - 1).astype(int)
    return [1.01, *(float(falling[place]) for place in places)]
