"""Texts at rest: AES-256-GCM under a key per report, itself wrapped by the store's master key.

Destroying a report's key makes its texts unreadable in every copy of the database that is made afterwards. The master
key comes from the setting ``TANGGAP_MASTER_KEY`` (64 hexadecimal digits) and then never enters the database: who steals
a copy of it reads nothing. Without the setting the store makes one and keeps it in its table ``secret``: erasure works
all the same, but a copy of the whole database can be read.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from serving.store.errors import StoreError
from serving.store.own_secrets import own_secret
from serving.store.tables import ReportKey
from serving.store.tables.base import utc_now

_NONCE = 12
_KEY_DIGITS = 64


class Vault:
    """Seals and opens the texts of reports.

    ``master_key`` is 64 hexadecimal digits, or empty for the store's own. Raises `StoreError` for another form, and for
    another key than the one with which this store was begun.
    """

    def __init__(self, engine: Engine, *, master_key: str = "") -> None:
        master = _parse(master_key or own_secret(engine, "master_key"))
        self._wrap = AESGCM(_derive(master, b"wrap report keys"))
        self._answers = _derive(master, b"kept answers")
        check = _derive(master, b"which key is it").hex()
        if not hmac.compare_digest(own_secret(engine, "master_key_check", check), check):
            raise StoreError("TANGGAP_MASTER_KEY is not the master key with which this store was begun")

    def new_key(self, session: Session, complaint_id: str) -> bytes:
        """Make the key of a report and keep it, wrapped; 32 bytes."""
        key = AESGCM.generate_key(256)
        session.add(ReportKey(complaint_id=complaint_id, wrapped=self._wrapped(key, complaint_id), destroyed_at=None))
        return key

    def unwrap(self, kept: ReportKey) -> bytes | None:
        """The key in a row of the key table; ``None`` when it was destroyed. Raises `StoreError` for a damaged row."""
        if kept.wrapped is None:
            return None
        return _decrypt(self._wrap, kept.wrapped, kept.complaint_id.encode())

    def destroy(self, session: Session, complaint_ids: list[str]) -> None:
        """Destroy the keys of reports: nobody can open their texts again."""
        session.execute(
            update(ReportKey)
            .where(ReportKey.complaint_id.in_(complaint_ids), ReportKey.wrapped.is_not(None))
            .values(wrapped=None, destroyed_at=utc_now())
        )

    def seal_answer(self, body: bytes, key: str) -> bytes:
        """Seal an answer that is kept for a repeated request; only the request's own ``key`` opens it again."""
        return seal(_derive(self._answers, key.encode()), "answer", body)

    def open_answer(self, sealed: bytes, key: str) -> bytes:
        """The answer kept under ``key``."""
        return unseal(_derive(self._answers, key.encode()), "answer", sealed)

    def _wrapped(self, key: bytes, complaint_id: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._wrap.encrypt(nonce, key, complaint_id.encode())


def seal(key: bytes, name: str, plain: bytes) -> bytes:
    """Encrypt ``plain`` under a 32-byte key: nonce, ciphertext and tag.

    ``name`` says what it is and is authenticated, so that sealed texts cannot be exchanged for one another.
    """
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, name.encode())


def unseal(key: bytes, name: str, sealed: bytes) -> bytes:
    """What was sealed under that key and name; raises `StoreError` for altered bytes."""
    return _decrypt(AESGCM(key), sealed, name.encode())


def _decrypt(cipher: AESGCM, sealed: bytes, name: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name)
    except (InvalidTag, ValueError):
        raise StoreError("a sealed text does not open: it was altered, or sealed with another key") from None


def _derive(key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose (HMAC-SHA-256 as a pseudorandom function, as in NIST SP 800-108)."""
    return hmac.new(key, purpose, hashlib.sha256).digest()


def _parse(master_key: str) -> bytes:
    try:
        key = bytes.fromhex(master_key)
    except ValueError:
        key = b""
    if len(key) * 2 != _KEY_DIGITS:
        raise StoreError(f"TANGGAP_MASTER_KEY must be {_KEY_DIGITS} hexadecimal digits")
    return key
