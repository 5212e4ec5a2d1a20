"""The router as it is served: folded weights for the text and the address, and calibrated probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.additive import AdditiveBlock
from classifier.calibration import Calibration
from classifier.records import Complaint, Reason
from classifier.text.words import words

Floats = NDArray[np.float32]

FORMAT = 1


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
    text, address: folded weights of the two fields; ``address_weight`` is the length of the address part beside the
    text.
    intercept: shape (n_classes,).
    calibration: from scores to probabilities.
    """

    classes: tuple[str, ...]
    text: AdditiveBlock
    address: AdditiveBlock
    intercept: Floats
    calibration: Calibration = field(default_factory=Calibration)

    def scores(self, complaints: Sequence[Complaint]) -> Floats:
        """Scores of shape (n_complaints, n_classes)."""
        by_text = self.text.scores([text_of(c) for c in complaints])
        by_address = self.address.scores([address_of(c) for c in complaints])
        return by_text + by_address + self.intercept

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
        found: list[Reason] = []
        fields = (
            ("title", complaint.title, self.text),
            ("text", complaint.text, self.text),
            ("address", complaint.address, self.address),
        )
        for name, content, block in fields:
            for word in words(content):
                if not word.form.startswith("<"):
                    weight = float(block.word_scores(word.form) @ contrast)
                    found.append(Reason(content[word.start : word.end], name, word.start, word.end, weight))  # type: ignore[arg-type]
        return _strongest(found, most)

    def parts(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """The model as JSON-able values and named arrays; `from_parts` is the way back."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "classes": list(self.classes),
            "calibration": self.calibration.document(),
        }
        arrays: dict[str, NDArray[Any]] = {"intercept": self.intercept}
        for name, block in (("text", self.text), ("address", self.address)):
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
            for name in ("text", "address")
        }
        return cls(
            classes=tuple(document["classes"]),
            text=blocks["text"],
            address=blocks["address"],
            intercept=arrays["intercept"],
            calibration=Calibration.from_document(document["calibration"]),
        )


def _strongest(found: list[Reason], most: int) -> tuple[Reason, ...]:
    best: dict[tuple[str, str], Reason] = {}
    for reason in found:
        best.setdefault((reason.field, reason.word.lower()), reason)
    return tuple(sorted(best.values(), key=lambda r: (-abs(r.weight), r.field, r.start))[:most])
