"""The cost of automatic disposition, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from classifier.errors import TaxonomyError
from training.certificate import Answers
from training.costs import Costs, cost_curve, evenly, load_costs

COSTS = Costs(
    officer_minute=10, suggest_minutes=2, misroute_minutes=5, misroute_days=3, review_days=1, day_of_delay=100
)


def test_costs_by_hand() -> None:
    assert (COSTS.misroute, COSTS.review) == (350, 120)
    four = Answers(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, True]), ("a",) * 4)
    curve = cost_curve(four, COSTS, [1.01, 0.8, 0.6])
    assert [row["share"] for row in curve] == [0.0, 0.5, 1.0]
    assert [row["error"] for row in curve] == [0.0, 0.5, 0.25]
    assert [row["cost"] for row in curve] == [120, 350 / 4 + 60, 350 / 4]
    assert evenly(four, 5) == [1.01, 0.9, 0.8, 0.7, 0.6]


def test_the_shipped_costs_are_complete() -> None:
    assert load_costs().misroute > load_costs().review > 0


@pytest.mark.parametrize("text", ["cost,amount\nofficer_minute,-3\n", "cost,amount\n", "a,b\n1,2\n"])
def test_a_bad_cost_file_says_what_it_needs(tmp_path: Path, text: str) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(text)
    with pytest.raises(TaxonomyError, match="officer_minute needs an amount"):
        load_costs(path)
    with pytest.raises(TaxonomyError, match="no such cost file"):
        load_costs(tmp_path / "none.csv")
