"""An office with a store filled by hand, people of every role signed in, and a served demo with a browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.testclient import TestClient

from classifier.engine import Engine
from serving.access.people import add_account
from serving.access.roles import Role
from serving.app import create_app
from serving.demo.load import demo_passwords, load_demo
from serving.settings import Settings
from serving.store.store import Store
from tests.serving.store.conftest import AGENCY

ROOT = Path(__file__).parents[3]
CHROMIUM = "/usr/bin/chromium"
DESK, PHONE = (1366, 768), (390, 844)
HTML = {"Accept": "text/html"}


@dataclass
class Office:
    """The app over a store, and a way in for every role."""

    stranger: TestClient
    store: Store
    _people: dict[Role, TestClient] = field(default_factory=dict)

    def as_(self, role: Role) -> TestClient:
        """A client of the role, signed in through the form."""
        if role not in self._people:
            self._people[role] = self.sign_in(role, role)
        return self._people[role]

    def sign_in(self, login: str, role: Role) -> TestClient:
        """A client of a new account, signed in through the form."""
        agency = AGENCY if role == "pejabat_penghubung" else ""
        password = add_account(self.store.engine, login, name=login, role=role, agency=agency)
        client = TestClient(self.stranger.app, base_url="http://localhost", headers=HTML)
        answer = client.post("/masuk", data={"login": login, "password": password}, follow_redirects=False)
        assert answer.status_code == 303
        return client

    def csrf(self, client: TestClient) -> str:
        """The word that the forms of a signed-in client send back."""
        return client.get("/").text.split('name="csrf" value="')[1].split('"')[0]


@pytest.fixture(scope="module")
def office(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path_factory.mktemp('office') / 'office.db'}"
    with TestClient(create_app(Settings(release=release, database_url=url)), base_url="http://localhost") as client:
        yield Office(client, client.app.state.service.store)  # type: ignore[attr-defined]


@dataclass
class Demo:
    """The served demo, its passwords, and the store behind it."""

    url: str
    passwords: dict[str, str]
    store: Store
    browser: Browser

    @contextmanager
    def signed_in(
        self, login: str = "pengawas", size: tuple[int, int] = DESK, *, bypass_csp: bool = False
    ) -> Iterator[Page]:
        """A page of a new browser context on which somebody signed in by typing."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="id-ID", bypass_csp=bypass_csp
        )
        try:
            page = context.new_page()
            page.goto(f"{self.url}/masuk")
            page.locator("[name=login]:focus").wait_for()  # the form takes the focus by itself
            page.keyboard.type(login)
            page.keyboard.press("Tab")
            page.keyboard.type(self.passwords[login])
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert not page.url.startswith(f"{self.url}/masuk"), "the sign-in was refused"
            yield page
        finally:
            context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; without one the tests are skipped, but not in CI."""
    if not Path(CHROMIUM).exists():
        message = f"{CHROMIUM} is absent; on Debian: apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def demo(release: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`tanggap serve --demo` over the last weeks of the demo."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.db'}"
    store = Store.open(url)
    load_demo(store, Engine.load(release), last=150)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "serving.cli", "serve", "--demo", "--port", str(port)]
    command += ["--release", str(release), "--database-url", url]
    with (folder / "log.txt").open("wb") as log:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "TANGGAP_DRAIN_SECONDS": "0"}
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    _wait(lambda: httpx.get(f"{address}/readyz").status_code == 200, process)
    yield Demo(address, demo_passwords(store), store, browser)
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    store.close()


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        try:
            if ready():
                return
        except httpx.TransportError:
            pass
        assert process.poll() is None, "the service ended"
        time.sleep(0.05)
    process.kill()
    raise AssertionError("the service did not get ready")
