"""Standard words for what citizens write: chat spellings, common slips, and everyday words of regional languages.

The table (``spelling.csv``: form, standard, kind) is part of the code, because a model learned with one table must be
served with the same; `digest` is compared when a release is loaded.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_FILE = "spelling.csv"


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, str]:
    """Word form -> standard word, both in lower case; no standard word is itself a form."""
    return {row["form"]: row["standard"] for row in csv.DictReader(io.StringIO(_bytes().decode()))}


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, str]:
    """Word form -> what it is: ``sms`` (chat), ``typo``, or the name of a regional language."""
    return {row["form"]: row["kind"] for row in csv.DictReader(io.StringIO(_bytes().decode()))}


@lru_cache(maxsize=1)
def digest() -> str:
    """The first sixteen digits of the table's sha256."""
    return hashlib.sha256(_bytes()).hexdigest()[:16]


def _bytes() -> bytes:
    return (files("classifier.text") / _FILE).read_bytes()
