"""Passwords: argon2id, checked in the same time whether there is something to check or not."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from serving.batcher import OverloadedError

_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
"""Above what OWASP asks for (19 MiB and two passes), and within the memory of a worker."""
_AT_ONCE = BoundedSemaphore(2)
"""Many sign-ins at once may take neither all CPUs nor more than twice 32 MiB."""
_WAIT_SECONDS = 3.0
MOST = 1000
"""Longest password, in characters."""


def new_password() -> str:
    """A random password of 120 bits."""
    return secrets.token_urlsafe(15)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters. Raises `OverloadedError`."""
    with _Turn():
        return _HASHER.hash(password)


def is_password(hashed: str | None, password: str) -> bool:
    """Whether ``password`` belongs to ``hashed``; with ``None`` it takes the same time and is never right.

    Raises `OverloadedError` when two passwords are being checked and none of them is done within seconds.
    """
    with _Turn():
        try:
            _HASHER.verify(hashed if hashed is not None else _nobody(), password[:MOST])
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None and len(password) <= MOST


class _Turn:
    def __enter__(self) -> None:
        if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
            raise OverloadedError

    def __exit__(self, *_: object) -> None:
        _AT_ONCE.release()


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(15))
