"""The router as it is served: folded weights for the text and the address, and calibrated probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from classifier.additive import AdditiveBlock
from classifier.calibration import Calibration
from classifier.records import Complaint, Reason
from classifier.text.words import split, words

Floats = NDArray[np.float32]

FORMAT = 2
_FIELDS: tuple[Literal["title", "text", "address"], ...] = ("title", "text", "address")
_BLOCKS = ("text", "address", "background")


def text_of(complaint: Complaint) -> str:
    """What the citizen wrote: the title, where there is one, and the text."""
    return f"{complaint.title}\n{complaint.text}" if complaint.title else complaint.text


def address_of(complaint: Complaint) -> str:
    """Where it is, as words: the address line and the form's place names, each folded into one word."""
    places = (("kel", complaint.kelurahan), ("kec", complaint.kecamatan))
    folded = [prefix + "".join(filter(str.isalpha, name.lower())) for prefix, name in places if name]
    return " ".join([complaint.address, *folded])


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
        documents = [split(text_of(c)) for c in complaints]
        total = self.text.scores_of(documents) + self.intercept
        if self.background is not None:
            total += self.background.scores_of(documents)
        return total + self.address.scores([address_of(c) for c in complaints])

    def proba(self, complaints: Sequence[Complaint]) -> Floats:
        """Calibrated probabilities of shape (n_complaints, n_classes); rows sum to 1."""
        return self.calibration.apply(self.scores(complaints))

    def known_words(self, complaint: Complaint) -> int:
        """How many words of the complaint's own text the model has learned."""
        return self.text.known_words(text_of(complaint))

    def reasons(self, complaint: Complaint, label: int, proba: Floats, *, most: int = 6) -> tuple[Reason, ...]:
        """The words that spoke most for and against class number ``label``.

        A word's weight is its share in the score of the label minus its share in the scores of the other labels,
        averaged by their
        probability: what it did for this label against its rivals. Sorted by falling size, at most ``most``.
        """
        contrast = -proba / max(1.0 - float(proba[label]), 1e-9)
        contrast[label] = 1.0
        written = [(block, block.length(split(text_of(complaint)))) for block in (self.text, self.background) if block]
        located = [(self.address, self.address.length(split(address_of(complaint))))]
        found: list[Reason] = []
        for name in _FIELDS:
            content = getattr(complaint, name)
            blocks = located if name == "address" else written
            for word in words(content):
                if not word.form.startswith("<"):
                    weight = sum(float(block.word_scores(word.form) @ contrast) / length for block, length in blocks)
                    found.append(Reason(content[word.start : word.end], name, word.start, word.end, weight))
        return _strongest(found, most)

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


def _strongest(found: list[Reason], most: int) -> tuple[Reason, ...]:
    best: dict[tuple[str, str], Reason] = {}
    for reason in found:
        best.setdefault((reason.field, reason.word.lower()), reason)
    return tuple(sorted(best.values(), key=lambda r: (-abs(r.weight), r.field, r.start))[:most])
