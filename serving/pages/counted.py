"""The store as pages of figures read it: with every month counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from serving.api.dependencies import StoreOf
from serving.store.figures import is_stale, refresh
from serving.store.store import Store


def count_stale(store: Store) -> Store:
    """The store, after stale months were counted anew; where there are none, nobody waits for the lock of writers."""
    with store.reading() as tx:
        stale = is_stale(tx)
    if stale:
        with store.writing() as tx:
            refresh(tx)
    return store


def _counted(store: StoreOf) -> Store:
    return count_stale(store)


Counted = Annotated[Store, Depends(_counted)]
