"""Which disposition may go out by itself: a threshold with a certified bound on its errors.

The bound is the upper Clopper-Pearson limit (Clopper and Pearson 1934) of the share of wrong agencies among the
complaints that would have gone out by themselves. Thresholds are tried from the strictest to the most generous on rows
that were used for nothing else, and the last one before the first failure is certified: fixed-sequence testing, which
keeps the confidence however many thresholds are tried (Angelopoulos et al. 2021, "Learn then Test", section 2.3). In
which order they are tried is settled on other rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RISK, CONFIDENCE = 0.05, 0.95
STEPS = 100


@dataclass(frozen=True)
class Answers:
    """Answers whose truth is known, all of one length.

    ``confidence`` of the proposed agency in [0, 1], whether it was ``correct``, and its name.
    """

    confidence: Floats
    correct: NDArray[np.bool_]
    agency: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.confidence)

    def document(self) -> dict[str, Any]:
        """The answers as JSON-able values."""
        return {
            "confidence": [round(float(value), 6) for value in self.confidence],
            "correct": [int(value) for value in self.correct],
            "agency": list(self.agency),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Answers:
        """The way back from `document`."""
        return cls(
            np.array(document["confidence"], np.float64),
            np.array(document["correct"], np.bool_),
            tuple(document["agency"]),
        )


def upper_bound(errors: int, n: int, confidence: float = CONFIDENCE) -> float:
    """The upper Clopper-Pearson limit of an error rate: with ``confidence``, the true rate is not above it.

    >>> round(upper_bound(0, 59), 3), upper_bound(0, 0)
    (0.05, 1.0)
    """
    from scipy.stats import beta

    return 1.0 if errors >= n else float(beta.ppf(confidence, errors + 1, n - errors))


def certify(
    choose: Answers, test: Answers, *, risk: float = RISK, confidence: float = CONFIDENCE
) -> dict[str, Any] | None:
    """The certificate of the most generous threshold whose bound on ``test`` is at most ``risk``, or ``None``.

    Parameters
    ----------
    choose: answers on which the order of thresholds is settled.
    test: answers that were used for nothing else, not even for calibration.

    Returns
    -------
    ``threshold``, and over the answers of ``test`` from it on: ``n``, ``errors``, ``share`` (of all), ``bound``, and
    the same for every agency, with ``share`` of the agency's own answers.
    """
    if not 0 < risk < 1 or not 0 < confidence < 1:
        raise ValueError(f"risk {risk} and confidence {confidence} must lie between 0 and 1")
    found = None
    for threshold in _thresholds(choose, risk, confidence):
        n, errors = _count(test, threshold)
        if upper_bound(errors, n, confidence) > risk:
            break
        found = threshold
    if found is None:
        return None
    names = np.array(test.agency)
    agencies = {
        str(name): _figures(_only(test, names == name), found, confidence)
        for name in sorted(set(names[test.confidence >= found].tolist()))
    }
    return {
        "risk": risk,
        "confidence": confidence,
        "threshold": found,
        **_figures(test, found, confidence),
        "agencies": agencies,
    }


def summary(certificate: Mapping[str, Any] | None) -> dict[str, Any]:
    """A certificate without its agencies, or a line that says that there is none."""
    if certificate is None:
        return {"automatic": "no: no certificate, every answer is a suggestion or an abstention"}
    return {name: value for name, value in certificate.items() if name not in ("agencies", "basis")}


def table(result: Mapping[str, Any]) -> str:
    """The result of ``tanggap-train certify`` as text: the certificate, its agencies and the cost curve."""
    certificate = result["certificate"]
    lines = [f"release {result['release']}, {result['n']} answers not seen before"]
    if certificate is None:
        lines.append("no threshold keeps the risk: nothing is automatic")
    else:
        lines.append(
            f"automatic from probability {certificate['threshold']:.4f} on: "
            f"at most {certificate['risk']:.1%} wrong, with {certificate['confidence']:.0%} confidence"
        )
        lines.append(f"{'':60} {'n':>6} {'errors':>6} {'share':>6} {'bound':>6}")
        for name, row in [("all", certificate), *certificate["agencies"].items()]:
            lines.append(f"{name[:60]:60} {row['n']:6} {row['errors']:6} {row['share']:6.1%} {row['bound']:6.1%}")
    lines.append(f"{'threshold':>9} {'share':>6} {'error':>6} {'rupiah a complaint':>18}")
    lines += [
        f"{row['threshold']:9.4f} {row['share']:6.1%} {row['error']:6.1%} {row['cost']:18,.0f}"
        for row in result["costs"]
    ]
    return "\n".join(lines)


def _thresholds(choose: Answers, risk: float, confidence: float) -> list[float]:
    """Thresholds in the order in which they are tried.

    The first is the most generous one that ``choose`` itself would certify; where there is none, the strictest at which
    a faultless sample could pass at all.
    """
    if not len(choose):
        return []
    order = np.argsort(-choose.confidence, kind="stable")
    falling, errors = choose.confidence[order], np.cumsum(~choose.correct[order])
    passing = [n for n, wrong in enumerate(errors, start=1) if upper_bound(int(wrong), n, confidence) <= risk]
    least = int(np.ceil(np.log(1 - confidence) / np.log(1 - risk)))
    start = min(passing[-1] if passing else least, len(choose)) - 1
    steps = np.unique(np.linspace(start, len(choose) - 1, STEPS).astype(int))
    return sorted({float(falling[step]) for step in steps}, reverse=True)


def _only(answers: Answers, rows: NDArray[np.bool_]) -> Answers:
    names = tuple(name for name, kept in zip(answers.agency, rows, strict=True) if kept)
    return Answers(answers.confidence[rows], answers.correct[rows], names)


def _count(answers: Answers, threshold: float) -> tuple[int, int]:
    automatic = answers.confidence >= threshold
    return int(automatic.sum()), int((automatic & ~answers.correct).sum())


def _figures(answers: Answers, threshold: float, confidence: float) -> dict[str, Any]:
    n, errors = _count(answers, threshold)
    return {"n": n, "errors": errors, "share": n / len(answers), "bound": upper_bound(errors, n, confidence)}
