"""Sessions of people: a random token in the browser, its SHA-256 in the store."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, or_, select, update

from serving.access.keys import digest
from serving.access.people import check_password
from serving.access.roles import Principal, check_role
from serving.store.database import reading, writing
from serving.store.tables import Account, Session

IDLE = timedelta(minutes=30)
"""A session that was not used so long is over."""
LIFETIME = timedelta(hours=12)
"""A session is over after this time, used or not."""
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a session; ``csrf`` is the word that every form of its pages sends back."""

    principal: Principal
    csrf: str


def sign_in(store: Engine, login: str, password: str, *, before: str = "") -> str:
    """Check a password and open a session; returns the token for the cookie.

    ``before`` is the token that the browser held until now; its session ends, so that nobody can plant one. Raises
    `SignInError` after a quarter of a second, whatever was wrong. Hashing takes CPU time: call it from a thread (a
    route that is a plain ``def`` runs in one).
    """
    account_id = check_password(store, login, password)
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    row = Session(
        token_hash=digest(token),
        account_id=account_id,
        csrf=secrets.token_hex(32),
        made_at=now,
        seen_at=now,
        expires_at=now + LIFETIME,
    )
    with writing(store) as transaction:
        over = or_(Session.expires_at <= now, Session.seen_at <= now - IDLE, Session.token_hash == digest(before))
        transaction.execute(delete(Session).where(over))
        transaction.add(row)
    return token


def sign_out(store: Engine, token: str) -> None:
    """End the session, if there is one."""
    with writing(store) as transaction:
        transaction.execute(delete(Session).where(Session.token_hash == digest(token)))


def principal_of(store: Engine, token: str) -> SignedIn | None:
    """Who is signed in with ``token``; ``None`` when the session is over or the account was disabled."""
    now = datetime.now(UTC)
    known = (
        select(Session, Account)
        .join(Account, Account.id == Session.account_id)
        .where(Session.token_hash == digest(token), Account.active.is_(True))
        .where(Session.expires_at > now, Session.seen_at > now - IDLE)
    )
    with reading(store) as transaction:
        found = transaction.execute(known).one_or_none()
    if found is None:
        return None
    session, account = found
    if now - session.seen_at > _SEEN_EVERY:
        with writing(store) as transaction:
            transaction.execute(update(Session).where(Session.token_hash == session.token_hash).values(seen_at=now))
    role = check_role(account.role, account.agency)
    return SignedIn(Principal(account.id, account.name, role, account.agency), session.csrf)
