"""Events: polled by number, and delivered to webhooks in order, signed, and again until they arrive."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from serving.client import is_genuine
from serving.problems import ProblemError
from serving.store import delivery
from serving.store.store import Store
from serving.store.tables import Webhook
from serving.webhooks import Deliverer, checked
from tests.serving.api.conftest import Api, is_problem


class Receiver:
    """A system that events are sent to; it answers with ``status`` and remembers what came."""

    def __init__(self) -> None:
        self.status = 200
        self.came: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.came.append((dict(self.headers), body))
                self.send_response(outer.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}/events"
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def subjects(self) -> list[str]:
        return [json.loads(body)["subject"] for _, body in self.came]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'events.db'}")
    yield opened
    opened.close()


def add(store: Store, url: str) -> Webhook:
    with store.writing() as tx:
        return delivery.add_webhook(tx, url)


def publish(store: Store, *subjects: str) -> None:
    with store.writing() as tx:
        delivery.publish(tx, [("disposition", subject, {"outcome": "suggest"}) for subject in subjects])


def make_due(store: Store) -> None:
    with store.writing() as tx:
        for webhook in delivery.list_webhooks(tx):
            webhook.next_attempt_at = tx.now - timedelta(seconds=1)


def test_events_are_polled_in_the_order_of_what_happened(api: Api) -> None:
    service = api.key("service")
    last = 0
    while (page := api.client.get("/v1/events", params={"after": last}, headers=service).json())["events"]:
        last = page["last"]
    kept = api.keep(text="lampu jalan padam di rumah Pak Budi Santoso")
    reply = api.reply(kept, "Lampu sudah diganti Selasa malam dan menyala.")
    answer = api.client.get("/v1/events", params={"after": last}, headers=service)
    found = answer.json()
    assert [(event["kind"], event["subject"]) for event in found["events"]] == [
        ("disposition", kept),
        ("verdict", reply),
    ]
    assert found["last"] == found["events"][-1]["sequence"]
    assert "Budi" not in answer.text
    nothing = api.client.get("/v1/events", params={"after": found["last"]}, headers=service).json()
    assert nothing == {"events": [], "last": found["last"]}


def test_a_webhook_is_registered_once_shown_and_removed(api: Api, receiver: Receiver) -> None:
    headers = api.key("service")
    once = headers | {"Idempotency-Key": "daftar"}
    made = api.client.post("/v1/webhooks", json={"url": receiver.url}, headers=once)
    assert (made.status_code, len(made.json()["secret"])) == (201, 64)
    assert api.client.post("/v1/webhooks", json={"url": receiver.url}, headers=once).json() == made.json()
    listed = api.client.get("/v1/webhooks", headers=headers)
    assert made.json()["id"] in {row["id"] for row in listed.json()["webhooks"]}
    assert made.json()["secret"] not in listed.text
    path = f"/v1/webhooks/{made.json()['id']}"
    assert api.client.delete(path, headers=headers).status_code == 204
    assert is_problem(api.client.delete(path, headers=headers), 404, "not-found")


def test_only_systems_get_events(api: Api) -> None:
    for method, path in (("GET", "/v1/events"), ("GET", "/v1/webhooks"), ("POST", "/v1/webhooks")):
        assert is_problem(api.client.request(method, path, headers=api.key("supervisor")), 403, "forbidden")
    assert is_problem(
        api.client.get("/v1/events", params={"after": -1}, headers=api.key("service")), 422, "invalid-request"
    )


def test_events_arrive_signed_and_in_order(store: Store, receiver: Receiver) -> None:
    publish(store, "before")
    webhook = add(store, receiver.url)
    subjects = [f"L-{number}" for number in range(20)]
    publish(store, *subjects)
    deliverer = Deliverer(store, private=True)
    while deliverer.deliver():
        pass
    deliverer.close()
    assert receiver.subjects == subjects
    for headers, body in receiver.came:
        stamp, given = headers["Tanggap-Timestamp"], headers["Tanggap-Signature"]
        assert is_genuine(webhook.secret, stamp, body, given)
        assert not is_genuine(webhook.secret, stamp, body + b" ", given)
        assert not is_genuine("0" * 64, stamp, body, given)
        assert not is_genuine(webhook.secret, str(int(stamp) - 3600), body, given)
        assert headers["Host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [500, 302, 404])
def test_what_is_not_taken_comes_again_later_and_nothing_overtakes_it(
    store: Store, receiver: Receiver, status: int
) -> None:
    add(store, receiver.url)
    publish(store, "L-1", "L-2")
    deliverer = Deliverer(store, private=True)
    receiver.status = status
    assert deliverer.deliver() == 0
    assert deliverer.deliver() == 0  # not due before its waiting time is over
    assert receiver.subjects == ["L-1"]
    receiver.status = 204
    make_due(store)
    assert deliverer.deliver() == 2
    deliverer.close()
    assert receiver.subjects == ["L-1", "L-1", "L-2"]
    with store.reading() as tx:
        (row,) = delivery.list_webhooks(tx)
    assert (row.attempts, row.active) == (0, True)


def test_the_service_delivers_by_itself(api: Api, receiver: Receiver) -> None:
    made = api.client.post("/v1/webhooks", json={"url": receiver.url}, headers=api.key("service")).json()
    kept = api.keep()
    for _ in range(200):
        if kept in receiver.subjects:
            break
        time.sleep(0.05)
    assert kept in receiver.subjects
    api.client.delete(f"/v1/webhooks/{made['id']}", headers=api.key("service"))


def test_a_private_address_is_not_called_even_when_it_was_registered(store: Store, receiver: Receiver) -> None:
    add(store, receiver.url)
    publish(store, "L-1")
    deliverer = Deliverer(store, private=False)
    assert deliverer.deliver() == 0
    deliverer.close()
    assert receiver.came == []


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/",
        "ftp://8.8.8.8/",
        "https://user:word@8.8.8.8/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://localhost/",
        "http://localhost/",
        "https:///path",
        "https://exa mple/",
        "//8.8.8.8",
        "x",
    ],
)
def test_an_address_that_must_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(ProblemError):
        checked(url, private=False)


def test_what_was_checked_is_what_is_called() -> None:
    target = checked("https://8.8.8.8:8443/a?b=c", private=False)
    assert (target.url, target.host, target.name) == ("https://8.8.8.8:8443/a?b=c", "8.8.8.8:8443", "8.8.8.8")
    local = checked("http://localhost:99/a", private=True)
    number = socket.getaddrinfo("localhost", 99, type=socket.SOCK_STREAM)[0][4][0]
    assert local.host == "localhost:99"
    assert str(number) in local.url
