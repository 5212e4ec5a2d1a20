"""Flags: what a reader should know of a reply beside its level, by rules over its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Literal, get_args

from classifier.records import Flag, ReplyPair
from classifier.reply.acts import all_hollow
from classifier.reply.flag_cues import Sentence, sentences_of
from classifier.reply.leaks import leaks
from classifier.reply.promises import Promise, is_done, promises, says_done
from classifier.reply.reading import Reading, read_pair
from classifier.reply.takeup import is_echo, is_off_topic, other_object
from classifier.text.sentences import sentences

FlagName = Literal[
    "empty",
    "echo",
    "off_topic",
    "other_case",
    "promise_no_date",
    "promise_dated",
    "referral_only",
    "leaks_identity",
]
NAMES: tuple[FlagName, ...] = get_args(FlagName)
"""The flags that rules give, as data/corpus/README.md names them; *boilerplate* needs other replies (`families`)."""


def flags_of(
    pair: ReplyPair,
    *,
    replied_at: date | None = None,
    today: date | None = None,
    identities: Sequence[str] = (),
    later_replies: Sequence[str] = (),
    reading: Reading | None = None,
) -> tuple[Flag, ...]:
    """The flags of a reply against its complaint, in the order of ``NAMES``; each name once, but every dated promise.

    Parameters
    ----------
    replied_at: the day of the reply; without it, days stay unresolved.
    today: the day on which dated promises are looked at; without it, none has passed.
    identities: names and numbers of the reporter that the form knows.
    later_replies: what the agency wrote afterwards; a deed told there keeps its promises.
    reading: the pair cut into words, where that was done already.
    """
    reply = pair.reply
    words = reading or read_pair(pair)
    spans = words.sentences if words.reply.text.origin is None else sentences(reply)
    found = sentences_of(words.reply, spans)
    if all_hollow(found):
        return (Flag("empty", 0, len(reply), "balasan kosong"),)
    made = promises(reply, replied_at, found)
    flags = [
        *_relation(words, found),
        *_promises(found, made, today, later_replies),
        *_referral(found, made),
        *(Flag("leaks_identity", *leak) for leak in islice(leaks(words, identities), 1)),
    ]
    return tuple(sorted(flags, key=lambda flag: (NAMES.index(flag.name), flag.start)))


def _relation(words: Reading, found: Sequence[Sentence]) -> Iterator[Flag]:
    pair, end = words.pair, len(words.pair.reply)
    given, returned = words.complaint.content, words.reply.content
    if is_echo(given, returned):
        yield Flag("echo", 0, end, "kata-kata aduan dikembalikan")
    other = other_object(pair.complaint, pair.reply, found)
    if other is not None:
        yield Flag("other_case", *other, f"aduan tidak menyebut {pair.reply[slice(*other)]}")
    elif is_off_topic(given, returned, pair.reply):
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
