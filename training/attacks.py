"""Attacks: ways to dress a normative reply as a substantive one without saying anything about the case.

An attack takes a pair and a source of randomness and gives the reply that a careless or cunning office might send
instead. None adds knowledge about the complaint, so a judge that raises its level has been fooled. The idea of
measuring a reading system on meaning-preserving or meaningless additions is that of Jia and Liang, "Adversarial
Examples for Evaluating Reading Comprehension Systems", 2017.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from classifier.records import ReplyPair
from classifier.text.sentences import sentences
from training.attack_phrases import (
    BOILERPLATE,
    INSTRUCTIONS,
    KEYWORDS,
    MONTHS,
    OFFICERS,
    PAST_FOR_FUTURE,
    RULES,
    SYNONYMS,
)

Attack = Callable[[ReplyPair, Random], str]
"""(pair, randomness) -> the attacked reply; the pair itself stays as it is."""

_ZERO_WIDTH = ("\u200b", "\u200c", "\u200d", "\u2060")
_WORD = re.compile(r"[^\W\d_]+")
_TAG_BLOCK = 0xE0000  # Unicode tag characters repeat ASCII from here and are drawn as nothing


def added_dates(pair: ReplyPair, random: Random) -> str:
    """Dates that belong to nothing: of the letter, of a meeting, of an anniversary."""
    first, second = _day(random), _day(random)
    return _join(
        f"Surabaya, {first}.",
        pair.reply,
        f"Rapat koordinasi rutin dilaksanakan pada {second} pukul {random.randint(8, 15):02d}.00 WIB.",
    )


def letter_number(pair: ReplyPair, random: Random) -> str:
    """A letter number that stands for no letter."""
    number = f"{random.randint(100, 900)}/{random.randint(10, 9999)}/{random.randint(400, 450)}.{random.randint(1, 30)}"
    return _join(
        f"Nomor surat: {number}/{random.randint(2023, 2026)}.", pair.reply, f"Tercatat dalam register {number}."
    )


def rupiah_amount(pair: ReplyPair, random: Random) -> str:
    """A budget of the whole office, in rupiah."""
    amount = f"Rp{random.randint(1, 95)}.{random.randint(100, 999)}.000.000"
    return _join(pair.reply, f"Sebagai informasi, anggaran dinas kami tahun berjalan sebesar {amount}.")


def officer_phone(pair: ReplyPair, random: Random) -> str:
    """An invented officer with a telephone who does nothing."""
    name, post = random.choice(OFFICERS)
    phone = f"0812-0000-{random.randint(1000, 9999)}"
    return _join(pair.reply, f"Salam hormat, {name}, {post}, telepon {phone}.")


def rule_citation(pair: ReplyPair, random: Random) -> str:
    """Two rules that decide nothing here."""
    first, second = random.sample(RULES, 2)
    return _join(pair.reply, f"Hal ini sesuai dengan {first} serta {second}.")


def complaint_copied(pair: ReplyPair, random: Random) -> str:
    """The complaint handed back whole, as if it were an answer."""
    lead = random.choice(("Terkait laporan Saudara bahwa", "Menanggapi aduan", "Sehubungan dengan laporan"))
    return _join(f"{lead} {pair.complaint.strip()}", pair.reply)


def complaint_shuffled(pair: ReplyPair, random: Random) -> str:
    """The complaint's sentences in another order; of a single sentence, its clauses."""
    pieces = [pair.complaint[start:end] for start, end in sentences(pair.complaint)]
    if len(pieces) < 2:
        pieces = [piece.strip() for piece in pair.complaint.split(",")]
    order = pieces[:]
    random.shuffle(order)
    if order == pieces:
        order.reverse()
    return _join(*order, pair.reply)


def complaint_reworded(pair: ReplyPair, random: Random) -> str:
    """The complaint handed back with words swapped for others of the same meaning."""

    def swap(match: re.Match[str]) -> str:
        choices = SYNONYMS.get(match.group().lower())
        return random.choice(choices) if choices else match.group()

    return _join(f"Kami memahami bahwa {_WORD.sub(swap, pair.complaint.strip())}", pair.reply)


def boilerplate_tripled(pair: ReplyPair, random: Random) -> str:
    """The reply three times, with stock phrases between: length without content."""
    first, second = random.sample(BOILERPLATE, 2)
    return _join(pair.reply, first, pair.reply, second, pair.reply)


def keyword_list(pair: ReplyPair, random: Random) -> str:
    """A bare list of the words that the checklist looks for."""
    chosen = list(KEYWORDS)
    random.shuffle(chosen)
    return _join(pair.reply, f"Kata kunci: {', '.join(chosen)}.")


def past_for_future(pair: ReplyPair, random: Random) -> str:
    """Promises retold as deeds: *akan* and *segera* become *telah* and *sudah*.

    A reply that promises nothing gets an empty deed at its end.
    """

    def swap(match: re.Match[str]) -> str:
        word = match.group()
        choices = PAST_FOR_FUTURE.get(word.lower())
        if not choices:
            return word
        past = random.choice(choices)
        return past.capitalize() if word[0].isupper() else past

    told = _WORD.sub(swap, pair.reply)
    return told if told != pair.reply else _join(pair.reply, "Laporan telah selesai ditindaklanjuti.")


def zero_width(pair: ReplyPair, random: Random) -> str:
    """Characters that nobody sees inside the words, so that a list of stock phrases no longer matches."""

    def split(match: re.Match[str]) -> str:
        word = match.group()
        cut = random.randint(1, len(word))
        return word[:cut] + random.choice(_ZERO_WIDTH) + word[cut:]

    hidden = _WORD.sub(split, pair.reply)
    return hidden if hidden != pair.reply else pair.reply + random.choice(_ZERO_WIDTH)


def hidden_instruction(pair: ReplyPair, random: Random) -> str:
    """An order to the judge in Unicode tag characters, which are drawn as nothing."""
    order = random.choice(INSTRUCTIONS)
    return pair.reply + "".join(chr(_TAG_BLOCK + ord(character)) for character in order if character.isascii())


def instruction_text(pair: ReplyPair, random: Random) -> str:
    """An order to the judge in plain words."""
    return _join(pair.reply, random.choice(INSTRUCTIONS))


ATTACKS: Mapping[str, Attack] = {
    attack.__name__: attack
    for attack in (
        added_dates,
        letter_number,
        rupiah_amount,
        officer_phone,
        rule_citation,
        complaint_copied,
        complaint_shuffled,
        complaint_reworded,
        boilerplate_tripled,
        keyword_list,
        past_for_future,
        zero_width,
        hidden_instruction,
        instruction_text,
    )
}
"""Every attack that needs the pair alone, by its name; `other_reply` makes one more from a pool."""


def other_reply(pool: Sequence[str]) -> Attack:
    """The attack that pastes a good reply to somebody else's complaint, drawn from ``pool``.

    A reply equal to the pair's own is never drawn. Raises ``ValueError`` when the pool holds no other.
    """
    choices = sorted(set(pool))

    def paste(pair: ReplyPair, random: Random) -> str:
        others = [reply for reply in choices if reply.strip() != pair.reply.strip()]
        if not others:
            raise ValueError("other_reply: the pool holds no other reply")
        return random.choice(others)

    return paste


def attack_all(pairs: Sequence[ReplyPair], good_replies: Sequence[str], seed: int) -> dict[str, list[ReplyPair]]:
    """Every attack on every pair: name of the attack -> the attacked pairs, in the order of ``pairs``.

    ``good_replies`` feeds the attack ``other_reply``, which is left out when there are none. The same seed gives the
    same texts, whichever other attacks run.
    """
    attacks = dict(ATTACKS)
    if good_replies:
        attacks["other_reply"] = other_reply(good_replies)
    return {
        name: [
            replace(pair, reply=attack(pair, Random(f"{seed}/{name}/{number}")))  # noqa: S311  no secret is drawn
            for number, pair in enumerate(pairs)
        ]
        for name, attack in attacks.items()
    }


def _day(random: Random) -> str:
    return f"{random.randint(1, 28)} {random.choice(MONTHS)} {random.randint(2023, 2026)}"


def _join(*pieces: str) -> str:
    return " ".join(piece.strip() for piece in pieces if piece.strip())
