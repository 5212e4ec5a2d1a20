"""Who may enter: people with passwords and sessions, and services with keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from serving.store.tables.base import Base, Digest, Id, Name, Word


class Account(Base):
    """A person. ``agency`` limits a *pejabat penghubung* to its own; ``password`` is an argon2id hash."""

    __tablename__ = "account"

    id: Mapped[Id] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[Name]
    role: Mapped[Word]
    agency: Mapped[Name]
    password: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool]
    failed: Mapped[int]
    locked_until: Mapped[datetime | None]
    made_at: Mapped[datetime]


class Session(Base):
    """A signed-in browser. The cookie holds a random token, the store its SHA-256."""

    __tablename__ = "session"

    token_hash: Mapped[Digest] = mapped_column(primary_key=True)
    account_id: Mapped[Id] = mapped_column(index=True)
    csrf: Mapped[Digest]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ServiceKey(Base):
    """A key of a service: 256 random bits, shown once, kept as SHA-256."""

    __tablename__ = "service_key"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Name]
    role: Mapped[Word]
    agency: Mapped[Name]
    key_hash: Mapped[Digest] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
