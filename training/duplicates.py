"""Groups of near-duplicate complaints, so that a re-sent text never stands on both sides of a split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from classifier.duplicates.hashing import Hashes, mixed, word_hash
from classifier.duplicates.signature import band_keys, minima, signatures
from classifier.text.words import canonical, split

Numbers = NDArray[np.int64]

SHINGLE = 3
CHUNK = 4096


def duplicate_groups(texts: Sequence[str], *, similarity: float = 0.7) -> Numbers:
    """A group number for every text; texts whose word triples have about that Jaccard similarity share one.

    MinHash with locality-sensitive hashing: linear in the number of texts but for sorting, and approximate. Of the rows
    in a bucket each is compared with its neighbour and with the first. Equal texts always share a group.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not len(texts):
        return np.zeros(0, np.int64)
    digests, keys, marks = _sketched(texts)
    _, first, same = np.unique(digests, return_index=True, return_inverse=True)
    pairs = [np.stack([np.arange(len(texts)), first[same]])]  # equal texts need no search
    long = np.sort(first)[keys[np.sort(first)].any(axis=1)]
    for band in range(keys.shape[1]):
        pairs += [_alike(pair, marks, similarity) for pair in _neighbours(keys[long, band], long)]
    one, other = np.concatenate(pairs, axis=1)
    graph = coo_matrix((np.ones(len(one), np.bool_), (one, other)), shape=(len(texts), len(texts)))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _sketched(texts: Sequence[str]) -> tuple[NDArray[np.uint64], Hashes, NDArray[np.uint8]]:
    """A digest of each text's words, its bucket keys (0 for a text shorter than a shingle), and its signature."""
    digests: list[NDArray[np.uint64]] = []
    keys: list[Hashes] = []
    marks: list[NDArray[np.uint8]] = []
    for start in range(0, len(texts), CHUNK):
        documents = [[canonical(word) for word in split(text)] for text in texts[start : start + CHUNK]]
        shingles = [_shingles(forms) for forms in documents]
        smallest = minima(shingles)
        filled = np.fromiter(map(len, shingles), np.int64, len(shingles)) > 0
        digests.append(np.fromiter(map(_digest, documents), np.uint64, len(documents)))
        keys.append(np.where(filled[:, None], band_keys(smallest), 0).astype(np.uint32))
        marks.append(signatures(smallest))
    return np.concatenate(digests), np.concatenate(keys), np.concatenate(marks)


def _shingles(forms: Sequence[str]) -> Hashes:
    """The hashed word triples of a text; none for a shorter one."""
    hashes = np.fromiter(map(word_hash, forms), np.uint32, len(forms))
    if len(hashes) < SHINGLE:
        return np.zeros(0, np.uint32)
    mingled = hashes[: len(hashes) - SHINGLE + 1]
    for place in range(1, SHINGLE):
        mingled = mixed(mingled, place) + hashes[place : len(hashes) - SHINGLE + 1 + place]
    return np.unique(mixed(mingled))


def _neighbours(keys: Hashes, rows: Numbers) -> Iterator[Numbers]:
    """Pairs (2, n) of rows under one key: each with the one before it, then each with the first."""
    order = np.argsort(keys, kind="stable")
    keys, rows = keys[order], rows[order]
    follows = np.flatnonzero(keys[1:] == keys[:-1]) + 1
    opens = np.ones(len(keys), np.bool_)
    opens[follows] = False
    start = np.maximum.accumulate(np.where(opens, np.arange(len(keys)), 0))
    yield np.stack([rows[follows], rows[follows - 1]])
    yield np.stack([rows[follows], rows[start[follows]]])


def _alike(pairs: Numbers, marks: NDArray[np.uint8], similarity: float) -> Numbers:
    """The pairs whose signatures agree in the share ``similarity``."""
    parts = [np.mean(marks[part[0]] == marks[part[1]], axis=1) for part in np.array_split(pairs, _parts(pairs), axis=1)]
    agree = np.concatenate(parts)
    return pairs[:, agree >= similarity]


def _parts(pairs: Numbers) -> int:
    return int(pairs.shape[1]) // (16 * CHUNK) + 1


def _digest(forms: Sequence[str]) -> int:
    return int.from_bytes(blake2b(" ".join(forms).encode("utf-8", "replace"), digest_size=8).digest(), "little")
