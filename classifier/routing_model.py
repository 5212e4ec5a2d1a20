"""The router as it is served: folded weights for the text and the address, and calibrated probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.additive import AdditiveBlock
from classifier.calibration import Calibration
from classifier.records import Complaint, Span
from classifier.text.tokens import Tokens

Floats = NDArray[np.float32]

FORMAT = 2
_BLOCKS = ("text", "address", "background")


def text_of(complaint: Complaint) -> str:
    """What the citizen wrote: the title, where there is one, and the text."""
    return f"{complaint.title}\n{complaint.text}" if complaint.title else complaint.text


def written_span(complaint: Complaint, start: int, end: int) -> Span:
    """The characters ``start:end`` of `text_of` a complaint as those of its title or its text."""
    offset = len(complaint.title) + 1 if complaint.title else 0
    return Span("title", start, end) if start < offset else Span("text", start - offset, end - offset)


def address_of(complaint: Complaint) -> str:
    """Where it is, as words: the address line and the form's place names, each folded into one word."""
    places = (("kel", complaint.kelurahan), ("kec", complaint.kecamatan))
    folded = [prefix + "".join(filter(str.isalpha, name.lower())) for prefix, name in places if name]
    return " ".join([complaint.address, *folded])


class Reading:
    """Complaints cut into words once, for all that read them.

    Attributes
    ----------
    complaints: as given.
    texts: what each citizen wrote, see `text_of`.
    text, address: the words of title and text, and of the address, see `address_of`.
    """

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = complaints
        self.texts = [text_of(complaint) for complaint in complaints]
        self.text = Tokens.of(self.texts)
        self.address = Tokens.of([address_of(complaint) for complaint in complaints])


@dataclass(frozen=True)
class Judgement:
    """What a model says of a batch of n complaints.

    Attributes
    ----------
    proba: calibrated probabilities of shape (n, n_classes); rows sum to 1.
    known_words: how many words of each complaint's own text the model has learned; shape (n,).
    lengths: for each of `RoutingModel.blocks` the length of each complaint's feature vector; shape (n,) each.
    """

    proba: Floats
    known_words: NDArray[np.int64]
    lengths: tuple[Floats, ...]


@dataclass(frozen=True)
class RoutingModel:
    """Class scores and probabilities for complaints.

    Attributes
    ----------
    classes: the labels (topics, or roles of an office), in the order of every array's columns.
    text, address: folded weights of the two fields.
    background: folded weights of the text from what a router over other labels knows (see `Router`), or ``None``.
    intercept: shape (n_classes,).
    calibration: from scores to probabilities.
    """

    classes: tuple[str, ...]
    text: AdditiveBlock
    address: AdditiveBlock
    intercept: Floats
    calibration: Calibration = field(default_factory=Calibration)
    background: AdditiveBlock | None = None

    def scores(self, complaints: Sequence[Complaint]) -> Floats:
        """Scores of shape (n_complaints, n_classes)."""
        return self._scored(Reading(complaints))[0]

    def proba(self, complaints: Sequence[Complaint]) -> Floats:
        """Calibrated probabilities of shape (n_complaints, n_classes); rows sum to 1."""
        return self.judge(Reading(complaints)).proba

    def judge(self, reading: Reading) -> Judgement:
        """The probabilities of a batch that is cut into words already, and what they came from."""
        scores, lengths = self._scored(reading)
        known = reading.text.sums(self.text.known(reading.text.forms)[reading.text.form_of])
        return Judgement(self.calibration.apply(scores), known.astype(np.int64), lengths)

    def _scored(self, reading: Reading) -> tuple[Floats, tuple[Floats, ...]]:
        parts = [block.scored(tokens) for block, tokens in self.blocks(reading)]
        return sum((scores for scores, _ in parts), self.intercept), tuple(lengths for _, lengths in parts)

    def blocks(self, reading: Reading) -> list[tuple[AdditiveBlock, Tokens]]:
        """The folded weights with the words that each of them reads: of the text first, of the address last."""
        written = [block for block in (self.text, self.background) if block is not None]
        return [*((block, reading.text) for block in written), (self.address, reading.address)]

    def parts(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """The model as JSON-able values and named arrays; `from_parts` is the way back."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "classes": list(self.classes),
            "calibration": self.calibration.document(),
        }
        arrays: dict[str, NDArray[Any]] = {"intercept": self.intercept}
        for name in _BLOCKS:
            block: AdditiveBlock | None = getattr(self, name)
            if block is not None:
                document[name], block_arrays = block.parts()
                arrays |= {f"{name}.{key}": value for key, value in block_arrays.items()}
        return document, arrays

    @classmethod
    def from_parts(cls, document: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> RoutingModel:
        """Rebuild a model; a missing part raises ``KeyError``."""
        blocks = {
            name: AdditiveBlock.from_parts(
                document[name], {k.split(".", 1)[1]: v for k, v in arrays.items() if k.startswith(f"{name}.")}
            )
            for name in _BLOCKS
            if name in document
        }
        return cls(
            classes=tuple(document["classes"]),
            text=blocks["text"],
            address=blocks["address"],
            background=blocks.get("background"),
            intercept=arrays["intercept"],
            calibration=Calibration.from_document(document["calibration"]),
        )
