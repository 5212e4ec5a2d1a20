"""Whether a reply speaks of its own complaint: echo, another topic, another person's case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from classifier.reply.flag_cues import read
from classifier.reply.relation import content_stems
from classifier.text.redact import find_identities
from classifier.text.words import canonical, split

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
_CASE_NUMBER = re.compile(
    r"\b(?:laporan|aduan|tiket|berkas|permohonan)(?:\s+(?:nomor|no\.?|id))?\s*[:#]?\s*(?P<name>(?:[A-Z]{1,4}-?)?\d{3,12})\b",
    re.IGNORECASE,
)


def content(text: str) -> list[str]:
    """The content stems of a text in order, at most some hundreds."""
    return content_stems([canonical(word) for word in split(text)])[:_MOST_WORDS]


def is_echo(complaint: str, reply: str) -> bool:
    """Whether a reply mostly hands the complaint's words back, in long runs of the same order."""
    given, returned = content(complaint), content(reply)
    if len(given) < _ECHO_RUN or not returned:
        return False
    share = len(set(given) & set(returned)) / len(set(given))
    blocks = SequenceMatcher(None, given, returned, autojunk=False).get_matching_blocks()
    longest = max(block.size for block in blocks)
    return share >= _ECHO_SHARE and longest >= _ECHO_RUN


def is_off_topic(complaint: str, reply: str) -> bool:
    """Whether a reply shares no content with its complaint and yet speaks at length of other things, with figures."""
    given, returned = set(content(complaint)), content(reply)
    concrete = any(character.isdigit() for character in reply)
    return bool(given) and len(set(returned)) >= _OFF_TOPIC_WORDS and concrete and not given & set(returned)


def other_object(complaint: str, reply: str) -> tuple[int, int] | None:
    """Span of the place or file that the reply tells a deed about, where the complaint is about another of its kind."""
    named = list(_objects(reply))
    kinds = {kind for kind, _, _ in _objects(complaint)}
    if not named or not kinds:
        return None
    known = {word.lower() for word in split(complaint)}
    if any(word.lower() in known for _, name, _ in named for word in split(name)):
        return None
    done = [(each.start, each.end) for each in read(reply) if each.has("lampau")]
    for kind, _, (start, end) in named[:_MOST_NAMES]:
        if kind in kinds and any(first <= start < last for first, last in done[:_MOST_WORDS]):
            return start, end
    return None


def _objects(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """(kind, name, span) of the named places and numbered files in a text."""
    for match in _OBJECT.finditer(text):
        yield _GROUP[match["kind"].lower()], match["name"], match.span()
    for match in _CASE_NUMBER.finditer(text):
        yield "nomor", match["name"], match.span()


_SELF = re.compile(
    r"\b(?:nama\s+saya|saya|pelapor|hormat\s+saya|ttd|atas\s+nama|a\.n\.?|salam)[\s,:(]{1,3}(?:adalah\s+|pak\s+|bu\s+|ibu\s+)?$",
    re.IGNORECASE,
)


def shared_names(complaint: str, reply: str) -> Iterator[tuple[int, int]]:
    """Spans of the names in a reply by which the complainant is known: full names of the complaint, or their own."""
    names = {reply[each.start : each.end]: each for each in reversed(find_identities(reply)) if each.kind == "nama"}
    for shown, identity in sorted(names.items(), key=lambda item: item[1].start)[:_MOST_NAMES]:
        for match in re.finditer(rf"(?<!\w){re.escape(shown)}(?!\w)", complaint, re.IGNORECASE):
            if " " in shown or _SELF.search(complaint[max(0, match.start() - 30) : match.start()]):
                yield identity.start, identity.end
                break
