"""Streams of JSON lines: read line by line and answered in small groups, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

MEDIA_TYPE = "application/x-ndjson"


class LineResponse(StreamingResponse):
    """Lines that go out while the request still comes in.

    A plain streaming response waits for the caller to hang up and, waiting, takes pieces of the request's body away
    (Starlette, below ASGI 2.4); here the lines alone read the request, and a caller that hung up ends them.
    """

    media_type = MEDIA_TYPE

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the lines."""
        await self.stream_response(send)


class LineReader:
    """Cuts chunks of bytes into lines of at most ``longest`` bytes; keeps no more than one unfinished line."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._rest = b""
        self._passing_over = False

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        """The lines that ``chunk`` completes, blank ones left out; ``None`` for one that is too long."""
        *whole, rest = (self._rest + chunk).split(b"\n")
        for line in whole:
            if self._passing_over:
                self._passing_over = False
            elif len(line) > self._longest:
                yield None
            elif line.strip():
                yield line
        if self._passing_over:
            rest = b""
        elif len(rest) > self._longest:
            yield None
            rest, self._passing_over = b"", True
        self._rest = rest

    def end(self) -> Iterator[bytes | None]:
        """The last line, where the stream did not end with a newline."""
        return self.feed(b"\n")


async def line_groups(chunks: AsyncIterator[bytes], *, longest: int, size: int) -> AsyncIterator[list[bytes | None]]:
    """The lines of a body in groups of at most ``size``; what arrived together is not held back for more to come."""
    reader = LineReader(longest)
    async for chunk in chunks:
        lines = list(reader.feed(chunk))
        for start in range(0, len(lines), size):
            yield lines[start : start + size]
    last = list(reader.end())
    if last:
        yield last
