"""What goes out once: kept answers, events in order, webhooks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from serving.store.delivery import (
    GIVE_UP_AFTER,
    LONGEST_WAIT,
    Once,
    add_webhook,
    delivered,
    digest_of,
    due_webhooks,
    events_after,
    failed,
    find_answer,
    hold_webhook,
    keep_answer,
    last_event,
    list_webhooks,
    prune_answers,
    publish,
    remove_webhook,
)
from serving.store.errors import RefusalError
from serving.store.store import Store, Transaction

ONCE = Once("k", "key-1", digest_of("POST", "/v1/dispositions", b"{}"))


def test_an_answer_is_kept_for_its_request_alone(store: Store) -> None:
    with store.writing() as tx:
        assert find_answer(tx, ONCE) is None
        keep_answer(tx, ONCE, 201, b"isi laporan")
    with store.writing() as tx:
        kept = find_answer(tx, ONCE)
        assert kept is not None
        assert (kept.status, kept.body) == (201, b"isi laporan")
        assert find_answer(tx, Once("another", "key-1", ONCE.digest)) is None
        with pytest.raises(RefusalError) as caught:
            find_answer(tx, Once("k", "key-1", digest_of("POST", "/v1/dispositions", b"{} ")))
    assert caught.value.kind == "key-reused"
    with store.writing() as tx:
        assert prune_answers(tx, timedelta(days=1)) == 0
        assert prune_answers(Transaction(store, tx.session, tx.now + timedelta(days=2)), timedelta(days=1)) == 1


def test_a_kept_answer_cannot_be_read_in_the_file(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'a.db'}")
    with store.writing() as tx:
        keep_answer(tx, ONCE, 200, b"Bu Siti")
    store.close()
    assert b"Siti" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_equal_requests_at_once_are_done_once(store: Store) -> None:
    def ask(_: int) -> bytes:
        with store.writing() as tx:
            before = find_answer(tx, ONCE)
            if before is not None:
                return before.body
            publish(tx, [("disposition", "L-1", {})])
            keep_answer(tx, ONCE, 200, b"%d" % last_event(tx))
        return b"1"

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(40))) == {b"1"}
    with store.reading() as tx:
        assert len(events_after(tx, 0)) == 1


def test_who_polls_with_the_last_number_misses_nothing(store: Store) -> None:
    seen: list[int] = []

    def write(number: int) -> None:
        with store.writing() as tx:
            publish(tx, [("disposition", f"L-{number}", {}), ("verdict", f"B-{number}", {})])

    with ThreadPoolExecutor(6) as threads:
        work = [threads.submit(write, number) for number in range(40)]
        while len(seen) < 80 and not (all(each.done() for each in work) and len(seen) == 80):
            with store.reading() as tx:
                seen += [event.sequence for event in events_after(tx, seen[-1] if seen else 0, 7)]
            for each in work:
                if each.done():
                    each.result()
    assert seen == sorted(set(seen))
    with store.reading() as tx:
        assert [event.sequence for event in events_after(tx, 0, 100)] == seen


def test_what_is_rolled_back_was_never_said(store: Store) -> None:
    def fail() -> None:
        with store.writing() as tx:
            publish(tx, [("disposition", "L-1", {})])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as tx:
        assert events_after(tx, 0) == []


def test_webhooks_get_what_came_after_them_and_wait_longer_after_failures(store: Store) -> None:
    def at(seconds: float, work: Callable[[Transaction], object]) -> object:
        with store.writing() as tx:
            return work(Transaction(store, tx.session, tx.now + timedelta(seconds=seconds)))

    with store.writing() as tx:
        publish(tx, [("disposition", "L-0", {})])
        hook = add_webhook(tx, "https://example.go.id/tanggap")
        assert due_webhooks(tx) == []
        publish(tx, [("disposition", "L-1", {})])
    with store.writing() as tx:
        assert [row.id for row in due_webhooks(tx)] == [hook.id]
        assert [event.subject for event in events_after(tx, hook.delivered)] == ["L-1"]
        hold_webhook(tx, hook.id, timedelta(seconds=30))
        assert due_webhooks(tx) == []
    at(0, lambda tx: failed(tx, hook.id))
    assert at(5, due_webhooks) == []
    assert len(at(11, due_webhooks)) == 1  # type: ignore[arg-type]
    at(11, lambda tx: failed(tx, hook.id))
    assert at(25, due_webhooks) == []
    assert len(at(32, due_webhooks)) == 1  # type: ignore[arg-type]
    at(32, lambda tx: delivered(tx, hook.id, last_event(tx)))
    assert at(99, due_webhooks) == []
    with store.writing() as tx:
        for _ in range(GIVE_UP_AFTER):
            failed(tx, hook.id)
        (row,) = list_webhooks(tx)
        assert not row.active
        assert row.next_attempt_at - tx.now <= LONGEST_WAIT
        remove_webhook(tx, hook.id)
        with pytest.raises(RefusalError):
            remove_webhook(tx, hook.id)
