"""Corrections, overrides and objections: who may decide, and what follows."""

from __future__ import annotations

from datetime import date

import pytest

from serving.store.chain import verify_chain
from serving.store.delivery import events_after
from serving.store.errors import RefusalError
from serving.store.figures import FigureFilter, figures, refresh
from serving.store.reports import get_complaint, get_reply
from serving.store.review import (
    correct,
    decide_correction,
    decide_objection,
    list_corrections,
    list_objections,
    object_to,
    override,
    overrides_of,
    training_rows,
)
from serving.store.store import Store
from serving.store.tables import Decision
from tests.serving.store.conftest import ADMIN, AGENCY, OFFICER, SECOND, SUPERVISOR, complaint, fill, reply, verdict

OTHER = "Dinas Sosial Kota Kediri"


def test_a_correction_takes_effect_at_once_and_trains_after_a_second_person(store: Store) -> None:
    fill(store, [complaint(1), complaint(2, secret=True)])
    with store.writing() as tx:
        made = correct(tx, "L-1", OTHER, SUPERVISOR, topic="bansos", reason="Kata Bu Siti 081234567890")
        hidden = correct(tx, "L-2", OTHER, SUPERVISOR)
    assert "081234567890" not in made.reason
    with store.reading() as tx:
        assert get_complaint(tx, "L-1", ADMIN).agency == OTHER
        assert training_rows(tx) == []
        assert {row.id for row in list_corrections(tx, SECOND).rows} == {made.id, hidden.id}
    with pytest.raises(RefusalError) as caught, store.writing() as tx:
        decide_correction(tx, made.id, True, SUPERVISOR)
    assert caught.value.kind == "second-person"
    with store.writing() as tx:
        decide_correction(tx, made.id, True, SECOND)
        decide_correction(tx, hidden.id, True, SECOND)
    with pytest.raises(RefusalError) as caught, store.writing() as tx:
        decide_correction(tx, made.id, False, SECOND)
    assert caught.value.kind == "decided"
    with store.reading() as tx:
        (row,) = training_rows(tx)  # the secret one stays out
        assert (row["id"], row["agency"], row["topic"]) == ("L-1", OTHER, "bansos")
        assert "Siti" not in row["text"]
        assert "081234567890" not in row["text"]
        assert verify_chain(tx.session).broken is None
        assert [event.kind for event in events_after(tx, 0)] == ["correction"] * 4


def test_one_account_gives_no_more_than_its_quota_and_the_last_word_counts(store: Store) -> None:
    fill(store, [complaint(n) for n in range(1, 6)])
    said = [(f"L-{n}", OTHER, SUPERVISOR) for n in range(1, 5)] + [("L-5", OTHER, SECOND), ("L-1", AGENCY, SECOND)]
    for number, agency, by in said:
        with store.writing() as tx:
            decide_correction(tx, correct(tx, number, agency, by).id, True, ADMIN)
    with store.reading() as tx:
        rows = training_rows(tx, quota=2)
    assert [row["id"] for row in rows] == ["L-2", "L-3", "L-5", "L-1"]
    assert rows[-1]["agency"] == AGENCY


def test_to_accept_is_to_name_the_same_agency(store: Store) -> None:
    fill(store, [complaint(disposed_on=None, status="belum_diverifikasi")])
    with store.writing() as tx:
        correct(tx, "L-1", AGENCY, OFFICER)
    with store.reading() as tx:
        seen = get_complaint(tx, "L-1", ADMIN)
        assert (seen.agency, seen.status, seen.disposed_on) == (AGENCY, "diproses", tx.today)
        assert tx.session.query(Decision).one().outcome == "setuju"


def test_an_override_counts_and_the_judge_s_level_stays(store: Store) -> None:
    fill(store, [complaint(closed_on=date(2026, 3, 20), status="selesai")], [(reply(), verdict(1))])
    with store.writing() as tx:
        refresh(tx)
        assert figures(tx, FigureFilter(), ADMIN)[0].finished_substantive.count == 0
        override(tx, "B-1", 2, SUPERVISOR, reason="Tiang dan tanggalnya disebut.")
    with store.writing() as tx:
        refresh(tx)
        row = figures(tx, FigureFilter(), ADMIN)[0]
        seen = get_reply(tx, "B-1", ADMIN)
    assert (row.finished_substantive.count, row.substantive.count, row.partial.count) == (1, 1, 0)
    assert (seen.level, seen.level_now, seen.overridden, seen.complaint.thread_verdict) == (1, 2, True, "substantif")
    with store.reading() as tx:
        (made,) = overrides_of(tx, "B-1", ADMIN)
        entry = tx.session.query(Decision).one()
    assert (made.level_before, made.level_after) == (1, 2)
    assert (entry.kind, entry.subject, entry.outcome, entry.actor) == ("override", "B-1", "2", SUPERVISOR.id)
    assert "Tiang" not in str(entry.answer)


@pytest.mark.parametrize(("level", "reason"), [(2, " "), (3, "ya"), (-1, "ya")])
def test_another_level_needs_a_reason(store: Store, level: int, reason: str) -> None:
    fill(store, [complaint()], [(reply(), verdict(1))])
    with pytest.raises(RefusalError) as caught, store.writing() as tx:
        override(tx, "B-1", level, SUPERVISOR, reason=reason)
    assert caught.value.kind == "invalid-request"
    with store.writing() as tx:
        override(tx, "B-1", 1, SUPERVISOR)  # agreement needs none


def test_an_objection_is_answered_by_somebody_else(store: Store) -> None:
    fill(store, [complaint()], [(reply(), verdict(0))])
    with store.writing() as tx:
        made = object_to(tx, "B-1", "Perbaikan sudah selesai, kata Bu Siti 081234567890.", OFFICER)
    assert "081234567890" not in made.text
    for work, kind in (
        (lambda tx: object_to(tx, "B-1", "lagi", OFFICER), "bad-state"),
        (lambda tx: decide_objection(tx, made.id, True, "ya", OFFICER), "second-person"),
        (lambda tx: decide_objection(tx, made.id, False, "tidak", SUPERVISOR, level=2), "invalid-request"),
        (lambda tx: decide_objection(tx, "x", False, "tidak", SUPERVISOR), "not-found"),
    ):
        with pytest.raises(RefusalError) as caught, store.writing() as tx:
            work(tx)
        assert caught.value.kind == kind
    with store.writing() as tx:
        decide_objection(tx, made.id, True, "Fotonya menunjukkan lampu menyala.", SUPERVISOR, level=2)
    with store.reading() as tx:
        assert get_reply(tx, "B-1", ADMIN).level_now == 2
        assert [row.state for row in list_objections(tx, OFFICER).rows] == ["diterima"]
        assert list_objections(tx, OFFICER, state="diajukan").rows == []
