"""Signs without which no identity of the reporter can stand in a reply: cheap, and never wrong in that direction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from classifier.reply.reading import Reading
from classifier.text.identities.naming import could_begin, could_belong
from classifier.text.identities.plain import INVISIBLE, plain

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_]))*")
_DIGIT = re.compile(r"\d")
# A letter that stands for a digit touches one.
_LOOKALIKE = re.compile(r"(?<![A-Za-z])[OoIl]{1,6}[\s.\-]?\d|\d[OoIl]")
_RUN = re.compile(rf"\d(?:[ \t.\-()/\n\r_~*{INVISIBLE}]{{0,4}}\d){{6,}}")
_FEWEST_DIGITS = 7
_NIK_DIGITS = 14
_OWNER = re.compile(r"\b(?:pelapor|saudara|anda|bapak|ibu|sdr|sdri|warga|milik|kakak|kak)\b", re.IGNORECASE)
_BEFORE = 60

_REPORTERS = ("kepada", "pelapor", "pengadu", "penulis", "atas", "a.n")
_REPORTER = re.compile(r"\b(?:kepada|pelapor|pengadu|penulis|atas\s+nama|a\.n\.?)\s+", re.IGNORECASE)
_NAMED = re.compile(r"[\w\s.'-]{0,120}")
_SKIPPED = 4  # words between "kepada" and a name: two of any kind and a title of two
_LEADS = 3  # initials and particles before a name's first word, and that word
_WRITERS = ("menulis", "melapor", "mengadu")
_WRITER = re.compile(r"(?P<before>[^.!?\n]{0,120})\byang\s+(?:menulis|melapor|mengadu)\b", re.IGNORECASE)
_SELVES = ("saya", "pelapor", "salam", "ttd", "atas", "a.n")
_SELF = re.compile(
    r"\b(?:saya|pelapor|ttd|atas\s+nama|a\.n\.?|salam)[\s,:(]{1,3}(?:adalah\s+|pak\s+|bu\s+|ibu\s+)?(?=(?P<word>[^\W\d_]+))",
    re.IGNORECASE,
)


def may_leak(words: Reading) -> bool:
    """Whether a reply may hold the reporter's number or name; false only where it holds none."""
    complaint, reply = words.pair.complaint, words.pair.reply
    if _number_may_leak(complaint, reply):
        return True
    shown = words.reply.raw if reply.isascii() else _WORD.findall(plain(reply))
    return _names_reporter(reply) or _shares_name(complaint, words.complaint.raw, shown)


def _number_may_leak(complaint: str, reply: str) -> bool:
    """A run of digits as long as an identity card's, one that the complaint shares, or one behind a person."""
    if not _DIGIT.search(reply):
        return False
    shown = reply if reply.isascii() and not _LOOKALIKE.search(reply) else plain(reply)
    told: str | None = None
    for match in _RUN.finditer(shown):
        digits = re.sub(r"\D", "", match.group())
        disguised = match.group() != reply[match.start() : match.end()]
        if (
            disguised
            or len(digits) >= _NIK_DIGITS
            or _OWNER.search(shown[max(0, match.start() - _BEFORE) : match.end()])
        ):
            return True
        told = re.sub(r"\D", "", complaint) if told is None else told
        if any(digits[at : at + _FEWEST_DIGITS] in told for at in range(len(digits) - _FEWEST_DIGITS + 1)):
            return True
    return False


def _names_reporter(reply: str) -> bool:
    """Whether a word of a name's look follows one that introduces the reporter, or stands before "yang melapor"."""
    lowered = reply.lower()
    if any(word in lowered for word in _REPORTERS):
        for match in _REPORTER.finditer(reply):
            named = _NAMED.match(reply, match.end())
            if _could_hold_name(match.group(), named.group() if named else ""):
                return True
    if any(word in lowered for word in _WRITERS):
        for match in _WRITER.finditer(reply):
            if any(could_begin(word) for word in _WORD.findall(match["before"])):
                return True
    return False


def _could_hold_name(cue: str, behind: str) -> bool:
    if "nama" in cue.lower() or "nama" in behind.lower() or cue[0] in "aA":
        return True  # behind a label even a word without a capital is a name
    found = _WORD.findall(behind)
    return any(
        could_belong(word) and any(map(could_begin, found[place : place + _LEADS]))
        for place, word in enumerate(found[:_SKIPPED])
    )


def _shares_name(complaint: str, given: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether the reply repeats two neighbouring words of the complaint, or the word behind "saya", as a name."""
    known = {word.lower() for word in given}
    both = [word.lower() in known for word in shown]
    pairs: set[tuple[str, str]] | None = None
    for place, (first, second) in enumerate(pairwise(shown)):
        if both[place] and both[place + 1] and _could_be_name(first, second):
            pairs = set(pairwise([word.lower() for word in given])) if pairs is None else pairs
            if (first.lower(), second.lower()) in pairs:
                return True
    lowered = complaint.lower()
    if not any(word in lowered for word in _SELVES):
        return False
    selves = {match["word"].lower() for match in _SELF.finditer(complaint)}
    return any(word.lower() in selves and could_belong(word) for word in shown)


def _could_be_name(first: str, second: str) -> bool:
    return could_belong(first) and could_belong(second) and (could_begin(first) or could_begin(second))
