"""Reply templates that come up in a month: families of replies that no reply before belonged to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.reply.families import Families
from training.history import ComplaintHistory

Numbers = NDArray[np.int64]

LEAST = 5
"""Replies from which a family is a template."""


def new_templates(history: ComplaintHistory, before: Sequence[Numbers], now: Numbers) -> list[dict[str, Any]]:
    """Families of the replies in the rows ``now`` that no reply of the months ``before`` belongs to, largest first.

    Each with its ``family`` (a hash of the masked text), ``rows``, number of ``agencies`` and ``share`` of the replies
    given. Empty where the history has no replies.
    """
    if not history.replies:
        return []
    known = Families()
    known.add_all(_dated(history, np.concatenate(before)))
    given = _dated(history, now)
    fresh = [row for row in given if known.find(row[0], row[1]) is None]
    families: dict[str, tuple[int, int]] = {}
    for membership in Families().add_all(fresh):
        families[membership.family] = (membership.size, membership.agencies)
    rows = [
        {"family": family, "rows": size, "agencies": agencies, "share": size / len(given)}
        for family, (size, agencies) in families.items()
        if size >= LEAST
    ]
    return sorted(rows, key=lambda row: (-int(str(row["rows"])), str(row["family"])))


def _dated(history: ComplaintHistory, rows: Numbers) -> list[tuple[str, str, date]]:
    return [
        (history.replies[i], history.agencies[i], day)
        for i in rows
        if history.replies[i] and (day := history.complaints[i].submitted_at)
    ]
