"""Audits: the sample, blind rating, and estimates that hold what they promise."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import isnan

import pytest

from classifier.agreement import cohen_kappa
from serving.access.roles import Principal
from serving.store.audits import (
    adjudicate,
    agreement,
    disputes,
    draw,
    estimate,
    get_audit,
    list_audits,
    next_item,
    progress,
    rate,
)
from serving.store.audits.estimation import Rated, weighted_share
from serving.store.audits.sampling import Candidate, allocate, draw_sample, stratify
from serving.store.errors import RefusalError
from serving.store.reports import ReplyFilter
from serving.store.store import Store
from serving.store.tables import AuditItem, Decision
from tests.serving.store.conftest import ADMIN, SECOND, SUPERVISOR, THIRD, complaint, fill, reply, verdict


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(RefusalError) as caught:
        work()
    return caught.value.kind


def forty_replies(store: Store) -> None:
    """Forty replies of two agencies: 16 of level 0, 8 uncertain ones of level 1, 16 of level 2."""
    levels = [(0, 0.05)] * 16 + [(1, 0.4)] * 8 + [(2, 0.95)] * 16
    other = "Dinas Sosial Kota Kediri"
    fill(
        store,
        [complaint(n, **({"agency": other} if n % 2 else {})) for n in range(40)],
        [(reply(n), verdict(level, p=p)) for n, (level, p) in enumerate(levels)],
    )


def rate_all(store: Store, audit_id: str, by: Principal, level_of: Callable[[str], int]) -> int:
    """Rate all that is offered; returns how many there were."""
    count = 0
    while True:
        with store.writing() as tx:
            item = next_item(tx, audit_id, by)
            if item is None:
                return count
            reply_id = tx.session.get_one(AuditItem, item.item_id).reply_id
            rate(tx, item.item_id, level_of(reply_id), ["R1"] if level_of(reply_id) else [], by)
        count += 1


def test_a_sample_is_stratified_weighted_and_repeatable(store: Store) -> None:
    forty_replies(store)
    with store.writing() as tx:
        first = draw(tx, "Maret", ReplyFilter(), 20, SUPERVISOR, seed=5)
        second = draw(tx, "Maret lagi", ReplyFilter(), 20, SUPERVISOR, seed=5)
        items, again = (
            tx.session.query(AuditItem).filter_by(audit_id=audit.id).order_by(AuditItem.position).all()
            for audit in (first, second)
        )
        assert [audit.id for audit in list_audits(tx)] != []
    assert [item.reply_id for item in items] == [item.reply_id for item in again]
    assert len({item.reply_id for item in items}) == len(items)
    assert sum(item.weight for item in items) == pytest.approx(40)
    population, sample = first.design["population"], first.design["sample"]
    assert sum(population.values()) == 40
    assert len(population) == 6  # two agencies, three levels
    for name in population:
        assert all(item.weight == population[name] / sample[name] for item in items if item.stratum == name)
    doubtful = [name for name in population if "ragu" in name]
    sure = [name for name in population if "ragu" not in name]
    share = {name: sample[name] / population[name] for name in population}
    assert min(share[name] for name in doubtful) > max(share[name] for name in sure)
    assert len(first.design["control"]) >= 4


def test_strata_become_coarser_where_the_sample_is_small() -> None:
    frame = [Candidate(f"B-{n}", f"Instansi {n % 50}", ("kota", "provinsi")[n % 2], n % 3, False) for n in range(300)]
    assert len(stratify(frame, 400)) == 150
    assert len(stratify(frame, 60)) == 6
    assert len(stratify(frame, 10)) == 3
    assert sum(map(len, stratify(frame, 60).values())) == 300


@pytest.mark.parametrize("size", [5, 5000])
def test_a_size_out_of_range_is_refused(store: Store, size: int) -> None:
    forty_replies(store)
    with store.writing() as tx:
        assert refusal(lambda: draw(tx, "x", ReplyFilter(), size, SUPERVISOR)) == "invalid-request"
        assert refusal(lambda: draw(tx, " ", ReplyFilter(), 20, SUPERVISOR)) == "invalid-request"
        assert refusal(lambda: draw(tx, "x", ReplyFilter(agency="tidak ada"), 20, SUPERVISOR)) == "invalid-request"


def test_two_people_rate_blind_and_a_third_decides(store: Store) -> None:
    forty_replies(store)
    truth = {f"B-{n}": 2 if n >= 20 else 0 for n in range(40)}
    with store.writing() as tx:
        audit_id = draw(tx, "Maret", ReplyFilter(), 20, SUPERVISOR, seed=5).id
        item = next_item(tx, audit_id, SUPERVISOR)
    assert item is not None
    assert item.reply.startswith("Petugas mengecek tiang 14")
    assert "Lampu jalan" in item.complaint
    assert set(item.__dataclass_fields__) == {
        "item_id",
        "position",
        "of",
        "report_type",
        "title",
        "complaint",
        "reply",
    }
    count = rate_all(store, audit_id, SUPERVISOR, lambda number: truth[number])
    assert count == item.of
    with store.writing() as tx:
        again = tx.session.query(AuditItem).filter_by(audit_id=audit_id, position=1).one()
        assert refusal(lambda: rate(tx, again.id, 1, [], SUPERVISOR)) == "decided"
        assert refusal(lambda: rate(tx, again.id, 3, [], SECOND)) == "invalid-request"
        assert refusal(lambda: rate(tx, again.id, 1, ["R11"], SECOND)) == "invalid-request"
        assert refusal(lambda: adjudicate(tx, again.id, 1, "ya", THIRD)) == "bad-state"
        odd = again.reply_id
    rate_all(store, audit_id, SECOND, lambda number: 1 if number == odd else truth[number])
    with store.writing() as tx:
        found = progress(tx, audit_id)
        assert (found.items, found.rated_twice, found.disputed, found.decided) == (count, count, 1, count - 1)
        assert next_item(tx, audit_id, THIRD) is None
        (dispute,) = disputes(tx, audit_id, THIRD)
        assert sorted(rating.level for rating in dispute.ratings) == sorted([1, truth[odd]])
        assert refusal(lambda: adjudicate(tx, dispute.item.item_id, 1, "ya", SECOND)) == "second-person"
        assert refusal(lambda: adjudicate(tx, dispute.item.item_id, 1, " ", THIRD)) == "invalid-request"
        adjudicate(tx, dispute.item.item_id, truth[odd], "Kata Bu Siti 081234567890 begitu.", THIRD)
        assert refusal(lambda: adjudicate(tx, dispute.item.item_id, 1, "ya", THIRD)) == "decided"
        assert get_audit(tx, audit_id).state == "selesai"
        assert disputes(tx, audit_id, THIRD) == []
        entry = tx.session.query(Decision).one()
        assert (entry.kind, entry.subject, entry.outcome) == ("adjudication", odd, str(truth[odd]))
        assert "081234567890" not in tx.session.get_one(AuditItem, dispute.item.item_id).reason
        agreed = agreement(tx, audit_id)
        result = estimate(tx, audit_id)
    assert agreed.pairs == count
    assert agreed.equal == pytest.approx((count - 1) / count)
    assert 0.8 < agreed.level_kappa < 1
    assert isnan(agreed.items["R2"].kappa)
    assert agreed.items["R2"].equal == 1
    assert result.complete
    assert result.population == 40
    assert result.substantive.low is not None
    assert result.substantive.high is not None
    assert result.substantive.low <= 0.5 <= result.substantive.high


def test_secret_complaints_are_not_shown_to_raters_who_may_not_read_them(store: Store) -> None:
    fill(
        store,
        [complaint(n, secret=True) for n in range(12)],
        [(reply(n), verdict(n % 3)) for n in range(12)],
    )
    with store.writing() as tx:
        assert refusal(lambda: draw(tx, "Rahasia", ReplyFilter(), 10, SUPERVISOR)) == "invalid-request"
        audit_id = draw(tx, "Rahasia", ReplyFilter(), 10, ADMIN).id
        item_id = tx.session.query(AuditItem).filter_by(audit_id=audit_id, position=1).one().id
        assert next_item(tx, audit_id, SUPERVISOR) is None
        assert next_item(tx, audit_id, ADMIN) is not None
        assert refusal(lambda: rate(tx, item_id, 1, [], SUPERVISOR)) == "forbidden"


def test_an_estimate_by_hand() -> None:
    """Two strata of 60 and 40 replies; 3 of 6 and 4 of 4 sampled ones are substantive."""
    rated = [Rated("a", level, level) for level in (2, 2, 2, 0, 0, 0)] + [Rated("b", 2, 0)] * 4
    found = weighted_share(rated, {"a": 60, "b": 40}, [unit.level == 2 for unit in rated])
    # 0.6 * 0.5 + 0.4 * 1; variance 0.6**2 * (1 - 6/60) * 0.3 / 6 = 0.0162, so as good as 0.7 * 0.3 / 0.0162 = 12.96
    # replies, times (2.2622 / 2.3060)**2 for 8 degrees of freedom instead of 9, but at most 10 / (1 - 10/100) = 11.11
    assert found.share == pytest.approx(0.7)
    assert (found.low, found.high) == (pytest.approx(0.4107, abs=1e-4), pytest.approx(0.8865, abs=1e-4))
    wrong = weighted_share(rated, {"a": 60, "b": 40}, [unit.level != unit.judged for unit in rated])
    assert wrong.share == pytest.approx(0.4)


def test_a_census_has_no_error_and_nothing_no_share() -> None:
    rated = [Rated("a", 2, 2), Rated("a", 0, 2), Rated("b", 2, 2)]
    found = weighted_share(rated, {"a": 2, "b": 1}, [True, False, True])
    assert (found.share, found.low, found.high) == (pytest.approx(2 / 3),) * 3
    assert weighted_share([], {"a": 2}, []).share is None
    none = weighted_share([Rated("a", 2, 2, part=False)], {"a": 2}, [True])
    assert (none.share, none.items) == (None, 0)


@pytest.mark.parametrize("agency", ["", "Instansi 3"])
def test_intervals_hold_the_truth_as_often_as_they_promise(agency: str) -> None:
    """300 audits of one population, of all replies and of one agency's: at least 92 % of the 95 % intervals hold."""
    chance = random.Random(11)
    frame, truth = [], {}
    for n in range(1500):
        level = chance.choices((0, 1, 2), (5, 2, 3))[0]
        sure = chance.random() < 0.8
        frame.append(Candidate(f"B-{n}", f"Instansi {n % 8}", "kota", level, not sure))
        truth[f"B-{n}"] = level if chance.random() < (0.93 if sure else 0.6) else chance.choice((0, 1, 2))
    by_id = {each.reply_id: each for each in frame}
    part = [each.reply_id for each in frame if agency in ("", each.agency)]
    real = sum(truth[number] == 2 for number in part) / len(part)
    strata = stratify(frame, 300)
    population = {name: len(ids) for name, ids in strata.items()}
    doubt = {name: by_id[ids[0]].uncertain for name, ids in strata.items()}
    sizes = allocate(population, doubt, 300, 0.25)
    held, shares = 0, []
    for seed in range(300):
        drawn = draw_sample(strata, sizes, dict.fromkeys(strata, 0), seed)
        rated = [
            Rated(d.stratum, truth[d.reply_id], by_id[d.reply_id].level, agency in ("", by_id[d.reply_id].agency))
            for d in drawn
        ]
        found = weighted_share(rated, population, [unit.level == 2 for unit in rated])
        assert found.share is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= real <= found.high
        shares.append(found.share)
    assert held / 300 >= 0.92
    assert abs(sum(shares) / 300 - real) < 0.01


def test_kappa() -> None:
    assert cohen_kappa([0, 1, 2, 2], [0, 1, 2, 2], n_classes=3, quadratic=True) == 1
    assert cohen_kappa([0, 0, 1, 1], [1, 1, 0, 0], n_classes=2) == -1
    # Observed 0.6, by chance 0.52: (0.6 - 0.52) / 0.48
    first, second = [1] * 6 + [0] * 4, [1] * 4 + [0] * 2 + [1] * 2 + [0] * 2
    assert cohen_kappa(first, second, n_classes=2) == pytest.approx((0.6 - 0.52) / 0.48)
    assert isnan(cohen_kappa([], [], n_classes=2))
    assert isnan(cohen_kappa([1, 1], [1, 1], n_classes=2))
