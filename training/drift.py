"""Drift: what a month's complaints, labels, answers and replies have that the months before do not explain.

Each measure is taken of every earlier month against the months before it, and of the month in question. Its limit is
the upper prediction limit of one more month of the same kind (Student's t over the earlier months' values), at a chance
of `FALSE_ALARM` over all measures together: how much is too much is said by the history's own ups and downs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.errors import TanggapError
from classifier.routing_model import text_of
from training.duplicates import duplicate_groups
from training.history import ComplaintHistory
from training.rolling import MonthAnswers
from training.templates import new_templates
from training.topics import Topic, Words, impersonal, rising_topics, words_of

Numbers = NDArray[np.int64]

FALSE_ALARM = 0.05
"""Chance that a month without drift raises an alarm."""
MEASURES = {
    "vocabulary": "distance of the month's words from those before (Jensen-Shannon)",
    "label_mix": "distance of the month's labels from those before (Jensen-Shannon)",
    "new_labels": "share of labelled rows whose label never came before",
    "proposal_mix": "distance of the roles proposed from the labels before (Jensen-Shannon)",
    "abstentions": "share of answers that are an abstention",
    "overconfidence": "mean probability minus share of right answers, on labelled rows",
    "new_topic": "share of rows that the least explicable risen topic has beyond what was expected",
    "new_template": "share of replies in the largest family of texts first seen in the month",
}
SHARES = ("new_labels", "abstentions", "new_topic", "new_template")
FEWEST_ROWS = 30
"""Rows of a month from which it can alarm: with fewer, one letter more or less is a large share."""
FEWEST_MONTHS = 3
"""Earlier values that a limit needs, and months before the first of them."""


@dataclass(frozen=True)
class Months:
    """A history cut into months, with what is needed to compare them."""

    history: ComplaintHistory
    rows: Mapping[str, Numbers]
    answers: Mapping[str, MonthAnswers]
    seed: int = 0

    @cached_property
    def texts(self) -> list[str]:
        """What the citizens wrote."""
        return [text_of(complaint) for complaint in self.history.complaints]

    @cached_property
    def words(self) -> Words:
        """The words of the texts."""
        return words_of(self.texts)

    @cached_property
    def groups(self) -> Numbers:
        """The duplicate group of every row."""
        return duplicate_groups(self.texts)

    @cached_property
    def labels(self) -> NDArray[np.str_]:
        """The label of every row; empty where there is none."""
        return np.array(self.history.labels)

    def before(self, month: str) -> list[str]:
        """The months before ``month``."""
        return [name for name in self.rows if name < month]

    def sample(self, month: str, n: int) -> Numbers:
        """At most ``n`` positions in a month, so that months of unlike sizes are compared alike."""
        size = len(self.rows[month])
        if size <= n:
            return np.arange(size)
        return np.sort(np.random.default_rng(self.seed).choice(size, n, replace=False))

    def once(self, rows: Numbers) -> Numbers:
        """Of rows that are near-duplicates, the first."""
        return rows[np.sort(np.unique(self.groups[rows], return_index=True)[1])]


def judge_month(months: Months, month: str) -> dict[str, Any]:
    """The drift report of a month: measures with their limits, reasons for an alarm, topics and what else was found.

    Raises `TanggapError` when there are no months before it.
    """
    earlier = months.before(month)
    if len(earlier) < 2:
        raise TanggapError(
            f"drift of {month} needs at least two earlier months of complaints, there are {len(earlier)}"
        )
    n = len(months.rows[month])
    past = [_values(months, each, n) for each in earlier[FEWEST_MONTHS:]]
    now = _values(months, month, n)
    chance = FALSE_ALARM / max(sum(value == value for value in now.values()), 1)
    enough = n >= FEWEST_ROWS
    measured = {name: _measure([row[name] for row in past], value, name, n, chance) for name, value in now.items()}
    reasons = [name for name, row in measured.items() if row["alarm"] and enough]
    return {
        "month": month,
        "rows": n,
        "earlier_months": len(earlier),
        "enough": enough,
        "alarm": bool(reasons),
        "reasons": reasons,
        "measures": measured,
        "topics": [_topic_document(months, month, topic) for topic in topics_of(months, month)],
        "labels": _label_changes(months, month),
        "abstentions": _abstentions(months, month),
        "templates": new_templates(months.history, [months.rows[m] for m in earlier], months.rows[month]),
    }


def limit(values: Sequence[float], chance: float, *, least_spread: float = 0.0) -> float:
    """The upper prediction limit of one more value like ``values``: they exceed it with ``chance``; nan for too few.

    ``least_spread`` is a standard deviation below which that of the values is not trusted.

    >>> round(limit([1.0, 2.0, 3.0], 0.05), 2)
    5.37
    """
    from scipy.stats import t

    known = [value for value in values if value == value]
    if len(known) < FEWEST_MONTHS:
        return float("nan")
    spread = max(float(np.std(known, ddof=1)), least_spread)
    return float(np.mean(known) + t.ppf(1 - chance, len(known) - 1) * spread * np.sqrt(1 + 1 / len(known)))


def topics_of(months: Months, month: str, rows: Numbers | None = None) -> list[Topic]:
    """The topics that rise in a month (or in some of its rows), each re-sent text counted once."""
    now = months.rows[month] if rows is None else rows
    return rising_topics(months.words, [months.once(months.rows[m]) for m in months.before(month)], months.once(now))


def _values(months: Months, month: str, n: int) -> dict[str, float]:
    """Every measure of a month against the months before it, on at most ``n`` of its rows; nan where it has none."""
    place = months.sample(month, n)
    rows = months.rows[month][place]
    before = np.concatenate([months.rows[name] for name in months.before(month)])
    labelled, known = months.labels[rows], months.labels[before]
    labelled, known = labelled[labelled != ""], known[known != ""]
    answers = months.answers[month].only(place) if month in months.answers else None
    topics = topics_of(months, month, rows)
    templates = new_templates(months.history, [months.rows[name] for name in months.before(month)], rows)
    return {
        "vocabulary": _distance(months.words.matrix[before].sum(axis=0).A1, months.words.matrix[rows].sum(axis=0).A1),
        "label_mix": _label_distance(known, labelled),
        "new_labels": float(np.mean(~np.isin(labelled, known))) if len(labelled) else float("nan"),
        "proposal_mix": _label_distance(known, np.array(answers.roles)) if answers else float("nan"),
        "abstentions": float(answers.abstained.mean()) if answers else float("nan"),
        "overconfidence": _overconfidence(answers),
        "new_topic": topics[0].excess / len(rows) if topics else 0.0,
        "new_template": _largest_share(templates) if months.history.replies else float("nan"),
    }


def _largest_share(templates: Sequence[Mapping[str, Any]]) -> float:
    return max((row["share"] for row in templates), default=0.0)


def _measure(past: Sequence[float], value: float, name: str, n: int, chance: float) -> dict[str, Any]:
    known = [each for each in past if each == each]
    usual = float(np.mean(known)) if known else float("nan")
    most = limit(past, chance, least_spread=_noise(usual, n) if name in SHARES else 0.0)
    return {
        "value": _rounded(value),
        "usual": _rounded(usual),
        "limit": _rounded(most),
        "alarm": bool(value > most),
    }


def _noise(share: float, n: int) -> float:
    """How far a share of ``n`` rows strays by chance; one that was always 0 strays as if a row more had been seen."""
    return float(np.sqrt((max(share, 0.0) + 1 / n) / n)) if share == share else 0.0


def _overconfidence(answers: MonthAnswers | None) -> float:
    if answers is None or not answers.labelled.any():
        return float("nan")
    return float(answers.confidence[answers.labelled].mean() - answers.correct[answers.labelled].mean())


def _label_distance(before: NDArray[np.str_], now: NDArray[np.str_]) -> float:
    if not len(before) or not len(now):
        return float("nan")
    names = np.unique(np.concatenate([before, now]))
    counts = [np.bincount(np.searchsorted(names, each), minlength=len(names)) for each in (before, now)]
    return _distance(*counts)


def _distance(first: NDArray[Any], second: NDArray[Any]) -> float:
    """The Jensen-Shannon distance of two counts, in [0, 1]."""
    from scipy.spatial.distance import jensenshannon

    return float(jensenshannon(first, second, base=2)) if first.sum() and second.sum() else float("nan")


def _topic_document(months: Months, month: str, topic: Topic) -> dict[str, Any]:
    """A topic with the label that most of its rows have and how the release fared on them."""
    rows = months.once(months.rows[month])[topic.rows]
    place = np.searchsorted(months.rows[month], rows)
    labels = Counter(label for label in months.labels[rows].tolist() if label)
    document = topic.document() | {"words": impersonal(topic.words, [months.texts[i] for i in rows])}
    if labels:
        document["label"], document["label_rows"] = labels.most_common(1)[0]
    answers = months.answers.get(month)
    if answers is not None:
        there = answers.only(place)
        document["confidence"] = _rounded(float(there.confidence.mean()))
        if there.labelled.any():
            document["right"] = _rounded(float(there.correct[there.labelled].mean()))
    return document


def _label_changes(months: Months, month: str) -> list[dict[str, Any]]:
    """Labels whose share is above the limit that its earlier months set, the largest rise first."""
    names = [name for name in np.unique(months.labels) if name]
    n = max(int((months.labels[months.rows[month]] != "").sum()), 1)
    now = _shares(months.labels[months.rows[month]], names)
    earlier = np.vstack([_shares(months.labels[months.rows[name]], names) for name in months.before(month)])
    rows = []
    for name, past, share in zip(names, earlier.T, now, strict=True):
        usual = float(past.mean())
        if share > limit(past.tolist(), FALSE_ALARM / len(names), least_spread=_noise(usual, n)):
            rows.append({"label": str(name), "before": _rounded(usual), "now": _rounded(float(share))})
    return sorted(rows, key=lambda row: row["before"] - row["now"])


def _shares(labels: NDArray[np.str_], names: Sequence[str]) -> NDArray[np.float64]:
    labelled = max(int((labels != "").sum()), 1)
    return np.array([(labels == name).sum() / labelled for name in names], np.float64)


def _abstentions(months: Months, month: str) -> dict[str, float]:
    if month not in months.answers:
        return {}
    reasons = months.answers[month].reasons
    return {name: n / len(reasons) for name, n in sorted(Counter(filter(None, reasons)).items())}


def _rounded(value: float) -> float | None:
    return round(value, 4) if value == value else None
