"""Accounts: passwords that only their hash knows, locks after wrong ones, and times that tell nothing."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from serving.access.passwords import is_password
from serving.access.people import (
    AccountError,
    SignInError,
    add_account,
    check_password,
    disable_account,
    list_accounts,
    reset_password,
)
from serving.access.roles import RoleError
from serving.store.tables import Account


def account(store: Engine, login: str = "siska") -> Account:
    return next(each for each in list_accounts(store) if each.login == login)


def set_account(store: Engine, **values: object) -> None:
    with Session(store) as session, session.begin():
        session.execute(update(Account).values(**values))


def wrong(store: Engine, login: str = "siska", times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(SignInError):
            check_password(store, login, "salah")


def test_the_right_password_opens_and_no_other(store: Engine) -> None:
    password = add_account(store, "Siska", name="Siska", role="supervisor")
    assert check_password(store, "siska", password) == check_password(store, "SISKA", password) == account(store).id
    for login, tried in (("siska", ""), ("siska", password[:-1]), ("siska", password * 500), ("siskb", password)):
        with pytest.raises(SignInError):
            check_password(store, login, tried)


def test_passwords_are_argon2id_and_kept_nowhere_else(store: Engine, tmp_path: Path) -> None:
    password = add_account(store, "siska", name="Siska", role="supervisor")
    assert account(store).password.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert len(password) == 20
    assert password.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_five_wrong_passwords_lock_the_account_for_a_while_and_longer_each_time(store: Engine) -> None:
    password = add_account(store, "siska", name="Siska", role="supervisor")
    wrong(store, times=4)
    assert check_password(store, "siska", password)
    assert account(store).failed == 0
    wrong(store, times=5)
    for minutes in (1, 2, 4):
        until = account(store).locked_until
        assert until is not None
        assert timedelta(minutes=minutes - 0.2) < until - datetime.now(UTC) <= timedelta(minutes=minutes)
        with pytest.raises(SignInError):
            check_password(store, "siska", password)
        assert account(store).locked_until == until
        set_account(store, locked_until=datetime.now(UTC) - timedelta(seconds=1))
        wrong(store)
    set_account(store, locked_until=datetime.now(UTC) - timedelta(seconds=1))
    assert check_password(store, "siska", password)
    set_account(store, failed=400)
    wrong(store)
    locked = account(store).locked_until
    assert locked is not None
    assert locked - datetime.now(UTC) <= timedelta(hours=1)


def test_a_new_password_ends_the_old_one_and_the_lock(store: Engine) -> None:
    old = add_account(store, "siska", name="Siska", role="supervisor")
    wrong(store, times=5)
    new = reset_password(store, "siska")
    assert check_password(store, "siska", new)
    with pytest.raises(SignInError):
        check_password(store, "siska", old)


def test_a_disabled_account_stays_shut(store: Engine) -> None:
    password = add_account(store, "siska", name="Siska", role="supervisor")
    disable_account(store, "siska")
    with pytest.raises(SignInError):
        check_password(store, "siska", password)


def test_unknown_locked_and_wrong_are_the_same_from_outside(store: Engine) -> None:
    password = add_account(store, "siska", name="Siska", role="supervisor")
    add_account(store, "tono", name="Tono", role="supervisor")
    wrong(store, "tono", times=5)
    tries = {"unknown": ("nobody", password), "wrong": ("siska", "salah"), "locked": ("tono", "salah")}
    times: dict[str, list[float]] = {name: [] for name in tries}
    messages = set()
    for _ in range(4):
        for name, (login, tried) in tries.items():
            begun = time.perf_counter()
            with pytest.raises(SignInError) as error:
                check_password(store, login, tried)
            times[name].append(time.perf_counter() - begun)
            messages.add(str(error.value))
    print({name: round(statistics.median(seconds), 4) for name, seconds in times.items()})
    assert len(messages) == 1
    assert all(min(seconds) >= 0.25 for seconds in times.values())


def test_nobody_has_the_password_of_an_unknown_login() -> None:
    assert not is_password(None, "")
    assert not is_password("no hash", "x")


@pytest.mark.parametrize(
    ("login", "name", "role", "agency", "says"),
    [
        ("ab", "A", "admin", "", "3 to 100 characters"),
        ("a b c", "A", "admin", "", "no space"),
        ("x\ny", "A", "admin", "", "no space"),
        ("abc", "", "admin", "", "name of its person"),
        ("abc", "A", "pejabat_penghubung", "", "needs an agency"),
        ("abc", "A", "supervisor", "Dinas Perhubungan", "no other role has one"),
        ("abc", "A", "service", "", "a service has a key"),
        ("abc", "A", "root", "", "unknown role"),
    ],
)
def test_what_makes_no_account(store: Engine, login: str, name: str, role: str, agency: str, says: str) -> None:
    with pytest.raises((AccountError, RoleError), match=says):
        add_account(store, login, name=name, role=role, agency=agency)  # type: ignore[arg-type]
    assert list_accounts(store) == []


def test_a_login_is_taken_once_whatever_its_case(store: Engine) -> None:
    add_account(store, "siska", name="Siska", role="supervisor")
    with pytest.raises(AccountError, match="taken"):
        add_account(store, "SISKA", name="Siska", role="admin")
    for change in (disable_account, reset_password):
        with pytest.raises(AccountError, match="no such account"):
            change(store, "tono")
