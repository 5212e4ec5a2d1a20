"""Figures against tables computed by hand."""

from __future__ import annotations

from datetime import date
from math import isclose

import pytest

from serving.store.figures import FigureFilter, Share, figures, peers, refresh, topics
from serving.store.figures.shares import median, wilson
from serving.store.reports import set_agency, set_status
from serving.store.store import Store
from tests.serving.store.conftest import ADMIN, AGENCY, OFFICER, SUPERVISOR, complaint, fill, reply, verdict

BLITAR = "Dinas Perhubungan Kota Blitar"
SOCIAL = "Dinas Sosial Kota Kediri"


def rows(store: Store, *group: str, **wanted: str) -> dict[tuple[str, ...], object]:
    with store.writing() as tx:
        refresh(tx)
        found = figures(tx, FigureFilter(**wanted), SUPERVISOR, group=group)  # type: ignore[arg-type]
    return {row.key: row for row in found}


def small_office(store: Store) -> None:
    """Twelve complaints of two agencies in two months, with their replies.

    All came in on a Monday, 2 March or 6 April 2026, and went to the agency on the Tuesday after.
    """
    march, april = (
        {"submitted_on": date(2026, 3, 2)},
        {"submitted_on": date(2026, 4, 6), "disposed_on": date(2026, 4, 7)},
    )
    closed = {"status": "selesai", "closed_on": date(2026, 3, 16)}
    complaints = [
        *(complaint(n, **march, **closed) for n in range(1, 5)),
        *(complaint(n, **march) for n in range(5, 9)),
        *(complaint(n, **april) for n in (9, 10)),
        *(complaint(n, **april, agency=BLITAR, region="Kota Blitar") for n in (11, 12)),
    ]
    done = "Lampu tiang 14 sudah diganti Selasa malam oleh petugas."
    copied = "Terima kasih atas laporannya. Akan segera kami tindak lanjuti bersama pihak terkait."
    replies = [
        (reply(1, text=done, replied_on=date(2026, 3, 4)), verdict(2, items=["R3"])),
        (reply(2, text=done.replace("14", "9"), replied_on=date(2026, 3, 4)), verdict(2, items=["R3"])),
        (reply(3, text=copied, replied_on=date(2026, 3, 6)), verdict(0, items=[])),
        (reply(5, text=copied, replied_on=date(2026, 3, 6)), verdict(0, items=[])),
        (reply(9, text=copied, replied_on=date(2026, 4, 16)), verdict(0, items=[])),
        (reply(11, text="Petugas akan mengecek Jumat.", replied_on=date(2026, 4, 8)), verdict(1)),
    ]
    fill(store, complaints, replies)


def test_the_figures_of_a_small_office(store: Store) -> None:
    small_office(store)
    march = rows(store, "agency", "month")[AGENCY, "2026-03"]
    assert (march.complaints, march.replies) == (8, 4)  # type: ignore[attr-defined]
    expected = {
        "handled": 5,  # four with a reply, and L-4, which was closed without one
        "finished": 4,
        "finished_substantive": 2,
        "substantive": 2,
        "partial": 0,
        "normative": 2,
        "boilerplate": 2,  # three copies in all, one of them in April
    }
    assert {name: getattr(march, name).count for name in expected} == expected
    assert march.median_working_days == 3  # 2, 2, 4 and 4 working days  # type: ignore[attr-defined]


def test_what_is_overdue_by_clock(store: Store) -> None:
    small_office(store)
    found = rows(store, "agency", "month")
    # All were sent on the next day. March: the follow-up was due on 10 March; those of L-4 (at its closing, 16 March),
    # L-6, L-7 and L-8 (never) came too late. Closing was due on 30 March: L-5 to L-8 are open.
    assert found[AGENCY, "2026-03"].overdue == {  # type: ignore[attr-defined]
        "verifikasi": 0,
        "tindak_lanjut_pertama": 4,
        "penyelesaian": 4,
    }
    # April: the follow-up was due on 14 April; L-9 was answered on the 16th, L-10 never.
    assert found[AGENCY, "2026-04"].overdue == {  # type: ignore[attr-defined]
        "verifikasi": 0,
        "tindak_lanjut_pertama": 2,
        "penyelesaian": 2,
    }


def test_groupings_add_up(store: Store) -> None:
    small_office(store)
    (whole,) = rows(store).values()
    for group in (("month",), ("agency",), ("region",), ("level",), ("agency", "month", "region", "level")):
        parts = rows(store, *group).values()
        for name in ("complaints", "replies"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
        assert sum(part.handled.count for part in parts) == whole.handled.count == 7  # type: ignore[attr-defined]
    assert list(rows(store, "region")) == [("Kota Blitar",), ("Kota Kediri",)]
    assert list(rows(store, "month", region="Kota Blitar")) == [("2026-04",)]
    assert list(rows(store, "agency", month_to="2026-03")) == [(AGENCY,)]
    assert rows(store, "agency", agency="tidak ada") == {}
    (nothing,) = rows(store, agency="tidak ada").values()
    assert (nothing.complaints, nothing.median_working_days) == (0, None)  # type: ignore[attr-defined]


def test_shares_have_intervals_and_small_numbers_none(store: Store) -> None:
    small_office(store)
    (whole,) = rows(store).values()
    share = whole.handled  # type: ignore[attr-defined]
    assert (share.count, share.of, share.share) == (7, 12, 7 / 12)
    assert isclose(share.low, 0.3195, abs_tol=1e-4)  # Wilson's formula by hand
    assert isclose(share.high, 0.8067, abs_tol=1e-4)
    march = rows(store, "month")["2026-03",]
    assert march.handled == Share(5, 8, None, None, None)  # type: ignore[attr-defined]


def test_what_changes_is_counted_anew_and_only_that(store: Store) -> None:
    small_office(store)
    rows(store)
    with store.writing() as tx:
        assert refresh(tx) == 0
        set_status(tx, "L-6", "selesai", date(2026, 3, 20), SUPERVISOR)
        assert refresh(tx) == 1
        set_agency(tx, "L-5", SOCIAL, date(2026, 3, 3), SUPERVISOR)
        assert refresh(tx) == 2
    found = rows(store, "agency", "month")
    assert found[AGENCY, "2026-03"].complaints == 7  # type: ignore[attr-defined]
    assert found[AGENCY, "2026-03"].replies == 4  # the reply stays with who gave it  # type: ignore[attr-defined]
    assert found[SOCIAL, "2026-03"].complaints == 1  # type: ignore[attr-defined]
    with store.writing() as tx:
        set_agency(tx, "L-5", AGENCY, date(2026, 3, 3), SUPERVISOR)
    assert (SOCIAL, "2026-03") not in rows(store, "agency", "month")


def test_who_sees_which_figures(store: Store) -> None:
    small_office(store)
    with store.writing() as tx:
        refresh(tx)
        assert [row.key for row in figures(tx, FigureFilter(), OFFICER, group=("agency",))] == [(AGENCY,)]
        assert topics(tx, FigureFilter(), OFFICER) == [("penerangan_jalan", 10)]
        assert topics(tx, FigureFilter(region="Kota Blitar"), ADMIN) == [("penerangan_jalan", 2)]
        assert [row.key for row in peers(tx, AGENCY, FigureFilter(), ADMIN)] == [(BLITAR,), (AGENCY,)]
        assert [row.key for row in peers(tx, AGENCY, FigureFilter(), OFFICER)] == [(AGENCY,)]


@pytest.mark.parametrize(
    ("counted", "expected"), [({}, None), ({3: 1}, 3), ({1: 1, 2: 1}, 1.5), ({0: 5, 9: 4}, 0), ({0: 1, 4: 1, 8: 1}, 4)]
)
def test_median(counted: dict[int, int], expected: float | None) -> None:
    assert median(counted) == expected


def test_wilson_stays_within_bounds() -> None:
    assert wilson(0, 10)[0] == 0
    assert wilson(1, 10)[1] == pytest.approx(1)
    assert wilson(1, 10)[1] <= 1
    assert wilson(0, 10)[1] == pytest.approx(0.2775, abs=1e-4)
