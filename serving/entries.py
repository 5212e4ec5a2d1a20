"""What the decision log says of an answer: all of it but words quoted from the text."""

from __future__ import annotations

from typing import Any

from classifier.engine import Engine
from classifier.records import Complaint, Disposition, ReplyPair, Verdict
from serving.schemas import disposition_row, verdict_row
from serving.store.decisions import NewDecision


def disposition_entry(complaint: Complaint, disposition: Disposition, engine: Engine, actor: str = "") -> NewDecision:
    """The log entry of a disposition that ``engine`` gave; ``threshold`` is the certified one, where there is one."""
    return NewDecision(
        kind="disposition",
        subject=complaint.id,
        record=complaint,
        release=disposition.release,
        outcome=disposition.decision,
        agency=disposition.agency,
        probability=disposition.probability,
        answer={key: value for key, value in disposition_row(disposition).items() if key != "reasons"},
        actor=actor,
        threshold=engine.disposer.policy.auto_threshold,
    )


def verdict_entry(pair: ReplyPair, verdict: Verdict, actor: str = "", agency: str = "") -> NewDecision:
    """The log entry of a verdict; evidence and flags keep their places, not their words."""
    row = verdict_row(verdict)
    places = [{"item": each.item, "start": each.start, "end": each.end} for each in verdict.items]
    flags = [{"name": each.name, "start": each.start, "end": each.end} for each in verdict.flags]
    return NewDecision(
        kind="verdict",
        subject=pair.id,
        record=pair,
        release=verdict.release,
        outcome=str(verdict.level),
        agency=agency,
        probability=verdict.p_substantive,
        answer=row | {"items": places, "flags": flags},
        actor=actor,
    )


def event_of(entry: NewDecision, decision_id: str) -> tuple[str, str, dict[str, Any]]:
    """The event that tells other systems of an entry: its kind, subject and what was decided."""
    return (
        entry.kind,
        entry.subject,
        {
            "decision_id": decision_id,
            "outcome": entry.outcome,
            "agency": entry.agency,
            "probability": round(entry.probability, 6),
            "release": entry.release,
        },
    )
