"""Hostile requests over real HTTP: no error of ours, nothing repeated, nothing slow, nothing in the log."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass, field

import httpx2 as httpx
import pytest

from tests.serving.hostile.conftest import Server
from tests.serving.hostile.inputs import BODIES, HEADERS, JSON, MARK, RAW, TEXTS, WORDS, paths


@dataclass
class Seen:
    """What was sent, how long each took, and what was wrong with the answers."""

    count: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[tuple[float, str]] = field(default_factory=list)

    def note(self, what: str, begun: float, answer: httpx.Response) -> None:
        self.count += 1
        self.seconds.append((time.perf_counter() - begun, what))
        if answer.status_code >= 500:
            self.wrong.append(f"{answer.status_code}: {what}")
        if answer.status_code >= 400 and MARK.lower() in (answer.text + str(answer.headers)).lower():
            self.wrong.append(f"repeated: {what}")

    def end(self, server: Server) -> None:
        slowest = [f"{seconds * 1000:.0f} ms {what}" for seconds, what in sorted(self.seconds, reverse=True)[:3]]
        print(f"{self.count} requests, the slowest: {'; '.join(slowest)}")
        assert self.wrong == []
        assert MARK not in server.log
        assert httpx.get(f"{server.url}/readyz").status_code == 200


def operations(server: Server) -> list[tuple[str, str]]:
    """Method and path template of everything that the service describes."""
    described = httpx.get(f"{server.url}/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, methods in described.items() for method in methods]


@pytest.fixture
def seen() -> Seen:
    return Seen()


def send(seen: Seen, client: httpx.Client, method: str, path: str, what: str, **options: object) -> None:
    begun = time.perf_counter()
    try:
        answer = client.request(method, path, **options)  # type: ignore[arg-type]
    except httpx.RemoteProtocolError:
        seen.wrong.append(f"hung up: {method} {path} {what}")
        return
    seen.note(f"{method} {path[:60]} {what}", begun, answer)


def test_there_are_hundreds_of_them() -> None:
    assert len(BODIES) + len(TEXTS) + len(WORDS) + len(HEADERS) + len(RAW) >= 180
    assert len({*BODIES, *RAW}) == len(BODIES) + len(RAW)


def test_hostile_bodies_to_every_route(server: Server, seen: Seen) -> None:
    with server.client("admin") as client:
        for method, template in operations(server):
            path = template.replace("{", "").replace("}", "")
            for number, body in enumerate(BODIES if method not in ("GET", "DELETE") else ()):
                send(seen, client, method, path, f"body {number}", content=body, headers=JSON)
    assert seen.count >= 200
    seen.end(server)


def test_hostile_lines_of_a_stream_are_answered_one_by_one(server: Server, seen: Seen) -> None:
    lines = [line for body in BODIES for line in body.split(b"\n") if line.strip()]
    begun = time.perf_counter()
    with server.client("service") as client:
        answer = client.post(
            "/v1/dispositions/stream", content=b"\n".join(lines), headers={"Content-Type": "application/x-ndjson"}
        )
    seen.note("the stream", begun, answer)
    answers = [json.loads(line) for line in answer.text.splitlines()]
    assert (answer.status_code, len(answers)) == (200, len(lines))
    problems = [each["problem"] for each in answers if "problem" in each]
    assert len(problems) > 40
    assert all(each["status"] < 500 for each in problems)
    assert MARK not in json.dumps(problems)
    seen.end(server)


def test_hostile_texts_are_answered(server: Server, seen: Seen) -> None:
    with server.client("service") as client:
        for number, text in enumerate(TEXTS):
            for path, body in (
                ("/v1/dispositions", {"text": text, "title": text[:500], "address": text[:500]}),
                ("/v1/replies/score", {"complaint": text, "reply": text}),
            ):
                begun = time.perf_counter()
                answer = client.post(path, json=body)
                seen.note(f"{path} text {number}", begun, answer)
                assert answer.status_code in (200, 413), (number, path, answer.text)
    seen.end(server)


def test_hostile_words_in_paths_and_parameters(server: Server, seen: Seen) -> None:
    with server.client("admin") as client:
        for method, template in operations(server):
            for path in paths(template):
                send(seen, client, method, path, "words")
    seen.end(server)


def test_hostile_headers(server: Server, seen: Seen) -> None:
    with server.client("service") as client:
        for headers in HEADERS:
            what, encoded = str(list(headers)), {name: value.encode() for name, value in headers.items()}
            send(seen, client, "GET", "/v1/agencies", what, headers=encoded)
            send(seen, client, "POST", "/v1/dispositions", what, json={"text": "lampu padam"}, headers=encoded)
    seen.end(server)


@pytest.mark.parametrize("number", range(len(RAW)))
def test_hostile_bytes(server: Server, number: int) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(RAW[number])
        connection.shutdown(socket.SHUT_WR)
        data = b""
        while piece := connection.recv(65536):
            data += piece
    assert b"HTTP/1.1 5" not in data
    assert MARK.encode() not in data
    assert MARK not in server.log
    assert httpx.get(f"{server.url}/healthz").status_code == 200
