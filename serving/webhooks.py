"""Delivery of events to webhooks: signed, in order, and again until it succeeds.

Each event is one POST of a JSON object, with the headers ``Tanggap-Timestamp`` (seconds since 1970) and
``Tanggap-Signature``: ``v1=`` and the HMAC-SHA-256, in hexadecimal, of the timestamp, a full stop and the body under
the webhook's secret. A receiver answers with 2xx within five seconds. It may get an event twice and tells it by its
``sequence``; it never gets one before an earlier one.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Event as Flag
from threading import Thread
from typing import Any

import httpx2

from serving.problems import ProblemError
from serving.store import delivery
from serving.store.errors import RefusalError, StoreError
from serving.store.store import Store
from serving.store.tables import Event

TIMEOUT = 5.0
AT_ONCE = 8
"""Events that are sent to a webhook before it is noted how far it got."""
HOLD = timedelta(seconds=2 * TIMEOUT * AT_ONCE)
_EVERY = 1.0
_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: the URL to call, with its host as a number, and the name that it stands for."""

    url: str
    host: str
    name: str


def checked(url: str, *, private: bool) -> Target:
    """The target of a webhook's URL, resolved now.

    Only HTTPS, or HTTP to this machine; no name or password in it; and no address that is not public, unless
    ``private``. What was checked is what is called: the name is not resolved again. Raises `ProblemError`.
    """
    try:
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError):
        raise _wrong("the URL cannot be read") from None
    if not parsed.host or parsed.userinfo:
        raise _wrong("the URL must name a host, and neither user nor password")
    if parsed.scheme != "https" and not (parsed.scheme == "http" and parsed.host in ("localhost", "127.0.0.1", "::1")):
        raise _wrong("the URL must begin with https://")
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parsed.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _wrong("the host has no address") from None
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not private and not all(_public(address) for address in addresses):
        raise _wrong("the host is in a private network")
    number = str(addresses[0])
    return Target(str(parsed.copy_with(host=number)), parsed.netloc.decode(), parsed.host)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of ``Tanggap-Signature``."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"v1={digest}"


def event_row(event: Event) -> dict[str, Any]:
    """An event as it is sent and polled."""
    return {
        "sequence": event.sequence,
        "kind": event.kind,
        "subject": event.subject,
        "made_at": event.made_at.isoformat(),
        "body": event.body,
    }


class Deliverer:
    """Delivers what is due, in a thread of its own; of several workers one holds a webhook at a time.

    Parameters
    ----------
    store: with events and webhooks.
    private: whether webhooks may lead to private addresses.
    """

    def __init__(self, store: Store, *, private: bool = False) -> None:
        self._store = store
        self._private = private
        self._stop = Flag()
        self._client = httpx2.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)
        self._thread = Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def close(self) -> None:
        """Finish what is under way, then stop."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._client.close()

    def deliver(self) -> int:
        """Deliver what is due now; returns how many events arrived."""
        with self._store.reading() as tx:
            if not delivery.due_webhooks(tx):
                return 0
        with self._store.writing() as tx:
            due = delivery.due_webhooks(tx)
            waiting = [(w.id, w.url, w.secret, delivery.events_after(tx, w.delivered, AT_ONCE)) for w in due]
            for webhook in due:
                delivery.hold_webhook(tx, webhook.id, HOLD)
        with ThreadPoolExecutor(_WORKERS) as pool:
            return sum(pool.map(lambda row: self._send_all(*row), waiting))

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                arrived = self.deliver()
            except StoreError:  # the store comes back, and the events are in it
                arrived = 0
            if not arrived:
                self._stop.wait(_EVERY)

    def _send_all(self, webhook_id: str, url: str, secret: str, events: list[Event]) -> int:
        """Send events in order until one fails, and note how far it got."""
        arrived = 0
        for event in events:
            if self._stop.is_set() or not self._send(url, secret, event):
                break
            arrived += 1
        try:
            with self._store.writing() as tx:
                if arrived:
                    delivery.delivered(tx, webhook_id, events[arrived - 1].sequence)
                if arrived < len(events) and not self._stop.is_set():
                    delivery.failed(tx, webhook_id)
        except RefusalError:
            pass  # it was removed meanwhile
        return arrived

    def _send(self, url: str, secret: str, event: Event) -> bool:
        """Whether the receiver took the event."""
        body = json.dumps(event_row(event), ensure_ascii=False).encode()
        now = str(int(time.time()))
        try:
            target = checked(url, private=self._private)
            headers = {
                "Host": target.host,
                "Content-Type": "application/json",
                "Tanggap-Timestamp": now,
                "Tanggap-Signature": signature(secret, now, body),
            }
            with self._client.stream(
                "POST", target.url, content=body, headers=headers, extensions={"sni_hostname": target.name}
            ) as answer:
                return answer.is_success
        except (httpx2.HTTPError, ProblemError):
            return False


def _public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_global) and not mapped.is_multicast


def _wrong(reason: str) -> ProblemError:
    return ProblemError("invalid-request", f"body.url: {reason}")
