"""Sessions: they end by sign-out, idleness, age, a disabled account and a new password."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session as Transaction

from serving.access.people import SignInError, add_account, disable_account, reset_password
from serving.access.sessions import IDLE, LIFETIME, principal_of, sign_in, sign_out
from serving.store.tables import Session


def age(store: Engine, **values: timedelta) -> None:
    with Transaction(store) as transaction, transaction.begin():
        transaction.execute(update(Session).values({key: datetime.now(UTC) + by for key, by in values.items()}))


def rows(store: Engine) -> list[Session]:
    with Transaction(store) as transaction:
        return list(transaction.scalars(select(Session)))


@pytest.fixture
def password(store: Engine) -> str:
    return add_account(store, "dewi", name="Dewi", role="pejabat_penghubung", agency="Dinas Perhubungan")


def test_who_signed_in_is_known_until_sign_out(store: Engine, password: str, tmp_path: Path) -> None:
    token = sign_in(store, "dewi", password)
    found = principal_of(store, token)
    assert found is not None
    assert (found.principal.name, found.principal.role, found.principal.agency) == (
        "Dewi",
        "pejabat_penghubung",
        "Dinas Perhubungan",
    )
    assert len(token) == 43
    assert len(found.csrf) == 64
    assert token.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for other in ("", token[:-1], token + "x"):
        assert principal_of(store, other) is None
    sign_out(store, token)
    sign_out(store, token)
    assert principal_of(store, token) is None


def test_signing_in_again_ends_the_session_before(store: Engine, password: str) -> None:
    first = sign_in(store, "dewi", password)
    second = sign_in(store, "dewi", password, before=first)
    third = sign_in(store, "dewi", password)
    assert len({first, second, third}) == 3
    assert [principal_of(store, token) is not None for token in (first, second, third)] == [False, True, True]


def test_a_wrong_password_opens_nothing(store: Engine, password: str) -> None:
    token = sign_in(store, "dewi", password)
    with pytest.raises(SignInError):
        sign_in(store, "dewi", "salah", before=token)
    assert len(rows(store)) == 1


def test_a_session_ends_when_idle_or_old(store: Engine, password: str) -> None:
    token = sign_in(store, "dewi", password)
    age(store, seen_at=-IDLE + timedelta(seconds=5))
    assert principal_of(store, token) is not None
    age(store, seen_at=-IDLE)
    assert principal_of(store, token) is None
    token = sign_in(store, "dewi", password)
    assert len(rows(store)) == 1
    age(store, expires_at=timedelta(0))
    assert principal_of(store, token) is None


def test_use_keeps_a_session_awake_but_not_for_ever(store: Engine, password: str) -> None:
    token = sign_in(store, "dewi", password)
    ends = rows(store)[0].expires_at
    assert abs(ends - datetime.now(UTC) - LIFETIME) < timedelta(minutes=1)
    age(store, seen_at=timedelta(minutes=-20))
    assert principal_of(store, token) is not None
    assert datetime.now(UTC) - rows(store)[0].seen_at < timedelta(minutes=1)
    assert rows(store)[0].expires_at == ends


@pytest.mark.parametrize("change", [disable_account, reset_password])
def test_disabling_and_a_new_password_end_all_sessions(store: Engine, password: str, change: object) -> None:
    tokens = [sign_in(store, "dewi", password) for _ in range(2)]
    change(store, "dewi")  # type: ignore[operator]
    assert [principal_of(store, token) for token in tokens] == [None, None]
