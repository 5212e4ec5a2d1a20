"""Replaying stored decisions: the same release and the same input must give the same answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import or_, select

from classifier.columns import complaint_of, pair_of, read_mapped
from classifier.engine import Engine
from classifier.records import Complaint as ComplaintRecord
from classifier.records import ReplyPair
from serving.bulk import chunked
from serving.store.reports.texts import keys_for, open_complaint, open_reply
from serving.store.store import Store
from serving.store.tables import Complaint, Decision, Reply

TOLERANCE = 1e-9
"""How far a probability may lie from the stored one."""
_CHUNK = 500
Input = ComplaintRecord | ReplyPair


@dataclass(slots=True)
class Replayed:
    """What a replay found.

    ``equal`` and ``different`` count the decisions that were answered again, ``other_release`` those of another
    release, ``altered`` the inputs that are not what was decided on under their id, ``unknown`` the inputs that no
    decision is stored for. ``differing`` names the first ten decisions that differ, by id.
    """

    equal: int = 0
    different: int = 0
    other_release: int = 0
    altered: int = 0
    unknown: int = 0
    differing: list[str] = field(default_factory=list)


def replay_file(store: Store, engine: Engine, source: Path) -> Replayed:
    """Replay the decisions on the inputs of a file, matched by id and fingerprint.

    A file with a column ``reply`` holds replies with their complaints, any other complaints. Raises `DataError`.
    """
    found = Replayed()
    for chunk in chunked(_inputs(source), _CHUNK):
        _replay(store, engine, [(record, None) for record in chunk], found)
    return found


def replay_kept(store: Store, engine: Engine) -> Replayed:
    """Replay the decisions on all complaints and replies whose texts the store keeps."""
    found = Replayed()
    for chunk in chunked(_kept(store), _CHUNK):
        _replay(store, engine, chunk, found)
    return found


def _inputs(source: Path) -> Iterator[Input]:
    for number, row, columns in read_mapped(source, ()):
        is_pair = columns.column("reply") is not None
        columns.require("complaint" if is_pair else "text")
        yield pair_of(number, row, columns) if is_pair else complaint_of(number, row, columns)


def _kept(store: Store) -> Iterator[tuple[Input, str | None]]:
    """Kept inputs with the ids of their decisions, complaint by complaint."""
    last = ""
    while True:
        with store.reading() as tx:
            query = select(Complaint).where(Complaint.id > last, Complaint.sealed.is_not(None))
            rows = tx.session.scalars(query.order_by(Complaint.id).limit(_CHUNK)).all()
            keys = keys_for(tx, (row.id for row in rows))
            replies = tx.session.scalars(
                select(Reply).where(Reply.complaint_id.in_([row.id for row in rows])).order_by(Reply.id)
            ).all()
            records = {row.id: open_complaint(keys.get(row.id), row) for row in rows}
            opened: list[tuple[Input | None, str | None]] = [(records[row.id], row.decision_id) for row in rows]
            opened += [
                (open_reply(keys.get(row.complaint_id), row, records[row.complaint_id]), row.decision_id)
                for row in replies
            ]
        yield from ((record, number) for record, number in opened if record is not None and number is not None)
        if len(rows) < _CHUNK:
            return
        last = rows[-1].id


def _replay(store: Store, engine: Engine, inputs: Sequence[tuple[Input, str | None]], found: Replayed) -> None:
    matched = []
    for record, decision in _matched(store, inputs, found):
        if decision.release == engine.release.id:
            matched.append((record, decision))
        else:
            found.other_release += 1
    complaints = [(r, d) for r, d in matched if isinstance(r, ComplaintRecord)]
    pairs = [(r, d) for r, d in matched if isinstance(r, ReplyPair)]
    for (_, decision), answer in zip(complaints, engine.dispose([r for r, _ in complaints]), strict=True):
        same = (answer.decision, answer.agency) == (decision.outcome, decision.agency)
        _count(found, decision, same, answer.probability)
    for (_, decision), verdict in zip(pairs, engine.score([r for r, _ in pairs]), strict=True):
        _count(found, decision, str(verdict.level) == decision.outcome, verdict.p_substantive)


def _matched(
    store: Store, inputs: Sequence[tuple[Input, str | None]], found: Replayed
) -> Iterator[tuple[Input, Decision]]:
    """Inputs with the decisions on them: those of the same kind and id whose fingerprint fits."""
    by_subject: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    subjects = {record.id for record, _ in inputs}
    prints = [store.log.fingerprint(record) for record, _ in inputs]
    with store.reading() as tx:
        query = select(Decision).where(Decision.kind.in_(("disposition", "verdict")), Decision.subject.in_(subjects))
        if "" in subjects:  # inputs without an id are many; only the fingerprint tells them apart
            query = query.where(or_(Decision.subject != "", Decision.input_hmac.in_(prints)))
        for row in tx.session.scalars(query.order_by(Decision.sequence)):
            by_subject[row.kind, row.subject].append(row)
    for (record, number), fingerprint in zip(inputs, prints, strict=True):
        kind = "disposition" if isinstance(record, ComplaintRecord) else "verdict"
        known = [row for row in by_subject[kind, record.id] if number in (None, row.id)]
        fitting = [row for row in known if row.input_hmac == fingerprint]
        found.unknown += not known
        found.altered += bool(known) and not fitting
        yield from ((record, row) for row in fitting)


def _count(found: Replayed, decision: Decision, same: bool, probability: float) -> None:
    if same and abs(probability - decision.probability) <= TOLERANCE:
        found.equal += 1
        return
    found.different += 1
    found.differing = [*found.differing, decision.id][:10]
