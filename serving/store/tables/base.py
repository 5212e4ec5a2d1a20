"""What all tables share: the declarative base, and the types of their columns."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, Date, DateTime, Dialect, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; write the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment with its zone."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables of the store."""

    type_annotation_map = {datetime: Moment, date: Date, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


Id = Annotated[str, mapped_column(String(32))]
"""An id that the store made: a UUID in hexadecimal."""
Subject = Annotated[str, mapped_column(String(200))]
"""An id that the caller gave: of a complaint or a reply."""
Name = Annotated[str, mapped_column(String(300))]
"""The name of an agency, region or person."""
Word = Annotated[str, mapped_column(String(40))]
"""One of a few known words, such as a state or a role."""
Digest = Annotated[str, mapped_column(String(64))]
"""A SHA-256 or HMAC-SHA-256 in hexadecimal."""


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new `Id`."""
    return uuid.uuid4().hex
