"""The values that pass through Tanggap: what comes in and what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from classifier.directory import Competence
    from classifier.intake import Intake

ReportType = Literal["pengaduan", "aspirasi", "permintaan_informasi", "pengaduan_pengawasan"]
Decision = Literal["auto", "suggest", "abstain"]
TextField = Literal["title", "text", "address"]
PlaceLevel = Literal["region", "kecamatan", "kelurahan"]
PlaceField = Literal["region", "kecamatan", "kelurahan", "title", "text", "address", "office"]

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

    ``start`` and ``end`` are character positions in ``field`` of the original complaint; ``weight`` is what it added to
    the score of the proposed label over those of its rivals, in units of the score: above 0 it spoke for the label,
    below 0 against it.
    """

    word: str
    field: TextField
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
class Copy:
    """An agency to inform besides the lead, because the characters ``start:end`` of the text are about its affair.

    ``probability`` in [0, 1] is that of these words alone.
    """

    agency: str
    role: str
    probability: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where the problem is, as far as the form and the text say; an empty string is "not known"."""

    region: str = ""
    kecamatan: str = ""
    kelurahan: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The characters ``start:end`` of a field of the complaint as it was sent."""

    field: TextField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlaceEvidence:
    """What a part of the place rests on: the characters ``start:end`` of a field of the complaint.

    The field is one of the form, the address, the title or the text; a region may also be known from the name of a
    kecamatan or kelurahan in it. ``office`` is the region that the service is set to, for complaints that name none.
    """

    level: PlaceLevel
    name: str
    field: PlaceField
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Disposition:
    """The answer for one complaint: a decision, the agency, and why.

    ``candidates`` are sorted by falling probability and sum to at most 1. ``abstain_reason`` is empty unless
    ``decision`` is ``abstain``, or ``drift`` where only an alarm made a suggestion of what would be automatic.
    ``intake`` is what screening says of the complaint, where the release screens. With explanations come ``reasons``,
    the words that moved the decision; ``place_evidence``, what the place rests on; ``competence``, the row of the
    competence table that leads to the agency; ``owner``, words that name the owner of the road or river; and
    ``copies``, the agencies to inform besides the lead where a text holds several issues.
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
    place_evidence: tuple[PlaceEvidence, ...] = ()
    competence: Competence | None = None
    owner: Span | None = None
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyPair:
    """A reply of an agency together with the complaint that it answers.

    ``replied_at`` is the day of the reply, from which its promises count; ``today`` the day on which they are looked
    at, by default the current one.
    """

    complaint: str
    reply: str
    id: str = ""
    report_type: ReportType = "pengaduan"
    replied_at: date | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An item of the checklist that was found, and the characters of the reply that show it."""

    item: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Flag:
    """What a reader should know of a reply beside its level, and the characters of the reply that show it.

    ``detail`` says it in Indonesian. ``due`` is the last day of a dated promise, where the day of the reply is known;
    ``passed`` is true when that day is over and nothing says that the promise was kept.
    """

    name: str
    start: int
    end: int
    detail: str = ""
    due: date | None = None
    passed: bool = False


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
    flags: tuple[Flag, ...] = ()
    release: str = ""
