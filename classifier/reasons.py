"""The words of a complaint that moved its decision, for and against."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from classifier.records import Complaint, Reason, Span
from classifier.routing_model import Judgement, Reading, RoutingModel, written_span
from classifier.text.normalise import normalise
from classifier.text.tokens import Tokens
from classifier.text.words import pieces

Floats = NDArray[np.float32]
FOR, AGAINST = 6, 3


class Reasoner:
    """The words of each complaint of a batch that spoke most for and against the label that a model finds likeliest.

    A word's weight is its share in the score of the label minus its share in the scores of the other labels, averaged
    by their probability: what it did for this label against its rivals.

    Parameters
    ----------
    reading, judgement: the batch, and what ``model`` says of it.
    """

    def __init__(self, model: RoutingModel, reading: Reading, judgement: Judgement) -> None:
        self._reading = reading
        self._proba = judgement.proba
        self._blocks = [
            (tokens, _without_masks(tokens, block.word_scores(tokens.forms)), lengths)
            for (block, tokens), lengths in zip(model.blocks(reading), judgement.lengths, strict=True)
        ]

    def reasons(self, number: int) -> tuple[Reason, ...]:
        """Of complaint ``number``, by falling size: up to `FOR` words for its label and up to `AGAINST` against it.

        A word that stands several times is named where it stands first.
        """
        complaint, proba = self._reading.complaints[number], self._proba[number]
        label = int(proba.argmax())
        contrast = -proba / max(1.0 - float(proba[label]), 1e-9)
        contrast[label] = 1.0
        located, written = list(_spans(complaint.address)), list(_spans(self._reading.texts[number]))
        # The model reads the form's place names behind the words of the address line: they are no words of the citizen.
        by_address = self._weights(self._reading.address, number, contrast)[: len(located)]
        weights = np.concatenate([by_address, self._weights(self._reading.text, number, contrast)])
        spots = located + written

        def span_of(place: int) -> Span:
            if place < len(located):
                return Span("address", *spots[place])
            return written_span(complaint, *spots[place])

        return _strongest(complaint, span_of, weights)

    def _weights(self, tokens: Tokens, number: int, contrast: Floats) -> Floats:
        """The weight of each word of a complaint's text or address, 0 for masks."""
        words = tokens.form_of[tokens.words[tokens.starts[number] : tokens.starts[number + 1]]]
        weights = np.zeros(len(words), np.float32)
        for read, rows, lengths in self._blocks:
            if read is tokens:
                weights += rows[words] @ contrast / lengths[number]
        return weights


def _without_masks(tokens: Tokens, rows: Floats) -> Floats:
    """The rows of a batch's forms with those of masks set to 0: a mask is no word to show."""
    rows[[form.startswith("<") for form in tokens.forms]] = 0.0
    return rows


def _strongest(complaint: Complaint, span_of: Callable[[int], Span], weights: Floats) -> tuple[Reason, ...]:
    found: list[Reason] = []
    seen: set[tuple[str, str]] = set()
    left = [AGAINST, FOR]
    for place in np.argsort(-np.abs(weights), kind="stable").tolist():
        weight = float(weights[place])
        if not weight or not any(left):
            break
        if not left[weight > 0]:
            continue
        span = span_of(place)
        word = getattr(complaint, span.field)[span.start : span.end]
        if (span.field, word.lower()) not in seen:
            seen.add((span.field, word.lower()))
            left[weight > 0] -= 1
            found.append(Reason(word, span.field, span.start, span.end, weight))
    return tuple(found)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    normalised = normalise(text)
    return (normalised.span(*match.span()) for match in pieces(normalised.text))
