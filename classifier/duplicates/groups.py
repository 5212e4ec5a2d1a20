"""Clusters of complaints about one event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from classifier.duplicates.index import DuplicateIndex
from classifier.records import Complaint


def clusters(complaints: Sequence[Complaint], *, window_days: int = 30) -> NDArray[np.int64]:
    """A cluster number for every complaint, shape (n,), counted from 0 in the order in which clusters begin.

    Complaints that are copies or tell of the same event share a cluster, and so do those that are joined by a third:
    a cluster may reach further than the window. Equal input gives equal numbers.
    """
    if not complaints:
        return np.empty(0, np.int64)
    index = DuplicateIndex(window_days)
    index.add_many(complaints)
    links = [index.rows_like(complaint) for complaint in complaints]
    first = np.repeat(np.arange(len(complaints)), [len(rows) for rows in links])
    graph = coo_matrix((np.ones(len(first), bool), (first, np.concatenate(links))), shape=(len(links), len(links)))
    _, parts = connected_components(graph, directed=False)
    _, starts, numbers = np.unique(parts, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(starts))[numbers], np.int64)
