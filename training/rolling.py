"""Answers month by month: each month's complaints answered by a router that learned from the months before.

So the past is seen as the service would have seen it, and its ups and downs are the measure for the present.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import TerritorialNames, role_of
from classifier.disposition import Disposer
from training.history import ComplaintHistory
from training.routing import refit
from training.slices import month_of

Numbers = NDArray[np.int64]

CHUNK = 2000


@dataclass(frozen=True)
class MonthAnswers:
    """Answers to one month's complaints, all of one length.

    ``confidence`` of the proposed agency; its role, or its topic where the labels are topics (``roles``); whether the
    answer ``abstained`` and why (``reasons``, empty where it did not); whether the role was ``correct``, which means
    nothing where ``labelled`` is false.
    """

    confidence: NDArray[np.float64]
    abstained: NDArray[np.bool_]
    correct: NDArray[np.bool_]
    labelled: NDArray[np.bool_]
    reasons: tuple[str, ...]
    roles: tuple[str, ...]

    def only(self, rows: Numbers) -> MonthAnswers:
        """The answers at the given positions."""
        return MonthAnswers(
            self.confidence[rows],
            self.abstained[rows],
            self.correct[rows],
            self.labelled[rows],
            tuple(self.reasons[i] for i in rows),
            tuple(self.roles[i] for i in rows),
        )


def by_month(history: ComplaintHistory) -> dict[str, Numbers]:
    """Row numbers by month, months in order; rows without a date are left out."""
    months = np.array([month_of(complaint) for complaint in history.complaints])
    return {str(month): np.flatnonzero(months == month) for month in np.unique(months) if month}


def answer_month(disposer: Disposer, history: ComplaintHistory, rows: Sequence[int] | Numbers) -> MonthAnswers:
    """What ``disposer`` answers to the given rows."""
    complaints = [history.complaints[i] for i in rows]
    proposed = [
        each
        for start in range(0, len(complaints), CHUNK)
        for each in disposer.dispose(complaints[start : start + CHUNK], explain=False)
    ]
    truth = [history.labels[i] for i in rows]
    by_topic = disposer.directory is not None and set(filter(None, truth)) <= set(disposer.model.classes)
    roles = tuple(each.topic if by_topic else role_of(each.agency) for each in proposed)
    return MonthAnswers(
        np.array([each.probability for each in proposed], np.float64),
        np.array([each.decision == "abstain" for each in proposed], np.bool_),
        np.array([role == label for role, label in zip(roles, truth, strict=True)], np.bool_),
        np.array([bool(label) for label in truth], np.bool_),
        tuple(each.abstain_reason if each.decision == "abstain" else "" for each in proposed),
        roles,
    )


def rolling_answers(
    disposer: Disposer,
    history: ComplaintHistory,
    months: Mapping[str, Numbers],
    wanted: Sequence[str],
    *,
    seed: int = 0,
) -> dict[str, MonthAnswers]:
    """Answers to each of the ``wanted`` months, as they would have been given at the time.

    A router over an office's own agencies is fitted anew for each month on the labelled rows before it, with the
    calibration of ``disposer``; where there are none, or for one over topics, which has not learned from the office's
    history, ``disposer`` answers as it is.
    """
    found = {}
    for month in wanted:
        used = disposer
        before = [i for name in months if name < month for i in months[name] if history.labels[i]]
        if disposer.directory is None and len({history.labels[i] for i in before}) > 1:
            names = TerritorialNames.of(history.agencies[i] for i in before)
            used = replace(disposer, model=refit(disposer.model, history, before, seed=seed), territorial=names)
        found[month] = answer_month(used, history, months[month])
    return found
