"""What goes out exactly once: answers kept for a repeated write, and events for other systems."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.tables.base import Base, Digest, Id, Name, Subject, Word


class IdempotentAnswer(Base):
    """The answer to a write with an ``Idempotency-Key``, kept so that a repeated request gets it again."""

    __tablename__ = "idempotent_answer"

    principal: Mapped[Name] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_digest: Mapped[Digest]
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(index=True)


class Event(Base):
    """Something another system waits for, numbered for those who poll. It names ids and decisions, never text."""

    __tablename__ = "event"

    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    kind: Mapped[Word]
    subject: Mapped[Subject]
    body: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class Webhook(Base):
    """Where events are delivered, signed with ``secret``. ``delivered`` is the last event that arrived."""

    __tablename__ = "webhook"
    __table_args__ = (Index("webhook_due", "active", "next_attempt_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(1000))
    secret: Mapped[Digest]
    active: Mapped[bool]
    delivered: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime]
    made_at: Mapped[datetime]
