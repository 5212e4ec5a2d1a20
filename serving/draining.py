"""Going down without dropping a request: callers are sent away first, then the server ends.

A server that closes idle connections at once loses the request that a caller is just sending on one of them. So after
SIGTERM the service goes on answering for some seconds, is not ready any more, and ends every connection with its
answer.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fastapi import FastAPI


@contextmanager
def drain_on_sigterm(app: FastAPI, seconds: float) -> Iterator[None]:
    """Between SIGTERM and the server's own handling of it, ``app.state.draining`` is true for ``seconds``.

    Enter it in the app's lifespan. Where no server handles SIGTERM, as in tests, it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = signal.getsignal(signal.SIGTERM)
    if not callable(stop):
        yield
        return
    loop = asyncio.get_running_loop()

    def begin(number: int, frame: FrameType | None) -> None:
        if not app.state.draining:
            app.state.draining = True
            loop.call_soon_threadsafe(loop.call_later, seconds, stop, number, frame)

    signal.signal(signal.SIGTERM, begin)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, stop)
