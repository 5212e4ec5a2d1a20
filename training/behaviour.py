"""Suites that every release must pass, whatever it learned from: hand-written cases (data/behaviour), and attacks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.datafiles import data_directory
from classifier.engine import Engine
from classifier.errors import DataError
from classifier.records import Complaint, Disposition, ReplyPair
from training.attacks import attack_all

Flags = NDArray[np.bool_]

REGION = "Kabupaten Kediri"
"""Region of the cases that name none."""


def behaviour(engine: Engine) -> dict[str, Flags]:
    """For each suite that applies to the release, which cases it passes.

    ``same``: a change that does not matter leaves the agency. ``abstain``: what is no complaint is left to a human.
    Over topics there are also ``object`` (few words differ and both topics are right) and ``place`` (another place, and
    both roles are right).
    """
    same, other, abstain = (_cases(name) for name in ("same", "other", "abstain"))
    first, second = (_dispose(engine, [row[key] for row in same]) for key in ("text", "variant"))
    given = _dispose(engine, [row["text"] for row in abstain])
    found = {
        "same": np.array([a.role == b.role for a, b in zip(first, second, strict=True)]),
        "abstain": np.array([each.decision == "abstain" for each in given]),
    }
    if engine.disposer.directory is not None:
        found["object"] = _both_right(engine, [row for row in other if row["kind"] == "object"], "topic")
        found["place"] = _both_right(engine, [row for row in other if row["kind"] == "place"], "role")
    return found


def gaming(engine: Engine, further: Sequence[ReplyPair] = (), *, seed: int = 0) -> dict[str, Flags]:
    """For each attack, which of the normative replies stay below level 2 when they are dressed up by it.

    Attacked are the hand-written short replies of level 0, and the ``further`` ones. A good reply to somebody else's
    complaint is not among the attacks: no judge tells it reliably yet (see docs/benchmarks.md).
    """
    rows = [row for row in _cases("short_replies") if row["level"] == 0]
    pairs = [ReplyPair(row["complaint"], row["reply"], row["id"], row["report_type"]) for row in rows]
    attacked = attack_all([*pairs, *further], [], seed)
    return {
        name: np.array([verdict.level < 2 for verdict in engine.judge.judge(dressed)])
        for name, dressed in attacked.items()
    }


def _both_right(engine: Engine, rows: Sequence[dict[str, Any]], wanted: str) -> Flags:
    """Which cases have the right topic or role both before and after the change."""
    roles = engine.disposer.directory.roles if engine.disposer.directory else {}
    right = np.ones(len(rows), np.bool_)
    for prefix, text in (("", "text"), ("variant_", "variant")):
        regions = [row.get(f"{prefix}region", REGION) for row in rows]
        for number, (row, each) in enumerate(
            zip(rows, _dispose(engine, [r[text] for r in rows], regions), strict=True)
        ):
            expected = row[f"{prefix}{wanted}"]
            right[number] &= each.topic == expected if wanted == "topic" else each.role == roles[expected].name
    return right


def _dispose(engine: Engine, texts: Sequence[str], regions: Sequence[str] | None = None) -> list[Disposition]:
    places = regions or [REGION] * len(texts)
    complaints = [Complaint(text=text, region=region) for text, region in zip(texts, places, strict=True)]
    return engine.dispose(complaints, explain=False)


def _cases(name: str) -> list[dict[str, Any]]:
    path = data_directory() / "behaviour" / f"{name}.jsonl"
    if not path.is_file():
        raise DataError(path, "there is no such file; the gate needs the behaviour cases")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
