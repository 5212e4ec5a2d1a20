"""Secrets that a store makes for itself where the office gives none."""

from __future__ import annotations

import secrets

from sqlalchemy import Engine

from serving.store.database import writing
from serving.store.locks import lock_chain
from serving.store.tables import Secret


def own_secret(engine: Engine, name: str, value: str = "") -> str:
    """The secret of that name: what is kept, or else ``value``, or else 256 new random bits in hexadecimal.

    Who asks first makes it; all later ones get the same. Raises `StoreError`.
    """
    with writing(engine) as session:
        lock_chain(session)  # two workers that start at once must not make two
        kept = session.get(Secret, name)
        if kept is None:
            kept = Secret(name=name, value=value or secrets.token_hex(32))
            session.add(kept)
        return kept.value
