"""Several issues in one complaint: where a text turns to something else, and which other agencies it concerns.

A text is cut at a sentence's end where both halves are sure of unlike agencies; the halves are cut again in the same
way. Only a cut through the whole text counts, so a digression stays with the half that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from classifier.records import Candidate, Complaint, Copy
from classifier.text.sentences import sentences

# On complaints of the shipped corpus about one issue, judged by models that have not seen them, these let 2 to 3 %
# pass; `python -m benchmarks.copies` prints that share and what is found of data/behaviour/several_issues.jsonl.
SURE = 0.9
"""Both halves must give their agency this share of the probability that the model can give at most."""
HEARD = 0.0005
"""The whole text must give the other agency this probability: else the half is of no weight in it."""
LEAST_WORDS = 6
MOST_BREAKS = 12
"""How many sentence ends of a text are tried; of more, some that are evenly spread."""
MOST_ISSUES = 3
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Judged:
    """The best agencies of a text, and how sure that is: 1 is the most that the model can say."""

    candidates: Sequence[Candidate]
    sure: float

    @property
    def agency(self) -> str:
        """The likeliest agency."""
        return self.candidates[0].agency


Part = tuple[int, int]
Halves = tuple[Complaint, Complaint]
Judge = Callable[[Sequence[int], Sequence[Halves]], Sequence[tuple[Judged, Judged] | None]]
"""Judges halves of the complaints of some numbers at the places of those; ``None`` where both have one label."""


def copies_of(complaints: Sequence[Complaint], whole: Sequence[Judged], judge: Judge) -> list[tuple[Copy, ...]]:
    """For each complaint the agencies besides the lead, each with the part of the text that concerns it."""
    issues: list[dict[Part, Judged]] = [
        {(0, len(complaint.text)): judged} for complaint, judged in zip(complaints, whole, strict=True)
    ]
    open_ = [
        n for n, judged in enumerate(whole) if len(judged.candidates) > 1 and judged.candidates[1].probability >= HEARD
    ]
    for _ in range(MOST_ISSUES - 1):
        open_ = _cut_again(complaints, issues, open_, judge)
    return [_copies(parts, judged.agency) for parts, judged in zip(issues, whole, strict=True)]


def _cut_again(
    complaints: Sequence[Complaint], issues: list[dict[Part, Judged]], numbers: Sequence[int], judge: Judge
) -> list[int]:
    """Cut each complaint's parts where that is best, in place; returns the numbers of those that were cut."""
    asked = [
        (number, part, halves)
        for number in numbers
        for part in issues[number]
        for halves in _halves(complaints[number].text, part)
    ]
    if not asked:
        return []
    pairs = [_halves_of(complaints[number], halves) for number, _, halves in asked]
    best: dict[tuple[int, Part], tuple[float, dict[Part, Judged]]] = {}
    for (number, part, halves), judged in zip(asked, judge([number for number, _, _ in asked], pairs), strict=True):
        sure = _sureness(issues[number][part], *judged) if judged else 0.0
        if judged and sure > best.get((number, part), (SURE, {}))[0]:
            best[number, part] = sure, dict(zip(halves, judged, strict=True))
    for (number, part), (_, halves_found) in best.items():
        del issues[number][part]
        issues[number] |= halves_found
    return sorted({number for number, _ in best})


def _sureness(whole: Judged, head: Judged, tail: Judged) -> float:
    """How sure the less sure half is, 0 where the halves are not about two issues of which the whole knows."""
    heard = {candidate.agency for candidate in whole.candidates if candidate.probability >= HEARD}
    agencies = {head.agency, tail.agency}
    apart = len(agencies) == 2 and whole.agency in agencies and agencies <= heard
    return min(head.sure, tail.sure) if apart else 0.0


def _halves(text: str, part: Part) -> list[tuple[Part, Part]]:
    """The ways to cut a part of a text in two at a sentence's end, `LEAST_WORDS` words on either side."""
    first, last = part
    spans = [(first + start, first + end) for start, end in sentences(text[first:last])]
    ways = [((first, left), (right, last)) for (_, left), (right, _) in pairwise(spans)]
    ways = ways[:: -(-len(ways) // MOST_BREAKS) or 1]
    return [way for way in ways if all(_is_long(text, piece) for piece in way)]


def _is_long(text: str, piece: Part) -> bool:
    return sum(1 for _, _ in zip(range(LEAST_WORDS), _WORD.finditer(text, *piece), strict=False)) == LEAST_WORDS


def _halves_of(complaint: Complaint, halves: tuple[Part, Part]) -> Halves:
    (first, left), (right, last) = halves
    title = complaint.title if first == 0 else ""
    head, tail = complaint.text[first:left], complaint.text[right:last]
    return replace(complaint, text=head, title=title), replace(complaint, text=tail, title="")


def _copies(parts: dict[Part, Judged], lead: str) -> tuple[Copy, ...]:
    """The other agencies of the parts in the order of the text, each once."""
    found: dict[str, Copy] = {}
    for (start, end), judged in sorted(parts.items()):
        best = judged.candidates[0]
        if best.agency != lead and best.agency not in found:
            found[best.agency] = Copy(best.agency, best.role, best.probability, start, end)
    return tuple(found.values())
