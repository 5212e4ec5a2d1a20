"""Tells Schemathesis how to send lines of JSON; it reads this module before it runs."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """The text of a stream, as it is."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")
