"""Kinds of identities and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["nik", "telepon", "surel", "rekening", "nopol", "nama", "rumah"]
TAGS: dict[Kind, str] = {
    "nik": "[NIK]",
    "telepon": "[TELEPON]",
    "surel": "[SUREL]",
    "rekening": "[REKENING]",
    "nopol": "[NOPOL]",
    "nama": "[NAMA]",
    "rumah": "[RUMAH]",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A stretch of text that identifies somebody; ``nik`` covers both NIK and KK numbers."""

    kind: Kind
    start: int
    end: int
