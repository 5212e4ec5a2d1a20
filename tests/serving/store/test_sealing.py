"""Texts at rest: what can be read with which keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from serving.store.errors import StoreError
from serving.store.reports import get_complaint
from serving.store.sealing import seal, unseal
from serving.store.store import Store
from tests.serving.store.conftest import ADMIN, complaint, fill, reply, verdict

MASTER, OTHER = "ab" * 32, "cd" * 32


def test_no_text_stands_in_the_files(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}", master_key=MASTER)
    fill(store, [complaint(title="Lampu Bu Siti")], [(reply(text="Bu Siti, lampu sudah diganti."), verdict(2))])
    store.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in (b"Siti", b"081234567890", b"diganti", bytes.fromhex(MASTER), MASTER.encode()):
        assert word not in stored


def test_the_office_s_key_is_needed_and_no_other_opens(url: str) -> None:
    first = Store.open(url, master_key=MASTER)
    fill(first, [complaint()])
    first.close()
    for key in (OTHER, ""):
        with pytest.raises(StoreError, match="not the master key"):
            Store.open(url, master_key=key)
    again = Store.open(url, master_key=MASTER)
    with again.reading() as tx:
        assert "Bu Siti" in (get_complaint(tx, "L-1", ADMIN).text or "")
    again.close()


@pytest.mark.parametrize("key", ["x", "ab" * 31, "zz" * 32])
def test_a_master_key_of_another_form_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(StoreError, match="64 hexadecimal digits") as caught:
        Store.open(f"sqlite:///{tmp_path / 'a.db'}", master_key=key)
    assert key not in str(caught.value) or key == "x"


def test_sealed_texts_cannot_be_exchanged_or_altered(store: Store) -> None:
    fill(store, [complaint(1), complaint(2)])
    with store.engine.begin() as connection:
        connection.execute(
            text("update complaint set sealed = (select sealed from complaint where id = 'L-2') where id = 'L-1'")
        )
    with pytest.raises(StoreError, match="does not open"), store.reading() as tx:
        get_complaint(tx, "L-1", ADMIN)


def test_seal_and_unseal() -> None:
    key = bytes(range(32))
    sealed = seal(key, "a", b"isi")
    assert unseal(key, "a", sealed) == b"isi"
    assert seal(key, "a", b"isi") != sealed
    for wrong in (sealed[:-1], sealed[:5], sealed[:-1] + bytes([sealed[-1] ^ 1]), b""):
        with pytest.raises(StoreError):
            unseal(key, "a", wrong)
    with pytest.raises(StoreError):
        unseal(key, "b", sealed)
