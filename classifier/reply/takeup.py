"""Whether a reply speaks of its own complaint: echo, another topic, another person's case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from classifier.reply.flag_cues import Sentence
from classifier.text.words import split

_ECHO_RUN = 4  # content words in the complaint's order
_ECHO_SHARE = 0.6  # part of the complaint's content that comes back
_OFF_TOPIC_WORDS = 15
_MOST_NAMES = 50
_MOST_WORDS = 400  # content words that are compared; bounds the quadratic worst case of the matcher

_OBJECT = re.compile(
    r"(?<!Dana )(?<!Menteri )\b"
    r"(?P<kind>(?i:jalan|jl|jln|gang|gg|desa|dusun|kelurahan|kel|perumahan|perum|pasar|pantai|pelabuhan))\b"
    r"\.?\s+(?P<name>[A-Z][\w'’-]{1,25}(?:\s+[A-Z][\w'’-]{1,25}){0,2})"
)
_GROUP = {
    **dict.fromkeys(("jalan", "jl", "jln", "gang", "gg"), "jalan"),
    **dict.fromkeys(("desa", "dusun", "kelurahan", "kel", "perumahan", "perum"), "wilayah"),
    **dict.fromkeys(("pasar", "pantai", "pelabuhan"), "tempat"),
}
_KINDS = ("jalan", "jl", "gang", "gg", "desa", "dusun", "kel", "perum", "pasar", "pantai", "pelabuhan")
_NUMBERED = ("laporan", "aduan", "tiket", "berkas", "permohonan")
_CASE_NUMBER = re.compile(
    r"\b(?:laporan|aduan|tiket|berkas|permohonan)(?:\s+(?:nomor|no\.?|id))?\s*[:#]?\s*(?P<name>(?:[A-Z]{1,4}-?)?\d{3,12})\b",
    re.IGNORECASE,
)


def is_echo(given: Sequence[str], returned: Sequence[str]) -> bool:
    """Whether a reply mostly hands the complaint's words back, in long runs of the same order.

    ``given`` and ``returned`` are the content stems of the complaint and of the reply.
    """
    given, returned = given[:_MOST_WORDS], returned[:_MOST_WORDS]
    if len(given) < _ECHO_RUN or len(returned) < _ECHO_RUN:
        return False
    if len(set(given) & set(returned)) < _ECHO_SHARE * len(set(given)):
        return False
    blocks = SequenceMatcher(None, given, returned, autojunk=False).get_matching_blocks()
    return max(block.size for block in blocks) >= _ECHO_RUN


def is_off_topic(given: Sequence[str], returned: Sequence[str], reply: str) -> bool:
    """Whether a reply shares no content with its complaint and yet speaks at length of other things, with figures."""
    given, returned = given[:_MOST_WORDS], returned[:_MOST_WORDS]
    if not given or len(set(returned)) < _OFF_TOPIC_WORDS or not set(given).isdisjoint(returned):
        return False
    return any(character.isdigit() for character in reply)


def other_object(complaint: str, reply: str, found: Sequence[Sentence]) -> tuple[int, int] | None:
    """Span of the place or file that the reply tells a deed about, where the complaint is about another of its kind.

    ``found`` are the sentences of the reply.
    """
    done = [(each.start, each.end) for each in found if each.has("lampau")]
    named = list(_objects(reply)) if done else []
    kinds = {kind for kind, _, _ in _objects(complaint)} if named else set()
    if not kinds:
        return None
    known = {word.lower() for word in split(complaint)}
    if any(word.lower() in known for _, name, _ in named for word in split(name)):
        return None
    for kind, _, (start, end) in named[:_MOST_NAMES]:
        if kind in kinds and any(first <= start < last for first, last in done[:_MOST_WORDS]):
            return start, end
    return None


def _objects(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """(kind, name, span) of the named places and numbered files in a text."""
    lowered = text.lower()
    if any(kind in lowered for kind in _KINDS):
        for match in _OBJECT.finditer(text):
            yield _GROUP[match["kind"].lower()], match["name"], match.span()
    if any(kind in lowered for kind in _NUMBERED):
        for match in _CASE_NUMBER.finditer(text):
            yield "nomor", match["name"], match.span()
