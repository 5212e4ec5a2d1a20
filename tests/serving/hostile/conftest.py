"""A real server process over a real release, with a key of every role; what it writes to its log can be read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import httpx2 as httpx
import pytest

from serving.access.keys import make_key
from serving.access.roles import Role
from serving.store.database import open_store

ROOT = Path(__file__).parents[3]
OWN_AGENCY = "Dinas Perhubungan"


@dataclass
class Server:
    """A running service."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    keys: dict[Role, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")

    def client(self, role: Role | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.keys[role]}"} if role else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)

    def stop(self, seconds: float = 30) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


def start_server(release: Path, folder: Path, *, workers: int = 1, **settings: str) -> Server:
    """`tanggap serve` on a free port; settings are those of the environment, without their prefix."""
    database = f"sqlite:///{folder / 'tanggap.db'}"
    store = open_store(database)
    keys = {
        role: make_key(store, role, role=role, agency=OWN_AGENCY if role == "pejabat_penghubung" else "").key
        for role in get_args(Role)
    }
    store.dispose()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    arguments = ["--port", str(port), "--workers", str(workers), "--release", str(release), "--database-url", database]
    command = [sys.executable, "-m", "serving.cli", "serve", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | {f"TANGGAP_{key}": value for key, value in settings.items()}
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
    server = Server(process, port, folder, keys)
    for _ in range(1200):
        try:
            if httpx.get(f"{server.url}/readyz").status_code == 200:
                return server
        except httpx.TransportError:
            pass
        assert process.poll() is None, server.log
        time.sleep(0.05)
    process.kill()
    raise AssertionError("the service did not get ready")


@pytest.fixture(scope="session")
def server(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not end it."""
    server = start_server(release, tmp_path_factory.mktemp("served"), DRAIN_SECONDS="0")
    yield server
    assert server.stop() == 0
