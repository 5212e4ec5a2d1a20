"""The decision log: append only, each entry chained to the one before by its hash."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from classifier.records import Complaint, ReplyPair
from serving.store.canonical import canonical
from serving.store.chain import hash_of
from serving.store.database import reading, writing
from serving.store.locks import lock_chain
from serving.store.own_secrets import own_secret
from serving.store.tables import ChainHead, Decision
from serving.store.tables.base import new_id


@dataclass(frozen=True, slots=True)
class NewDecision:
    """An entry to be appended; ``record`` is the input that was decided on: fingerprinted, not kept.

    ``record`` is ``None`` where no input was read, as for an erasure; ``threshold`` is the probability from which the
    answer would have gone out by itself, where there is one; ``actor`` the id of who asked or decided.
    """

    kind: str
    subject: str
    record: Complaint | ReplyPair | None
    release: str
    outcome: str
    agency: str
    probability: float
    answer: dict[str, Any]
    actor: str = ""
    threshold: float | None = None


class DecisionLog:
    """The decisions in a store.

    ``key`` fingerprints inputs; when empty, the store's own key is used (and made once).
    """

    def __init__(self, engine: Engine, *, key: str = "") -> None:
        self.engine = engine
        self._key = (key or own_secret(engine, "input_hmac")).encode()

    def add(self, decisions: Sequence[NewDecision]) -> list[str]:
        """Append decisions in one transaction and return their ids in order; when this returns, they are durable.

        Raises `StoreError`; then none was stored.
        """
        with writing(self.engine) as session:
            return [entry.id for entry in self.append(session, decisions)]

    def append(self, session: Session, decisions: Sequence[NewDecision]) -> list[Decision]:
        """Append decisions within the caller's write transaction, which holds the head of the chain from here on."""
        head = lock_chain(session)
        now = datetime.now(UTC)
        entries = []
        for new in decisions:
            entry = self._entry(new, now, head)
            head.sequence, head.hash = entry.sequence, entry.hash
            entries.append(entry)
        session.add_all(entries)
        session.flush()
        return entries

    def get(self, decision_id: str) -> Decision | None:
        """A stored decision, or ``None``."""
        with reading(self.engine) as session:
            return session.scalars(select(Decision).where(Decision.id == decision_id)).one_or_none()

    def fingerprint(self, record: Complaint | ReplyPair | None) -> str:
        """The keyed fingerprint of an input: equal for inputs with equal answers, and of no use without the key.

        It covers every field but the caller's id. Without an input it is empty.
        """
        if record is None:
            return ""
        fields = {name: value for name, value in asdict(record).items() if name != "id"}
        return hmac.new(self._key, canonical(fields).encode(), hashlib.sha256).hexdigest()

    def _entry(self, new: NewDecision, now: datetime, head: ChainHead) -> Decision:
        columns = {
            "sequence": head.sequence + 1,
            "id": new_id(),
            "kind": new.kind,
            "subject": new.subject,
            "made_at": now,
            "actor": new.actor,
            "release": new.release,
            "input_hmac": self.fingerprint(new.record),
            "outcome": new.outcome,
            "agency": new.agency,
            "probability": float(new.probability),
            "threshold": None if new.threshold is None else float(new.threshold),
            "answer": new.answer,
            "previous_hash": head.hash,
        }
        entry = Decision(**columns)
        entry.hash = hash_of(**columns)
        return entry
