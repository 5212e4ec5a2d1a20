"""The service over its store: answers that are stored once, kept reports, replay, erasure and retention."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from classifier.engine import Engine
from classifier.records import Complaint, ReplyPair
from serving.cli import main
from serving.replay import replay_file, replay_kept
from serving.service import Service
from serving.store.chain import verify_chain
from serving.store.delivery import Once, events_after
from serving.store.errors import RefusalError
from serving.store.reports import get_complaint, get_reply, set_status
from serving.store.store import Store
from serving.store.tables import Complaint as Row
from serving.store.tables import Decision
from tests.examples import complaint_rows
from tests.serving.store.conftest import ADMIN, complaint, reply

ONCE = Once("k", "key-1", "0" * 64)


@pytest.fixture
def service(engine: Engine, store: Store) -> Iterator[Service]:
    made = Service(engine, store)
    yield made
    made.close()


def entries(store: Store) -> int:
    with store.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(Decision)) or 0


def test_a_repeated_request_gets_its_answer_and_is_stored_once(service: Service) -> None:
    asked = [Complaint(text="lampu jalan padam", id=f"L-{n}") for n in range(3)]

    async def together() -> list[object]:
        calls = [service.dispose(asked, actor="k", once=ONCE) for _ in range(4)]
        others = [service.dispose([Complaint(text="sampah menumpuk")], actor="x")]
        wrong = service.dispose(asked, actor="k", once=Once("k", "key-1", "1" * 64))
        return list(await asyncio.gather(*calls, *others, wrong, return_exceptions=True))

    first = asyncio.run(service.dispose(asked, actor="k", once=ONCE))
    *same, other, refused = asyncio.run(together())
    assert all(each == first for each in same)
    assert [each.id for each in first] == ["L-0", "L-1", "L-2"]
    assert other[0].reasons  # type: ignore[index]
    assert isinstance(refused, RefusalError)
    assert refused.kind == "key-reused"
    assert entries(service.store) == 4
    pair = ReplyPair("lampu jalan padam", "lampu sudah diganti", id="B-1")
    verdicts = [asyncio.run(service.score([pair], once=Once("k", "key-2", "0" * 64))) for _ in range(2)]
    assert verdicts[0] == verdicts[1]
    assert entries(service.store) == 5


def test_a_kept_report_is_one_transaction_with_its_events(service: Service) -> None:
    first = service.take_complaints([complaint(agency="", disposed_on=None)], ADMIN, ONCE)
    assert service.take_complaints([complaint(agency="", disposed_on=None)], ADMIN, ONCE) == first
    with pytest.raises(RefusalError) as caught:
        service.take_complaints([complaint(2), complaint(1)], ADMIN)
    assert caught.value.kind == "exists"
    with pytest.raises(RefusalError) as caught:
        service.take_replies([reply(agency="")], ADMIN)
    assert caught.value.kind == "invalid-request"
    judged = service.take_replies([reply(agency="Dinas Perhubungan")], ADMIN)
    with service.store.reading() as tx:
        kept, answered = get_complaint(tx, "L-1", ADMIN), get_reply(tx, "B-1", ADMIN)
        assert [event.kind for event in events_after(tx, 0)] == ["disposition", "verdict"]
        assert verify_chain(tx.session).entries == 2
    assert (kept.decision_id, kept.agency, kept.suggestion) == (first[0].decision_id, "", first[0].agency)
    assert (answered.decision_id, answered.level) == (judged[0].decision_id, judged[0].level)
    assert answered.items == [{"item": each.item, "start": each.start, "end": each.end} for each in judged[0].items]


def test_stored_decisions_replay(service: Service, engine: Engine, tmp_path: Path) -> None:
    rows = complaint_rows()[:200]
    source = tmp_path / "sent.jsonl"
    sent = [{"id": f"S-{n}", "text": row["text"]} for n, row in enumerate(rows)]
    source.write_text("".join(json.dumps(row) + "\n" for row in [*sent, {"id": "S-none", "text": "tak dikirim"}]))
    asyncio.run(service.dispose([Complaint(**row) for row in sent]))
    found = replay_file(service.store, engine, source)
    assert (found.equal, found.different, found.altered, found.unknown) == (len(sent), 0, 0, 1)
    source.write_text(json.dumps({**sent[0], "text": "lain"}) + "\n")
    assert replay_file(service.store, engine, source).altered == 1
    pairs = tmp_path / "pairs.jsonl"
    pair = ReplyPair("lampu jalan padam", "lampu sudah diganti", id="B-9")
    asyncio.run(service.score([pair]))
    pairs.write_text(json.dumps({"id": "B-9", "complaint": pair.complaint, "reply": pair.reply}) + "\n")
    assert replay_file(service.store, engine, pairs).equal == 1


def test_an_answer_is_the_same_alone_and_in_any_batch(engine: Engine) -> None:
    """Without this a replay could not promise 1e-9: the service answers in batches of whatever waits."""
    complaints = [Complaint(row["text"], region="Kota Kediri") for row in complaint_rows()[:120]]
    pairs = [ReplyPair(each.text, other.text) for each, other in pairwise(complaints)]
    disposed = [each.probability for each in engine.dispose(complaints)]
    judged = [each.p_substantive for each in engine.score(pairs)]
    assert [engine.dispose([each])[0].probability for each in complaints] == disposed
    assert [engine.score([each])[0].p_substantive for each in pairs] == judged


def test_kept_texts_replay_and_a_changed_probability_is_told(service: Service, engine: Engine) -> None:
    service.take_complaints([complaint(n, text=f"lampu jalan padam {n}", title="PJU") for n in range(5)], ADMIN)
    service.take_replies([reply(n) for n in range(5)], ADMIN)
    found = replay_kept(service.store, engine)
    assert (found.equal, found.different, found.altered, found.unknown) == (10, 0, 0, 0)
    with service.store.engine.begin() as connection:
        on = "" if connection.dialect.name == "sqlite" else " on decision"
        name = "decision_append_only" if on else "decision_no_update"
        connection.execute(text(f"drop trigger {name}{on}"))
        connection.execute(text("update decision set probability = probability + 0.00000001 where sequence = 2"))
        connection.execute(text("update decision set release = 'another' where sequence = 3"))
    found = replay_kept(service.store, engine)
    assert (found.equal, found.different, found.other_release) == (8, 1, 1)


def test_the_commands(
    service: Service, release: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TANGGAP_DATABASE_URL", service.store.engine.url.render_as_string(hide_password=False))
    long_ago = date.today() - timedelta(days=800)
    old = {"submitted_on": long_ago, "disposed_on": None, "closed_on": long_ago, "status": "selesai"}
    service.take_complaints([complaint(1), complaint(2, **old), complaint(3)], ADMIN)
    service.take_replies([reply(1)], ADMIN)
    with service.store.writing() as tx:
        set_status(tx, "L-3", "selesai", tx.today, ADMIN)
    assert main(["replay", "--release", str(release)]) == 0
    assert capsys.readouterr().out.startswith("4 equal, 0 different")
    target = tmp_path / "L-1.json"
    assert main(["reports", "export", "L-1", "--out", str(target)]) == 0
    held = json.loads(target.read_text())
    assert "Bu Siti" in held["complaint"]["texts"]["text"]
    assert [each["id"] for each in held["replies"]] == ["B-1"]
    assert {each["kind"] for each in held["decisions"]} == {"disposition", "verdict"}
    assert len(held["promises"]) == len(held["families"]) == 1
    assert main(["reports", "retain", "--older-than", "730"]) == 0
    assert main(["reports", "erase", "L-1"]) == 0
    assert capsys.readouterr().out == "1 reports erased\n1 report erased\n"
    with service.store.reading() as tx:
        shown = [get_complaint(tx, f"L-{n}", ADMIN).shown for n in (1, 2, 3)]
        erased = get_reply(tx, "B-1", ADMIN)
        assert verify_chain(tx.session).broken is None
    assert shown == ["dihapus", "dihapus", "penuh"]
    assert (erased.text, erased.shown, erased.complaint.text) == (None, "dihapus", None)
    assert main(["replay", "--release", str(release)]) == 0
    assert main(["audit", "verify"]) == 0
    for wrong in (["erase", "L-1"], ["erase", "L-9"], ["export", "L-9"]):
        assert main(["reports", *wrong]) == 2
    assert main(["reports", "export", "L-1"]) == 0
    assert "Siti" not in capsys.readouterr().out


def test_nobody_answers_an_erased_complaint(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    service.take_complaints([complaint()], ADMIN)
    main(["reports", "erase", "L-1", "--database-url", service.store.engine.url.render_as_string(hide_password=False)])
    with pytest.raises(RefusalError) as caught:
        service.take_replies([reply()], ADMIN)
    assert caught.value.kind == "bad-state"


def test_an_erased_text_is_gone_from_the_files(engine: Engine, tmp_path: Path) -> None:
    """Not even with the wrapped key of before: the file does not hold it any more."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    store = Store.open(url)
    service = Service(engine, store)
    service.take_complaints([complaint()], ADMIN)
    with store.reading() as tx:
        row = tx.session.get_one(Row, "L-1")
        sealed = row.sealed
        wrapped = tx.session.execute(text("select wrapped from report_key")).scalar()
    service.close()
    store.close()
    assert sealed is not None
    before = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert wrapped in before
    assert main(["reports", "erase", "L-1", "--database-url", url]) == 0
    after = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert wrapped not in after
    assert sealed not in after
