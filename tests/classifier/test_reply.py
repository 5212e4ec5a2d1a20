"""Sentences, cues, relation, and the reply scorer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from classifier.datafiles import data_directory
from classifier.engine import Engine
from classifier.errors import NotFittedError, TaxonomyError
from classifier.records import ReplyPair
from classifier.reply import relation
from classifier.reply.cues import CueLexicon
from classifier.reply.features import pooled
from classifier.reply.judge import ITEMS, ReplyJudge
from classifier.reply.scorer import ReplyScorer
from classifier.text.sentences import sentences
from classifier.text.words import canonical, split
from tests.examples import PAIRS

LEXICON = CueLexicon.from_csv((data_directory() / "lexicon" / "cues.csv").read_text(encoding="utf-8"))
X = [ReplyPair(complaint, reply, str(n)) for n, (complaint, reply, _, _) in enumerate(PAIRS)]
Y = [level for _, _, level, _ in PAIRS]
MARKS = [
    {item: [(reply.index(quote), reply.index(quote) + len(quote))] for item, quote in marks.items()}
    for _, reply, _, marks in PAIRS
]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Lampu sudah menyala. Terima kasih!", ["Lampu sudah menyala.", "Terima kasih!"]),
        ("Di Jl. Melati No. 5 RT. 3 sudah dicek", ["Di Jl. Melati No. 5 RT. 3 sudah dicek"]),
        ("Biaya Rp. 50.000 per bulan; gratis bagi lansia", ["Biaya Rp. 50.000 per bulan;", "gratis bagi lansia"]),
        ("1. Buka menu\n2. Pilih layanan", ["1. Buka menu", "2. Pilih layanan"]),
        ('"Sudah kami ganti," katanya. Besok dicek lagi.', ['"Sudah kami ganti," katanya.', "Besok dicek lagi."]),
        (" \n. -", []),
    ],
)
def test_sentences(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


@given(st.text(max_size=300))
def test_sentences_lie_in_order_and_lose_no_letter(text: str) -> None:
    spans = sentences(text)
    end = 0
    for start, stop in spans:
        assert end <= start < stop <= len(text)
        assert any(c.isalnum() for c in text[start:stop])
        end = stop
    kept = sum(c.isalnum() for start, stop in spans for c in text[start:stop])
    assert kept == sum(c.isalnum() for c in text)


def names(text: str) -> set[str]:
    all_names = LEXICON.feature_names()
    return {all_names[i] for i in LEXICON.features([canonical(word) for word in split(text)])}


def test_cues_tell_deed_from_promise() -> None:
    assert {"selesai", "tindakan", "selesai+tindakan", "nama_hari"} <= names("Lampu sudah diganti Selasa malam")
    promise = names("akan segera kami tindak lanjuti")
    assert {"akan", "segera", "hampa"} <= promise
    assert "selesai" not in promise
    assert {"belum", "belum+tolak"} <= names("belum dapat diperbaiki")


def test_cue_numbers_fit_the_names() -> None:
    assert LEXICON.n_features == len(LEXICON.feature_names())
    with pytest.raises(TaxonomyError, match="no regular expression"):
        CueLexicon.from_csv("cue,pattern\nx,(\n")


def related(reply: str, complaint: str) -> set[str]:
    raw = split(reply)
    found = relation.relation_features([canonical(w) for w in raw], raw, relation.ComplaintWords.of(complaint))
    return {relation.NAMES[i] for i in found}


def test_relation_sees_what_is_taken_up_and_what_is_handed_back() -> None:
    complaint = "Lampu jalan di depan balai RW 5 padam sejak Senin dan gelap"
    assert {"shares_0"} <= related("Terima kasih atas masukan", complaint)
    assert {"shares_2"} <= related("Lampu jalan diperiksa teknisi, kabelnya putus", complaint)
    assert {"mostly_shared", "copies_order", "shares_number"} <= related(
        "Lampu jalan di depan balai RW 5 padam sejak Senin", complaint
    )


def test_pooled_takes_the_best_sentence_of_each_reply() -> None:
    values = np.array([[0.1, 0.9], [0.5, 0.2], [0.3, 0.3]], np.float32)
    np.testing.assert_allclose(pooled(values, np.array([0, 0, 2]), 3), [[0.5, 0.9], [0, 0], [0.3, 0.3]])


@pytest.fixture(scope="module")
def scorer() -> ReplyScorer:
    return ReplyScorer(LEXICON).fit(X, Y, marks=MARKS)


def test_contract(scorer: ReplyScorer) -> None:
    fresh = ReplyScorer(LEXICON, item_C=2.0)
    assert clone(fresh).get_params()["item_C"] == 2.0
    with pytest.raises(NotFittedError):
        fresh.predict(X)
    with pytest.raises(ValueError, match="level 0 and of level 2"):
        fresh.fit(X[:3], [1, 1, 1])
    with pytest.raises(ValueError, match="22 pairs but 1 levels"):
        fresh.fit(X, [0])
    again = ReplyScorer(LEXICON).fit(X, Y, marks=MARKS)
    np.testing.assert_array_equal(again.predict_proba(X), scorer.predict_proba(X))


def test_it_learns_and_probabilities_are_ordered(scorer: ReplyScorer) -> None:
    proba = scorer.predict_proba(X)
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-5)
    assert (proba >= 0).all()
    assert np.mean(np.abs(scorer.predict(X) - np.array(Y)) <= 1) == 1.0


def test_evidence_is_quoted_from_the_reply(scorer: ReplyScorer) -> None:
    for pair, verdict in zip(X, scorer.judge_.judge(X), strict=True):
        for evidence in verdict.items:
            assert pair.reply[evidence.start : evidence.end] == evidence.quote
        assert {e.item for e in verdict.items} | set(verdict.missing) == set(ITEMS)
        assert 0 <= verdict.score <= 100


@pytest.mark.parametrize("reply", ["", " ", ".", "-", "\n\n", "\u200b"])
def test_an_empty_reply_says_nothing(engine: Engine, reply: str) -> None:
    (verdict,) = engine.score([ReplyPair("lampu padam", reply)])
    assert (verdict.level, verdict.p_substantive, verdict.score) == (0, 0.0, 0)
    assert [flag.name for flag in verdict.flags] == ["empty"]


def test_the_verdict_does_not_depend_on_the_batch(engine: Engine) -> None:
    together = engine.score(X)
    alone = [engine.score([pair])[0] for pair in X]
    assert [v.level for v in together] == [v.level for v in alone]
    np.testing.assert_allclose([v.p_substantive for v in together], [v.p_substantive for v in alone], atol=1e-5)


def test_parts_bring_the_judge_back(scorer: ReplyScorer) -> None:
    again = ReplyJudge.from_parts(*scorer.judge_.parts())
    assert again.judge(X) == scorer.judge_.judge(X)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_gets_a_verdict(complaint: str, reply: str) -> None:
    (verdict,) = JUDGE.judge([ReplyPair(complaint, reply)])
    assert verdict.level in (0, 1, 2)
    assert all(0 <= e.start < e.end <= len(reply) for e in verdict.items)


JUDGE = ReplyScorer(LEXICON).fit(X, Y, marks=MARKS).judge_
