"""Lists of items that are answered one by one: wrong ones with their problem, the others in small groups."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel

from serving.api.inputs import Rejected
from serving.store.delivery import Once

MOST = 1000
GROUP = 64
"""Items that are answered at once; requests of others come in between two groups."""
BATCH_BYTES = 8 * 2**20

Item = TypeVar("Item", bound=BaseModel)
Answer = TypeVar("Answer")


async def answered(
    items: Sequence[Item | Rejected],
    ask: Callable[[list[Item], Once | None], Awaitable[list[Answer]]],
    once: Once | None = None,
) -> list[Answer | Rejected]:
    """The answer of ``ask`` to every item, in order; what is `Rejected` stays as it is.

    Each group is stored on its own and has, where the request may be repeated, a key of its own: a repeated request
    gets the answers of the groups that were stored, and goes on from there.
    """
    good = [item for item in items if not isinstance(item, Rejected)]
    answers: list[Answer] = []
    for start in range(0, len(good), GROUP):
        part = replace(once, key=f"{once.key} {start}") if once else None
        answers += await ask(good[start : start + GROUP], part)
    rest = iter(answers)
    return [item if isinstance(item, Rejected) else next(rest) for item in items]
