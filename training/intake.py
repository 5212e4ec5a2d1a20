"""Fitting the intake model on the shipped corpus: one linear model an output, calibrated on left-out batches."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from classifier.datafiles import data_directory
from classifier.errors import DataError
from classifier.features import WordFeatures
from classifier.gazetteer import gazetteer
from classifier.intake import COLUMN, ELEMENTS, OUTPUTS, SCREENS, TYPES, IntakeModel, is_located, platt
from classifier.intake_cues import ADDRESS, CueTable
from classifier.places import PlaceFinder
from classifier.records import Complaint, Place
from classifier.routing_model import text_of
from classifier.text.tokens import Tokens
from classifier.text.words import canonical, split

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

FOLDS = 5
LEAST_KNOWN = 3
"""In how many complaints a word must stand to count as known Indonesian."""
FALSE_ALARMS = 0.008
"""Which share of ordinary complaints each of the two screens may hold back."""
LEAST = 0.2
"""No output holds below this probability: a handler who is wrong four times in five stops reading."""
NEVER = 1.1


@dataclass(frozen=True)
class Fit:
    """How one output is fitted.

    ``C`` is the inverse regularisation, ``cue_scale`` the length of a cue in a feature vector (a text's words together
    have about 1), and ``balanced`` says whether both answers weigh alike however rare one is.
    """

    C: float = 0.3
    cue_scale: float = 0.2
    balanced: bool = False


_SCREEN_COLUMNS = [COLUMN[name] for name in SCREENS]
_RARE = Fit(C=0.1, balanced=True)
FITS = dict.fromkeys(OUTPUTS, Fit()) | dict.fromkeys(SCREENS, Fit(cue_scale=0.1))
FITS |= {"low": _RARE, "what": _RARE, "when": _RARE, "where": Fit(C=0.1, cue_scale=0.3, balanced=True)}


@dataclass(frozen=True)
class IntakeRows:
    """Labelled texts, all of one length n; K outputs as in `classifier.intake.OUTPUTS`.

    ``truth`` (n, K) says which outputs hold, ``counted`` (n, K) for which outputs a row is asked at all: a text that is
    no complaint has no urgency, and where the form or an address names the place, nobody looks for
    it. ``batches`` is empty for texts
    that are always learned from and never measured on.
    """

    complaints: Sequence[Complaint]
    places: Sequence[Place]
    truth: Flags
    counted: Flags
    batches: Sequence[str]

    def __len__(self) -> int:
        return len(self.complaints)

    @property
    def ordinary(self) -> Flags:
        """Which rows are complaints that belong here, shape (n,)."""
        return np.asarray(~self.truth[:, _SCREEN_COLUMNS].any(axis=1), bool)


def intake_rows(complaints: Path | None = None, screens: Path | None = None) -> IntakeRows:
    """The corpus's complaints with their labels, and the further texts that must be screened out.

    Raises `DataError` when either folder holds no batch.
    """
    root = data_directory() / "corpus"
    rows = list(_read(complaints or root / "complaints"))
    rows += [("", row) for _, row in _read(screens or root / "screens")]
    given = [_complaint(row) for _, row in rows]
    finder = PlaceFinder(gazetteer())
    places = [finder.find(complaint).place for complaint in given]
    truth = np.array([truth_of(row) for _, row in rows], bool)
    counted = np.repeat(~truth[:, _SCREEN_COLUMNS].any(axis=1, keepdims=True), len(OUTPUTS), axis=1)
    counted[:, _SCREEN_COLUMNS] = True
    located = np.array([is_located(complaint, place) for complaint, place in zip(given, places, strict=True)], bool)
    counted[located | _addressed(given), COLUMN["where"]] = False
    return IntakeRows(given, places, truth, counted, [batch for batch, _ in rows])


def truth_of(row: Mapping[str, Any]) -> list[bool]:
    """Which of `OUTPUTS` hold for one row of the corpus."""
    kind, screen = row.get("report_type", "pengaduan"), row.get("screen", "")
    oversight = kind == "pengaduan_pengawasan" or row.get("oversight", False)
    urgency, missing = row.get("urgency", "biasa"), row.get("missing", [])
    holds: dict[str, bool] = {name: kind == name for name in TYPES}
    holds |= {name: name in missing for name in ELEMENTS} | {name: screen == name for name in SCREENS}
    holds |= {"oversight": oversight, "secret": row.get("secret", False), "low": urgency == "rendah"}
    holds |= {"urgent": urgency in ("tinggi", "darurat"), "emergency": urgency == "darurat"}
    holds["pengaduan"] |= kind == "pengaduan_pengawasan"
    return [holds[name] for name in OUTPUTS]


def train_intake(rows: IntakeRows | None = None, *, seed: int = 0) -> IntakeModel:
    """The intake model of all rows, by default the shipped ones, calibrated on batches left out in turn."""
    chosen = rows or intake_rows()
    scores = left_out_scores(chosen, folds=FOLDS, seed=seed)
    measured = np.flatnonzero(np.array(chosen.batches) != "")
    return calibrated(fit_intake(chosen, range(len(chosen)), seed=seed), chosen, scores, measured)


def fit_intake(rows: IntakeRows, chosen: Sequence[int], *, seed: int = 0) -> IntakeModel:
    """A model that learned from the ``chosen`` row numbers, not calibrated yet."""
    texts = [text_of(rows.complaints[i]) for i in chosen]
    documents = [split(text) for text in texts]
    common = _known_words(documents, rows.ordinary[list(chosen)])
    words = WordFeatures().fit(texts)
    words_of = words.transform(texts)
    cues = sp.csr_matrix(CueTable(common).matrix(texts, Tokens(documents)))
    truth, counted = rows.truth[list(chosen)], rows.counted[list(chosen)]
    machines = [
        _fit_output(words_of, cues, truth[:, n], counted[:, n], FITS[name], seed) for n, name in enumerate(OUTPUTS)
    ]
    coef, intercept = np.array([weights for weights, _ in machines]), np.array([constant for _, constant in machines])
    block = words.fold(coef[:, : words.n_features_])
    return IntakeModel(
        words=block,
        common=np.array([word in common for word in block.vocabulary], bool),
        cue_weights=np.ascontiguousarray(coef[:, words.n_features_ :].T, np.float32),
        intercept=intercept.astype(np.float32),
        scale=np.ones(len(OUTPUTS), np.float32),
        shift=np.zeros(len(OUTPUTS), np.float32),
        thresholds=np.full(len(OUTPUTS), 0.5, np.float32),
    )


def left_out_scores(rows: IntakeRows, *, folds: int = FOLDS, seed: int = 0) -> Floats:
    """Scores (n, K) of each row by a model that has not seen its batch; nan for rows that are never left out.

    With as many ``folds`` as batches, one batch is left out at a time.
    """
    names = np.array(rows.batches)
    number = {name: n % folds for n, name in enumerate(sorted(set(names.tolist()) - {""}))}
    fold = np.array([number.get(name, -1) for name in names])
    scores = np.full((len(rows), len(OUTPUTS)), np.nan, np.float32)
    for each in sorted(set(number.values())):
        model = fit_intake(rows, np.flatnonzero(fold != each).tolist(), seed=seed)
        scores[fold == each] = model.scores(
            [text_of(rows.complaints[i]) for i in np.flatnonzero(fold == each).tolist()]
        )
    return scores


def calibrated(model: IntakeModel, rows: IntakeRows, scores: Floats, chosen: Numbers) -> IntakeModel:
    """The model with Platt's parameters and thresholds learned from left-out ``scores`` (n, K) of ``chosen`` rows."""
    scale, shift = (np.zeros(len(OUTPUTS), np.float32) for _ in range(2))
    thresholds = np.full(len(OUTPUTS), NEVER, np.float32)
    for number, name in enumerate(OUTPUTS):
        asked = chosen[rows.counted[chosen, number]]
        truth = rows.truth[asked, number]
        scale[number], shift[number] = fit_platt(scores[asked, number], truth)
        proba = platt(scores[asked, number], scale[number], shift[number])
        thresholds[number] = least_alarming(proba, truth) if name in SCREENS else max(best_f1(proba, truth), LEAST)
    return replace(model, scale=scale, shift=shift, thresholds=thresholds)


def fit_platt(scores: Floats, truth: Flags) -> tuple[float, float]:
    """Scale and shift that make ``sigmoid(scale * score + shift)`` likeliest; where only one kind occurs, a constant.

    ``scores`` and ``truth`` have shape (n,).
    """
    if len(set(truth.tolist())) < 2:
        return 0.0, 10.0 if truth.any() else -10.0
    model = LogisticRegression(C=1e4).fit(scores[:, None].astype(np.float64), truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def best_f1(proba: Floats, truth: Flags) -> float:
    """The threshold with the highest F1, halfway between two probabilities; `NEVER` when nothing holds."""
    if not truth.any():
        return NEVER
    order = np.argsort(-proba, kind="stable")
    falling = proba[order]
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])
    lower = np.append(falling[1:], 0.0)
    best = int(np.argmax(np.where(falling > lower, f1, -1.0)))
    return float(falling[best] + lower[best]) / 2


def least_alarming(proba: Floats, truth: Flags, *, most: float = FALSE_ALARMS) -> float:
    """The lowest threshold that at most a share ``most`` of the rows where nothing holds reach."""
    others = np.sort(proba[~truth])[::-1]
    if not truth.any() or not len(others):
        return NEVER
    allowed = int(most * len(others))
    return float(np.nextafter(others[allowed], np.float32(2.0)))


def _fit_output(
    words: sp.csr_matrix, cues: sp.csr_matrix, truth: Flags, counted: Flags, fit: Fit, seed: int
) -> tuple[Doubles, float]:
    """Weights (n_words + n_cues,) and intercept of one output; a constant score where only one answer occurs."""
    asked = np.flatnonzero(counted)
    target = truth[asked]
    if len(set(target.tolist())) < 2:
        return np.zeros(words.shape[1] + cues.shape[1]), 1.0 if target.any() else -1.0
    matrix = sp.hstack([words[asked], cues[asked] * fit.cue_scale], format="csr").astype(np.float64)
    machine = LinearSVC(C=fit.C, class_weight="balanced" if fit.balanced else None, random_state=seed)
    coef = machine.fit(matrix, target).coef_[0].copy()
    coef[words.shape[1] :] *= fit.cue_scale
    return coef, float(machine.intercept_[0])


def _known_words(documents: Sequence[Sequence[str]], ordinary: Flags) -> frozenset[str]:
    seen: Counter[str] = Counter()
    for document, is_ordinary in zip(documents, ordinary, strict=True):
        if is_ordinary:
            seen.update(set(map(canonical, document)))
    return frozenset(word for word, n in seen.items() if n >= LEAST_KNOWN and not word.startswith("<"))


def _addressed(complaints: Sequence[Complaint]) -> Flags:
    """Which texts hold an address, shape (n,)."""
    texts = [text_of(complaint) for complaint in complaints]
    return np.asarray(CueTable(frozenset()).matrix(texts, Tokens.of(texts))[:, ADDRESS] > 0, bool)


def _complaint(row: Mapping[str, Any]) -> Complaint:
    fields = ("text", "id", "title", "address", "kelurahan", "kecamatan", "region")
    return Complaint(**{name: row.get(name, "") for name in fields})


def _read(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a folder's files, each with the name of its file."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise DataError(folder, "holds no corpus batch (*.jsonl)")
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                yield path.stem, json.loads(line)
            except json.JSONDecodeError:
                raise DataError(path, "is no JSON object", row=number) from None
