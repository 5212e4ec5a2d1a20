"""The release in service: one place that holds it, so that it can be changed while requests are answered."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock

from classifier.drift import DriftState, read_drift
from classifier.engine import Engine
from classifier.errors import DataError
from classifier.records import Complaint, ReplyPair

LOOK_SECONDS = 30.0


class Current:
    """Holds the engine that answers.

    A batch reads `engine` once and answers with what it got, so a swap never splits a batch; the engine before stays
    in memory as long as a batch works with it.

    ``drift`` is the report of ``tanggap-train drift`` to heed, looked at every ``LOOK_SECONDS``: while it alarms, or
    cannot be read, nothing is automatic.
    """

    def __init__(self, engine: Engine, *, drift: Path | None = None) -> None:
        self._engine = engine
        self._drift = drift
        self._look_at = 0.0
        self._lock = Lock()

    @property
    def engine(self) -> Engine:
        """The engine in service now."""
        if self._drift is not None and time.monotonic() >= self._look_at:
            self._heed(self._drift)
        return self._engine

    def swap(self, engine: Engine) -> Engine:
        """Put ``engine`` into service and return the one before."""
        warm_up(engine)
        with self._lock:
            before, self._engine = self._engine, engine
            self._look_at = 0.0
        return before

    def _heed(self, report: Path) -> None:
        with self._lock:
            self._look_at = time.monotonic() + LOOK_SECONDS
            try:
                state = read_drift(report, self._engine.release.id)
            except DataError:
                state = DriftState(alarm=True)
            if state.alarm != self._engine.disposer.policy.drift:
                self._engine = self._engine.heeding(state)


def warm_up(engine: Engine) -> None:
    """Answer once, so that no citizen waits for lazy parts."""
    engine.dispose([Complaint(text="lampu jalan padam")])
    engine.score([ReplyPair("lampu jalan padam", "lampu sudah diganti")])
