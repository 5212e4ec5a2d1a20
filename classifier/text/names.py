"""Words that are given or family names, and words that follow a form of address without being one."""

from __future__ import annotations

from classifier.datafiles import data_directory


def _words(name: str) -> frozenset[str]:
    return frozenset((data_directory() / "lexicon" / name).read_text(encoding="utf-8").split())


_LISTED = _words("given_names.txt")
COMMON_NAMES = frozenset(word[:-1] for word in _LISTED if word.endswith("?"))
"""Names that are ordinary words or names of places too: "Indah", "Untung", "Kartini"."""
GIVEN_NAMES = frozenset(word.rstrip("?") for word in _LISTED)
_OTHERS = _words("no_names.txt")
NO_NAMES = frozenset(word for word in _OTHERS if "_" not in word)
PLACE_NAMES = frozenset(word for word in _OTHERS if "_" in word)
"""Two words of a person's name that is mostly a street's, a saint's or a brand's by now, joined: "ahmad_yani"."""
