"""Headers that every answer carries: what a browser may do with it, and whether the connection stays open."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""Content-Security-Policy of an answer that brings none of its own: nothing inline, nothing from elsewhere."""
DEFAULTS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """ASGI middleware: adds what an answer does not say itself, and ``Connection: close`` while the app drains."""

    def __init__(self, app: ASGIApp, hsts_seconds: int = 0) -> None:
        self._app = app
        self._headers = dict(DEFAULTS)
        if hsts_seconds:
            self._headers["Strict-Transport-Security"] = f"max-age={hsts_seconds}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if getattr(scope["app"].state, "draining", False):
                    headers["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def policy_with_script(page: str) -> str:
    """The policy of a page of somebody else's making: its own inline script by digest, and inline styles."""
    digests = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    ]
    policy = PAGE_POLICY.replace("script-src 'self'", " ".join(["script-src 'self'", *digests]))
    return policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
