"""What goes out exactly once: answers kept for repeated requests, events in order, and how far each webhook got."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from serving.store.errors import RefusalError
from serving.store.locks import lock_chain
from serving.store.store import Transaction
from serving.store.tables import Event, IdempotentAnswer, Webhook
from serving.store.tables.base import new_id

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = 80
"""Failed attempts in a row, about three days, after which a webhook is set inactive."""


@dataclass(frozen=True, slots=True)
class Once:
    """A request that may come again: who asks (id), its ``Idempotency-Key``, and the digest of what it asks."""

    principal: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer that a request got before."""

    status: int
    body: bytes


def digest_of(method: str, path: str, body: bytes) -> str:
    """The digest by which a repeated request is told from another one under the same key."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def find_answer(tx: Transaction, once: Once) -> KeptAnswer | None:
    """What the request was answered before, or ``None``.

    For a write transaction: no other writer comes in until its end, so of two equal requests at once the second gets
    the answer of the first. Raises `RefusalError` (``key-reused``) when the key came with another request.
    """
    lock_chain(tx.session)
    kept = tx.session.get(IdempotentAnswer, (once.principal, once.key))
    if kept is None:
        return None
    if kept.request_digest != once.digest:
        raise RefusalError("key-reused", "the Idempotency-Key came with another request before")
    return KeptAnswer(kept.status, tx.store.vault.open_answer(kept.body, _name(once)))


def keep_answer(tx: Transaction, once: Once, status: int, body: bytes) -> None:
    """Keep the answer to a request, sealed, in the transaction that did what was asked."""
    tx.session.add(
        IdempotentAnswer(
            principal=once.principal,
            key=once.key,
            request_digest=once.digest,
            status=status,
            body=tx.store.vault.seal_answer(body, _name(once)),
            made_at=tx.now,
        )
    )
    tx.session.flush()


def prune_answers(tx: Transaction, older_than: timedelta) -> int:
    """Delete the kept answers that are older; returns how many there were."""
    old = delete(IdempotentAnswer).where(IdempotentAnswer.made_at < tx.now - older_than)
    return tx.session.execute(old).rowcount  # type: ignore[attr-defined, no-any-return]


def publish(tx: Transaction, events: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Tell other systems: rows of kind, subject and body, in the transaction of what happened.

    Numbers follow the order of the commits, so who polls with the last number seen misses none. Bodies name ids,
    agencies and decisions, never text.
    """
    lock_chain(tx.session)
    tx.session.add_all(Event(kind=kind, subject=subject, body=body, made_at=tx.now) for kind, subject, body in events)
    tx.session.flush()


def events_after(tx: Transaction, sequence: int, limit: int = 100) -> list[Event]:
    """The events after a number, oldest first."""
    query = select(Event).where(Event.sequence > sequence).order_by(Event.sequence).limit(limit)
    return list(tx.session.scalars(query))


def last_event(tx: Transaction) -> int:
    """The number of the newest event; 0 when there is none."""
    return tx.session.scalar(select(func.max(Event.sequence))) or 0


def add_webhook(tx: Transaction, url: str) -> Webhook:
    """Deliver the events from now on to ``url``; the row's ``secret`` signs them (64 hexadecimal digits)."""
    webhook = Webhook(
        id=new_id(),
        url=url,
        secret=secrets.token_hex(32),
        active=True,
        delivered=last_event(tx),
        attempts=0,
        next_attempt_at=tx.now,
        made_at=tx.now,
    )
    tx.session.add(webhook)
    tx.session.flush()
    return webhook


def list_webhooks(tx: Transaction) -> list[Webhook]:
    """All webhooks, the oldest first."""
    return list(tx.session.scalars(select(Webhook).order_by(Webhook.made_at, Webhook.id)))


def remove_webhook(tx: Transaction, webhook_id: str) -> None:
    """Deliver no more to it. Raises `RefusalError` (``not-found``)."""
    tx.session.delete(_webhook(tx, webhook_id))
    tx.session.flush()


def due_webhooks(tx: Transaction) -> list[Webhook]:
    """The active webhooks that lack an event and whose waiting time is over.

    In a write transaction the rows stay locked until its end; another worker skips them.
    """
    query = (
        select(Webhook)
        .where(Webhook.active.is_(True), Webhook.next_attempt_at <= tx.now, Webhook.delivered < last_event(tx))
        .order_by(Webhook.next_attempt_at)
        .with_for_update(skip_locked=True)
    )
    return list(tx.session.scalars(query))


def hold_webhook(tx: Transaction, webhook_id: str, wait: timedelta) -> None:
    """Take a due webhook for a delivery: nobody else tries it for that long."""
    _webhook(tx, webhook_id).next_attempt_at = tx.now + wait


def delivered(tx: Transaction, webhook_id: str, up_to: int) -> None:
    """Note that the events up to a number arrived."""
    webhook = _webhook(tx, webhook_id)
    webhook.delivered = max(webhook.delivered, up_to)
    webhook.attempts, webhook.next_attempt_at = 0, tx.now


def failed(tx: Transaction, webhook_id: str) -> None:
    """Note that a delivery failed: the waiting time doubles up to an hour; after ``GIVE_UP_AFTER`` it is inactive."""
    webhook = _webhook(tx, webhook_id)
    webhook.next_attempt_at = tx.now + min(FIRST_WAIT * 2 ** min(webhook.attempts, 20), LONGEST_WAIT)
    webhook.attempts += 1
    webhook.active = webhook.attempts < GIVE_UP_AFTER


def _webhook(tx: Transaction, webhook_id: str) -> Webhook:
    found = tx.session.get(Webhook, webhook_id)
    if found is None:
        raise RefusalError("not-found", "there is no such webhook")
    return found


def _name(once: Once) -> str:
    return f"{once.principal}\n{once.key}"
