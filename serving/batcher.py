"""Micro-batches: waiting requests are answered together by one thread.

A linear model costs little more for sixty texts than for one, and a store commits sixty rows with one sync. While a
batch is worked on, new requests wait in a bounded queue; when it is full, callers are told to come back.
"""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Generic, TypeVar

from classifier.errors import TanggapError

Request = TypeVar("Request")
Answer = TypeVar("Answer")


class OverloadedError(TanggapError):
    """More requests wait than may wait."""

    def __init__(self) -> None:
        super().__init__("too many requests are waiting; try again in a second")


@dataclass(frozen=True)
class _Job(Generic[Request, Answer]):
    requests: Sequence[Request]
    future: Future[list[Answer]]


class Batcher(Generic[Request, Answer]):
    """Runs ``work`` on batches of requests, in one thread.

    Parameters
    ----------
    work: requests -> as many answers, in order. What it raises reaches every caller of the batch.
    most: requests a batch at most (one caller's requests are never cut).
    waiting: callers that may wait.
    """

    def __init__(self, work: Callable[[list[Request]], list[Answer]], *, most: int = 64, waiting: int = 512) -> None:
        self._work = work
        self._most = most
        self._queue: queue.Queue[_Job[Request, Answer] | None] = queue.Queue(waiting)
        self._thread = Thread(target=self._run, name="batcher", daemon=True)
        self._thread.start()

    async def submit(self, requests: Sequence[Request]) -> list[Answer]:
        """The answers to ``requests``; raises `OverloadedError` when the queue is full, or what the work raised."""
        job = _Job[Request, Answer](requests, Future())
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise OverloadedError from None
        return await asyncio.wrap_future(job.future)

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            jobs, last = self._next_batch()
            if jobs:
                self._answer(jobs)
            if last:
                return

    def _next_batch(self) -> tuple[list[_Job[Request, Answer]], bool]:
        jobs: list[_Job[Request, Answer]] = []
        size = 0
        job = self._queue.get()
        while job is not None:
            if job.future.set_running_or_notify_cancel():
                jobs.append(job)
                size += len(job.requests)
            if size >= self._most:
                return jobs, False
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _answer(self, jobs: list[_Job[Request, Answer]]) -> None:
        try:
            answers = self._work([request for job in jobs for request in job.requests])
        except Exception as error:
            for job in jobs:
                job.future.set_exception(error)
            return
        start = 0
        for job in jobs:
            job.future.set_result(answers[start : start + len(job.requests)])
            start += len(job.requests)
