"""Which release is to serve, as people decided: entries of the decision log of the kind ``promotion``.

``outcome`` is ``diusulkan`` (proposed), ``dipakai`` (confirmed by a second person and put into service) or
``dikembalikan`` (the release before is in service again). ``subject`` and ``release`` are the release's id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from sqlalchemy import select

from serving.access.roles import Principal
from serving.store.decisions import NewDecision
from serving.store.errors import RefusalError
from serving.store.store import Transaction
from serving.store.tables import Decision

Outcome = Literal["diusulkan", "dipakai", "dikembalikan"]
GOOD_FOR = timedelta(days=7)
"""How long a proposal waits for the second person."""


def note(tx: Transaction, release: str, outcome: Outcome, by: Principal) -> Decision:
    """Write down what ``by`` decided on a release."""
    entry = NewDecision(
        kind="promotion",
        subject=release,
        record=None,
        release=release,
        outcome=outcome,
        agency="",
        probability=0.0,
        answer={},
        actor=by.id,
    )
    return tx.store.log.append(tx.session, [entry])[0]


def open_proposal(tx: Transaction, release: str) -> Decision | None:
    """The proposal of a release that still waits for the second person, or ``None``."""
    query = (
        select(Decision)
        .where(Decision.kind == "promotion", Decision.subject == release)
        .order_by(Decision.sequence.desc())
        .limit(1)
    )
    last = tx.session.scalars(query).first()
    waits = last is not None and last.outcome == "diusulkan" and tx.now - last.made_at <= GOOD_FOR
    return last if waits else None


def confirmable(tx: Transaction, release: str, by: Principal) -> bool:
    """Whether ``by`` is the second person for a proposed release; false when nobody proposed it.

    Raises `RefusalError` (``second-person``) for who proposed it.
    """
    proposal = open_proposal(tx, release)
    if proposal is not None and proposal.actor == by.id:
        raise RefusalError("second-person", "who proposed a release does not confirm it")
    return proposal is not None
