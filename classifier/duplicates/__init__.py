"""Complaints that repeat another one: near-copies of its text, and other texts about the same event."""

from classifier.duplicates.groups import clusters
from classifier.duplicates.index import DuplicateIndex
from classifier.duplicates.match import Match

__all__ = ["DuplicateIndex", "Match", "clusters"]
