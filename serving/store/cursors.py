"""Cursors: where a page ended, as an opaque word. A cursor gives no rights: every page asks them anew."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from serving.store.canonical import canonical
from serving.store.errors import RefusalError
from serving.store.store import Transaction

Row = TypeVar("Row")
LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of those after them; an empty cursor when there are no more."""

    rows: Sequence[Row]
    next: str = ""


def page_of(
    tx: Transaction,
    query: Select[Any],
    order: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]],
    after: str,
    limit: int,
    view: Callable[[Sequence[Any]], Sequence[Row]],
) -> Page[Row]:
    """The rows of ``query`` after a cursor, at most ``limit``, the greatest ``order`` (a day or moment, an id) first.

    ``view`` turns the rows of the page into what is shown. Raises `RefusalError` (``bad-cursor``).
    """
    first, second = order
    kind = first.type.python_type
    if after:
        value, key = _decode(after, kind)
        query = query.where(or_(first < value, and_(first == value, second < key)))
    limit = min(max(limit, 1), LARGEST_PAGE)
    ordered = query.add_columns(first, second).order_by(first.desc(), second.desc()).limit(limit + 1)
    found = tx.session.execute(ordered).all()
    shown = found[:limit]
    cursor = _encode(shown[-1][-2], shown[-1][-1]) if len(found) > limit else ""
    return Page(view([row[:-2] if len(row) > 3 else row[0] for row in shown]), cursor)


def _encode(*keys: Any) -> str:
    return urlsafe_b64encode(canonical(keys).encode()).decode().rstrip("=")


def _decode(cursor: str, kind: type) -> tuple[Any, str]:
    try:
        value, key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(key, str) or not isinstance(value, str):
            raise ValueError
        parsed = datetime.fromisoformat(value) if kind is datetime else date.fromisoformat(value)
        if isinstance(parsed, datetime) and parsed.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise RefusalError("bad-cursor", "the cursor is none that the store gave") from None
    return parsed, key
