"""The bodies of the API: what is accepted and what is answered."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from classifier.directory import Competence
from classifier.intake import Intake
from classifier.records import Complaint, Disposition, Flag, ReplyPair, ReportType, Verdict
from classifier.reply.flags import FlagName


def storable(value: str) -> str:
    """Refuse what no database can hold: NUL and lone surrogates."""
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("holds a character that is no text")
    return value


Text = Annotated[str, AfterValidator(storable), Field(min_length=1, max_length=100_000)]
Line = Annotated[str, AfterValidator(storable), Field(max_length=500)]


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
    reply: Annotated[str, AfterValidator(storable), Field(max_length=100_000)] = Field(
        description="What the agency answered; may be empty."
    )
    id: Line = Field(default="", description="The caller's own id.")
    report_type: ReportType = Field(
        default="pengaduan", description="Kind of report; it decides what substantive means."
    )
    replied_at: date | None = Field(default=None, description="Day of the reply, from which its promises count.")
    today: date | None = Field(
        default=None, description="Day on which promises are looked at; by default the current one."
    )

    def record(self) -> ReplyPair:
        """The domain's record."""
        return ReplyPair(**self.model_dump())


class CandidateOut(BaseModel):
    """An agency that may be responsible."""

    agency: str
    role: str
    probability: float = Field(ge=0, le=1)


class CopyOut(BaseModel):
    """An agency to inform besides the lead; positions are the characters of the text that concern it."""

    agency: str
    role: str
    probability: float = Field(ge=0, le=1, description="Of these words alone.")
    start: int
    end: int


class ReasonOut(BaseModel):
    """A word that moved the decision; positions are characters of the field."""

    word: str
    field: Literal["title", "text", "address"]
    start: int
    end: int
    weight: float = Field(description="Above 0 the word spoke for the label, below 0 for its rivals.")


class PlaceEvidenceOut(BaseModel):
    """What a part of the place rests on; positions are characters of the field."""

    level: Literal["region", "kecamatan", "kelurahan"]
    name: str
    field: Literal["region", "kecamatan", "kelurahan", "title", "text", "address", "office"] = Field(
        description="A field of the complaint, or 'office': the region that the service is set to."
    )
    start: int
    end: int


class CompetenceOut(BaseModel):
    """The row of the competence table that leads to the agency; an empty region is the whole country."""

    topic: str
    region: str
    role: str = Field(description="Id of the role in roles.csv.")
    share: float = Field(gt=0, le=1)
    source: str
    scope: str


class OwnerOut(BaseModel):
    """The words that name the owner of a road or river; positions are characters of the field."""

    field: Literal["title", "text"]
    start: int
    end: int


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
    agency: str = Field(examples=["Dinas Perhubungan Kota Kediri"])
    role: str = Field(examples=["Dinas Perhubungan"])
    probability: float = Field(ge=0, le=1)
    candidates: list[CandidateOut]
    topic: str
    place: PlaceOut
    place_evidence: list[PlaceEvidenceOut]
    competence: CompetenceOut | None = Field(description="Null where labels are an office's own roles.")
    owner: OwnerOut | None = Field(description="Null where the text names no owner.")
    reasons: list[ReasonOut]
    copies: list[CopyOut] = Field(description="Other agencies to inform, where a text holds several issues.")
    intake: IntakeOut | None
    release: str

    @classmethod
    def of(cls, disposition: Disposition, decision_id: str) -> DispositionOut:
        """From the domain's record."""
        return cls.model_validate({**disposition_row(disposition), "decision_id": decision_id})


class EvidenceOut(BaseModel):
    """A checklist item and the characters of the reply that show it."""

    item: str = Field(examples=["R1"])
    start: int
    end: int
    quote: str = Field(examples=["Lampu sudah diganti Selasa malam dan menyala."])


class FlagOut(BaseModel):
    """What a reader should know of a reply beside its level, and the characters of the reply that show it."""

    name: FlagName
    start: int
    end: int
    detail: str = Field(description="The same in Indonesian; of a dated promise, its day.")
    due: date | None = Field(description="Last day of a dated promise, where the day of the reply is known.")
    passed: bool = Field(description="That this day is over and the reply does not say that the promise was kept.")


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
    flags: list[FlagOut]
    release: str

    @classmethod
    def of(cls, verdict: Verdict, decision_id: str) -> VerdictOut:
        """From the domain's record."""
        return cls.model_validate(
            {**verdict_row(verdict), "level_name": LEVEL_NAMES[verdict.level], "decision_id": decision_id}
        )


class ReleaseOut(BaseModel):
    """The release in service."""

    id: str = Field(examples=["48be26ee1e25a98f"])
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
        "place_evidence": [
            {"level": e.level, "name": e.name, "field": e.field, "start": e.start, "end": e.end}
            for e in disposition.place_evidence
        ],
        "competence": competence_row(disposition.competence) if disposition.competence else None,
        "owner": asdict(disposition.owner) if disposition.owner else None,
        "reasons": [
            {"word": r.word, "field": r.field, "start": r.start, "end": r.end, "weight": round(r.weight, 4)}
            for r in disposition.reasons
        ],
        "copies": [
            {"agency": c.agency, "role": c.role, "probability": round(c.probability, 6), "start": c.start, "end": c.end}
            for c in disposition.copies
        ],
        "abstain_reason": disposition.abstain_reason,
        "intake": intake_row(disposition.intake) if disposition.intake else None,
        "release": disposition.release,
    }


def competence_row(row: Competence) -> dict[str, Any]:
    """A row of the competence table as plain values."""
    return {
        "topic": row.topic,
        "region": row.region,
        "role": row.role,
        "share": row.share,
        "source": row.source,
        "scope": row.scope,
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
        "flags": [flag_row(flag) for flag in verdict.flags],
        "release": verdict.release,
    }


def flag_row(flag: Flag) -> dict[str, Any]:
    """A flag as plain values; ``due`` is an ISO date or ``None``."""
    due = flag.due.isoformat() if flag.due else None
    return {
        "name": flag.name,
        "start": flag.start,
        "end": flag.end,
        "detail": flag.detail,
        "due": due,
        "passed": flag.passed,
    }
