"""Unicode, invisible characters and mojibake, with a map back to the original characters.

Plain ASCII texts (most of them) pass untouched. Everything else is mended piece by piece, so that a position in the
normalised text can always be traced to the position in the text that the citizen sent.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import ftfy

# Format controls, variation selectors and fillers that no reader sees; attackers and copy-paste leave them inside
# words.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
# UTF-8 read as Latin-1 or Windows-1252: a lead byte's character followed by continuation bytes' characters.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4\u0192\u0178\u017d\u0160\u0152][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]+"
)
_NON_ASCII = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A mended text and where each of its characters came from.

    ``origin[i]`` is the position in the original of character ``i``; ``None`` when the text is unchanged.
    """

    text: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that the normalised characters ``start:end`` (not empty) stand for."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def normalise(text: str) -> Normalised:
    """Mend mojibake, apply NFKC and drop invisible characters and lone surrogates.

    >>> normalise("ＰＪＵ\u200b mati â€œlamaâ€\u009d").text
    'PJU mati “lama”'
    """
    if not _NON_ASCII.search(text):
        return Normalised(text, None)
    pieces: list[str] = []
    origin: list[int] = []
    position = 0
    for match in _MOJIBAKE.finditer(text):
        _append(text, position, match.start(), pieces, origin)
        mended = unicodedata.normalize("NFKC", ftfy.fix_encoding(match.group()))
        pieces.append(mended)
        origin.extend([match.start()] * len(mended))
        position = match.end()
    _append(text, position, len(text), pieces, origin)
    return Normalised("".join(pieces), tuple(origin))


def _append(text: str, start: int, end: int, pieces: list[str], origin: list[int]) -> None:
    for match in _NON_ASCII.finditer(text, start, end):
        position, character = match.start(), match.group()
        pieces.append(text[start:position])
        origin.extend(range(start, position))
        start = position + 1
        if not _INVISIBLE.match(character) and not "\ud800" <= character <= "\udfff":
            mended = unicodedata.normalize("NFKC", character)
            pieces.append(mended)
            origin.extend([position] * len(mended))
    pieces.append(text[start:end])
    origin.extend(range(start, end))
