"""Intake screening: the arithmetic by hand, cues and their spans, parts, any text."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.features import WordFeatures
from classifier.intake import COLUMN, ELEMENTS, OUTPUTS, URGENCIES, IntakeModel, platt, report_types, urgency_levels
from classifier.intake_cues import CUES, CueTable, mentions, word_row
from classifier.records import REPORT_TYPES, Complaint, Place
from classifier.text.tokens import Tokens

TEXTS = ["lampu jalan padam", "bagaimana cara urus ktp", "lampu padam di pasar", "halo"]


@lru_cache(maxsize=1)
def model() -> IntakeModel:
    """A model whose weights are numbers from a generator, over a few words."""
    generator = np.random.default_rng(0)
    features = WordFeatures(min_df=1, min_char_df=1).fit(TEXTS)
    block = features.fold(generator.normal(size=(len(OUTPUTS), features.n_features_)))
    return IntakeModel(
        words=block,
        common=np.arange(len(block.vocabulary)) % 2 == 0,
        cue_weights=generator.normal(size=(len(CUES), len(OUTPUTS))).astype(np.float32),
        intercept=generator.normal(size=len(OUTPUTS)).astype(np.float32),
        scale=np.full(len(OUTPUTS), 2.0, np.float32),
        shift=np.full(len(OUTPUTS), -1.0, np.float32),
        thresholds=np.full(len(OUTPUTS), 0.4, np.float32),
    )


def outputs(**given: float) -> np.ndarray:
    """One row of probabilities, 0 where nothing is given."""
    row = np.zeros((1, len(OUTPUTS)), np.float32)
    for name, value in given.items():
        row[0, COLUMN[name]] = value
    return row


def cues_of(text: str, common: frozenset[str] = frozenset()) -> set[str]:
    row = CueTable(common).matrix([text], Tokens.of([text]))[0]
    return {name for name, value in zip(CUES, row, strict=True) if value}


@pytest.mark.parametrize(
    ("score", "scale", "shift", "expected"),
    [(0.0, 1.0, 0.0, 0.5), (1.0, 2.0, -2.0, 0.5), (np.log(3.0), 1.0, 0.0, 0.75), (5.0, 0.0, np.log(4.0), 0.8)],
)
def test_platt_by_hand(score: float, scale: float, shift: float, expected: float) -> None:
    given = (np.array([[value]], np.float32) for value in (score, scale, shift))
    assert platt(*given)[0, 0] == pytest.approx(expected, abs=1e-6)


def test_platt_is_safe_for_large_scores() -> None:
    one = np.ones(1, np.float32)
    np.testing.assert_allclose(platt(np.array([[1e9], [-1e9]], np.float32), one, one)[:, 0], [1.0, 0.0], atol=1e-6)


def test_report_types_sum_to_one() -> None:
    found = report_types(outputs(pengaduan=0.6, aspirasi=0.2, permintaan_informasi=0.4, oversight=0.9))
    np.testing.assert_allclose(found, [[0.5, 1 / 6, 1 / 3]], rtol=1e-5)


@pytest.mark.parametrize(
    ("low", "urgent", "emergency", "expected"),
    [
        (0.25, 0.2, 0.1, (0.2, 0.6, 0.1, 0.1)),
        (0.0, 0.5, 0.9, (0.0, 0.5, 0.0, 0.5)),  # an emergency is never likelier than urgency
        (1.0, 0.0, 0.0, (1.0, 0.0, 0.0, 0.0)),
    ],
)
def test_urgency_by_hand(low: float, urgent: float, emergency: float, expected: tuple[float, ...]) -> None:
    found = urgency_levels(outputs(low=low, urgent=urgent, emergency=emergency))
    np.testing.assert_allclose(found, [expected], atol=1e-6)


@pytest.mark.parametrize(
    ("text", "says", "quote"),
    [
        ("lubang di Jl. Cemara gang 2 belum ditambal", "where", "Jl. Cemara gang 2"),
        ("macet dekat Pasar Legi", "where", "dekat Pasar Legi"),
        ("banjir di RT 03 RW 5", "where", "RT 03 RW 5"),
        ("mati sejak hari Senin", "when", "sejak hari Senin"),
        ("air mati 3 hari", "when", "3 hari"),
        ("dia datang jam 7 malam", "when", "jam 7 malam"),
        ("semalam ribut", "when", "semalam"),
    ],
)
def test_mentions_name_the_words(text: str, says: str, quote: str) -> None:
    found = mentions(Complaint(text=text))
    assert [(m.says, m.quote) for m in found] == [(says, quote)]
    assert text[found[0].start : found[0].end] == quote


def test_mentions_of_the_title_and_of_mended_text_point_into_what_was_sent() -> None:
    complaint = Complaint(title="Jalan Mawar gelap", text="ＰＪＵ mati \u200bsejak\u200b kemarin, lapor")
    for mention in mentions(complaint):
        assert getattr(complaint, mention.field)[mention.start : mention.end] == mention.quote
    assert {(m.field, m.says) for m in mentions(complaint)} == {("title", "where"), ("text", "when")}


def test_nothing_is_mentioned_where_nothing_is_said() -> None:
    assert mentions(Complaint(text="pelayanannya jelek, tolong diperbaiki")) == ()


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("Apakah bisa?", {"question", "opens:question", "mark:?", "mark:? last"}, {"mark:!", "number"}),
        ("Kapan? lapor!", {"mark:?", "mark:!"}, {"mark:? last"}),
        ("lapor ke Jl Mawar 3", {"street named", "number", "capital"}, {"time counted", "beside named"}),
        ("padam 3 hari", {"time counted", "span"}, {"street named"}),
        ("asdfgh hjkl", {"noise", "much noise", "known<0.2", "words<3"}, {"foreign script", "words<1"}),
        ("🙏🙏", {"words<1", "letters<0.4"}, {"noise"}),
        ("道路上有一个大洞", {"foreign script"}, {"letters<0.4"}),
        ("TOLONG PAK WALI", {"shouted", "opens:request"}, {"capital"}),
        ("", {"words<1"}, {"mark:?", "opens:question"}),
    ],
)
def test_cues(text: str, present: set[str], absent: set[str]) -> None:
    found = cues_of(text)
    assert present <= found
    assert not absent & found


def test_the_share_of_known_words() -> None:
    common = frozenset(["lampu", "jalan", "mati"])
    assert not any(name.startswith("known<") for name in cues_of("lampu jalan mati 3", common))
    assert {name for name in cues_of("lampu jalan xxyz abcd", common) if name.startswith("known<")} == {
        "known<0.6",
        "known<0.75",
    }


def test_neighbours_of_two_texts_do_not_meet() -> None:
    rows = CueTable(frozenset()).matrix(["di jl", "Mawar indah"], Tokens([["di", "jl"], ["Mawar", "indah"]]))
    assert not rows[:, CUES.index("street named")].any()


def test_a_row_of_a_word_is_finite_and_of_one_width() -> None:
    widths = {word_row(raw, frozenset()).shape for raw in ("a", "Jl", "081234567890", "[NIK]", "https://x.id", "道")}
    assert len(widths) == 1


def test_parts_bring_the_model_back() -> None:
    again = IntakeModel.from_parts(*model().parts())
    complaints = [Complaint(text=text) for text in [*TEXTS, "kata lain Jl. Mawar 3?"]]
    places = [Place()] * len(complaints)
    np.testing.assert_array_equal(again.proba(complaints, places), model().proba(complaints, places))
    assert again.assess(complaints, places) == model().assess(complaints, places)
    document, arrays = model().parts()
    with pytest.raises(ValueError, match="other outputs or cues"):
        IntakeModel.from_parts(document | {"cues": ["a"]}, arrays)
    with pytest.raises(KeyError):
        IntakeModel.from_parts(document, {})


@pytest.mark.parametrize(
    ("complaint", "place"),
    [
        (Complaint(text="lampu padam", address="depan pasar"), Place()),
        (Complaint(text="lampu padam", kelurahan="Mojo"), Place()),
        (Complaint(text="lampu padam"), Place("Kota Kediri", "Mojoroto", "")),
        (Complaint(text="lampu padam di Jl Mawar"), Place()),
    ],
)
def test_a_named_place_does_not_lack(complaint: Complaint, place: Place) -> None:
    assert model().proba([complaint], [place])[0, COLUMN["where"]] == 0.0
    assert "where" not in {m.element for m in model().assess([complaint], [place])[0].missing}


def test_a_region_alone_is_no_place() -> None:
    assert model().proba([Complaint(text="lampu padam")], [Place("Kota Kediri")])[0, COLUMN["where"]] > 0.0


def test_no_complaints_and_wrong_numbers_of_places() -> None:
    assert model().assess([], []) == []
    with pytest.raises(ValueError, match="1 complaints but 2 places"):
        model().assess([Complaint(text="a")], [Place(), Place()])


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.text(max_size=20))
@settings(deadline=None, max_examples=150)
def test_any_text_gets_an_intake(texts: list[str], title: str) -> None:
    complaints = [Complaint(text=text, title=title) for text in texts]
    for complaint, intake in zip(complaints, model().assess(complaints, [Place()] * len(texts)), strict=True):
        numbers = [intake.report_type_probability, intake.oversight, intake.urgency_probability]
        numbers += [intake.should_be_secret, intake.in_scope, intake.no_content]
        numbers += [missing.probability for missing in intake.missing]
        assert all(0.0 <= number <= 1.0 for number in numbers)
        assert intake.report_type in REPORT_TYPES
        assert intake.urgency in URGENCIES
        assert {missing.element for missing in intake.missing} <= set(ELEMENTS)
        for mention in intake.mentions:
            assert getattr(complaint, mention.field)[mention.start : mention.end] == mention.quote


def test_a_text_is_judged_alike_alone_and_among_others() -> None:
    complaints = [Complaint(text=text) for text in TEXTS]
    together = model().proba(complaints, [Place()] * len(TEXTS))
    alone = np.vstack([model().proba([complaint], [Place()]) for complaint in complaints])
    np.testing.assert_allclose(alone, together, rtol=1e-4, atol=1e-6)
