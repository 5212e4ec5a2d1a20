"""The values that pass through Tanggap: what comes in and what goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from classifier.intake import Intake

ReportType = Literal["pengaduan", "aspirasi", "permintaan_informasi", "pengaduan_pengawasan"]
Decision = Literal["auto", "suggest", "abstain"]

REPORT_TYPES: tuple[ReportType, ...] = ("pengaduan", "aspirasi", "permintaan_informasi", "pengaduan_pengawasan")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint (*laporan*) as the citizen sent it.

    ``kelurahan``, ``kecamatan`` and ``region`` (the regency or city) come from the form and say where the problem is;
    each may be empty. ``submitted_at`` is the day the complaint came in.
    """

    text: str
    id: str = ""
    title: str = ""
    address: str = ""
    kelurahan: str = ""
    kecamatan: str = ""
    region: str = ""
    submitted_at: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the complaint that moved the decision.

    ``start`` and ``end`` are character positions in ``field`` of the original complaint; ``weight`` is the share it
    added to (or took from) the score of the proposed label, in units of the score.
    """

    word: str
    field: Literal["title", "text", "address"]
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that may be responsible, with its calibrated probability in [0, 1]."""

    agency: str
    role: str
    probability: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where the problem is, as far as the form and the text say; an empty string is "not known"."""

    region: str = ""
    kecamatan: str = ""
    kelurahan: str = ""


@dataclass(frozen=True, slots=True)
class Disposition:
    """The answer for one complaint: a decision, the agency, and why.

    ``candidates`` are sorted by falling probability and sum to at most 1. ``abstain_reason`` is empty unless
    ``decision`` is ``abstain``. ``intake`` is what screening says of the complaint, where the release screens.
    """

    id: str
    decision: Decision
    agency: str
    role: str
    probability: float
    candidates: tuple[Candidate, ...]
    place: Place
    reasons: tuple[Reason, ...] = ()
    topic: str = ""
    abstain_reason: str = ""
    intake: Intake | None = None
    release: str = ""


@dataclass(frozen=True, slots=True)
class ReplyPair:
    """A reply of an agency together with the complaint that it answers."""

    complaint: str
    reply: str
    id: str = ""
    report_type: ReportType = "pengaduan"


@dataclass(frozen=True, slots=True)
class Evidence:
    """An item of the checklist that was found, and the characters of the reply that show it."""

    item: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one reply.

    ``level`` is 0 (*normatif*), 1 (*sebagian*) or 2 (*substantif*); ``p_substantive`` the calibrated probability of
    level 2; ``score`` runs from 0 to 100; ``missing`` names the checklist items that were not found.
    """

    id: str
    level: int
    p_substantive: float
    score: int
    items: tuple[Evidence, ...]
    missing: tuple[str, ...]
    flags: tuple[str, ...] = field(default=())
    release: str = ""
