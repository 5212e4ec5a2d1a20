"""Words that are given names, and words that follow a form of address without being one."""

from __future__ import annotations

from classifier.datafiles import data_directory


def _words(name: str) -> frozenset[str]:
    return frozenset((data_directory() / "lexicon" / name).read_text(encoding="utf-8").split())


GIVEN_NAMES = _words("given_names.txt")
NO_NAMES = _words("no_names.txt")
