"""The one lock of all writers: the row with the head of the decision chain."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from serving.store.tables import ChainHead

CHAIN = "decision"


def lock_chain(session: Session) -> ChainHead:
    """The head of the chain, held until the transaction ends, so that entries and events follow one another.

    SQLite holds the whole database for a writer anyway; PostgreSQL locks the row.
    """
    return session.scalars(
        select(ChainHead).where(ChainHead.name == CHAIN).with_for_update().execution_options(populate_existing=True)
    ).one()
