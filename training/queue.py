"""The next complaints worth labelling, each with its reason in plain Indonesian.

Four reasons, taken in turn so that none crowds out the others: the router wavers (least margin between its two best
roles), a second, unlike model says something else, a role with few labels might be the answer, and a topic that rises
against the history. Near-duplicates of a chosen text are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.agencies import role_of
from classifier.disposition import Disposer
from classifier.records import Disposition
from classifier.routing_model import text_of
from classifier.text.redact import redact
from classifier.text.words import canonical, split
from training.duplicates import duplicate_groups
from training.history import ComplaintHistory
from training.metrics import frequent
from training.rolling import by_month
from training.topics import impersonal, rising_topics, words_of

Floats = NDArray[np.float64]

RARE = 10
"""A role with fewer labels than this does not count in macro-F1 (`frequent`): its labels are worth most."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row should be labelled: the ``kind``, its words, and how much it speaks for the row (higher first)."""

    row: int
    kind: str
    words: str
    weight: float


def next_rows(
    disposer: Disposer,
    pool: ComplaintHistory,
    n: int,
    *,
    history: ComplaintHistory | None = None,
    texts: bool = True,
    report: Callable[[str], None] = lambda stage: None,
) -> list[dict[str, Any]]:
    """At most ``n`` rows of ``pool``, which need no labels, in the order in which they should be labelled.

    With the labelled ``history`` that the release learned from, a second model, rare roles and rising topics count too;
    without it, the router's doubt and rare words. A row has the complaint's fields (texts redacted, or left out), an
    empty ``agency`` to fill in, what is ``proposed`` with its ``probability``, and the ``reason``.
    """
    report("answering")
    proposed = disposer.dispose(list(pool.complaints), explain=False)
    known = _known_groups(pool, history)
    lists = [doubts(proposed)]
    if history is not None:
        report("asking a second model")
        lists.append(disagreements(pool, proposed, history))
        lists.append(rare_roles(proposed, Counter(history.labels)))
        report("looking for new topics")
        lists.append(new_topics(pool, history))
    else:
        lists.append(unknown_words(disposer, pool))
    chosen: list[Reason] = []
    taken: set[int] = set(known[len(pool) :].tolist())
    for reason in _in_turn(lists):
        if len(chosen) == n:
            break
        if known[reason.row] not in taken:
            taken.add(int(known[reason.row]))
            chosen.append(reason)
    return [_row(pool, proposed[reason.row], reason, texts=texts) for reason in chosen]


def doubts(proposed: Sequence[Disposition]) -> list[Reason]:
    """Rows by the margin between the two best roles, smallest first."""
    found = []
    for row, each in enumerate(proposed):
        best, second = (*each.candidates, None, None)[:2]
        if best is None:
            continue
        rival = f"; {second.agency} {second.probability:.0%}" if second else ""
        margin = best.probability - (second.probability if second else 0.0)
        words = f"Router ragu: {best.agency} {best.probability:.0%}{rival}"
        found.append(Reason(row, "ragu", words, 1 - margin))
    return _sorted(found)


def disagreements(pool: ComplaintHistory, proposed: Sequence[Disposition], history: ComplaintHistory) -> list[Reason]:
    """Rows where a naive Bayes model over words answers another role than the router, surest first.

    It counts words where the router weighs them, so that both seldom err alike (complement naive Bayes, Rennie et al.
    2003).
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.naive_bayes import ComplementNB
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(analyzer=_forms, sublinear_tf=True, min_df=2), ComplementNB(alpha=0.3))
    model.fit([text_of(complaint) for complaint in history.complaints], history.labels)
    proba = model.predict_proba([text_of(complaint) for complaint in pool.complaints])
    found = []
    for row, (each, shares) in enumerate(zip(proposed, proba, strict=True)):
        other = str(model.classes_[shares.argmax()])
        if other != role_of(each.agency):
            words = f"Dua model berbeda: router {role_of(each.agency)}, model kata {other}"
            found.append(Reason(row, "beda", words, float(shares.max()) * each.probability))
    return _sorted(found)


def rare_roles(proposed: Sequence[Disposition], labels: Mapping[str, int]) -> list[Reason]:
    """Rows for which a role with fewer than `RARE` labels is among the candidates, likeliest first."""
    common = set(frequent([label for label, n in labels.items() for _ in range(n)], RARE))
    found = []
    for row, each in enumerate(proposed):
        rare = [candidate for candidate in each.candidates if role_of(candidate.agency) not in common]
        if rare:
            n = labels.get(role_of(rare[0].agency), 0)
            words = f"Instansi dengan sedikit contoh ({n}): mungkin {rare[0].agency}, {rare[0].probability:.0%}"
            found.append(Reason(row, "langka", words, rare[0].probability))
    return _sorted(found)


def new_topics(pool: ComplaintHistory, history: ComplaintHistory) -> list[Reason]:
    """Rows that hold the words of a topic that rises against the history's months, least explicable topic first."""
    months = list(by_month(history).values())
    if len(months) < 2:
        return []
    texts = [text_of(complaint) for complaint in (*history.complaints, *pool.complaints)]
    now = np.arange(len(history), len(texts))
    once = now[np.sort(np.unique(duplicate_groups(texts[len(history) :]), return_index=True)[1])]
    found = []
    for place, topic in enumerate(rising_topics(words_of(texts), months, once)):
        rows = [int(once[i]) for i in topic.rows]
        shown = " ".join(impersonal(topic.words, [texts[i] for i in rows]))
        words = f"Urusan baru: {shown} ({len(rows)} laporan, biasanya {topic.expected:.1f})"
        found += [Reason(i - len(history), "baru", words, -float(place)) for i in rows]
    return _sorted(found)


def unknown_words(disposer: Disposer, pool: ComplaintHistory) -> list[Reason]:
    """Rows by the share of their words that the release has never learned, largest first."""
    found = []
    for row, complaint in enumerate(pool.complaints):
        forms = [form for form in _forms(text_of(complaint)) if form[0] != "<"]
        new = sum(form not in disposer.model.text.vocabulary for form in forms)
        if new:
            words = f"Kata belum dikenal: {new} dari {len(forms)}"
            found.append(Reason(row, "asing", words, new / (len(forms) + 1)))
    return _sorted(found)


def _known_groups(pool: ComplaintHistory, history: ComplaintHistory | None) -> NDArray[np.int64]:
    """Duplicate groups of the pool's texts, then of those that are labelled already."""
    labelled = history.complaints if history is not None else []
    return duplicate_groups([text_of(complaint) for complaint in (*pool.complaints, *labelled)])


def _in_turn(lists: Sequence[Sequence[Reason]]) -> Iterator[Reason]:
    for turn in zip_longest(*lists):
        yield from (reason for reason in turn if reason is not None)


def _row(pool: ComplaintHistory, proposed: Disposition, reason: Reason, *, texts: bool) -> dict[str, Any]:
    complaint = pool.complaints[reason.row]
    written = {"title": redact(complaint.title).text, "text": redact(complaint.text).text} if texts else {}
    return {
        "id": complaint.id,
        **written,
        "region": complaint.region,
        "kecamatan": complaint.kecamatan,
        "kelurahan": complaint.kelurahan,
        "submitted_at": complaint.submitted_at.isoformat() if complaint.submitted_at else "",
        "agency": "",
        "proposed": proposed.agency,
        "probability": round(proposed.probability, 4),
        "kind": reason.kind,
        "reason": reason.words,
    }


def _sorted(found: list[Reason]) -> list[Reason]:
    return sorted(found, key=lambda reason: (-reason.weight, reason.row))


def _forms(text: str) -> list[str]:
    return [canonical(word) for word in split(text)]
