"""Whether a candidate may be released: checks with a figure and a limit each, all of which must pass.

A limit is never a bare number where the figure has noise: a candidate is refused when rows show that it is worse, not
when too few rows leave the question open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.engine import Engine
from classifier.errors import TanggapError
from classifier.records import ReplyPair
from training import metrics
from training.behaviour import behaviour, gaming
from training.compare import compare_routing, mcnemar
from training.evaluate import Ranked, rank
from training.gate_report import Check
from training.history import ComplaintHistory
from training.poisoning import Rows, suspects
from training.rows import LearnedRows, Prints
from training.slices import slices

Flags = NDArray[np.bool_]

FEWEST = 30
"""Later rows below which nothing can be said of a candidate."""
SURE = 0.05
"""Chance of refusing, in one check, a candidate that is no worse."""
CALIBRATION = 0.03
LIMITS = {
    "topic": {"same": 0.93, "abstain": 0.9, "object": 0.78, "place": 0.7},
    "agency": {"same": 0.75, "abstain": 0.9},
}
"""Least share of each suite's cases that a release of a kind must pass (see tests/behaviour).

The cases tell of topics that an office may never have handled; there its router guesses, and a small change turns it.
"""
STAYS = 0.95
"""Least share of attacked normative replies that stay below level 2, for each attack."""
QUOTA_SHARE, QUOTA_ROWS = 0.1, 25
"""No account may give more than this share of the added rows, or this many if that is more."""


@dataclass(frozen=True)
class Case:
    """What the gate looks at.

    ``later`` are rows that neither release learned from. ``history`` is what the candidate learned from, empty when it
    is not given; ``accounts`` says who gave each of its rows (empty where nobody is named); ``quarantined`` are
    fingerprints of ids. ``normative`` are further normative replies to attack, ``genuine`` phrases that a person stands
    for.
    """

    candidate: Engine
    champion: Engine | None
    later: ComplaintHistory
    history: ComplaintHistory | None = None
    accounts: Sequence[str] = ()
    quarantined: Prints = field(default_factory=lambda: np.zeros(0, np.uint64))
    normative: Sequence[ReplyPair] = ()
    genuine: Collection[str] = ()


def examine(case: Case) -> list[Check]:
    """All checks of a case, in the order in which they are reported."""
    if len(case.later) < FEWEST:
        raise TanggapError(
            f"only {len(case.later)} later rows that neither release has learned from; the gate needs {FEWEST}"
        )
    candidate = rank(case.candidate.disposer, case.later.complaints, case.later.agencies)
    checks = [*_behaviour(case.candidate), *_gaming(case), _calibration(candidate), _baseline(candidate, case.later)]
    if case.candidate.release.manifest["certificate"]:
        checks.append(_certificate(candidate, case.candidate.release.manifest["certificate"]))
    if case.champion is not None:
        champion = rank(case.champion.disposer, case.later.complaints, case.later.agencies)
        checks += [*_overall(champion, candidate), _slices(champion, candidate, case.later)]
    return [*checks, _quarantine(case), _poisoning(case), _quota(case)]


def _behaviour(engine: Engine) -> list[Check]:
    limits = LIMITS[engine.release.manifest["kind"]]
    return [_share(f"behaviour: {name}", passed, limits[name]) for name, passed in behaviour(engine).items()]


def _gaming(case: Case) -> list[Check]:
    return [_share(f"gaming: {name}", stays, STAYS) for name, stays in gaming(case.candidate, case.normative).items()]


def _share(name: str, passed: Flags, least: float) -> Check:
    """A share of cases that must not lie below ``least`` by more than chance explains (binomial, one-sided)."""
    from scipy.stats import binom

    n, good = len(passed), int(passed.sum())
    allowed = int(binom.ppf(SURE, n, least))
    return Check(name, good >= allowed, good / n, f"at least {allowed / n:.4f} ({least} of {n} cases, less noise)")


def _calibration(answers: Ranked) -> Check:
    """The expected calibration error, against the bar and what perfect probabilities would show on as many rows."""
    generator = np.random.default_rng(0)
    error = metrics.expected_calibration_error
    drawn = (generator.random(len(answers.confidence)) < answers.confidence for _ in range(500))
    noise = float(np.quantile([error(answers.confidence, correct) for correct in drawn], 1 - SURE))
    figure, limit = error(answers.confidence, answers.correct), CALIBRATION + noise
    return Check("calibration", figure <= limit, figure, f"at most {limit:.4f} ({CALIBRATION} and noise {noise:.4f})")


def _baseline(answers: Ranked, later: ComplaintHistory) -> Check:
    """Better than always naming the most frequent label of the later rows."""
    names, counts = np.unique(answers.truth, return_counts=True)
    always = np.array(answers.truth) == names[counts.argmax()]
    test = mcnemar(always, answers.correct)
    better = test["only_b"] > test["only_a"] and test["p"] < 2 * SURE
    return Check(
        "baseline", better, float(answers.correct.mean()), f"above {always.mean():.4f}, the commonest label's share"
    )


def _certificate(answers: Ranked, certificate: Mapping[str, Any]) -> Check:
    """The errors among automatic dispositions, against the risk that the certificate promises."""
    from scipy.stats import binom

    automatic = answers.confidence >= certificate["threshold"]
    right = np.array(answers.exact) if answers.exact else answers.correct
    n, errors = int(automatic.sum()), int((automatic & ~right).sum())
    allowed = int(binom.ppf(1 - SURE, n, certificate["risk"])) if n else 0
    limit = f"at most {allowed} of {n} automatic ({certificate['risk']:.0%} and noise)"
    return Check("certificate", errors <= allowed, errors / max(n, 1), limit)


def _overall(champion: Ranked, candidate: Ranked) -> list[Check]:
    """Top-1, top-3 and macro-F1 whose whole interval of the difference lies below 0 are worse beyond noise."""
    found = compare_routing(champion, candidate)
    return [
        Check(
            f"overall: {name}",
            found[name]["high"] >= 0,
            found[name]["difference"],
            f"upper end of the 95 % interval at least 0, is {found[name]['high']:+.4f}",
        )
        for name in ("top1", "top3", "macro_f1")
        if name in found
    ]


def _slices(champion: Ranked, candidate: Ranked, later: ComplaintHistory) -> Check:
    """No protected slice on which the candidate loses more rows than chance explains (McNemar, Holm 1979)."""
    chances = {
        name: mcnemar(champion.correct[rows], candidate.correct[rows])["p_worse"]
        for name, rows in slices(later).items()
    }
    worse = []
    for number, (name, p) in enumerate(sorted(chances.items(), key=lambda item: item[1])):
        if p * (len(chances) - number) >= SURE:
            break
        worse.append(name)
    limit = f"smallest p of {len(chances)} slices, with Holm's correction at least {SURE}"
    return Check(
        "slices", not worse, min(chances.values(), default=1.0), limit, f"worse: {'; '.join(worse)}" if worse else ""
    )


def _quarantine(case: Case) -> Check:
    held = int(np.isin(case.quarantined, LearnedRows.read(case.candidate.release).ids).sum())
    return Check("quarantine", held == 0, held, f"none of {len(case.quarantined)} rows under quarantine")


def _poisoning(case: Case) -> Check:
    """No phrase whose added rows teach an agency that nothing else supports (see `training.poisoning`)."""
    if case.champion is None:
        return Check("poisoning", True, 0, "no suspect phrase", "not looked for: there is no champion to compare with")
    if case.history is None:
        return Check(
            "poisoning", False, 0, "no suspect phrase", "not looked for: give --history, the file it learned from"
        )
    seen = LearnedRows.read(case.champion.release).hold(case.history.complaints)
    new, old = case.history.only(np.flatnonzero(~seen).tolist()), case.history.only(np.flatnonzero(seen).tolist())
    champion = np.array(rank(case.champion.disposer, new.complaints, new.agencies).best, np.str_)
    added, trusted, later = (Rows.of(part.complaints, part.labels) for part in (new, old, case.later))
    found = suspects(added, trusted, later, champion, genuine=case.genuine)
    named = "; ".join(f"{s.phrase!r} to {s.label} in {s.n} of {s.of} rows, elsewhere {s.elsewhere}" for s in found)
    return Check("poisoning", not found, len(found), f"no suspect phrase in {len(new)} added rows", named)


def _quota(case: Case) -> Check:
    """No account gave more of the added rows than its quota; rows of which no account is named do not count."""
    accounts = np.array(case.accounts, np.str_)
    if case.champion is not None and case.history is not None and len(accounts):
        accounts = accounts[~LearnedRows.read(case.champion.release).hold(case.history.complaints)]
    _, counts = np.unique(accounts[accounts != ""], return_counts=True)
    most = int(counts.max(initial=0))
    if not len(accounts):
        return Check("quota", True, 0, "no account over its quota", "no column says who gave a row")
    limit = max(QUOTA_ROWS, int(QUOTA_SHARE * len(accounts)))
    return Check("quota", most <= limit, most, f"at most {limit} of {len(accounts)} added rows from one account")
