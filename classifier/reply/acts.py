"""What a reply does by its words: says nothing, asks for data, or hands the complaint over with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.reply.flag_cues import Sentence, read

_EMPTY_WORDS = 9  # a longer reply, however polite, is a stock text and not nothing
_NEAR = 8
_SHORT = 18


def says_nothing(text: str) -> bool:
    """Whether a reply is blank, a sign, or nothing but a word of receipt or thanks.

    >>> says_nothing("-"), says_nothing("Ok, terima kasih infonya"), says_nothing("Lampu sudah menyala")
    (True, True, False)
    """
    return all_hollow(read(text))


def all_hollow(found: Sequence[Sentence]) -> bool:
    """`says_nothing` of sentences that have been read already."""
    forms = [classes for sentence in found for classes in sentence.classes]
    return len(forms) <= _EMPTY_WORDS and all("hampa" in classes for classes in forms)


def asks_for_data(text: str) -> bool:
    """Whether a reply asks the citizen for a fact, or says that one asked for has not come.

    >>> asks_for_data("Mohon nomor ID pelanggan dan foto meteran."), asks_for_data("Mohon bersabar.")
    (True, False)
    """
    return any(asks(sentence) or _still_waits(sentence) for sentence in read(text))


def hands_over_with_reason(text: str) -> bool:
    """Whether a reply says who else is competent, and that the complaint went there.

    >>> hands_over_with_reason("Ruas itu berstatus jalan nasional, laporan kami kirim ke BBPJN.")
    True
    """
    found = read(text)
    return any(sentence.has("kompeten") for sentence in found) and any(sentence.has("pindah") for sentence in found)


def passes_on(text: str) -> bool:
    """Whether a short reply tells no more than where the complaint was sent.

    >>> passes_on("Laporan diterima dan diteruskan ke Bidang Tibum."), passes_on("Diteruskan, dan got sudah dikeruk.")
    (True, False)
    """
    found = read(text)
    n_words = sum(len(sentence.forms) for sentence in found)
    return (
        n_words <= _SHORT
        and not any(asks(sentence) for sentence in found)
        and any(sentence.has("pindah") for sentence in found)
        and not any(sentence.has("sendiri") or sentence.has("kompeten") for sentence in found)
    )


def asks(sentence: Sentence) -> bool:
    """Whether a sentence asks for a fact: a word of request with a thing to be given soon behind it."""
    return any(
        not any("sabar" in each for each in sentence.classes[number + 1 : number + 2])
        for number in sentence.followed("minta", "data", _NEAR)
    )


def _still_waits(sentence: Sentence) -> bool:
    return sentence.has("belum", "data", "terima")
