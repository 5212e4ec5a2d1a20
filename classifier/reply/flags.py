"""Flags: what a reader should know of a reply beside its level, by rules over its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from classifier.records import ReplyPair
from classifier.reply.acts import says_nothing
from classifier.reply.flag_cues import Sentence, read
from classifier.reply.promises import Promise, is_done, promises, says_done
from classifier.reply.takeup import is_echo, is_off_topic, other_object, shared_names
from classifier.text.redact import find_identities

NAMES = (
    "empty",
    "echo",
    "off_topic",
    "other_case",
    "promise_no_date",
    "promise_dated",
    "referral_only",
    "leaks_identity",
)
"""The flags that rules give, as data/corpus/README.md names them; *boilerplate* needs other replies (`families`)."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag and the characters of the reply that show it.

    ``due`` is the last day of a dated promise; ``passed`` is true when that day is over and nothing says that the
    promise was kept.
    """

    name: str
    start: int
    end: int
    detail: str = ""
    due: date | None = None
    passed: bool = False


def flags_of(
    pair: ReplyPair,
    *,
    replied_at: date | None = None,
    today: date | None = None,
    identities: Sequence[str] = (),
    later_replies: Sequence[str] = (),
) -> tuple[Flag, ...]:
    """The flags of a reply against its complaint, in the order of ``NAMES``; each name once, but every dated promise.

    Parameters
    ----------
    replied_at: the day of the reply; without it, days stay unresolved.
    today: the day on which dated promises are looked at; without it, none has passed.
    identities: names and numbers of the reporter that the form knows.
    later_replies: what the agency wrote afterwards; a deed told there keeps its promises.
    """
    reply = pair.reply
    if says_nothing(reply):
        return (Flag("empty", 0, len(reply), "balasan kosong"),)
    found = read(reply)
    made = promises(reply, replied_at, found)
    flags = [
        *_relation(pair),
        *_promises(found, made, today, later_replies),
        *_referral(found, made),
        *_leak(pair, identities),
    ]
    return tuple(sorted(flags, key=lambda flag: (NAMES.index(flag.name), flag.start)))


def _relation(pair: ReplyPair) -> Iterator[Flag]:
    end = len(pair.reply)
    if is_echo(pair.complaint, pair.reply):
        yield Flag("echo", 0, end, "kata-kata aduan dikembalikan")
    other = other_object(pair.complaint, pair.reply)
    if other is not None:
        yield Flag("other_case", *other, f"aduan tidak menyebut {pair.reply[slice(*other)]}")
    elif is_off_topic(pair.complaint, pair.reply):
        yield Flag("off_topic", 0, end, "tidak menyinggung isi aduan")


def _promises(
    found: Sequence[Sentence], made: Sequence[Promise], today: date | None, later: Sequence[str]
) -> Iterator[Flag]:
    dated = [promise for promise in made if promise.dated]
    kept_later = any(says_done(text) for text in later)
    last_deed = max((sentence.start for sentence in found if is_done(sentence)), default=-1)
    for promise in dated:
        over = today is not None and promise.due is not None and today > promise.due
        kept = kept_later or last_deed >= promise.end
        due = str(promise.due or "")
        yield Flag("promise_dated", promise.start, promise.end, due, promise.due, over and not kept)
    if not dated and made and not _tells_more(found, made):
        yield Flag("promise_no_date", made[0].start, made[0].end, "janji tanpa waktu")


def _tells_more(found: Sequence[Sentence], made: Sequence[Promise]) -> bool:
    """Whether a deed or finding stands beside the promises, so that they are no mere putting off."""
    promised = {promise.start for promise in made}
    return any(sentence.has("lampau", "fakta") for sentence in found if sentence.start not in promised)


def _referral(found: Sequence[Sentence], made: Sequence[Promise]) -> Iterator[Flag]:
    referring = [sentence for sentence in found if _refers(sentence)]
    if referring and not made and not any(_is_concrete(sentence) for sentence in found):
        yield Flag("referral_only", referring[0].start, referring[0].end, "hanya menunjuk kanal lain")


_NEAR = 8


def _refers(sentence: Sentence) -> bool:
    """Whether a sentence sends the reader to a channel; thanks for having come by one do not."""
    channels = [
        n for n in sentence.places("hubungi") if not any("lampau" in c for c in sentence.classes[max(0, n - 1) : n])
    ]
    return bool(channels) and sentence.has("ajak")


def _is_concrete(sentence: Sentence) -> bool:
    """Whether a sentence tells a fact of some case, or asks for one."""
    return sentence.has("fakta") or bool(sentence.followed("kirim", "data", _NEAR))


# --- identities -------------------------------------------------------------------------------------------------------

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
_BEFORE = 60


def _leak(pair: ReplyPair, identities: Sequence[str]) -> Iterator[Flag]:
    """The first identity of the reporter that the reply shows to all."""
    for start, end, kind in [*_of_form(pair.reply, identities), *_leaks(pair)]:
        yield Flag("leaks_identity", start, end, kind)
        return


def _of_form(reply: str, identities: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for identity in identities:
        match = re.search(rf"(?<!\w){re.escape(identity.strip())}(?!\w)", reply, re.IGNORECASE)
        if match and identity.strip():
            yield *match.span(), "nama"


def _leaks(pair: ReplyPair) -> Iterator[tuple[int, int, str]]:
    numbers = re.sub(r"\D", "", pair.complaint)
    for identity in find_identities(pair.reply):
        before = pair.reply[max(0, identity.start - _BEFORE) : identity.start]
        after = pair.reply[identity.end : identity.end + _BEFORE]
        told = re.sub(r"\D", "", pair.reply[identity.start : identity.end]) in numbers
        owned = bool(_OWNER.search(before)) and not _CHANNEL.search(before)
        if (
            identity.kind == "nik"
            or (identity.kind == "telepon" and (told or owned))
            or (identity.kind == "nama" and (_REPORTER.search(before) or _AFTER.search(after)))
        ):
            yield identity.start, identity.end, identity.kind
    for start, end in shared_names(pair.complaint, pair.reply):
        yield start, end, "nama"
