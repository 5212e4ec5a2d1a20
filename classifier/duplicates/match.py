"""Another complaint that a complaint repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["copy", "same_event"]


@dataclass(frozen=True, slots=True)
class Match:
    """A complaint of the index that is alike, and why.

    Attributes
    ----------
    id: of the other complaint.
    kind: ``copy`` for nearly the same text, ``same_event`` for another text about the same thing at the same place.
    similarity: in [0, 1]; for a copy the estimated Jaccard similarity of the texts' shingles.
    days_apart: days between the two complaints; ``None`` where a date is missing.
    places: streets, landmarks, districts and names that both name, as this complaint wrote them.
    words: the rare words of this complaint that the other shares in meaning, the rarest first.
    """

    id: str
    kind: Kind
    similarity: float
    days_apart: int | None
    places: tuple[str, ...]
    words: tuple[str, ...]
