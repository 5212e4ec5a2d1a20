"""Groups of near-duplicate complaints, so that a re-sent text never stands on both sides of a split."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.text.words import canonical, split

SHINGLE = 3


def duplicate_groups(texts: Sequence[str], *, similarity: float = 0.7, permutations: int = 64) -> NDArray[np.int64]:
    """A group number for every text; texts whose word shingles have about that Jaccard similarity share one.

    MinHash with locality-sensitive hashing: linear in the number of texts, and approximate. Texts shorter than a
    shingle are grouped when they are equal.
    """
    from datasketch import MinHash, MinHashLSH

    shingles = [_shingles(text) for text in texts]
    parent = np.arange(len(texts))
    index = MinHashLSH(threshold=similarity, num_perm=permutations)
    seen: dict[frozenset[bytes], int] = {}
    for number, shingle in enumerate(shingles):
        key = frozenset(shingle)
        if key in seen:  # equal texts need no search
            parent[number] = _root(parent, seen[key])
            continue
        seen[key] = number
        if not shingle:
            continue
        sketch = MinHash(num_perm=permutations)
        sketch.update_batch(sorted(shingle))
        for other in index.query(sketch):
            parent[_root(parent, number)] = _root(parent, int(other))
        index.insert(number, sketch)
    return np.array([_root(parent, number) for number in range(len(texts))], np.int64)


def _shingles(text: str) -> set[bytes]:
    forms = [canonical(word) for word in split(text)]
    if len(forms) < SHINGLE:
        return {" ".join(forms).encode()} if forms else set()
    return {" ".join(forms[i : i + SHINGLE]).encode() for i in range(len(forms) - SHINGLE + 1)}


def _root(parent: NDArray[np.int64], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = int(parent[number])
    return number
