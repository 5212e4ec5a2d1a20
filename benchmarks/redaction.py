"""How well identities are found on the marked sentences, and what redaction costs the router."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.machine import machine
from benchmarks.routing import load
from classifier.datafiles import data_directory
from classifier.records import Complaint
from classifier.router import Router
from classifier.text.redact import redact
from training import metrics
from training.redaction import measure, read_cases
from training.routing import ROUTER_OPTIONS


def main() -> None:
    """Print recall by kind, precision, and top-1 of a router that learns from and answers redacted texts."""
    found = measure(read_cases(data_directory() / "redaction" / "cases.jsonl"))
    print(f"# Redaction: marked sentences written by us\n# {machine()}")
    print("  ".join(f"{kind} {recall:.3f} ({found.marked[kind]})" for kind, recall in found.recall.items()))
    print(f"precision {found.precision:.3f} of {found.found}")
    data = load()
    options = ROUTER_OPTIONS["topic" if data.is_corpus else "agency"]
    for name, change in (("as they are", _same), ("redacted", _redacted)):
        router = Router(**options).fit(change(data.train), data.train_labels)
        order = np.argsort(-router.decision_function(change(data.test)), axis=1, kind="stable")[:, :1]
        top1 = metrics.top_k(data.test_labels, router.classes_[order].tolist(), 1)
        print(f"routing, {data.name}, texts {name}: top-1 {top1:.3f}")


def _same(complaints: Sequence[Complaint]) -> Sequence[Complaint]:
    return complaints


def _redacted(complaints: Sequence[Complaint]) -> list[Complaint]:
    return [
        replace(c, text=redact(c.text).text, title=redact(c.title).text, address=redact(c.address).text)
        for c in complaints
    ]


if __name__ == "__main__":
    main()
