"""Kept complaints and replies: what goes in, who sees what, pages, threads, families and promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from classifier.records import Place
from serving.access.roles import Principal
from serving.store.errors import RefusalError
from serving.store.figures import families, promise_counts, promises
from serving.store.reports import (
    ComplaintFilter,
    NewComplaint,
    ReplyFilter,
    add_complaints,
    count_complaints,
    count_replies,
    get_complaint,
    get_reply,
    join_cluster,
    list_complaints,
    list_replies,
    replies_of,
    set_agency,
    set_status,
)
from serving.store.store import Store
from tests.serving.store.conftest import (
    ADMIN,
    AGENCY,
    OFFICER,
    SCIENTIST,
    SUPERVISOR,
    complaint,
    disposition,
    fill,
    reply,
    verdict,
)

OTHER = "Dinas Sosial Kota Kediri"
ELSEWHERE = Principal("officer-2", "Pejabat Lain", "pejabat_penghubung", OTHER)


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(RefusalError) as caught:
        work()
    return caught.value.kind


def test_a_complaint_takes_from_its_disposition_what_it_does_not_say(store: Store) -> None:
    new = complaint(agency="", region="", topic="", disposed_on=None, status="belum_diverifikasi")
    with store.writing() as tx:
        add_complaints(tx, [(new, disposition(decision="auto"), "d1")])
        add_complaints(tx, [(complaint(2, agency=OTHER), disposition(place=Place("Kota Blitar")), "d2")])
    with store.reading() as tx:
        first, second = get_complaint(tx, "L-1", ADMIN), get_complaint(tx, "L-2", ADMIN)
        today = tx.today
    assert (first.agency, first.region, first.kecamatan, first.topic) == (
        AGENCY,
        "Kota Kediri",
        "Mojoroto",
        "penerangan_jalan",
    )
    assert (first.decision, first.decision_id, first.level, first.disposed_on) == ("auto", "d1", "kota", today)
    assert (second.agency, second.region, second.disposed_on) == (OTHER, "Kota Kediri", date(2026, 3, 3))


@pytest.mark.parametrize(
    ("by", "secret", "shown"),
    [
        (ADMIN, False, "penuh"),
        (ADMIN, True, "penuh"),
        (SUPERVISOR, False, "penuh"),
        (SUPERVISOR, True, "rahasia"),
        (OFFICER, True, "penuh"),
        (OFFICER, False, "penuh"),
        (SCIENTIST, False, "tersamar"),
    ],
)
def test_who_reads_how_much(store: Store, by: Principal, secret: bool, shown: str) -> None:
    fill(store, [complaint(secret=secret)], [(reply(text="Bu Siti 081234567890, sudah."), verdict())])
    with store.reading() as tx:
        seen, answered = get_complaint(tx, "L-1", by), get_reply(tx, "B-1", by)
    assert seen.shown == answered.shown == answered.complaint.shown == shown
    assert (seen.text is None) == (answered.text is None) == (shown == "rahasia")
    named = "081234567890" in f"{seen.text}{answered.text}{answered.complaint.text}"
    assert named == (shown == "penuh")
    assert ("start" in answered.items[0]) == (shown == "penuh")


def test_what_is_not_one_s_own_is_not_there(store: Store) -> None:
    fill(store, [complaint(secret=True)], [(reply(), verdict())])
    with store.reading() as tx:
        for by in (ELSEWHERE, SCIENTIST, Principal("s", "S", "service")):
            assert refusal(lambda by=by: get_complaint(tx, "L-1", by)) == "not-found"  # type: ignore[misc]
            assert refusal(lambda by=by: get_reply(tx, "B-1", by)) == "not-found"  # type: ignore[misc]
            assert refusal(lambda by=by: replies_of(tx, "L-1", by)) == "not-found"  # type: ignore[misc]
            assert list_complaints(tx, ComplaintFilter(), by).rows == []
            assert count_replies(tx, ReplyFilter(), by) == 0


def test_a_complaint_without_the_flag_is_secret() -> None:
    assert NewComplaint("L-1", "isi", date(2026, 3, 2)).secret


def test_pages_hold_every_row_once(store: Store) -> None:
    fill(store, [complaint(n, submitted_on=date(2026, 3, 2) + timedelta(days=n % 3)) for n in range(23)])
    seen: list[str] = []
    after = ""
    with store.reading() as tx:
        while True:
            page = list_complaints(tx, ComplaintFilter(), SUPERVISOR, after=after, limit=5)
            seen += [row.id for row in page.rows]
            after = page.next
            if not after:
                break
        whole = list_complaints(tx, ComplaintFilter(), SUPERVISOR, limit=100)
    assert seen == [row.id for row in whole.rows]
    assert len(set(seen)) == 23
    days = [row.submitted_on for row in whole.rows]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("cursor", ["x", "W10", "WyIyMDI2LTAzLTAyIiwxXQ", "é", "bnVsbA"])
def test_a_made_up_cursor_is_refused(store: Store, cursor: str) -> None:
    with store.reading() as tx:
        assert refusal(lambda: list_complaints(tx, ComplaintFilter(), ADMIN, after=cursor)) == "bad-cursor"


def test_filters(store: Store) -> None:
    fill(
        store,
        [
            complaint(1),
            complaint(2, agency=OTHER, topic="bansos", submitted_on=date(2026, 4, 1), disposed_on=None),
            complaint(3, region="Kabupaten Kediri", agency="Dinas Perhubungan Kabupaten Kediri", secret=True),
        ],
        [
            (reply(1), verdict(0, flags=["echo"])),
            (reply(2, replied_on=date(2026, 4, 6)), verdict(2)),
            (reply(3), verdict(1)),
        ],
    )

    def complaints(**wanted: object) -> list[str]:
        with store.reading() as tx:
            found = list_complaints(tx, ComplaintFilter(**wanted), ADMIN)  # type: ignore[arg-type]
            assert count_complaints(tx, ComplaintFilter(**wanted), ADMIN) == len(found.rows)  # type: ignore[arg-type]
        return sorted(row.id for row in found.rows)

    def replies(**wanted: object) -> list[str]:
        with store.reading() as tx:
            found = list_replies(tx, ReplyFilter(**wanted), ADMIN)  # type: ignore[arg-type]
            assert count_replies(tx, ReplyFilter(**wanted), ADMIN) == len(found.rows)  # type: ignore[arg-type]
        return sorted(row.id for row in found.rows)

    assert complaints() == ["L-1", "L-2", "L-3"]
    assert complaints(agency=OTHER) == complaints(topic="bansos") == complaints(month_from="2026-04") == ["L-2"]
    assert complaints(month_to="2026-03") == ["L-1", "L-3"]
    assert complaints(level="kabupaten") == complaints(region="Kabupaten Kediri") == complaints(secret=True) == ["L-3"]
    assert complaints(thread_verdict="substantif") == ["L-2"]
    assert replies(level=2) == replies(agency=OTHER) == replies(month_from="2026-04") == replies(topic="bansos")
    assert replies(flag="echo") == replies(complaint_id="L-1") == ["B-1"]
    assert replies(uncertain=True) == replies(level_of_government="kabupaten") == ["B-3"]
    assert replies(flag="ech_") == replies(flag='%","name":"') == []
    assert replies(overridden=False) == ["B-1", "B-2", "B-3"]


def test_an_id_is_kept_once_and_a_batch_whole_or_not_at_all(store: Store) -> None:
    fill(store, [complaint(1)], [(reply(1), verdict())])
    assert refusal(lambda: fill(store, [complaint(2), complaint(1)])) == "exists"
    assert refusal(lambda: fill(store, [complaint(3), complaint(3)])) == "exists"
    assert refusal(lambda: fill(store, [], [(reply(2, 1), verdict()), (reply(1), verdict())])) == "exists"
    assert refusal(lambda: fill(store, [], [(reply(2, 1), verdict()), (reply(3, 9), verdict())])) == "not-found"
    with store.reading() as tx:
        assert count_complaints(tx, ComplaintFilter(), ADMIN) == count_replies(tx, ReplyFilter(), ADMIN) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "entah"},
        {"report_type": "entah"},
        {"submitted_on": date(1990, 1, 1), "disposed_on": None},
        {"closed_on": date(2026, 3, 9)},
    ],
)
def test_values_out_of_range_are_refused(store: Store, fields: dict[str, object]) -> None:
    assert refusal(lambda: fill(store, [complaint(**fields)])) == "invalid-request"


def test_the_thread_follows_its_replies(store: Store) -> None:
    fill(store, [complaint()])
    fill(store, [], [(reply(1, 1, text="Terima kasih."), verdict(0, flags=["empty"], items=[]))])
    with store.reading() as tx:
        assert get_complaint(tx, "L-1", ADMIN).first_reply_on is None
    fill(store, [], [(reply(2, 1, replied_on=date(2026, 3, 9)), verdict(1))])
    with store.reading() as tx:
        seen = get_complaint(tx, "L-1", ADMIN)
    assert (seen.thread_verdict, seen.first_reply_on) == ("sebagian", date(2026, 3, 9))
    done = "Lampu sudah diganti Selasa malam oleh petugas."
    fill(store, [], [(reply(3, 1, text=done, replied_on=date(2026, 3, 12)), verdict(2, items=["R3"]))])
    with store.reading() as tx:
        assert get_complaint(tx, "L-1", ADMIN).thread_verdict == "substantif"
        assert [row.id for row in replies_of(tx, "L-1", ADMIN)] == ["B-1", "B-2", "B-3"]


def test_promises_are_open_passed_kept_or_undated(store: Store) -> None:
    far = "Lampu akan diganti paling lambat 12 Maret 2099."
    fill(
        store,
        [complaint(n) for n in range(1, 5)],
        [
            (reply(1), verdict()),
            (reply(2, text=far), verdict()),
            (reply(3), verdict()),
            (reply(4, text="Akan segera kami perbaiki."), verdict(0)),
        ],
    )
    fill(store, [], [(reply(5, 3, text="Lampu sudah diganti.", replied_on=date(2026, 3, 10)), verdict(2))])
    with store.reading() as tx:
        states = {row.reply_id: row for row in promises(tx, SUPERVISOR).rows}
        counts = promise_counts(tx, AGENCY, SUPERVISOR)
        open_ones = promises(tx, OFFICER, agency=AGENCY, state="buka").rows
        none = promises(tx, ELSEWHERE).rows
    assert {number: row.state for number, row in states.items()} == {
        "B-1": "lewat",
        "B-2": "buka",
        "B-3": "ditepati",
        "B-4": "tanpa_tanggal",
    }
    assert counts == {"lewat": 1, "buka": 1, "ditepati": 1, "tanpa_tanggal": 1}
    assert [row.reply_id for row in open_ones] == ["B-2"]
    assert (states["B-1"].due, states["B-3"].kept_on) == (date(2026, 3, 12), date(2026, 3, 10))
    assert "12 Maret 2026" in (states["B-1"].words or "")
    assert none == []


def test_copied_replies_join_one_family_of_their_agency(store: Store) -> None:
    copied = "Terima kasih, laporan Bapak {} di Jalan {} nomor {} akan kami teruskan ke bidang terkait untuk dicek."
    names = [("Budi", "Melati", 4), ("Tono", "Mawar", 17), ("Agus", "Kenanga", 230)]
    fill(
        store,
        [complaint(n) for n in range(1, 6)],
        [(reply(n, text=copied.format(*names[n - 1])), verdict(0)) for n in (1, 2)],
    )
    fill(store, [], [(reply(3, text=copied.format(*names[2]), replied_on=date(2026, 4, 1)), verdict(0))])
    fill(store, [], [(reply(4), verdict(1)), (reply(5, text=copied.format(*names[0]), agency=OTHER), verdict(0))])
    with store.reading() as tx:
        found = families(tx, AGENCY, SUPERVISOR)
        every = families(tx, "", SUPERVISOR, least=1)
        members = [row.id for row in list_replies(tx, ReplyFilter(family_id=found[0].id), SUPERVISOR).rows]
    assert len(found) == 1
    assert (found[0].size, found[0].first_seen, found[0].last_seen) == (3, date(2026, 3, 5), date(2026, 4, 1))
    assert found[0].share == pytest.approx(3 / 4)
    assert sorted(members) == ["B-1", "B-2", "B-3"]
    assert found[0].example == "B-1"
    assert "Budi" not in found[0].pattern
    assert "teruskan ke bidang terkait" in found[0].pattern
    assert sorted((row.agency, row.size) for row in every) == [(AGENCY, 1), (AGENCY, 3), (OTHER, 1)]


def test_status_agency_and_duplicates_change(store: Store) -> None:
    fill(store, [complaint(1, status="belum_diverifikasi"), complaint(2)])
    with store.writing() as tx:
        set_agency(tx, "L-1", OTHER, date(2026, 3, 4), SUPERVISOR)
        set_status(tx, "L-2", "selesai", date(2026, 3, 20), SUPERVISOR)
        join_cluster(tx, "L-2", "L-1", SUPERVISOR)
    with store.reading() as tx:
        first, second = get_complaint(tx, "L-1", ADMIN), get_complaint(tx, "L-2", ADMIN)
    assert (first.agency, first.status, first.disposed_on) == (OTHER, "diproses", date(2026, 3, 4))
    assert (second.status, second.closed_on, second.cluster_id) == ("selesai", date(2026, 3, 20), "L-1")
    with store.writing() as tx:
        set_status(tx, "L-2", "diproses", date(2026, 3, 21), SUPERVISOR)
        assert get_complaint(tx, "L-2", ADMIN).closed_on is None
    for work in (
        lambda tx: set_status(tx, "L-1", "entah", date(2026, 3, 20), SUPERVISOR),
        lambda tx: set_status(tx, "L-1", "selesai", date(2026, 3, 1), SUPERVISOR),
        lambda tx: set_agency(tx, "L-1", "", date(2026, 3, 20), SUPERVISOR),
        lambda tx: join_cluster(tx, "L-1", "L-1", SUPERVISOR),
    ):
        with pytest.raises(RefusalError) as caught, store.writing() as tx:
            work(tx)
        assert caught.value.kind == "invalid-request"
