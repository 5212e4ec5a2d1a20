"""The work behind the routes: answer a batch, store it, hand it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter

from classifier.engine import Engine
from classifier.records import Complaint, ReplyPair
from serving.access.roles import Principal
from serving.batcher import Batcher
from serving.current import Current, warm_up
from serving.entries import disposition_entry, event_of, verdict_entry
from serving.schemas import DispositionOut, VerdictOut
from serving.store.decisions import DecisionLog, NewDecision
from serving.store.delivery import Once, find_answer, keep_answer, publish
from serving.store.errors import RefusalError
from serving.store.reports import NewComplaint, NewReply, add_complaints, add_replies, pairs_for, record_of
from serving.store.store import Store, Transaction

Record = TypeVar("Record", Complaint, ReplyPair)
Answer = TypeVar("Answer", DispositionOut, VerdictOut)

_DISPOSITIONS = TypeAdapter(list[DispositionOut])
_VERDICTS = TypeAdapter(list[VerdictOut])


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """One call: who asks, and the request it came in, where that may be repeated."""

    actor: str
    once: Once | None


@dataclass(frozen=True, slots=True)
class _Asked(Generic[Record]):
    record: Record
    call: _Call


class Service:
    """Answers complaints and replies from the release in service, and stores every answer before it is given.

    ``watch`` is told of entries of the log once they are durable; ``drift`` is the report that `Current` heeds.
    """

    def __init__(
        self,
        engine: Engine,
        store: Store,
        watch: Callable[[Sequence[NewDecision]], None] = lambda entries: None,
        *,
        drift: Path | None = None,
    ) -> None:
        self.current = Current(engine, drift=drift)
        self.store = store
        self._watch = watch
        self._dispositions = Batcher[_Asked[Complaint], DispositionOut | RefusalError](self._dispose)
        self._verdicts = Batcher[_Asked[ReplyPair], VerdictOut | RefusalError](self._score)

    @property
    def engine(self) -> Engine:
        """The engine in service now."""
        return self.current.engine

    @property
    def log(self) -> DecisionLog:
        """The decision log of the store."""
        return self.store.log

    async def dispose(
        self, complaints: Sequence[Complaint], *, actor: str = "", once: Once | None = None
    ) -> list[DispositionOut]:
        """One stored disposition a complaint, in order.

        ``actor`` names who asks, for the log. With ``once``, a request that was answered before gets its answers again
        and nothing is stored twice: the answers are kept in the transaction that stores them. Raises `OverloadedError`,
        `StoreError`, and `RefusalError` when the key came with another request.
        """
        call = _Call(actor, once)
        return _checked(await self._dispositions.submit([_Asked(complaint, call) for complaint in complaints]))

    async def score(self, pairs: Sequence[ReplyPair], *, actor: str = "", once: Once | None = None) -> list[VerdictOut]:
        """One stored verdict a pair, in order; otherwise as `dispose`."""
        call = _Call(actor, once)
        return _checked(await self._verdicts.submit([_Asked(pair, call) for pair in pairs]))

    def take_complaints(
        self, new: Sequence[NewComplaint], by: Principal, once: Once | None = None
    ) -> list[DispositionOut]:
        """Keep complaints with their dispositions, all or none; one event each tells other systems.

        Blocks until it is durable. Raises `RefusalError` (``exists``, ``invalid-request``) and otherwise as `dispose`.
        """
        engine = self.engine
        found = engine.dispose([record_of(each) for each in new])
        entries = [
            disposition_entry(record_of(each), disposition, engine, by.id)
            for each, disposition in zip(new, found, strict=True)
        ]

        def keep(tx: Transaction, numbers: Sequence[str]) -> list[DispositionOut]:
            add_complaints(tx, list(zip(new, found, numbers, strict=True)))
            publish(tx, [event_of(entry, number) for entry, number in zip(entries, numbers, strict=True)])
            return [DispositionOut.of(each, number) for each, number in zip(found, numbers, strict=True)]

        return self._take(entries, once, keep, _DISPOSITIONS)

    def take_replies(self, new: Sequence[NewReply], by: Principal, once: Once | None = None) -> list[VerdictOut]:
        """Keep replies with the verdicts on them, judged against their kept complaints; otherwise as `take_complaints`.

        Raises `RefusalError` also when a complaint is not kept (``not-found``) or was erased (``bad-state``).
        """
        with self.store.reading() as tx:
            pairs = pairs_for(tx, new)
        found = self.engine.score(pairs)
        entries = [
            verdict_entry(pair, verdict, by.id, each.agency)
            for each, pair, verdict in zip(new, pairs, found, strict=True)
        ]

        def keep(tx: Transaction, numbers: Sequence[str]) -> list[VerdictOut]:
            add_replies(tx, list(zip(new, pairs, found, numbers, strict=True)))
            publish(tx, [event_of(entry, number) for entry, number in zip(entries, numbers, strict=True)])
            return [VerdictOut.of(each, number) for each, number in zip(found, numbers, strict=True)]

        return self._take(entries, once, keep, _VERDICTS)

    def warm_up(self) -> None:
        """Answer once, so that the first citizen does not wait for lazy parts."""
        warm_up(self.engine)

    def close(self) -> None:
        """Finish the waiting requests."""
        self._dispositions.close()
        self._verdicts.close()

    def _dispose(self, asked: list[_Asked[Complaint]]) -> list[DispositionOut | RefusalError]:
        engine = self.engine
        found = engine.dispose([each.record for each in asked])
        entries = [
            disposition_entry(each.record, disposition, engine, each.call.actor)
            for each, disposition in zip(asked, found, strict=True)
        ]
        return self._keep(asked, entries, lambda n, number: DispositionOut.of(found[n], number), _DISPOSITIONS)

    def _score(self, asked: list[_Asked[ReplyPair]]) -> list[VerdictOut | RefusalError]:
        found = self.engine.score([each.record for each in asked])
        entries = [
            verdict_entry(each.record, verdict, each.call.actor) for each, verdict in zip(asked, found, strict=True)
        ]
        return self._keep(asked, entries, lambda n, number: VerdictOut.of(found[n], number), _VERDICTS)

    def _keep(
        self,
        asked: Sequence[_Asked[Any]],
        entries: Sequence[NewDecision],
        answer: Callable[[int, str], Answer],
        answers: TypeAdapter[list[Answer]],
    ) -> list[Answer | RefusalError]:
        """Store the entries of all calls in one transaction; a call that was answered before gets its answers again."""
        kept: list[Answer | RefusalError] = []
        written: list[NewDecision] = []
        with self.store.writing() as tx:
            for call, group in groupby(range(len(asked)), key=lambda n: asked[n].call):
                places = list(group)
                own = [entries[n] for n in places]
                try:
                    before = find_answer(tx, call.once) if call.once else None
                    if before is not None:
                        kept += answers.validate_json(before.body)
                        continue
                    kept += self._keep_call(tx, call, own, places, answer, answers)
                    written += own
                except RefusalError as refusal:  # of this caller alone
                    kept += [refusal] * len(places)
        self._watch(written)
        return kept

    def _keep_call(
        self,
        tx: Transaction,
        call: _Call,
        entries: Sequence[NewDecision],
        places: Sequence[int],
        answer: Callable[[int, str], Answer],
        answers: TypeAdapter[list[Answer]],
    ) -> list[Answer]:
        stored = self.log.append(tx.session, entries)
        given = [answer(n, entry.id) for n, entry in zip(places, stored, strict=True)]
        if call.once:
            keep_answer(tx, call.once, 200, answers.dump_json(given))
        return given

    def _take(
        self,
        entries: Sequence[NewDecision],
        once: Once | None,
        keep: Callable[[Transaction, Sequence[str]], list[Answer]],
        answers: TypeAdapter[list[Answer]],
    ) -> list[Answer]:
        with self.store.writing() as tx:
            before = find_answer(tx, once) if once else None
            if before is not None:
                return answers.validate_json(before.body)
            given = keep(tx, [entry.id for entry in self.log.append(tx.session, entries)])
            if once:
                keep_answer(tx, once, 201, answers.dump_json(given))
        self._watch(entries)
        return given


def _checked(answers: list[Answer | RefusalError]) -> list[Answer]:
    for answer in answers:
        if isinstance(answer, RefusalError):
            raise answer
    return cast("list[Answer]", answers)
