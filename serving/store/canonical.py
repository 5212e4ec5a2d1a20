"""JSON with one spelling, so that equal values have equal hashes; the store writes its JSON columns so too."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and ASCII only; days in ISO 8601, moments in UTC with microseconds.

    Raises `ValueError` for a number that JSON has not, and `TypeError` for what is no value of JSON.

    >>> canonical({"b": date(2026, 3, 1), "a": 0.5})
    '{"a":0.5,"b":"2026-03-01"}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of JSON")
