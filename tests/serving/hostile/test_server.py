"""The server as a process: slow senders, full workers, and going down without dropping a request."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.serving.hostile.conftest import Server, start_server

COMPLAINT = {"text": "lampu jalan padam dan gelap"}


def test_it_names_no_software(server: Server) -> None:
    assert "server" not in httpx.get(f"{server.url}/healthz").headers


def received(connection: socket.socket) -> bytes:
    data = b""
    connection.settimeout(10)
    while piece := connection.recv(65536):
        data += piece
    return data


@pytest.fixture(scope="module")
def impatient(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start_server(release, tmp_path_factory.mktemp("impatient"), RECEIVE_SECONDS="1", DRAIN_SECONDS="0")
    yield server
    server.stop()


@pytest.mark.parametrize("sent", [b"", b"GET /he", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: 1"])
def test_a_request_whose_head_does_not_come_is_hung_up_on(impatient: Server, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", impatient.port)) as connection:
        connection.sendall(sent)
        assert received(connection) == b""


def test_a_head_that_drips_is_hung_up_on(impatient: Server) -> None:
    with socket.create_connection(("127.0.0.1", impatient.port)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"."):  # noqa: PT012
            for _ in range(100):
                connection.sendall(b"X-A: 1\r\n")
                time.sleep(0.1)


def test_a_body_that_drips_is_a_408(impatient: Server) -> None:
    head = (
        f"POST /v1/dispositions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {impatient.keys['service']}\r\n"
        "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", impatient.port)) as connection:
        connection.sendall(head.encode() + b'{"text": "')
        for _ in range(8):
            connection.sendall(b"x")
            time.sleep(0.1)
        answer = received(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer
    assert b"slow-request" in answer


def test_an_idle_connection_takes_another_request(impatient: Server) -> None:
    with impatient.client() as client:
        for wait in (0.0, 1.5, 1.5):
            time.sleep(wait)
            assert client.get("/healthz").status_code == 200


@pytest.fixture
def serve(release: Path, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers that a test ends itself; what it leaves behind is killed."""
    started: list[Server] = []

    def start(**settings: Any) -> Server:
        started.append(start_server(release, tmp_path, **settings))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.wait()


class Load:
    """Threads that ask over kept connections, all of them under way, until they are sent away or cannot connect."""

    def __init__(self, server: Server, threads: int) -> None:
        self.server = server
        self.outcomes: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._ask) for _ in range(threads)]
        for thread in self._threads:
            thread.start()
        while self.outcomes["200"] < 4 * threads and any(thread.is_alive() for thread in self._threads):
            time.sleep(0.05)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(30)

    def _ask(self) -> None:
        with self.server.client("service") as client:
            while True:
                try:
                    answer = client.post("/v1/dispositions", json=COMPLAINT)
                except httpx.ConnectError:
                    self.outcomes["refused"] += 1
                    return
                except httpx.TransportError:
                    self.outcomes["dropped"] += 1
                    return
                self.outcomes[str(answer.status_code)] += 1
                if answer.headers.get("connection") == "close":
                    self.outcomes["sent away"] += 1
                    return


def test_on_sigterm_it_sends_callers_away_drops_none_and_ends_well(serve: Callable[..., Server]) -> None:
    server = serve(DRAIN_SECONDS="2")
    load = Load(server, threads=16)
    begun = time.monotonic()
    server.process.terminate()
    time.sleep(0.5)
    ready = httpx.get(f"{server.url}/readyz")
    alive = httpx.get(f"{server.url}/healthz")
    assert (ready.status_code, ready.json()["status"]) == (503, "draining")
    assert (alive.status_code, alive.headers["connection"]) == (200, "close")
    load.join()
    assert server.process.wait(20) == 0
    print(dict(load.outcomes), f"ended after {time.monotonic() - begun:.1f} s")
    assert set(load.outcomes) == {"200", "sent away"}
    assert load.outcomes["sent away"] == 16


def test_several_workers_go_down_in_the_same_way(serve: Callable[..., Server]) -> None:
    server = serve(workers=2, DRAIN_SECONDS="2")
    load = Load(server, threads=8)
    server.process.terminate()
    load.join()
    assert server.process.wait(20) == 0
    assert set(load.outcomes) == {"200", "sent away"}
