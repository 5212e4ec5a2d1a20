"""MinHash signatures of word shingles, and how alike two texts are by them.

A. Broder, "On the resemblance and containment of documents", 1997: the smallest value of a random permutation of two
sets is the same with the probability of their Jaccard similarity. Eight bits of every smallest value are kept: P. Li
and A. König, "b-Bit minwise hashing", 2010. Bands of a signature are bucket keys (locality-sensitive hashing): J.
Leskovec, A. Rajaraman and J. Ullman, "Mining of Massive Datasets", chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifier.duplicates.hashing import Hashes, mixed

PERMUTATIONS = 128
BANDS = 16
ROWS = 4
"""Permutations in a band: 16 bands of 4 find 98.8 % of the pairs at similarity .7, 64 % of those at .5."""

_generator = np.random.default_rng(1997)
_FACTORS: Hashes = _generator.integers(0, 2**32, PERMUTATIONS, np.uint32) | np.uint32(1)
_TERMS: Hashes = _generator.integers(0, 2**32, PERMUTATIONS, np.uint32)
_BY_CHANCE = 1 / 256


def shingles(word_hashes: Sequence[int]) -> Hashes:
    """The distinct shingles of a text: its words and its pairs of neighbours, hashed; shape (n_shingles,).

    Both lengths, because every tenth word changed leaves 90 % of the words, 81 % of the pairs, but 73 % of the triples.
    """
    single = np.array(word_hashes, np.uint32)
    pairs = mixed(single[:-1], 0x5BD1E995) + single[1:]
    return np.unique(mixed(np.concatenate([single, pairs])))


def minima(documents: Sequence[Hashes]) -> Hashes:
    """The smallest permuted hash of every document under every permutation; shape (n_documents, PERMUTATIONS).

    A document without shingles gets the row of zeros.
    """
    result = np.zeros((len(documents), PERMUTATIONS), np.uint32)
    lengths = np.fromiter(map(len, documents), np.int64, len(documents))
    filled = np.flatnonzero(lengths)
    if len(filled):
        flat = np.concatenate([documents[i] for i in filled.tolist()])
        starts = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
        result[filled] = np.minimum.reduceat(flat[:, None] * _FACTORS + _TERMS, starts, axis=0)
    return result


def signatures(smallest: Hashes) -> NDArray[np.uint8]:
    """Eight bits of every minimum; the same shape."""
    return np.asarray(mixed(smallest) >> np.uint32(24), np.uint8)


def band_keys(smallest: Hashes) -> Hashes:
    """The bucket key of every band of every document; shape (n_documents, BANDS)."""
    parts = smallest[:, : BANDS * ROWS].reshape(-1, BANDS, ROWS)
    keys = np.broadcast_to(mixed(np.arange(1, BANDS + 1, dtype=np.uint32)), parts.shape[:2])
    for row in range(ROWS):
        keys = mixed(keys ^ parts[:, :, row], row)
    return keys


def resemblance(signature: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The estimated Jaccard similarity, in [0, 1], of one signature (PERMUTATIONS,) to others; shape (n_others,).

    Of two different minima 1 in 256 agrees by chance, which is taken off. The standard error is .04 at most.
    """
    agreement = np.mean(others == signature, axis=1, dtype=np.float32)
    return np.asarray(np.maximum((agreement - _BY_CHANCE) / (1 - _BY_CHANCE), 0), np.float32)
