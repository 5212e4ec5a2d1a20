"""Audits: samples of replies that people rate blind, and what an agency objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.tables.base import Base, Id, Name, Subject, Word


class Audit(Base):
    """A sample drawn from the replies that ``frame`` selects. ``state`` is ``berjalan`` or ``selesai``.

    ``design`` holds the size, the strata with their population and sample counts, and the seed.
    """

    __tablename__ = "audit"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Name]
    frame: Mapped[dict[str, Any]]
    design: Mapped[dict[str, Any]]
    state: Mapped[Word]
    made_by: Mapped[Id]
    made_at: Mapped[datetime]


class AuditItem(Base):
    """A sampled reply; ``weight`` is one over its chance to be drawn, ``level`` what the raters agreed on."""

    __tablename__ = "audit_item"
    __table_args__ = (Index("audit_item_audit", "audit_id", "position", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    audit_id: Mapped[Id] = mapped_column(ForeignKey("audit.id"))
    position: Mapped[int]
    reply_id: Mapped[Subject] = mapped_column(ForeignKey("reply.id"), index=True)
    stratum: Mapped[Word]
    weight: Mapped[float]
    level: Mapped[int | None]
    decided_by: Mapped[Id | None]
    reason: Mapped[str] = mapped_column(String(1000))


class Rating(Base):
    """One rater's level and checklist items for a sampled reply, given without seeing the judge or the other rater."""

    __tablename__ = "rating"

    item_id: Mapped[Id] = mapped_column(ForeignKey("audit_item.id"), primary_key=True)
    rater: Mapped[Id] = mapped_column(primary_key=True)
    level: Mapped[int]
    items: Mapped[list[Any]]
    made_at: Mapped[datetime]


class Objection(Base):
    """An agency's right of reply (*sanggah*) to a reply's level.

    ``state`` is ``diajukan``, ``diterima`` or ``ditolak``.
    """

    __tablename__ = "objection"

    id: Mapped[Id] = mapped_column(primary_key=True)
    reply_id: Mapped[Subject] = mapped_column(ForeignKey("reply.id"), index=True)
    text: Mapped[str] = mapped_column(String(2000))
    made_by: Mapped[Id]
    made_at: Mapped[datetime]
    state: Mapped[Word]
    answer: Mapped[str] = mapped_column(String(2000))
    decided_by: Mapped[Id | None]
    decided_at: Mapped[datetime | None]
