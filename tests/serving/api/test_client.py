"""The Python client against a running service, and against one that is down for a moment."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from serving.access.roles import Role
from serving.api.complaints import KeptComplaintIn, KeptReplyIn
from serving.api.inputs import Rejected
from serving.api.threads import ThreadIn, ThreadReplyIn
from serving.client import ApiError, Client
from serving.schemas import ComplaintIn, DispositionOut, ReplyIn
from tests.serving.api.conftest import DISHUB, Api

LAMP = "lampu jalan padam dan gelap"
DONE = "Lampu sudah diganti Selasa malam oleh petugas dan menyala."


@pytest.fixture
def as_role(api: Api) -> Callable[..., Client]:
    """A client with a new key of a role."""

    def made(role: Role, agency: str = "") -> Client:
        key = api.key(role, agency)["Authorization"].removeprefix("Bearer ")
        return Client("http://localhost", key, http=api.client)

    return made


def test_texts_are_answered(as_role: Callable[..., Client]) -> None:
    with as_role("service") as tanggap:
        answer = tanggap.dispose(ComplaintIn(id="L-1", text=LAMP))
        assert (answer.agency, tanggap.decision(answer.decision_id).id) == (DISHUB, "L-1")
        many = list(tanggap.dispose_many(ComplaintIn(id=str(n), text=LAMP) for n in range(1001)))
        assert [each.id for each in many if isinstance(each, DispositionOut)] == [str(n) for n in range(1001)]
        assert tanggap.score(ReplyIn(complaint=LAMP, reply=DONE)).p_substantive > 0.5
        (verdict,) = tanggap.score_many([ReplyIn(complaint=LAMP, reply="")])
        assert not isinstance(verdict, Rejected)
        reply = ThreadReplyIn(replied_on=date(2026, 3, 4), reply=DONE)
        thread = ThreadIn(complaint=LAMP, submitted_on=date(2026, 3, 2), replies=[reply])
        assert tanggap.score_thread(thread).days_to_first == 2
        assert tanggap.release().id == answer.release
        assert tanggap.agencies().release == answer.release
        assert tanggap.topics().topics
        assert tanggap.clocks().clocks


def test_a_complaint_from_intake_to_erasure(as_role: Callable[..., Client]) -> None:
    service, supervisor, second, admin = map(as_role, ("service", "supervisor", "supervisor", "admin"))
    number = f"C-{uuid.uuid4().hex}"
    agency = f"Dinas {number}"
    day = date(2026, 3, 2)
    kept = KeptComplaintIn(id=number, text=LAMP, submitted_on=day, agency=agency, secret=False)
    before = service.events(limit=1000).last
    assert service.keep(kept).id == number
    (verdict,) = service.keep_replies(number, [KeptReplyIn(id=f"B-{number}", text=DONE, replied_on=date(2026, 3, 4))])
    assert service.set_status(number, "selesai", "2026-03-05").status == "selesai"
    assert [event.subject for event in service.events(before).events][:2] == [number, f"B-{number}"]
    assert supervisor.complaint(number).text == LAMP
    assert [each.id for each in supervisor.complaints(agency=agency)] == [number]
    assert [each.level for each in supervisor.replies(agency=agency)] == [verdict.level]
    assert supervisor.override(verdict.id, 1, "Tidak menyebut tiang.").level_after == 1
    assert supervisor.reply(verdict.id).level_now == 1
    (row,) = supervisor.figures("agency", agency=agency)
    assert (row.complaints, row.finished.count) == (1, 1)
    assert supervisor.approve(second.correct(number, agency, "Memang dinas ini.").id).state == "disetujui"
    assert list(supervisor.promises(agency=agency)) == supervisor.families(agency=agency) == []
    assert {each.agency for each in supervisor.overdue(agency=agency)} <= {agency}
    assert admin.export(number)["complaint"]["id"] == number
    admin.erase(number)
    assert admin.complaint(number).shown == "dihapus"


def test_a_refusal_is_an_error_with_its_problem(as_role: Callable[..., Client]) -> None:
    with pytest.raises(ApiError) as refused:
        as_role("service").complaint("x")
    assert refused.value.problem.type == "urn:problem-type:tanggap:forbidden"
    with pytest.raises(ApiError, match="401"):
        Client("http://localhost", http=as_role("service")._http).release()


class Flaky:
    """A server that answers with one status after the other, the last for ever; 0 hangs up without an answer."""

    def __init__(self, *statuses: int) -> None:
        self.keys: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                status = statuses[min(len(outer.keys), len(statuses) - 1)]
                outer.keys.append(self.headers["Idempotency-Key"])
                if not status:
                    self.close_connection = True
                    return
                body = b'{"release": "a", "outcome": "diusulkan", "by": "b"}' if status == 200 else b"<html>"
                self.send_response(status)
                self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Flaky:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_what_got_no_answer_is_sent_again_with_the_same_key() -> None:
    with Flaky(0, 503, 200) as server, Client(server.url) as client:
        assert client.promote("a").outcome == "diusulkan"
    assert len(server.keys) == 3
    assert len(set(server.keys)) == 1


def test_it_gives_up_in_the_end() -> None:
    with Flaky(503) as server, Client(server.url, attempts=2) as client, pytest.raises(ApiError, match="503"):
        client.promote("a")
    assert len(server.keys) == 2
