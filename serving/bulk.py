"""Routing and scoring whole files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from classifier.columns import complaint_of, pair_of, read_mapped
from classifier.engine import Engine
from classifier.tables import require_writable, write_rows
from serving.reply_tables import ThreadTable, families_in
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
    threads: Path | None = None,
    today: date | None = None,
) -> int:
    """Judge every reply of ``source`` into ``target``; otherwise as `route_file`.

    Where the file names the agency, each row also tells the family of copied texts that the reply belongs to. With
    ``threads``, the verdict on each complaint's replies together is written there; ``today`` is the day on which
    promises and threads are looked at, by default the current one.
    """
    table = ThreadTable(today or date.today()) if threads else None
    if threads:
        require_writable(threads)

    def rows() -> Iterator[dict[str, Any]]:
        families = iter(families_in(source, columns))
        required = ("complaint", "reply", *(ThreadTable.FIELDS if table else ()))
        for chunk in chunked(read_mapped(source, required, columns), CHUNK):
            pairs = [replace(pair_of(*each), today=today) for each in chunk]
            for each, pair, verdict in zip(chunk, pairs, engine.score(pairs), strict=True):
                if table:
                    table.add(*each, pair, verdict)
                yield verdict_row(verdict) | next(families, {})
            advance(len(chunk))

    count = write_rows(target, rows())
    if threads and table:
        write_rows(threads, table.rows())
    return count


def chunked(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of ``size`` items, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
