"""Several issues in one complaint: where it is cut, and who gets a copy."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.copies import MOST_BREAKS, Halves, Judged, copies_of
from classifier.records import Candidate, Complaint, Copy

OFFICES = {"lampu": "Dishub", "sampah": "DLH", "ktp": "Dukcapil"}


def judged(text: str) -> Judged:
    """A judge that counts the words of each office, and is sure of an office that leads clearly."""
    counts = {office: (text.count(word) + 0.1) ** 4 for word, office in OFFICES.items()}
    total = sum(counts.values())
    best = sorted(counts, key=lambda office: -counts[office])
    candidates = [Candidate(office, f"Dinas {office}", counts[office] / total) for office in best]
    return Judged(candidates, candidates[0].probability)


def judge(numbers: list[int], pairs: list[Halves]) -> list[tuple[Judged, Judged] | None]:
    found = [(judged(head.text), judged(tail.text)) for head, tail in pairs]
    return [None if head.agency == tail.agency else (head, tail) for head, tail in found]


def copies(text: str, **form: str) -> tuple[Copy, ...]:
    complaint = Complaint(text=text, **form)
    (found,) = copies_of([complaint], [judged(text)], judge)
    return found


LAMP = "Semua lampu di gang kami sudah mati, lampu jalan itu gelap. "
WASTE = "Ada juga sampah di ujung gang yang tidak diangkut, sampah bau."
CARD = " Saya mengurus ktp dari bulan lalu dan ktp belum jadi."


def test_a_second_issue_gives_a_copy_with_its_words() -> None:
    (copy,) = copies(LAMP * 2 + WASTE)
    assert (copy.agency, copy.role) == ("DLH", "Dinas DLH")
    assert (LAMP * 2 + WASTE)[copy.start : copy.end] == WASTE
    assert copy.probability > 0.9


def test_three_issues_give_two_copies_in_the_order_of_the_text() -> None:
    assert [copy.agency for copy in copies(LAMP * 3 + (WASTE + " ") * 2 + CARD)] == ["DLH", "Dukcapil"]


@pytest.mark.parametrize(
    "text",
    [
        LAMP * 3,
        LAMP + "Dekat sampah. " + LAMP,  # too short to be an issue of its own
        LAMP + "Di depan lampu itu ada sampah di tepi jalan kami.",  # neither half is sure
        "Lampu dan sampah",
        "",
    ],
)
def test_one_issue_gives_no_copy(text: str) -> None:
    assert copies(text) == ()


def test_a_long_text_is_tried_at_a_bounded_number_of_places() -> None:
    tried: list[int] = []

    def counting(numbers: list[int], pairs: list[Halves]) -> list[tuple[Judged, Judged] | None]:
        tried.append(len(pairs))
        return judge(numbers, pairs)

    text = LAMP * 200 + WASTE * 50
    copies_of([Complaint(text=text)], [judged(text)], counting)
    assert 0 < tried[0] <= MOST_BREAKS


@settings(max_examples=60)
@given(st.lists(st.sampled_from([LAMP, WASTE + " ", CARD.strip() + " ", "Terima kasih. "]), max_size=8).map("".join))
def test_copies_never_name_the_lead_and_do_not_overlap(text: str) -> None:
    found = copies(text)
    assert judged(text).agency not in {copy.agency for copy in found}
    assert len({copy.agency for copy in found}) == len(found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= copy.start < copy.end <= len(text) for copy in found)
