"""A disposition as the API and bulk output write it: every field of the record, and what the schema accepts."""

from __future__ import annotations

from classifier.directory import Competence
from classifier.records import Candidate, Copy, Disposition, Place, PlaceEvidence, Reason, Span
from serving.schemas import DispositionOut, disposition_row

ANSWER = Disposition(
    id="L-1",
    decision="suggest",
    agency="Dinas Perhubungan Kota Kediri",
    role="Dinas Perhubungan",
    probability=0.9,
    candidates=(Candidate("Dinas Perhubungan Kota Kediri", "Dinas Perhubungan", 0.9),),
    place=Place("Kota Kediri", "Mojoroto", ""),
    reasons=(Reason("Lampu", "text", 0, 5, 0.5), Reason("jalan", "text", 6, 11, -0.1)),
    topic="penerangan_jalan",
    release="abc",
    place_evidence=(PlaceEvidence("region", "Kota Kediri", "text", 20, 38),),
    competence=Competence("penerangan_jalan", "Kota Kediri", "dishub", 0.8, "perwali"),
    owner=Span("title", 0, 9),
    copies=(Copy("DLH Kota Kediri", "Dinas Lingkungan Hidup", 0.95, 60, 110),),
)


def test_every_field_is_written_and_accepted() -> None:
    row = disposition_row(ANSWER)
    assert row["place_evidence"] == [
        {"level": "region", "name": "Kota Kediri", "field": "text", "start": 20, "end": 38}
    ]
    assert row["competence"]["region"] == "Kota Kediri"
    assert row["competence"]["share"] == 0.8
    assert row["owner"] == {"field": "title", "start": 0, "end": 9}
    assert row["copies"][0]["agency"] == "DLH Kota Kediri"
    assert [reason["weight"] for reason in row["reasons"]] == [0.5, -0.1]
    assert set(row) == set(Disposition.__dataclass_fields__)
    assert set(DispositionOut.of(ANSWER, "d-1").model_dump()) == {*row, "decision_id"}


def test_what_is_not_known_is_null_or_empty() -> None:
    bare = Disposition(
        "", "abstain", "X", "X", 0.1, (Candidate("X", "X", 0.1),), Place(), abstain_reason="low_confidence"
    )
    out = DispositionOut.of(bare, "d-2")
    assert (out.competence, out.owner, out.copies, out.place_evidence) == (None, None, [], [])
