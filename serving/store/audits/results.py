"""What an audit says: how far the raters agree, the true share of substantive replies, and the judge's error."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from classifier.agreement import cohen_kappa
from serving.store.audits.drawing import get_audit
from serving.store.audits.estimation import Rated, Weighted, weighted_share
from serving.store.audits.rating import ITEMS, RATERS
from serving.store.figures.shares import Share
from serving.store.store import Transaction
from serving.store.tables import AuditItem, Rating, Reply

SUBSTANTIVE = 2


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """How far two raters agree that a checklist item is there: share of equal answers, and kappa (may be nan)."""

    equal: float
    kappa: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over the ``pairs`` of replies that two people rated; the levels by quadratic kappa (may be nan)."""

    pairs: int
    equal: float
    level_kappa: float
    items: dict[str, ItemAgreement]


@dataclass(frozen=True, slots=True)
class JudgeError:
    """The judge against the audit, weighted to the population.

    ``says_substantive`` is the share that the judge calls substantive. ``wrong`` is the share of replies whose
    substance the judge has wrong; ``false_substantive`` that among those it calls substantive, ``missed`` that among
    those that are. ``kappa`` is quadratic, over the sample's levels.
    """

    says_substantive: Weighted
    wrong: Weighted
    false_substantive: Weighted
    missed: Weighted
    kappa: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The true share of substantive replies among ``population`` replies, from the decided ones of the sample.

    ``complete`` once every level is decided; before, those not decided are taken to be like the others of their
    stratum. ``control`` is the plain share in the random control.
    """

    substantive: Weighted
    population: int
    complete: bool
    judge: JudgeError
    control: Share


def agreement(tx: Transaction, audit_id: str) -> Agreement:
    """How far the raters of an audit agree; only replies with two ratings count."""
    get_audit(tx, audit_id)
    query = select(Rating).join(AuditItem, AuditItem.id == Rating.item_id).where(AuditItem.audit_id == audit_id)
    by_item: dict[str, list[Rating]] = defaultdict(list)
    for rating in tx.session.scalars(query.order_by(Rating.made_at, Rating.rater)):
        by_item[rating.item_id].append(rating)
    pairs = [ratings for ratings in by_item.values() if len(ratings) == RATERS]
    first, second = [a.level for a, _ in pairs], [b.level for _, b in pairs]
    return Agreement(
        pairs=len(pairs),
        equal=_equal(first, second),
        level_kappa=cohen_kappa(first, second, n_classes=3, quadratic=True),
        items={item: _item_agreement(pairs, item) for item in ITEMS},
    )


def estimate(tx: Transaction, audit_id: str, *, agency: str = "") -> Estimate:
    """The design-weighted estimate; with ``agency``, for its replies alone."""
    audit = get_audit(tx, audit_id)
    rows = tx.session.execute(
        select(AuditItem, Reply)
        .join(Reply, Reply.id == AuditItem.reply_id)
        .where(AuditItem.audit_id == audit_id)
        .order_by(AuditItem.position)
    ).all()
    population: dict[str, int] = audit.design["population"]
    controls = set(audit.design["control"])
    rated, control = [], []
    for item, reply in rows:
        if item.level is not None:
            unit = Rated(item.stratum, item.level, reply.level, agency in ("", reply.agency))
            rated.append(unit)
            if unit.part and item.position in controls:
                control.append(unit.level == SUBSTANTIVE)
    return Estimate(
        substantive=weighted_share(rated, population, [unit.level == SUBSTANTIVE for unit in rated]),
        population=sum(population.values()),
        complete=len(rated) == len(rows),
        judge=_judge_error(rated, population),
        control=Share.of_counts(sum(control), len(control)),
    )


def _judge_error(rated: Sequence[Rated], population: dict[str, int]) -> JudgeError:
    says = [unit.judged == SUBSTANTIVE for unit in rated]
    is_so = [unit.level == SUBSTANTIVE for unit in rated]
    differ = [a != b for a, b in zip(says, is_so, strict=True)]
    called = [Rated(u.stratum, u.level, u.judged, u.part and said) for u, said in zip(rated, says, strict=True)]
    true = [Rated(u.stratum, u.level, u.judged, u.part and so) for u, so in zip(rated, is_so, strict=True)]
    own = [unit for unit in rated if unit.part]
    return JudgeError(
        says_substantive=weighted_share(rated, population, says),
        wrong=weighted_share(rated, population, differ),
        false_substantive=weighted_share(called, population, differ),
        missed=weighted_share(true, population, differ),
        kappa=cohen_kappa([u.judged for u in own], [u.level for u in own], n_classes=3, quadratic=True),
    )


def _item_agreement(pairs: Sequence[Sequence[Rating]], item: str) -> ItemAgreement:
    first, second = [int(item in a.items) for a, _ in pairs], [int(item in b.items) for _, b in pairs]
    return ItemAgreement(_equal(first, second), cohen_kappa(first, second, n_classes=2))


def _equal(first: Sequence[int], second: Sequence[int]) -> float:
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first) if first else float("nan")
