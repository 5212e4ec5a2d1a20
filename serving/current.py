"""The release in service: one place that holds it, so that it can be changed while requests are answered."""

from __future__ import annotations

from threading import Lock

from classifier.engine import Engine
from classifier.records import Complaint, ReplyPair


class Current:
    """Holds the engine that answers.

    A batch reads `engine` once and answers with what it got, so a swap never splits a batch; the engine before stays
    in memory as long as a batch works with it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()

    @property
    def engine(self) -> Engine:
        """The engine in service now."""
        return self._engine

    def swap(self, engine: Engine) -> Engine:
        """Put ``engine`` into service and return the one before."""
        warm_up(engine)
        with self._lock:
            before, self._engine = self._engine, engine
        return before


def warm_up(engine: Engine) -> None:
    """Answer once, so that no citizen waits for lazy parts."""
    engine.dispose([Complaint(text="lampu jalan padam")])
    engine.score([ReplyPair("lampu jalan padam", "lampu sudah diganti")])
