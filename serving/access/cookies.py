"""The cookie that carries a session's token."""

from __future__ import annotations

from fastapi import Request, Response

from serving.access.sessions import LIFETIME

_NAME = "tanggap_session"
_SECURE_NAME = f"__Host-{_NAME}"
"""A browser takes this name only over HTTPS and for this host alone."""
_LOCAL = {"localhost", "127.0.0.1", "::1"}


def session_token(request: Request) -> str:
    """The token that the browser sent, or an empty text."""
    return request.cookies.get(_name(request), "")


def set_session(request: Request, response: Response, token: str) -> None:
    """Give the browser its token: not readable by scripts, not sent by other sites' forms, over HTTPS only."""
    response.set_cookie(
        _name(request),
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def clear_session(request: Request, response: Response) -> None:
    """Make the browser forget its token."""
    response.delete_cookie(_name(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax")


def _name(request: Request) -> str:
    return _SECURE_NAME if _is_secure(request) else _NAME


def _is_secure(request: Request) -> bool:
    """Everywhere but on this machine and in the demo; behind a proxy that ends TLS the scheme alone would mislead."""
    plain = request.url.scheme == "http" and request.url.hostname in _LOCAL
    return not (plain or request.app.state.entrance.demo)
