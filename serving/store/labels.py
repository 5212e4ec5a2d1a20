"""Which kept complaints are worth a label: those whose two best agencies lie closest together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from serving.store.store import Transaction
from serving.store.tables import Complaint, Correction, Decision

_WIDER = 5


def narrowest(tx: Transaction, limit: int = 50) -> list[tuple[str, float]]:
    """Ids of complaints and their margins in [0, 1], the narrowest first; at most ``limit``.

    The margin is the probability of the best agency less that of the next (uncertainty sampling by margin: B. Settles,
    "Active Learning Literature Survey", 2009). Secret and erased complaints and those that somebody corrected or
    accepted are left out. The least probable ones are looked at, `_WIDER` times as many as asked for.
    """
    query = (
        select(Complaint.id, Decision.answer)
        .join(Decision, Decision.id == Complaint.decision_id)
        .where(
            Complaint.secret.is_(False),
            Complaint.sealed.is_not(None),
            Complaint.probability.is_not(None),
            Complaint.abstain_reason.not_in(("no_content", "out_of_scope")),
            ~select(Correction.id).where(Correction.complaint_id == Complaint.id).exists(),
        )
        .order_by(Complaint.probability, Complaint.id)
        .limit(limit * _WIDER)
    )
    found = [(id, _margin(answer)) for id, answer in tx.session.execute(query)]
    return sorted(found, key=lambda row: (row[1], row[0]))[:limit]


def _margin(answer: Mapping[str, Any]) -> float:
    best = sorted((each["probability"] for each in answer["candidates"]), reverse=True)[:2]
    return float(best[0] - best[1]) if len(best) == 2 else float(sum(best))
