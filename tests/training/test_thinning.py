"""Which rows of a large history a router learns from."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.records import Complaint
from training.thinning import thinned


def complaints(days: list[int]) -> list[Complaint]:
    return [Complaint("x", submitted_at=date(2025, 1, 1) + timedelta(days=day) if day >= 0 else None) for day in days]


def test_a_small_history_is_left_as_it_is() -> None:
    assert thinned([4, 1, 3], ["a"] * 5, complaints([0] * 5), most=3).tolist() == [4, 1, 3]


def test_frequent_labels_lose_their_oldest_rows() -> None:
    labels = ["a", "a", "a", "b", "a", "a"]
    kept = thinned(range(6), labels, complaints([5, 1, -1, 0, 3, 3]), most=4)
    assert kept.tolist() == [0, 3, 4, 5]
    assert thinned([0, 1, 3, 4], labels, complaints([5, 1, -1, 0, 3, 3]), most=3).tolist() == [0, 3, 4]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(-1, 9)), min_size=1, max_size=60), st.integers(1, 60))
def test_no_label_is_lost_and_none_keeps_an_older_row(rows: list[tuple[str, int]], most: int) -> None:
    labels, days = [label for label, _ in rows], [day for _, day in rows]
    kept = thinned(range(len(rows)), labels, complaints(days), most=most)
    assert len(kept) <= max(most, len(set(labels)))
    assert kept.tolist() == sorted(set(kept.tolist()))
    assert {labels[i] for i in kept} == set(labels)
    left = np.setdiff1d(np.arange(len(rows)), kept)
    for label in {labels[i] for i in left}:
        assert min(days[i] for i in kept if labels[i] == label) >= max(days[i] for i in left if labels[i] == label)
    if len(left):
        counts = Counter(labels[i] for i in kept)
        cut = {counts[labels[i]] for i in left}
        assert len(cut) == 1  # where rows must go, labels keep equally many
        assert max(counts.values()) == cut.pop()
