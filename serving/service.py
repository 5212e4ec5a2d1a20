"""The work behind the routes: answer a batch, store it, hand it back."""

from __future__ import annotations

from classifier.engine import Engine
from classifier.records import Complaint, ReplyPair
from classifier.routing_model import text_of
from serving.batcher import Batcher
from serving.schemas import DispositionOut, VerdictOut, disposition_row, verdict_row
from serving.store.decisions import DecisionLog, NewDecision


class Service:
    """Answers complaints and replies from one engine, and stores every answer before it is given."""

    def __init__(self, engine: Engine, log: DecisionLog) -> None:
        self.engine = engine
        self.log = log
        self.dispositions = Batcher[Complaint, DispositionOut](self._dispose)
        self.verdicts = Batcher[ReplyPair, VerdictOut](self._score)

    def warm_up(self) -> None:
        """Answer once, so that the first citizen does not wait for lazy parts."""
        self.engine.dispose([Complaint(text="lampu jalan padam")])
        self.engine.score([ReplyPair("lampu jalan padam", "lampu sudah diganti")])

    def close(self) -> None:
        """Finish the waiting requests."""
        self.dispositions.close()
        self.verdicts.close()

    def _dispose(self, complaints: list[Complaint]) -> list[DispositionOut]:
        dispositions = self.engine.dispose(complaints)
        stored = [
            NewDecision(
                kind="disposition",
                subject=complaint.id,
                text=text_of(complaint),
                release=disposition.release,
                outcome=disposition.decision,
                agency=disposition.agency,
                probability=disposition.probability,
                answer={key: value for key, value in disposition_row(disposition).items() if key != "reasons"},
            )
            for complaint, disposition in zip(complaints, dispositions, strict=True)
        ]
        ids = self.log.add(stored)
        return [DispositionOut.of(disposition, number) for disposition, number in zip(dispositions, ids, strict=True)]

    def _score(self, pairs: list[ReplyPair]) -> list[VerdictOut]:
        verdicts = self.engine.score(pairs)
        stored = [
            NewDecision(
                kind="verdict",
                subject=pair.id,
                text=f"{pair.complaint}\n{pair.reply}",
                release=verdict.release,
                outcome=str(verdict.level),
                agency="",
                probability=verdict.p_substantive,
                answer=verdict_row(verdict)
                | {"items": [{"item": e.item, "start": e.start, "end": e.end} for e in verdict.items]},
            )
            for pair, verdict in zip(pairs, verdicts, strict=True)
        ]
        ids = self.log.add(stored)
        return [VerdictOut.of(verdict, number) for verdict, number in zip(verdicts, ids, strict=True)]
