"""Phrases under which added rows teach a candidate an agency that nothing else supports: a poisoned history.

Whoever can add rows to a history can aim them: forty complaints that hold one phrase, all with the wrong agency, teach
a router to send that phrase there, while every figure stays as it was (a backdoor, as in Gu et al. 2017, "BadNets").
The phrase is not known beforehand, so every phrase of the rows that were added since the champion learned is looked at.
A phrase is suspect when

- more of its rows than chance allows carry one label that the champion would not give (binomial, Bonferroni),
- the rows most like them among those that the champion learned from mostly carry another label, and
- later rows with the phrase do not carry the new label.

Whether the candidate has learned the phrase is not asked: rows that contradict all others do not belong in a history. A
new topic looks different: nothing older is like it, or the later rows confirm it. Where an office did move a task to
another agency, a person says so by naming the phrase.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.records import Complaint
from classifier.routing_model import text_of
from classifier.text.words import canonical, split

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Strings = NDArray[np.str_]

LEAST = 10
"""Rows with one phrase and one label that the champion would not give, from which they are looked at."""
SHARE = 0.33
"""Which share of the added rows with the phrase they must be: with less, the phrase does not mean that label."""
CHANCE = 0.01
"""Chance that an honest history shows any suspect phrase by the first test alone."""
NEIGHBOURS = 10
AGREE = 0.6
"""From this share of one other label among the neighbours on, they contradict the new label."""
CONFIRMED = 3
"""Later rows with the phrase that are needed to confirm the new label, by half of them."""
MOST_TRUSTED = 20_000
LONGEST = 3


@dataclass(frozen=True)
class Rows:
    """Complaints as they are looked at, all of one length n: documents of words, and true labels."""

    documents: list[list[str]]
    labels: Strings

    @classmethod
    def of(cls, complaints: Sequence[Complaint], labels: Sequence[str]) -> Rows:
        """Cut complaints into words."""
        documents = [[canonical(word) for word in split(text_of(complaint))] for complaint in complaints]
        return cls(documents, np.array(labels, np.str_))


@dataclass(frozen=True)
class Suspect:
    """A phrase, the label that ``n`` of the ``of`` added rows with it carry against the champion, and the evidence.

    ``p`` is the chance of so many, ``elsewhere`` the label that the most similar older rows carry instead.
    """

    phrase: str
    label: str
    n: int
    of: int
    p: float
    elsewhere: str

    def document(self) -> dict[str, Any]:
        """The finding as JSON-able values."""
        return {**vars(self)}


def suspects(
    added: Rows, trusted: Rows, later: Rows, champion: Strings, *, genuine: Collection[str] = ()
) -> list[Suspect]:
    """The suspect phrases, most certain first; of phrases that stand in mostly the same rows, one.

    Parameters
    ----------
    added: rows that the candidate learned from and the champion did not.
    trusted: rows that the champion learned from.
    later: rows that neither learned from.
    champion: what it answers to the ``added`` rows, shape (n_added,).
    genuine: phrases of which a person has said that their agency is right; rows that hold one are not suspect.
    """
    holds, phrases = _phrases(added)
    if not len(phrases):
        return []
    known = [_folded(phrase) for phrase in genuine]
    against = np.array(
        [
            label != given and not _holds(document, known)
            for document, label, given in zip(added.documents, added.labels, champion, strict=True)
        ]
    )
    like = _Likeness(trusted)
    found: list[Suspect] = []
    taken: list[tuple[str, set[int]]] = []
    for p, phrase, label, column in _unlikely(holds, phrases, added.labels, against):
        rows = holds[:, [column]].nonzero()[0]
        aimed = rows[(added.labels[rows] == label) & against[rows]]
        same = set(aimed.tolist())
        if any(label == other and len(same & seen) * 2 >= len(same) for other, seen in taken):
            continue
        if _confirmed(later, phrase, label):
            taken.append((label, same))
            continue
        elsewhere, share = like.vote([added.documents[i] for i in aimed])
        if elsewhere == label or share < AGREE:
            continue
        taken.append((label, same))
        found.append(Suspect(phrase, label, len(aimed), len(rows), p, elsewhere))
    return found


def _phrases(rows: Rows) -> tuple[sp.csc_matrix, list[str]]:
    """Which rows hold which phrases of one to three words, of those in at least `LEAST` rows: (n, n_phrases)."""
    from sklearn.feature_extraction.text import CountVectorizer

    if len(rows.documents) < LEAST:
        return sp.csc_matrix((len(rows.documents), 0)), []
    counter = CountVectorizer(analyzer=_ngrams, min_df=LEAST, binary=True)
    try:
        matrix = counter.fit_transform(rows.documents)
    except ValueError:  # no phrase stands in so many rows
        return sp.csc_matrix((len(rows.documents), 0)), []
    return sp.csc_matrix(matrix), counter.get_feature_names_out().tolist()


def _unlikely(
    holds: sp.csc_matrix, phrases: Sequence[str], labels: Strings, against: Flags
) -> list[tuple[float, str, str, int]]:
    """Chance, phrase, label and column where more rows of a label stand against the champion than chance allows.

    The least likely come first, and of equally likely ones the longest phrase.
    """
    from scipy.stats import binom

    total = np.asarray(holds.sum(axis=0)).ravel()
    names = sorted(set(labels[against].tolist()))
    found = []
    for label in names:
        rows = against & (labels == label)
        n = np.asarray(holds[np.flatnonzero(rows)].sum(axis=0)).ravel()
        columns = np.flatnonzero((n >= LEAST) & (n >= SHARE * total))
        chance = binom.sf(n[columns] - 1, total[columns], rows.mean())
        found += [
            (float(p), phrases[int(column)], label, int(column)) for p, column in zip(chance, columns, strict=True)
        ]
    tried = holds.shape[1] * max(len(names), 1)
    unlikely = [each for each in found if each[0] * tried <= CHANCE]
    return sorted(unlikely, key=lambda each: (each[0], -each[1].count(" "), each[1:]))


class _Likeness:
    """The labels of the trusted rows that are most like given ones, by the cosine of their weighted words."""

    def __init__(self, trusted: Rows) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        chosen = np.arange(len(trusted.documents))
        if len(chosen) > MOST_TRUSTED:
            chosen = np.sort(np.random.default_rng(0).choice(chosen, MOST_TRUSTED, replace=False))
        self._labels = trusted.labels[chosen]
        self._weights = TfidfVectorizer(analyzer=lambda words: words, sublinear_tf=True)
        documents = [trusted.documents[i] for i in chosen]
        self._matrix = self._weights.fit_transform(documents) if documents else None

    def vote(self, documents: Sequence[Sequence[str]]) -> tuple[str, float]:
        """The label that most neighbours of all ``documents`` carry, and its share among them."""
        if self._matrix is None:
            return "", 0.0
        likeness = (self._weights.transform(documents) @ self._matrix.T).toarray()
        nearest = np.argsort(-likeness, axis=1, kind="stable")[:, :NEIGHBOURS]
        names, counts = np.unique(self._labels[nearest], return_counts=True)
        return str(names[counts.argmax()]), float(counts.max() / counts.sum())


def _confirmed(later: Rows, phrase: str, label: str) -> bool:
    rows = [i for i, document in enumerate(later.documents) if _holds(document, [phrase])]
    return len(rows) >= CONFIRMED and float(np.mean(later.labels[rows] == label)) >= 0.5


def _holds(document: Sequence[str], phrases: Sequence[str]) -> bool:
    text = f" {' '.join(document)} "
    return any(f" {phrase} " in text for phrase in phrases)


def _ngrams(words: Sequence[str]) -> list[str]:
    """All phrases of one to three neighbouring words."""
    return [
        " ".join(words[start : start + length])
        for length in range(1, LONGEST + 1)
        for start in range(len(words) - length + 1)
    ]


def _folded(phrase: str) -> str:
    return " ".join(canonical(word) for word in split(phrase))
