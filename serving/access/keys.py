"""Keys of services: 256 random bits, shown once, kept as SHA-256, and good for a limited time."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select, update

from classifier.errors import TanggapError
from serving.access.roles import Principal, Role, check_role
from serving.store.database import reading, writing
from serving.store.tables import ServiceKey

PREFIX = "tgp_"
"""Tells a leaked key from other words, for those who search logs and repositories."""
_DAYS = 365


class KeyNameError(TanggapError):
    """A key cannot be made or found as asked."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; ``key`` is shown this once and kept nowhere."""

    id: str
    key: str
    expires_at: datetime


def make_key(store: Engine, name: str, *, role: Role = "service", agency: str = "", days: int = _DAYS) -> NewKey:
    """Make a key for the service called ``name``, good for ``days`` days.

    Raises `RoleError` when role and agency do not fit, `KeyNameError` for an empty name or a time that is no time.
    """
    check_role(role, agency)
    if not name.strip() or len(name) > 300:
        raise KeyNameError("a key needs the name of its service, of at most 300 characters")
    if not 1 <= days <= 3650:
        raise KeyNameError("a key is good for 1 to 3650 days")
    now = datetime.now(UTC)
    new = NewKey(uuid.uuid4().hex, PREFIX + secrets.token_urlsafe(32), now + timedelta(days=days))
    row = ServiceKey(
        id=new.id,
        name=name,
        role=role,
        agency=agency,
        key_hash=digest(new.key),
        made_at=now,
        expires_at=new.expires_at,
        revoked_at=None,
    )
    with writing(store) as session:
        session.add(row)
    return new


def revoke_key(store: Engine, key_id: str) -> None:
    """Refuse the key from now on; workers that know it forget it within seconds. Raises `KeyNameError`."""
    known = update(ServiceKey).where(ServiceKey.id == key_id, ServiceKey.revoked_at.is_(None))
    with writing(store) as session:
        found = session.execute(known.values(revoked_at=datetime.now(UTC)).returning(ServiceKey.id)).all()
    if not found:
        raise KeyNameError("there is no such key in use; see: tanggap keys list")


def list_keys(store: Engine) -> list[ServiceKey]:
    """All keys, the newest last; none of them can be read back."""
    with reading(store) as session:
        return list(session.scalars(select(ServiceKey).order_by(ServiceKey.made_at, ServiceKey.id)))


def principal_of_key(store: Engine, key: str) -> Principal | None:
    """Who holds ``key``, or ``None`` for one that is unknown, expired or revoked."""
    known = select(ServiceKey).where(
        ServiceKey.key_hash == digest(key), ServiceKey.revoked_at.is_(None), ServiceKey.expires_at > datetime.now(UTC)
    )
    with reading(store) as session:
        row = session.scalars(known).one_or_none()
        return None if row is None else Principal(row.id, row.name, check_role(row.role, row.agency), row.agency)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal. A random token of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
