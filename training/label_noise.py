"""Rows whose label may be wrong: confident learning (Northcutt et al. 2021) over answers not learned from the row.

A row is a suspect when the router, which learned from the other parts of the history, is surer of another label than
it usually is of that label's own rows. cleanlab finds them; this module gives the evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.calibration import fit_calibration
from classifier.routing_model import text_of
from classifier.text.redact import redact
from training.duplicates import duplicate_groups
from training.history import ComplaintHistory
from training.neighbours import Neighbours
from training.routing import fit_router

Numbers = NDArray[np.int64]

FOLDS = 4
NEAREST = 3
_UNKNOWN = -2.0
"""Score of a label that a fold's router has never seen: below what a support vector machine gives to wrong labels."""


def suspects(
    history: ComplaintHistory,
    *,
    texts: bool = True,
    seed: int = 0,
    report: Callable[[str], None] = lambda stage: None,
) -> list[dict[str, Any]]:
    """Rows that are probably labelled wrong, the surest first.

    Each with ``id``, ``given`` and ``suggested`` label, the router's probability of both, and the nearest rows that
    bear the suggested label (id and similarity). ``texts`` adds the redacted texts.
    """
    from cleanlab.filter import find_label_issues  # type: ignore[import-untyped]

    classes, proba = out_of_fold(history, seed=seed, report=report)
    number = {label: i for i, label in enumerate(classes)}
    given = np.array([number[label] for label in history.labels])
    report("looking for wrong labels")
    found = find_label_issues(
        given, proba, return_indices_ranked_by="normalized_margin", filter_by="confident_learning", n_jobs=1
    )
    neighbours = Neighbours([text_of(complaint) for complaint in history.complaints])
    return [_evidence(history, classes, proba, given, int(i), neighbours, texts=texts) for i in found]


def out_of_fold(
    history: ComplaintHistory, *, seed: int = 0, report: Callable[[str], None] = lambda stage: None
) -> tuple[list[str], NDArray[np.float64]]:
    """The labels and, for every row, their probabilities (n, n_labels) from a router that did not learn from it.

    Rows of one duplicate group are answered by the same router.
    """
    groups = duplicate_groups([text_of(complaint) for complaint in history.complaints])
    fold = np.random.default_rng(seed).integers(0, FOLDS, groups.max() + 1)[groups]
    classes = sorted(set(history.labels))
    number = {label: i for i, label in enumerate(classes)}
    scores = np.full((len(history), len(classes)), _UNKNOWN, np.float32)
    for each in range(FOLDS):
        report(f"answering part {each + 1} of {FOLDS} from the others")
        rest, here = np.flatnonzero(fold != each).tolist(), np.flatnonzero(fold == each).tolist()
        model = fit_router(history, rest, seed=seed)
        columns = np.array([number[label] for label in model.classes])
        scores[np.ix_(np.array(here), columns)] = model.scores([history.complaints[i] for i in here])
    calibration = fit_calibration(scores, [number[label] for label in history.labels])
    return classes, np.asarray(calibration.apply(scores), np.float64)


def _evidence(
    history: ComplaintHistory,
    classes: list[str],
    proba: NDArray[np.float64],
    given: Numbers,
    row: int,
    neighbours: Neighbours,
    *,
    texts: bool,
) -> dict[str, Any]:
    others = proba[row].copy()
    others[given[row]] = -1.0
    suggested = int(others.argmax())
    text = text_of(history.complaints[row])
    like = np.flatnonzero(given == suggested)
    found: dict[str, Any] = {
        "id": history.complaints[row].id,
        "given": history.labels[row],
        "suggested": classes[suggested],
        "p_given": round(float(proba[row, given[row]]), 4),
        "p_suggested": round(float(proba[row, suggested]), 4),
        "nearest": "; ".join(
            f"{history.complaints[i].id} ({similarity:.2f})"
            for i, similarity in neighbours.nearest([text], NEAREST, among=like)[0]
        ),
    }
    return found | ({"text": redact(text).text} if texts else {})
