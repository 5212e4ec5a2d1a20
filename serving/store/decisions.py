"""Writing decisions down, and reading them back."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from serving.store.database import StoreError
from serving.store.tables import Decision, Secret

_KEY_NAME = "input_hmac"


@dataclass(frozen=True)
class NewDecision:
    """A decision to be stored; ``text`` is fingerprinted, not kept."""

    kind: str
    subject: str
    text: str
    release: str
    outcome: str
    agency: str
    probability: float
    answer: dict[str, Any]


class DecisionLog:
    """The decisions in a store.

    ``key`` fingerprints inputs; when empty, the store's own key is used (and made once).
    """

    def __init__(self, engine: Engine, *, key: str = "") -> None:
        self.engine = engine
        self._key = (key or _own_key(engine)).encode()

    def add(self, decisions: Sequence[NewDecision]) -> list[str]:
        """Store decisions in one transaction and return their ids in order; when this returns, they are durable.

        Raises `StoreError`.
        """
        now = datetime.now(UTC)
        rows = [
            Decision(
                id=uuid.uuid4().hex,
                kind=new.kind,
                subject=new.subject,
                made_at=now,
                release=new.release,
                input_hmac=self.fingerprint(new.text),
                outcome=new.outcome,
                agency=new.agency,
                probability=new.probability,
                answer=new.answer,
            )
            for new in decisions
        ]
        ids = [row.id for row in rows]
        try:
            with Session(self.engine) as session, session.begin():
                session.add_all(rows)
        except SQLAlchemyError as error:
            raise StoreError(f"decisions could not be stored: {type(error).__name__}") from None
        return ids

    def get(self, decision_id: str) -> Decision | None:
        """A stored decision, or ``None``."""
        with Session(self.engine, expire_on_commit=False) as session:
            return session.get(Decision, decision_id)

    def fingerprint(self, text: str) -> str:
        """The keyed fingerprint of an input: equal for equal texts, and of no use without the key."""
        return hmac.new(self._key, json.dumps(text).encode(), hashlib.sha256).hexdigest()


def _own_key(engine: Engine) -> str:
    with Session(engine) as session:
        try:
            with session.begin():
                session.add(Secret(name=_KEY_NAME, value=secrets.token_hex(32)))
        except IntegrityError:
            pass  # made before, here or by another worker
        return session.scalars(select(Secret.value).where(Secret.name == _KEY_NAME)).one()
