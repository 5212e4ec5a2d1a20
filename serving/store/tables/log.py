"""The decision log: append only, every entry chained to the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.tables.base import Base, Digest, Id, Name, Subject, Word


class Decision(Base):
    """One entry: what was answered or decided, by whom, by which release, on which input.

    ``kind`` is ``disposition``, ``verdict``, ``correction``, ``override``, ``adjudication``, ``erasure`` or
    ``promotion``; ``subject`` the id of the complaint or reply; ``outcome`` the decision or the level; ``answer`` what
    was said without words quoted from the text. The text is not kept here, only its keyed fingerprint. ``sequence``
    counts from 1 without gaps; ``hash`` covers the entry's columns and ``previous_hash``.
    """

    __tablename__ = "decision"
    __table_args__ = (Index("decision_subject", "kind", "subject"), Index("decision_made_at", "made_at"))

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[Id] = mapped_column(unique=True)
    kind: Mapped[Word]
    subject: Mapped[Subject]
    made_at: Mapped[datetime]
    actor: Mapped[Name]
    release: Mapped[Digest]
    input_hmac: Mapped[Digest]
    outcome: Mapped[Word]
    agency: Mapped[Name]
    probability: Mapped[float]
    threshold: Mapped[float | None]
    answer: Mapped[dict[str, Any]]
    previous_hash: Mapped[Digest]
    hash: Mapped[Digest]


class ChainHead(Base):
    """The last entry of a chain; who appends holds its row locked, so that entries follow one another."""

    __tablename__ = "chain_head"

    name: Mapped[Word] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[Digest]


class Secret(Base):
    """Secrets that the store made for itself, such as the key of input fingerprints."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(String(128))
