"""Service keys: shown once, kept as a digest, expiring, revocable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from serving.access.keys import KeyNameError, list_keys, make_key, principal_of_key, revoke_key
from serving.access.roles import Principal, RoleError
from serving.store.tables import ServiceKey


def test_a_key_names_its_service_and_role(store: Engine) -> None:
    new = make_key(store, "Kanal Kota Kediri")
    assert principal_of_key(store, new.key) == Principal(new.id, "Kanal Kota Kediri", "service")
    assert principal_of_key(store, new.key + "x") is None
    other = make_key(store, "Aplikasi Dishub", role="pejabat_penghubung", agency="Dinas Perhubungan")
    assert principal_of_key(store, other.key) == Principal(
        other.id, "Aplikasi Dishub", "pejabat_penghubung", "Dinas Perhubungan"
    )


def test_keys_hold_256_bits_and_differ(store: Engine) -> None:
    keys = {make_key(store, "a").key for _ in range(20)}
    assert len(keys) == 20
    assert all(key.startswith("tgp_") and len(key) == 4 + 43 for key in keys)


def test_the_store_holds_no_key(store: Engine, tmp_path: Path) -> None:
    new = make_key(store, "a")
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert new.id.encode() in held
    assert new.key.encode() not in held
    assert new.key.removeprefix("tgp_").encode() not in held


def test_a_key_ends_by_time_and_by_revocation(store: Engine) -> None:
    old, revoked, good = (make_key(store, name) for name in ("old", "revoked", "good"))
    with Session(store) as session, session.begin():
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(ServiceKey).where(ServiceKey.id == old.id).values(expires_at=past))
    revoke_key(store, revoked.id)
    assert [principal_of_key(store, new.key) is not None for new in (old, revoked, good)] == [False, False, True]
    assert [key.name for key in list_keys(store)] == ["old", "revoked", "good"]
    with pytest.raises(KeyNameError, match="no such key in use"):
        revoke_key(store, revoked.id)


def test_a_key_lives_as_long_as_asked(store: Engine) -> None:
    left = make_key(store, "a", days=30).expires_at - datetime.now(UTC)
    assert timedelta(days=29) < left <= timedelta(days=30)


def test_what_makes_no_key(store: Engine) -> None:
    with pytest.raises(RoleError, match="needs an agency"):
        make_key(store, "a", role="pejabat_penghubung")
    with pytest.raises(RoleError, match="needs an agency"):
        make_key(store, "a", role="admin", agency="Dinas Perhubungan")
    with pytest.raises(RoleError, match="unknown role"):
        make_key(store, "a", role="root")  # type: ignore[arg-type]
    with pytest.raises(KeyNameError, match="name of its service"):
        make_key(store, " ")
    with pytest.raises(KeyNameError, match="1 to 3650 days"):
        make_key(store, "a", days=0)
    assert list_keys(store) == []
