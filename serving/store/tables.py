"""The tables of the store. `migrations` must lead to the same schema; a test compares them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Float, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables of the store."""


class Decision(Base):
    """A disposition or verdict as it was answered. The text is not kept, only its keyed fingerprint.

    ``kind`` is ``disposition`` or ``verdict``; ``subject`` the caller's id of the complaint or reply; ``outcome`` the
    decision or the level; ``answer`` the response body without the words quoted from the text.
    """

    __tablename__ = "decision"
    __table_args__ = (Index("decision_subject", "kind", "subject"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    release: Mapped[str] = mapped_column(String(64))
    input_hmac: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(16))
    agency: Mapped[str] = mapped_column(String(300))
    probability: Mapped[float] = mapped_column(Float)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


class Secret(Base):
    """Secrets that the store made for itself, such as the key of input fingerprints."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(128))
