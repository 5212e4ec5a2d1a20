"""The store as the service holds it: the database, the decision log and the vault, and transactions over them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from serving.store import database
from serving.store.decisions import DecisionLog
from serving.store.errors import StoreError
from serving.store.sealing import Vault
from serving.store.tables.base import utc_now

WIB = timezone(timedelta(hours=7))
"""Western Indonesian time, by which days are told."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; see `Transaction` for how it is read and written."""

    engine: Engine
    log: DecisionLog
    vault: Vault

    @classmethod
    def open(cls, url: str, *, hmac_key: str = "", master_key: str = "", create: bool = True) -> Store:
        """Open the database at ``url`` and bring it to the newest schema.

        Empty keys mean the store's own. Without ``create``, an SQLite file must be there. Raises `StoreError`.
        """
        engine = database.open_store(url, create=create)
        try:
            return cls(engine, DecisionLog(engine, key=hmac_key), Vault(engine, master_key=master_key))
        except StoreError:
            engine.dispose()
            raise

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that commits at the end; when it raises, nothing was written.

        Raises `StoreError` when the database refuses, the disk is full or another writer took too long.
        """
        with database.writing(self.engine) as session:
            yield Transaction(self, session)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that sees one state of the store. Raises `StoreError`."""
        with database.reading(self.engine) as session:
            yield Transaction(self, session)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@dataclass(frozen=True, slots=True)
class Transaction:
    """What the functions of `serving.store` work in: everything done in one transaction is kept whole or not at all."""

    store: Store
    session: Session
    now: datetime = field(default_factory=utc_now)

    @property
    def today(self) -> date:
        """The present day in western Indonesia."""
        return self.now.astimezone(WIB).date()
