"""Sastrawi stemming behind a bounded cache.

Sastrawi's own cache never evicts, which is a leak on citizens' texts; its stop-word list removes *tidak*, *belum* and
*akan*, so it is not used. The root-word list it ships is CC BY-NC-SA (see NOTICE).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    # Imported here: the word list takes a moment to load, and a process that only serves never needs it.
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return Stemmer(ArrayDictionary(StemmerFactory().get_words()))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The root of a canonical word; masks and words of fewer than four letters stay as they are.

    >>> stem("diperbaiki"), stem("<nik>")
    ('baik', '<nik>')
    """
    if len(word) < 4 or word[0] == "<":
        return word
    return str(_stemmer().stem(word))
