"""Intake screening as it is served: what kind of report it is, how urgent, what it lacks, and whether it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from classifier.additive import AdditiveBlock
from classifier.intake_cues import ADDRESS, CUES, CueTable, Mention, mentions
from classifier.records import Complaint, Place, ReportType
from classifier.routing_model import Reading
from classifier.text.tokens import Tokens

Floats = NDArray[np.float32]
Urgency = Literal["rendah", "biasa", "tinggi", "darurat"]
Element = Literal["what", "where", "when"]
Screen = Literal["no_content", "out_of_scope"]

FORMAT = 1
TYPES: tuple[ReportType, ...] = ("pengaduan", "aspirasi", "permintaan_informasi")
ELEMENTS: tuple[Element, ...] = ("what", "where", "when")
URGENCIES: tuple[Urgency, ...] = ("rendah", "biasa", "tinggi", "darurat")
SCREENS: tuple[Screen, ...] = ("no_content", "out_of_scope")
OUTPUTS: tuple[str, ...] = (*TYPES, "oversight", "low", "urgent", "emergency", "secret", *SCREENS, *ELEMENTS)
"""The columns of a model: ``low`` is *rendah*, ``urgent`` *tinggi* or *darurat*; an element's column: that it lacks."""
COLUMN = {name: number for number, name in enumerate(OUTPUTS)}
_ARRAYS = ("cue_weights", "intercept", "scale", "shift", "thresholds", "common")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a handler will have to ask for, and the probability that it lacks."""

    element: Element
    probability: float


@dataclass(frozen=True, slots=True)
class Intake:
    """What is known of a complaint before it is routed; every probability is calibrated and in [0, 1].

    ``screen`` is empty for a complaint that belongs here; else it says why nobody needs to act on it.
    ``should_be_secret`` is the probability that the sender asks, or needs, to stay unknown. ``missing`` is sorted by
    falling probability, and empty for what is screened out. ``mentions`` are the words that say where and when.
    """

    id: str
    report_type: ReportType
    report_type_probability: float
    oversight: float
    urgency: Urgency
    urgency_probability: float
    should_be_secret: float
    in_scope: float
    no_content: float
    screen: Screen | Literal[""]
    missing: tuple[Missing, ...]
    mentions: tuple[Mention, ...] = ()

    @property
    def screen_probability(self) -> float:
        """The probability of the likelier of the two screens."""
        return max(self.no_content, 1.0 - self.in_scope)


@dataclass(frozen=True)
class IntakeModel:
    """Linear models, one a column of `OUTPUTS` (K in number), over the words and the cues of title and text.

    Attributes
    ----------
    words: folded word weights of the K outputs.
    common: shape (W,), which words of ``words`` count as known Indonesian.
    cue_weights: shape (n_cues, K), in the order of `CUES`; ``intercept`` (K,).
    scale, shift: Platt's parameters of each output, shape (K,).
    thresholds: from which probability an output counts as present, shape (K,); those of the report types are not used.
    """

    words: AdditiveBlock
    common: NDArray[np.bool_]
    cue_weights: Floats
    intercept: Floats
    scale: Floats
    shift: Floats
    thresholds: Floats
    _cues: CueTable = field(init=False, repr=False, compare=False)
    _lock: Lock = field(init=False, repr=False, compare=False, default_factory=Lock)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_parts, self.parts()

    def __deepcopy__(self, _memo: dict[int, Any]) -> IntakeModel:
        return self  # as for `AdditiveBlock`

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cues", CueTable(self.common_words()))

    def assess(self, complaints: Sequence[Complaint], places: Sequence[Place], *, explain: bool = True) -> list[Intake]:
        """One `Intake` a complaint, in order; ``explain=False`` leaves the mentions out.

        ``places`` is what the form and the place finder say of each complaint; another number of them raises
        ``ValueError``.
        """
        return self.assess_read(Reading(complaints), places, explain=explain)

    def assess_read(self, reading: Reading, places: Sequence[Place], *, explain: bool = True) -> list[Intake]:
        """`assess` for complaints that are cut into words already."""
        proba = self._proba(reading, places)
        types = report_types(proba)
        kind = types.argmax(axis=1).tolist()
        levels = urgency_levels(proba)
        level = self._levels(proba).tolist()
        present = (proba >= self.thresholds).tolist()
        return [
            Intake(
                complaint.id,
                _report_type(kind[n], oversight=flags[COLUMN["oversight"]]),
                float(types[n, kind[n]]),
                row[COLUMN["oversight"]],
                URGENCIES[level[n]],
                float(levels[n, level[n]]),
                row[COLUMN["secret"]],
                1.0 - row[COLUMN["out_of_scope"]],
                row[COLUMN["no_content"]],
                _screen(row, flags),
                _missing(row, flags),
                mentions(complaint) if explain else (),
            )
            for n, (complaint, row, flags) in enumerate(zip(reading.complaints, proba.tolist(), present, strict=True))
        ]

    def proba(self, complaints: Sequence[Complaint], places: Sequence[Place]) -> Floats:
        """Probability of each output; shape (n_complaints, K).

        The place does not lack where the form or the place finder names a village or district, or where there is an
        address, in its field or in the text.
        """
        return self._proba(Reading(complaints), places)

    def _proba(self, reading: Reading, places: Sequence[Place]) -> Floats:
        if len(reading.complaints) != len(places):
            raise ValueError(f"{len(reading.complaints)} complaints but {len(places)} places")
        cues = self._cues_of(reading.texts, reading.text)
        proba = platt(self._scores(reading.text, cues), self.scale, self.shift)
        located = [is_located(complaint, place) for complaint, place in zip(reading.complaints, places, strict=True)]
        proba[np.array(located, bool) | (cues[:, ADDRESS] > 0), COLUMN["where"]] = 0.0
        return proba

    def scores(self, texts: Sequence[str]) -> Floats:
        """Scores before calibration; shape (n_texts, K)."""
        tokens = Tokens.of(texts)
        return self._scores(tokens, self._cues_of(texts, tokens))

    def _cues_of(self, texts: Sequence[str], tokens: Tokens) -> Floats:
        with self._lock:
            return self._cues.matrix(texts, tokens)

    def _scores(self, tokens: Tokens, cues: Floats) -> Floats:
        return np.asarray(self.words.scored(tokens)[0] + cues @ self.cue_weights + self.intercept, np.float32)

    def common_words(self) -> frozenset[str]:
        """The words that count as known Indonesian."""
        return frozenset(word for word, known in zip(self.words.vocabulary, self.common, strict=True) if known)

    def _levels(self, proba: Floats) -> NDArray[np.int64]:
        """The number of each complaint's urgency in `URGENCIES`, shape (n,)."""
        low, urgent, emergency = (
            proba[:, COLUMN[name]] >= self.thresholds[COLUMN[name]] for name in ("low", "urgent", "emergency")
        )
        return np.where(emergency, 3, np.where(urgent, 2, np.where(low, 0, 1)))

    def parts(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """The model as JSON-able values and named arrays; `from_parts` is the way back."""
        words, block_arrays = self.words.parts()
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in _ARRAYS}
        arrays |= {f"words.{key}": value for key, value in block_arrays.items()}
        return {"format": FORMAT, "outputs": list(OUTPUTS), "cues": list(CUES), "words": words}, arrays

    @classmethod
    def from_parts(cls, document: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> IntakeModel:
        """Rebuild a model; a missing part raises ``KeyError``, outputs or cues that this code lacks ``ValueError``."""
        if tuple(document["outputs"]) != OUTPUTS or tuple(document["cues"]) != CUES:
            raise ValueError("the intake model was made for other outputs or cues; train it anew")
        words = {k.split(".", 1)[1]: v for k, v in arrays.items() if k.startswith("words.")}
        return cls(words=AdditiveBlock.from_parts(document["words"], words), **{name: arrays[name] for name in _ARRAYS})


def platt(scores: Floats, scale: Floats, shift: Floats) -> Floats:
    """Probabilities ``1 / (1 + exp(-(scale * score + shift)))`` of scores (n, K), after Platt (1999)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores * scale + shift, -30, 30))), np.float32)


def report_types(proba: Floats) -> Floats:
    """The probabilities of `TYPES`, made to sum to 1; shape (n, 3)."""
    own = proba[:, : len(TYPES)]
    return np.asarray(own / np.maximum(own.sum(axis=1, keepdims=True), 1e-9), np.float32)


def urgency_levels(proba: Floats) -> Floats:
    """The probabilities of `URGENCIES` from ``low``, ``urgent`` and ``emergency``; shape (n, 4), rows sum to 1."""
    low, urgent, emergency = (proba[:, COLUMN[name]] for name in ("low", "urgent", "emergency"))
    emergency = np.minimum(emergency, urgent)
    rest = 1 - urgent
    return np.stack([rest * low, rest * (1 - low), urgent - emergency, emergency], axis=1)


def is_located(complaint: Complaint, place: Place) -> bool:
    """Whether the form or the place finder says where it is, finer than a regency or city."""
    named = (complaint.address, complaint.kelurahan, complaint.kecamatan, place.kelurahan, place.kecamatan)
    return any(name.strip() for name in named)


def _report_type(number: int, *, oversight: bool) -> ReportType:
    kind = TYPES[number]
    return "pengaduan_pengawasan" if oversight and kind == "pengaduan" else kind


def _screen(row: Sequence[float], flags: Sequence[bool]) -> Screen | Literal[""]:
    """The likelier of the screens that hold, empty where none does."""
    held = [name for name in SCREENS if flags[COLUMN[name]]]
    return max(held, key=lambda name: row[COLUMN[name]]) if held else ""


def _missing(row: Sequence[float], flags: Sequence[bool]) -> tuple[Missing, ...]:
    """What lacks, the likeliest first; nobody asks a text that no agency should get."""
    if any(flags[COLUMN[name]] for name in SCREENS):
        return ()
    found = [Missing(name, row[COLUMN[name]]) for name in ELEMENTS if flags[COLUMN[name]]]
    return tuple(sorted(found, key=lambda lack: -lack.probability))
