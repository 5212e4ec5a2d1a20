"""Routing and scoring whole files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from classifier.columns import complaint_of, pair_of, read_mapped
from classifier.engine import Engine
from classifier.tables import write_rows
from serving.schemas import disposition_row, verdict_row

CHUNK = 1000
Advance = Callable[[int], None]
Item = TypeVar("Item")


def route_file(
    engine: Engine,
    source: Path,
    target: Path,
    *,
    columns: Mapping[str, str] | None = None,
    advance: Advance = lambda n: None,
) -> int:
    """Route every complaint of ``source`` into ``target`` and return how many there were.

    ``advance`` is called with the number of rows done since the last call. Raises `DataError` at the first broken row,
    with nothing written.
    """

    def rows() -> Iterator[dict[str, Any]]:
        complaints = (complaint_of(*row) for row in read_mapped(source, ("text",), columns))
        for chunk in chunked(complaints, CHUNK):
            yield from map(disposition_row, engine.dispose(chunk))
            advance(len(chunk))

    return write_rows(target, rows())


def score_file(
    engine: Engine,
    source: Path,
    target: Path,
    *,
    columns: Mapping[str, str] | None = None,
    advance: Advance = lambda n: None,
) -> int:
    """Judge every reply of ``source`` into ``target``; otherwise as `route_file`."""

    def rows() -> Iterator[dict[str, Any]]:
        pairs = (pair_of(*row) for row in read_mapped(source, ("complaint", "reply"), columns))
        for chunk in chunked(pairs, CHUNK):
            yield from map(verdict_row, engine.score(chunk))
            advance(len(chunk))

    return write_rows(target, rows())


def chunked(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of ``size`` items, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
