"""Hashes of words that are the same in every process, as Python's own are not."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]

_GOLDEN = np.uint32(0x9E3779B1)
_SHIFT = np.uint32(15)


@lru_cache(maxsize=131_072)
def word_hash(word: str) -> int:
    """32 bits of a word, never 0, which stands for an empty place in a row."""
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=4).digest(), "little") or 1


def mixed(hashes: Hashes, salt: int = 0) -> Hashes:
    """Every hash spread over all 32 bits anew (multiply, shift, multiply); ``salt`` gives another spreading."""
    values = (hashes ^ np.uint32(salt & 0xFFFFFFFF)) * _GOLDEN
    values ^= values >> _SHIFT
    return np.asarray(values * np.uint32(0x85EBCA6B), np.uint32)
