"""What Prometheus may read: counts and times by route, decisions by outcome, and the release. No label holds a text."""

from __future__ import annotations

import os
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from serving.store.decisions import NewDecision

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which several workers add up their counts (see the documentation of prometheus_client)."""
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_SHARES = tuple(n / 10 for n in range(1, 10))


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tanggap_requests", "Answers by route and status.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "tanggap_request_seconds", "Time until an answer.", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self.decisions = Counter(
            "tanggap_decisions",
            "Decisions of the log by kind, outcome and reason to abstain; drift shows in their shares.",
            ("kind", "outcome", "reason"),
            registry=self.registry,
        )
        self.probability = Histogram(
            "tanggap_probability",
            "Probability of the proposed agency, or of substance.",
            ("kind",),
            buckets=_SHARES,
            registry=self.registry,
        )
        self.release = Gauge(
            "tanggap_release",
            "1 for the release in service.",
            ("release",),
            registry=self.registry,
            multiprocess_mode="livemax",
        )
        self.drift = Gauge(
            "tanggap_drift_alarm",
            "1 while an alarm keeps dispositions from being automatic.",
            registry=self.registry,
            multiprocess_mode="livemax",
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer; ``route`` is the template of its path."""
        self.requests.labels(route, method, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def decided(self, entries: Sequence[NewDecision]) -> None:
        """Count what was written to the log."""
        for entry in entries:
            self.decisions.labels(entry.kind, entry.outcome, str(entry.answer.get("abstain_reason", ""))).inc()
            self.probability.labels(entry.kind).observe(entry.probability)

    def serves(self, release: str, *, drift: bool) -> None:
        """Tell which release is in service."""
        self.release.clear()
        self.release.labels(release).set(1)
        self.drift.set(drift)

    def text(self) -> bytes:
        """The exposition, of all workers where they share a folder."""
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared)
