"""Features of sentences and of whole replies beside their words: cues, relation to the complaint, shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from classifier.records import REPORT_TYPES, ReplyPair
from classifier.reply import relation
from classifier.reply.cues import CueLexicon
from classifier.reply.reading import Reading
from classifier.text.sentences import clauses

Floats = NDArray[np.float32]

SHAPE = ("log_words", "log_sentences", "mean_log_sentence", "question_in_complaint", "hollow", *REPORT_TYPES)


@dataclass(frozen=True)
class SentenceTable:
    """The sentences of a batch of replies.

    ``texts``, their raw ``words`` and ``spans`` lie reply after reply; ``owner[i]`` is the number of the reply that
    sentence ``i`` belongs to; ``cues`` has shape (n_sentences, n_cue_features + len(relation.NAMES)): single cues (the
    first ``n_cues``), pairs of cues, relations to the complaint.
    """

    texts: list[str]
    words: list[list[str]]
    spans: list[tuple[int, int]]
    owner: NDArray[np.int64]
    cues: sp.csr_matrix
    n_cues: int

    def hollow(self) -> NDArray[np.bool_]:
        """Which sentences only greet, thank, ask back or name a channel; shape (n_sentences,)."""
        first = self.cues.shape[1] - len(relation.NAMES)
        acts = [first + relation.NAMES.index(name) for name in relation.HOLLOW]
        return np.asarray(self.cues[:, acts].sum(axis=1)).ravel() > 0

    def single_cues(self) -> Floats:
        """Single cues and relations as a dense array of shape (n_sentences, n_cues + len(relation.NAMES))."""
        relations = self.cues[:, self.cues.shape[1] - len(relation.NAMES) :]
        return np.asarray(sp.hstack([self.cues[:, : self.n_cues], relations]).todense(), np.float32)


def sentence_table(readings: Sequence[Reading], lexicon: CueLexicon) -> SentenceTable:
    """Cut every reply into sentences and take their cues and their relation to the complaint.

    Spans are positions in the reply.
    """
    texts: list[str] = []
    words: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    owner: list[int] = []
    indices: list[int] = []
    indptr = [0]
    for number, reading in enumerate(readings):
        given, reply = reading.complaint, reading.reply
        complaint = relation.ComplaintWords.of_words(given.raw, given.content)
        for start, end in clauses(reply.text.text, reading.sentences):
            text = reply.text.text[start:end]
            inside = reply.within(start, end)
            raw, forms = reply.raw[inside], reply.forms[inside]
            indices += lexicon.features(forms)
            related = [*relation.relation_features(forms, raw, complaint), *relation.acts(text, forms)]
            indices += [lexicon.n_features + i for i in related]
            indptr.append(len(indices))
            texts.append(text)
            words.append(raw)
            spans.append(reply.text.span(start, end))
            owner.append(number)
    width = lexicon.n_features + len(relation.NAMES)
    cues = sp.csr_matrix((np.ones(len(indices), np.float32), indices, indptr), shape=(len(texts), width))
    return SentenceTable(texts, words, spans, np.array(owner, np.int64), cues, lexicon.n_cues)


def shape_features(pairs: Sequence[ReplyPair], table: SentenceTable) -> Floats:
    """Length and kind of each pair: shape (n_pairs, len(SHAPE)); ``hollow`` is 1 when no sentence says anything."""
    said = np.bincount(table.owner, ~table.hollow(), minlength=len(pairs))
    n_sentences = np.bincount(table.owner, minlength=len(pairs))
    rows = np.zeros((len(pairs), len(SHAPE)), np.float32)
    for number, pair in enumerate(pairs):
        n_words = len(pair.reply.split())
        rows[number, 0] = math.log1p(n_words)
        rows[number, 1] = math.log1p(n_sentences[number])
        rows[number, 2] = math.log1p(n_words / max(n_sentences[number], 1))
        rows[number, 3] = float("?" in pair.complaint)
        rows[number, 4] = float(not said[number])
        rows[number, 5 + REPORT_TYPES.index(pair.report_type)] = 1.0
    return rows


def pooled(values: Floats, owner: NDArray[np.int64], n: int) -> Floats:
    """The largest of each column over the rows of each owner; 0 for an owner without rows.

    ``values`` must not be negative.
    """
    result = np.zeros((n, values.shape[1]), np.float32)
    np.maximum.at(result, owner, values)
    return result
