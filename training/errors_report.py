"""The wrong dispositions, dearest first, each with the rows that taught the router so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from classifier.agencies import role_of
from classifier.disposition import Disposer
from classifier.records import Disposition
from classifier.routing_model import text_of
from classifier.text.redact import redact
from training.costs import Costs
from training.history import ComplaintHistory
from training.neighbours import Neighbours

NEAREST = 3
CHUNK = 2000


def wrong_answers(
    disposer: Disposer,
    history: ComplaintHistory,
    costs: Costs,
    *,
    learned: ComplaintHistory | None = None,
    texts: bool = True,
) -> list[dict[str, Any]]:
    """One row for each disposition to a wrong role (or topic, where the labels are topics), by falling ``cost``.

    Parameters
    ----------
    costs: see `error_cost`.
    learned: the history that the release learned from; with it each row names its nearest ``nearest_1`` and so on
    (id, agency, similarity).
    texts: whether redacted texts are given; otherwise ids alone.
    """
    by_topic = disposer.directory is not None and set(history.labels) <= set(disposer.model.classes)
    wrong = [
        (number, proposed)
        for start in range(0, len(history), CHUNK)
        for number, proposed in enumerate(
            disposer.dispose(history.complaints[start : start + CHUNK], explain=False), start=start
        )
        if (proposed.topic if by_topic else role_of(proposed.agency)) != history.labels[number]
    ]
    wrong.sort(key=lambda row: (-error_cost(row[1], costs), -row[1].probability, row[0]))
    near = _nearest([text_of(history.complaints[number]) for number, _ in wrong], learned, texts=texts)
    rows = []
    for (number, proposed), neighbours in zip(wrong, near, strict=True):
        row: dict[str, Any] = {
            "id": history.complaints[number].id,
            "cost": round(error_cost(proposed, costs)),
            "decision": proposed.decision,
            "probability": round(proposed.probability, 4),
            "proposed": proposed.topic if by_topic else proposed.agency,
            "agency": history.agencies[number],
        }
        if texts:
            row["text"] = redact(text_of(history.complaints[number])).text
        rows.append(row | neighbours)
    return rows


def error_cost(proposed: Disposition, costs: Costs) -> float:
    """Rupiah that a wrong disposition costs.

    One that goes out by itself costs a misroute. One that an officer looks at costs the look, and, for a suggestion, a
    misroute as often as the officer follows it, which is taken to be as often as it claims to be right.
    """
    if proposed.decision == "auto":
        return costs.misroute
    followed = proposed.probability if proposed.decision == "suggest" else 0.0
    return costs.review + followed * costs.misroute


def confusions(rows: Sequence[Mapping[str, Any]], most: int = 15) -> list[dict[str, Any]]:
    """The dearest pairs of roles, true and proposed, with their rows and summed cost."""
    count: Counter[tuple[str, str]] = Counter()
    cost: Counter[tuple[str, str]] = Counter()
    for row in rows:
        pair = role_of(row["agency"]), role_of(row["proposed"])
        count[pair] += 1
        cost[pair] += row["cost"]
    return [
        {"agency": pair[0], "proposed": pair[1], "rows": count[pair], "cost": rupiah}
        for pair, rupiah in cost.most_common(most)
    ]


def _nearest(wrong: Sequence[str], learned: ComplaintHistory | None, *, texts: bool) -> list[dict[str, Any]]:
    if learned is None or not wrong:
        return [{}] * len(wrong)
    taught = [text_of(complaint) for complaint in learned.complaints]
    rows = []
    for found in Neighbours(taught).nearest(wrong, NEAREST):
        row = {}
        for rank in range(1, NEAREST + 1):
            number, similarity = found[rank - 1] if rank <= len(found) else (-1, 0.0)
            there = number >= 0
            about = f"{learned.complaints[number].id} ({learned.agencies[number]}, {similarity:.2f})" if there else ""
            row[f"nearest_{rank}"] = about
            if texts:
                row[f"nearest_{rank}_text"] = redact(taught[number]).text if there else ""
        rows.append(row)
    return rows
