"""Whether a reply shows to all who its reporter is: a number, or a name that the complaint or the reply gives them.

Finding identities costs more than everything else that is asked of a reply, and few replies hold one. So words and
digits are looked at first (`may_leak`): where none could belong to such a number or name, nothing is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from classifier.reply.leak_signs import may_leak
from classifier.reply.reading import Reading
from classifier.text.redact import find_identities

_MOST_NAMES = 50
_BEFORE = 60
_REPORTER = re.compile(
    r"\b(?:kepada|pelapor|pengadu|penulis|atas\s+nama|a\.n\.?)\s+(?:\w+\s+){0,2}?"
    r"(?:(?:bapak|bpk|pak|ibu|bu|sdr|sdri|saudara|saudari)\.?\s*)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"^[^.!?\n]{0,30}\byang\s+(?:menulis|melapor|mengadu)\b", re.IGNORECASE)
_OWNER = re.compile(
    r"\b(?:pelapor|saudara|anda|bapak|ibu|sdr|sdri|warga|milik|kakak|kak)\b[^.!?\n]{0,40}$", re.IGNORECASE
)
_CHANNEL = re.compile(
    r"\b(?:call|hotline|layanan|admin|petugas|kantor|hubungi|menghubungi|contact|cs|posko|dinas|upt|kami|regu)\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\b(?:nama\s+saya|saya|pelapor|hormat\s+saya|ttd|atas\s+nama|a\.n\.?|salam)[\s,:(]{1,3}(?:adalah\s+|pak\s+|bu\s+|ibu\s+)?$",
    re.IGNORECASE,
)


def leaks(words: Reading, identities: Sequence[str] = ()) -> Iterator[tuple[int, int, str]]:
    """(start, end, kind) of the identities of the reporter in a reply; ``identities`` are those that the form knows."""
    pair = words.pair
    for identity in identities:
        match = re.search(rf"(?<!\w){re.escape(identity.strip())}(?!\w)", pair.reply, re.IGNORECASE)
        if match and identity.strip():
            yield *match.span(), "nama"
    if may_leak(words):
        yield from found_leaks(pair.complaint, pair.reply)


def found_leaks(complaint: str, reply: str) -> Iterator[tuple[int, int, str]]:
    """The reporter's numbers and names in a reply, as far as the complaint or the reply's own words tell."""
    numbers = re.sub(r"\D", "", complaint)
    found = find_identities(reply)
    for identity in found:
        before = reply[max(0, identity.start - _BEFORE) : identity.start]
        after = reply[identity.end : identity.end + _BEFORE]
        told = re.sub(r"\D", "", reply[identity.start : identity.end]) in numbers
        owned = bool(_OWNER.search(before)) and not _CHANNEL.search(before)
        if (
            identity.kind == "nik"
            or (identity.kind == "telepon" and (told or owned))
            or (identity.kind == "nama" and (_REPORTER.search(before) or _AFTER.search(after)))
        ):
            yield identity.start, identity.end, identity.kind
    names = {reply[each.start : each.end]: each for each in reversed(found) if each.kind == "nama"}
    for shown, identity in sorted(names.items(), key=lambda item: item[1].start)[:_MOST_NAMES]:
        if _is_reporters(shown, complaint):
            yield identity.start, identity.end, "nama"


def _is_reporters(name: str, complaint: str) -> bool:
    """Whether a name is one by which the complainant is known: a full name of the complaint, or their own."""
    return any(
        " " in name or _SELF.search(complaint[max(0, match.start() - 30) : match.start()])
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", complaint, re.IGNORECASE)
    )
