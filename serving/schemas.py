"""The bodies of the API: what is accepted and what is answered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from classifier.intake import Intake
from classifier.records import Complaint, Disposition, ReplyPair, ReportType, Verdict


def _storable(value: str) -> str:
    """Refuse what no database can hold: NUL and lone surrogates."""
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("holds a character that is no text")
    return value


Text = Annotated[str, AfterValidator(_storable), Field(min_length=1, max_length=100_000)]
Line = Annotated[str, AfterValidator(_storable), Field(max_length=500)]


class ComplaintIn(BaseModel):
    """A complaint to be routed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "L-1",
                    "text": "Lampu jalan di Jl. Melati padam dua minggu, gelap dan rawan.",
                    "region": "Kota Kediri",
                }
            ]
        },
    )

    text: Text = Field(description="What the citizen wrote (isi laporan).")
    id: Line = Field(default="", description="The caller's own id.")
    title: Line = Field(default="", description="Judul laporan.")
    address: Line = Field(default="", description="Where the problem is, as written on the form.")
    kelurahan: Line = Field(default="", description="Kelurahan or desa where the problem is.")
    kecamatan: Line = Field(default="", description="Kecamatan where the problem is.")
    region: Line = Field(default="", description="Regency or city where the problem is, such as 'Kota Kediri'.")
    submitted_at: date | None = Field(default=None, description="Day of the complaint.")

    def record(self) -> Complaint:
        """The domain's record."""
        return Complaint(**self.model_dump())


class ReplyIn(BaseModel):
    """A reply to be judged against its complaint."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "B-1",
                    "complaint": "Lampu jalan padam.",
                    "reply": "Lampu sudah diganti Selasa malam dan menyala.",
                }
            ]
        },
    )

    complaint: Text = Field(description="What the citizen wrote.")
    reply: Annotated[str, AfterValidator(_storable), Field(max_length=100_000)] = Field(
        description="What the agency answered; may be empty."
    )
    id: Line = Field(default="", description="The caller's own id.")
    report_type: ReportType = Field(
        default="pengaduan", description="Kind of report; it decides what substantive means."
    )

    def record(self) -> ReplyPair:
        """The domain's record."""
        return ReplyPair(**self.model_dump())


class CandidateOut(BaseModel):
    """An agency that may be responsible."""

    agency: str
    role: str
    probability: float = Field(ge=0, le=1)


class ReasonOut(BaseModel):
    """A word that moved the decision; positions are characters of the field."""

    word: str
    field: Literal["title", "text", "address"]
    start: int
    end: int
    weight: float


class PlaceOut(BaseModel):
    """Where the problem is, as far as known."""

    region: str
    kecamatan: str
    kelurahan: str


class MissingOut(BaseModel):
    """Something that a handler will have to ask for."""

    element: Literal["what", "where", "when"]
    probability: float = Field(ge=0, le=1)


class IntakeOut(BaseModel):
    """What screening says of the complaint, with probabilities."""

    report_type: ReportType
    report_type_probability: float = Field(ge=0, le=1)
    oversight: float = Field(ge=0, le=1, description="That it is about misconduct (berkadar pengawasan).")
    urgency: Literal["rendah", "biasa", "tinggi", "darurat"]
    urgency_probability: float = Field(ge=0, le=1)
    should_be_secret: float = Field(ge=0, le=1)
    in_scope: float = Field(ge=0, le=1)
    no_content: float = Field(ge=0, le=1)
    missing: list[MissingOut]


class DispositionOut(BaseModel):
    """The answer for one complaint."""

    decision_id: str = Field(description="Under which the decision is stored.")
    id: str
    decision: Literal["auto", "suggest", "abstain"]
    abstain_reason: str
    agency: str
    role: str
    probability: float = Field(ge=0, le=1)
    candidates: list[CandidateOut]
    topic: str
    place: PlaceOut
    reasons: list[ReasonOut]
    intake: IntakeOut | None
    release: str

    @classmethod
    def of(cls, disposition: Disposition, decision_id: str) -> DispositionOut:
        """From the domain's record."""
        return cls.model_validate({**disposition_row(disposition), "decision_id": decision_id})


class EvidenceOut(BaseModel):
    """A checklist item and the characters of the reply that show it."""

    item: str
    start: int
    end: int
    quote: str


class VerdictOut(BaseModel):
    """The judgement of one reply."""

    decision_id: str
    id: str
    level: int = Field(ge=0, le=2)
    level_name: Literal["normatif", "sebagian", "substantif"]
    p_substantive: float = Field(ge=0, le=1)
    score: int = Field(ge=0, le=100)
    items: list[EvidenceOut]
    missing: list[str]
    flags: list[str]
    release: str

    @classmethod
    def of(cls, verdict: Verdict, decision_id: str) -> VerdictOut:
        """From the domain's record."""
        return cls.model_validate(
            {**verdict_row(verdict), "level_name": LEVEL_NAMES[verdict.level], "decision_id": decision_id}
        )


class ReleaseOut(BaseModel):
    """The release in service."""

    id: str
    kind: str
    made_at: str
    labels: list[str]
    metrics: dict[str, Any]
    certificate: dict[str, Any] | None
    code: dict[str, str]


class Problem(BaseModel):
    """An error as RFC 9457 problem details; it never repeats what was sent."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[str] = []


LEVEL_NAMES = ("normatif", "sebagian", "substantif")


def disposition_row(disposition: Disposition) -> dict[str, Any]:
    """A disposition as plain nested values, in the order of the API and of bulk output."""
    return {
        "id": disposition.id,
        "decision": disposition.decision,
        "agency": disposition.agency,
        "probability": round(disposition.probability, 6),
        "candidates": [
            {"agency": c.agency, "role": c.role, "probability": round(c.probability, 6)} for c in disposition.candidates
        ],
        "role": disposition.role,
        "topic": disposition.topic,
        "place": {
            "region": disposition.place.region,
            "kecamatan": disposition.place.kecamatan,
            "kelurahan": disposition.place.kelurahan,
        },
        "reasons": [
            {"word": r.word, "field": r.field, "start": r.start, "end": r.end, "weight": round(r.weight, 4)}
            for r in disposition.reasons
        ],
        "abstain_reason": disposition.abstain_reason,
        "intake": intake_row(disposition.intake) if disposition.intake else None,
        "release": disposition.release,
    }


def intake_row(intake: Intake) -> dict[str, Any]:
    """An intake as plain nested values."""
    return {
        "report_type": intake.report_type,
        "report_type_probability": round(intake.report_type_probability, 4),
        "oversight": round(intake.oversight, 4),
        "urgency": intake.urgency,
        "urgency_probability": round(intake.urgency_probability, 4),
        "should_be_secret": round(intake.should_be_secret, 4),
        "in_scope": round(intake.in_scope, 4),
        "no_content": round(intake.no_content, 4),
        "missing": [{"element": m.element, "probability": round(m.probability, 4)} for m in intake.missing],
    }


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain nested values, in the order of the API and of bulk output."""
    return {
        "id": verdict.id,
        "level": verdict.level,
        "p_substantive": round(verdict.p_substantive, 6),
        "score": verdict.score,
        "items": [{"item": e.item, "start": e.start, "end": e.end, "quote": e.quote} for e in verdict.items],
        "missing": list(verdict.missing),
        "flags": list(verdict.flags),
        "release": verdict.release,
    }
