"""How people write: the citizen's haste, and what an office puts around its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from serving.demo.slots import drawn

_SHORT = {
    "yang": "yg",
    "tidak": "tdk",
    "sudah": "sdh",
    "dengan": "dgn",
    "untuk": "utk",
    "tolong": "tlg",
    "dari": "dr",
    "kalau": "klo",
    "karena": "krn",
    "bagaimana": "gmn",
    "saja": "aja",
    "banyak": "bnyk",
}
_LONGEST = 40  # words of a complaint to which people still add a greeting
_SHORTEST = 6


def as_written(text: str, random: Random, phrases: Mapping[str, Sequence[str]], *, dialect: bool) -> str:
    """A complaint as one citizen would type it: in haste or with care; a dialect stays without greetings."""
    chatty = text[:1].islower()
    style = "chat" if chatty else "formal"
    if not dialect and _SHORTEST <= len(text.split()) <= _LONGEST:
        if random.random() < 0.28:
            text = _after(random.choice(phrases[f"opening_{style}"]), text)
        if random.random() < 0.3:
            text = f"{_stopped(text, chatty)} {random.choice(phrases[f'closing_{style}'])}"
    if random.random() < (0.45 if chatty else 0.15):
        text = re.sub(r"\b\w+\b", lambda match: _SHORT.get(match[0], match[0]), text)
    if random.random() < (0.2 if chatty else 0.07):
        text = _mistyped(text, random)
    if random.random() < (0.5 if chatty else 0.08):
        text = text.lower().rstrip(".")
    return text.upper() if random.random() < 0.02 else text


def as_answered(text: str, agency: str, random: Random, phrases: Mapping[str, Sequence[str]], before: str = "") -> str:
    """A reply as its office sends it, where ``before`` is the kind of its last reply to the same complaint.

    An office has two greetings and two ways to close, and uses them often.
    """
    habit = drawn("habit", agency)
    greetings, signatures = habit.sample(phrases["greeting"], 2), habit.sample(phrases["signature"], 2)
    if before and random.random() < (0.85 if before == "plan" else 0.4):
        text = _after(random.choice(phrases["promise_kept" if before == "plan" else "follow_up"]), text)
    elif random.random() < 0.4:
        text = _after(random.choice(greetings), text)
    if random.random() < 0.3:
        text = f"{text} {random.choice(signatures)}"
    return text.replace("{instansi}", agency)


def _after(greeting: str, text: str) -> str:
    """A text after its greeting; after a comma it goes on with a small letter."""
    small = greeting.endswith(",") and text[1:2].islower()
    return f"{greeting} {text[0].lower() if small else text[0]}{text[1:]}"


def _stopped(text: str, chatty: bool) -> str:
    return text if chatty or text[-1] in ".!?" else f"{text}."


def _mistyped(text: str, random: Random) -> str:
    """Two letters swapped in one longer word."""
    words = list(re.finditer(r"\b[a-z]{6,}\b", text))
    if not words:
        return text
    start = random.choice(words).start() + random.randint(1, 3)
    return text[:start] + text[start + 1] + text[start] + text[start + 2 :]
