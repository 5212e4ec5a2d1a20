"""The reply scorer as it is served: plain arrays, and evidence that is what was used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.additive import AdditiveBlock
from classifier.records import Evidence, ReplyPair, Verdict
from classifier.reply.cues import CueLexicon
from classifier.reply.features import SentenceTable, pooled, sentence_table, shape_features
from classifier.reply.reading import Reading, read_pair

Floats = NDArray[np.float32]

ITEMS = tuple(f"R{number}" for number in range(1, 11))
FORMAT = 3
SOFT = 0.02
_ARRAYS = ("item_cues", "item_intercept", "item_thresholds", "level_weights", "level_intercept", "level_thresholds")


@dataclass(frozen=True)
class ReplyJudge:
    """Judges replies against their complaints.

    First, every sentence gets a probability for each of the ten checklist items, and for showing any of them; then a
    small ordinal model reads the best sentence of each, the reply's words, its cues, its relation to the complaint and
    its shape. It is a proportional-odds model: one sum of evidence and two thresholds on it, so that what tells a
    phrase from a piece of information also tells a piece of it from all of it.

    Attributes
    ----------
    lexicon: word classes.
    item_words: folded word weights of sentences for the items and for any of them (K = 11); ``item_cues`` (n_cues, 11)
    and ``item_intercept`` (11,) beside them.
    item_thresholds: from which probability an item counts as found; shape (10,).
    reply_words: folded word weights of whole replies (K = 1).
    level_weights: shape (n_features,), ``level_intercept`` (2,) for "at least 1" and "2", and ``level_thresholds``
    (2,), the probability from which a level is given.
    """

    lexicon: CueLexicon
    item_words: AdditiveBlock
    item_cues: Floats
    item_intercept: Floats
    item_thresholds: Floats
    reply_words: AdditiveBlock
    level_weights: Floats
    level_intercept: Floats
    level_thresholds: Floats

    def judge(self, pairs: Sequence[ReplyPair], *, release: str = "") -> list[Verdict]:
        """One `Verdict` a pair, in order, without flags."""
        return self.judge_readings([read_pair(pair) for pair in pairs], release=release)

    def judge_readings(self, readings: Sequence[Reading], *, release: str = "") -> list[Verdict]:
        """`judge` for pairs that are cut into words already."""
        if not readings:
            return []
        pairs = [reading.pair for reading in readings]
        table = sentence_table(readings, self.lexicon)
        items = self.item_proba(table)
        levels = self._level_proba(readings, table, items)
        first = np.searchsorted(table.owner, np.arange(len(pairs) + 1))
        return [
            self._verdict(
                pair, levels[n], items[first[n] : first[n + 1]], table.spans[first[n] : first[n + 1]], release
            )
            for n, pair in enumerate(pairs)
        ]

    def proba(self, pairs: Sequence[ReplyPair]) -> Floats:
        """Probabilities of level at least 1 and of level 2; shape (n_pairs, 2)."""
        readings = [read_pair(pair) for pair in pairs]
        table = sentence_table(readings, self.lexicon)
        return self._level_proba(readings, table, self.item_proba(table))

    def item_proba(self, table: SentenceTable) -> Floats:
        """Probability of each item, and of any, for each sentence; shape (n_sentences, 11)."""
        if not table.texts:
            return np.zeros((0, len(ITEMS) + 1), np.float32)
        return sigmoid(self.item_words.scores_of(table.words) + table.cues @ self.item_cues + self.item_intercept)

    def _level_proba(self, readings: Sequence[Reading], table: SentenceTable, items: Floats) -> Floats:
        evidence = each_row(level_features(readings, table, items), self.level_weights)
        evidence = evidence + self.reply_words.scores_of([reading.reply.raw for reading in readings])[:, 0]
        proba = sigmoid(evidence[:, None] + self.level_intercept)
        proba[np.bincount(table.owner, minlength=len(readings)) == 0] = 0.0  # nothing was said
        return proba

    def _verdict(
        self, pair: ReplyPair, proba: Floats, items: Floats, spans: list[tuple[int, int]], release: str
    ) -> Verdict:
        level = int(proba[0] >= self.level_thresholds[0]) + int(
            proba[1] >= self.level_thresholds[1] and proba[0] >= self.level_thresholds[0]
        )
        found = []
        if len(items):
            best = items.argmax(axis=0).tolist()
            for number in np.flatnonzero(items.max(axis=0)[: len(ITEMS)] >= self.item_thresholds).tolist():
                start, end = spans[best[number]]
                quote = pair.reply[start:end].rstrip(" ,;:–-")
                found.append(Evidence(ITEMS[number], start, start + len(quote), quote))
        present = {evidence.item for evidence in found}
        return Verdict(
            id=pair.id,
            level=level,
            p_substantive=float(proba[1]),
            score=round(50 * float(proba[0]) + 50 * float(proba[1])),
            items=tuple(found),
            missing=tuple(name for name in ITEMS if name not in present),
            release=release,
        )

    def parts(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """The judge as JSON-able values and named arrays; `from_parts` is the way back."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "cues": list(self.lexicon.names),
            "patterns": list(self.lexicon.patterns),
        }
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in _ARRAYS}
        for name, block in (("item_words", self.item_words), ("reply_words", self.reply_words)):
            document[name], block_arrays = block.parts()
            arrays |= {f"{name}.{key}": value for key, value in block_arrays.items()}
        return document, arrays

    @classmethod
    def from_parts(cls, document: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> ReplyJudge:
        """Rebuild a judge; a missing part raises ``KeyError``."""
        blocks = {
            name: AdditiveBlock.from_parts(
                document[name], {k.split(".", 1)[1]: v for k, v in arrays.items() if k.startswith(f"{name}.")}
            )
            for name in ("item_words", "reply_words")
        }
        lexicon = CueLexicon(tuple(document["cues"]), tuple(document["patterns"]))
        return cls(
            lexicon=lexicon,
            item_words=blocks["item_words"],
            reply_words=blocks["reply_words"],
            **{name: arrays[name] for name in _ARRAYS},
        )


def level_features(readings: Sequence[Reading], table: SentenceTable, items: Floats) -> Floats:
    """What the level is read from, beside the reply's words.

    Columns: the log odds of the best sentence for each item and for any of them, each single cue and relation that some
    sentence shows, and the shape of the pair.
    """
    shown = pooled(items, table.owner, len(readings))
    cues = pooled(table.single_cues(), table.owner, len(readings))
    pairs = [reading.pair for reading in readings]
    return np.hstack([log_odds(shown), cues, shape_features(pairs, table)])


def log_odds(proba: Floats) -> Floats:
    """The logit of probabilities, kept off its infinite ends."""
    return np.asarray(np.log(proba + SOFT) - np.log(1 + SOFT - proba), np.float32)


def each_row(values: NDArray[Any], weights: Floats) -> Floats:
    """``values @ weights`` for one-dimensional weights; to the last bit the same for a row alone and in any batch."""
    return np.asarray(np.einsum("ij,j->i", values, weights), np.float32)


def sigmoid(logits: NDArray[Any]) -> Floats:
    """The logistic function, safe for large values."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)
