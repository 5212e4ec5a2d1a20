"""Micro-batches: order, errors, limits, an end that loses nothing."""

from __future__ import annotations

import asyncio
import threading

import pytest

from serving.batcher import Batcher, OverloadedError


def test_every_caller_gets_its_own_answers_in_order() -> None:
    sizes: list[int] = []

    def work(requests: list[int]) -> list[int]:
        sizes.append(len(requests))
        return [10 * request for request in requests]

    async def run() -> list[list[int]]:
        batcher = Batcher(work, most=8)
        answers = await asyncio.gather(*(batcher.submit([n, n + 1]) for n in range(50)))
        batcher.close()
        return answers

    assert asyncio.run(run()) == [[10 * n, 10 * n + 10] for n in range(50)]
    assert sum(sizes) == 100
    assert max(sizes) <= 9


def test_an_error_reaches_its_callers_and_the_next_batch_is_answered() -> None:
    def work(requests: list[int]) -> list[int]:
        if 13 in requests:
            raise RuntimeError("thirteen")
        return requests

    async def run() -> int:
        batcher = Batcher(work, most=1)
        with pytest.raises(RuntimeError, match="thirteen"):
            await batcher.submit([13])
        (answer,) = await batcher.submit([7])
        batcher.close()
        return answer

    assert asyncio.run(run()) == 7


def test_a_full_queue_refuses_and_what_was_accepted_is_answered() -> None:
    gate, started = threading.Event(), threading.Event()

    def work(requests: list[int]) -> list[int]:
        started.set()
        gate.wait(10)
        return requests

    async def run() -> list[list[int]]:
        batcher = Batcher(work, most=1, waiting=2)
        first = asyncio.create_task(batcher.submit([1]))
        await asyncio.to_thread(started.wait, 10)
        waiting = [asyncio.create_task(batcher.submit([n])) for n in (2, 3)]
        await asyncio.sleep(0.05)
        with pytest.raises(OverloadedError):
            await batcher.submit([4])
        gate.set()
        answers = await asyncio.gather(first, *waiting)
        batcher.close()
        return answers

    assert asyncio.run(run()) == [[1], [2], [3]]
