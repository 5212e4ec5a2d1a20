"""What the store refuses, and that it cannot be reached."""

from __future__ import annotations

from typing import Literal

from classifier.errors import TanggapError

Kind = Literal[
    "not-found",  # or outside what the role may see
    "exists",  # an id that is kept already
    "forbidden",  # not for this role or agency
    "second-person",  # somebody else must do it
    "decided",  # it was decided before
    "bad-state",  # its state does not allow this
    "bad-cursor",  # no cursor that the store gave
    "key-reused",  # an Idempotency-Key that came with another request before
    "invalid-request",  # a value out of its range
    "too-many",  # over a quota
]


class StoreError(TanggapError):
    """The store cannot be opened, read or written."""


class RefusalError(TanggapError):
    """A wish that the store does not fulfil; ``kind`` says why, the message in our own words, never the caller's."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
