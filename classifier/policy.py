"""When a disposition may go out by itself, when it is a suggestion, and when a human must decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from classifier.records import Decision

Screen = Literal["", "no_content", "out_of_scope"]
AbstainReason = Literal["", "no_content", "out_of_scope", "ambiguous_place", "low_confidence", "drift", "not_certified"]


@dataclass(frozen=True)
class Policy:
    """Thresholds of the decision.

    Attributes
    ----------
    floor: below this probability of the best agency the answer is to abstain.
    auto_threshold: from this probability on a disposition is automatic; ``None`` when no certificate allows it.
    min_known_words: fewer learned words than this is no content to decide on.
    screen_weight: a screen counts from ``screen_weight`` times the squared probability of the best agency on: the surer
    the router is, the more a screen must show.
    drift: whether an alarm is on; what would be automatic is then a suggestion, with the reason ``drift``.
    """

    floor: float = 0.2
    auto_threshold: float | None = None
    min_known_words: int = 1
    screen_weight: float = 0.75
    drift: bool = False

    def decide(
        self,
        probability: float,
        *,
        known_words: int,
        place_known: bool,
        screen: Screen = "",
        screen_probability: float = 1.0,
    ) -> tuple[Decision, AbstainReason]:
        """The decision and, for ``abstain`` and for a suggestion that would be automatic but for drift, its reason.

        ``screen`` is what the intake says of a text that no agency should get, and ``screen_probability`` how sure that
        is.
        """
        if screen and screen_probability >= self.screen_weight * probability**2:
            return "abstain", screen
        if known_words < self.min_known_words:
            return "abstain", "no_content"
        if probability < self.floor:
            return "abstain", "low_confidence"
        if not place_known:
            return "abstain", "ambiguous_place"
        if self.auto_threshold is not None and probability >= self.auto_threshold:
            return ("suggest", "drift") if self.drift else ("auto", "")
        return "suggest", ""

    def document(self) -> dict[str, Any]:
        """The thresholds as JSON-able values; that of automatic disposition stands in the certificate alone."""
        return {
            "floor": self.floor,
            "min_known_words": self.min_known_words,
            "screen_weight": self.screen_weight,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any], certificate: Mapping[str, Any] | None) -> Policy:
        """The policy of a release: without a certificate nothing is automatic."""
        return cls(**document, auto_threshold=certificate["threshold"] if certificate else None)
