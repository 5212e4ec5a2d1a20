"""Accounts of people: made, disabled and given passwords by an admin; locked for a while after wrong passwords."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session as Transaction

from classifier.errors import TanggapError
from serving.access.passwords import hash_password, is_password, new_password
from serving.access.roles import Role, RoleError, check_role
from serving.store.database import reading, writing
from serving.store.tables import Account, Session

_FREE = 5
"""Wrong passwords in a row before the account is locked; every further one doubles the time, from a minute on."""
_LONGEST = timedelta(hours=1)
_REFUSED_AFTER = 0.25
"""Seconds after which a wrong sign-in is told, so that the time says nothing about what was wrong."""


class AccountError(TanggapError):
    """An account cannot be made or found as asked."""


class SignInError(TanggapError):
    """Login and password do not open a session now; it is not told why."""

    def __init__(self) -> None:
        super().__init__("login and password do not match, or the account is locked for a while")


def add_account(store: Engine, login: str, *, name: str, role: Role, agency: str = "") -> str:
    """Make an account and return its password, which is kept only as a hash.

    Raises `AccountError` when the login is taken or no login, `RoleError` when role and agency do not fit.
    """
    check_role(role, agency)
    if role == "service":
        raise RoleError("a service has a key, not an account; see: tanggap keys make")
    if not 3 <= len(login) <= 100 or not login.isprintable() or " " in login:
        raise AccountError("a login has 3 to 100 characters and no space")
    if not name.strip() or len(name) > 300:
        raise AccountError("an account needs the name of its person, of at most 300 characters")
    password = new_password()
    hashed = hash_password(password)
    row = Account(
        id=uuid.uuid4().hex,
        login=login.lower(),
        name=name,
        role=role,
        agency=agency,
        password=hashed,
        active=True,
        failed=0,
        locked_until=None,
        made_at=datetime.now(UTC),
    )
    with writing(store) as transaction:
        if _account_id(transaction, login):
            raise AccountError("the login is taken")
        transaction.add(row)
    return password


def list_accounts(store: Engine) -> list[Account]:
    """All accounts by login."""
    with reading(store) as transaction:
        return list(transaction.scalars(select(Account).order_by(Account.login)))


def disable_account(store: Engine, login: str) -> None:
    """Refuse the account from now on and end its sessions. Raises `AccountError`."""
    _change(store, login, active=False)


def reset_password(store: Engine, login: str) -> str:
    """Give the account a new password, end its sessions and any lock; returns the password. Raises `AccountError`."""
    password = new_password()
    _change(store, login, password=hash_password(password), failed=0, locked_until=None)
    return password


def check_password(store: Engine, login: str, password: str) -> str:
    """The id of the account that login and password belong to.

    After five wrong ones in a row the account is locked for a minute, then two, four, up to an hour; the right
    password does not open it meanwhile. Raises `SignInError`, after a quarter of a second whatever the reason.
    """
    begun = time.monotonic()
    with reading(store) as transaction:
        hashed = transaction.scalars(select(Account.password).where(Account.login == login.lower())).one_or_none()
    account_id = _count(store, login, right=is_password(hashed, password))
    if account_id is None:
        time.sleep(max(0.0, begun + _REFUSED_AFTER - time.monotonic()))
        raise SignInError
    return account_id


def _count(store: Engine, login: str, *, right: bool) -> str | None:
    """Count a try; the account's id when it opens. The lock is looked at here, after others' tries were counted."""
    now = datetime.now(UTC)
    with writing(store) as transaction:
        known = select(Account).where(Account.login == login.lower(), Account.active.is_(True)).with_for_update()
        account = transaction.scalars(known).one_or_none()
        if account is None or (account.locked_until is not None and account.locked_until > now):
            return None
        account.failed = 0 if right else account.failed + 1
        account.locked_until = now + _lock(account.failed) if account.failed >= _FREE else None
        return account.id if right else None


def _lock(failed: int) -> timedelta:
    return min(timedelta(minutes=2 ** min(failed - _FREE, 10)), _LONGEST)


def _change(store: Engine, login: str, **values: object) -> None:
    with writing(store) as transaction:
        account_id = _account_id(transaction, login)
        if account_id is None:
            raise AccountError("there is no such account; see: tanggap users list")
        transaction.execute(update(Account).where(Account.id == account_id).values(**values))
        transaction.execute(delete(Session).where(Session.account_id == account_id))


def _account_id(transaction: Transaction, login: str) -> str | None:
    return transaction.scalars(select(Account.id).where(Account.login == login.lower())).one_or_none()
