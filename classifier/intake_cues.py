"""Cues that words alone do not carry: marks of questions, of places and times, and of what is no language at all.

What is known of a single word is kept in a table (see `lookup`), so that every distinct word is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from classifier.lookup import WordRows
from classifier.records import Complaint
from classifier.text.normalise import normalise
from classifier.text.tokens import Tokens
from classifier.text.words import canonical

Floats = NDArray[np.float32]
Says = Literal["where", "when"]

# A word class holds for a word when its pattern matches the whole word in lower case.
_CLASSES = {
    "street": r"jl|jln|gg|gang|lorong|lr|blok",
    "unit": (
        r"rt|rw|km|tol|raya|desa|ds|dusun|dsn|kel|kelurahan|kec|kecamatan|kab|kabupaten|kota|kampung|kp|perum|perumahan|komplek|"
        r"kompleks|nagari|dukuh|lingkungan|banjar|pulau|provinsi"
    ),
    "beside": (
        r"depan|dekat|deket|dkt|sebelah|samping|belakang|seberang|sebrang|pinggir|arah|ujung|utara|selatan|timur|"
        r"barat|perempatan|prapatan|pertigaan|simpang|bundaran|tikungan|ngarep|ngajeng|cedak|cedhak|mburi|lor|"
        r"kidul|wetan|kulon|antara|sepanjang"
    ),
    "landmark": (
        r"jalan|dalan|pasar|puskesmas|pkm|sd|sdn|smp|smpn|sma|sman|smk|smkn|mi|min|mts|mtsn|man|rsud|rs|terminal|"
        r"stasiun|alun|masjid|balai|kantor|pelabuhan|bandara|waduk|kali|sungai|stadion|taman|polsek|polres|samsat|"
        r"jembatan|halte|pantai|gunung|bendung|embung|tpa|tps|lapangan|gedung|gor|rutan|lapas|pondok|univ|"
        r"universitas"
    ),
    "day": (
        r"senin|selasa|rabu|kamis|jum'?at|jum|sabtu|minggu|ahad|jemuah|januari|februari|maret|april|mei|juni|juli|"
        r"agustus|september|oktober|november|desember|jan|feb|mar|apr|jun|jul|agt|agu|sep|sept|okt|nov|des|tgl|"
        r"tanggal|lebaran|ramadan|ramadhan|puasa|natal"
    ),
    "hour": r"jam|pukul|pkl|pagi|siang|sore|malam|malem|subuh|maghrib|magrib|esuk|isuk|bengi|wib|wita|wit",
    "recent": (r"tadi|kemarin|kmrn|kemaren|semalam|semalem|barusan|wingi|wau|maeng|sekarang|saiki|skrg|kepengker"),
    "since": (r"sejak|semenjak|wiwit|selama|mulai|sudah|sdh|udah|udh|wis|wes|sampun|tiap|setiap|saben|sering|terus"),
    "span": r"hari|hr|minggu|mgg|pekan|bulan|bln|tahun|thn|th|taun|dino|dina|wulan|dinten|ulan|menit|jam",
    "question": (
        r"apa|apakah|bagaimana|bgmn|gimana|gmn|kapan|berapa|brp|dimana|dmn|mana|kemana|siapa|kenapa|mengapa|knp|"
        r"menopo|nopo|opo|piro|pinten|kepiye|piye|pripun|yaopo|kapankah|\w{3,}kah|punapa|kok|knapa|napa"
    ),
    "ask": (
        r"tanya|nanya|bertanya|menanyakan|nyuwun|info|informasi|infonya|syarat|syaratnya|persyaratan|prosedur|"
        r"prosedurnya|cara|caranya|jadwal|jadwalnya|biaya|biayanya|penjelasan|penjelasannya|alur|alurnya"
    ),
    "propose": (
        r"usul|usulan|mengusulkan|diusulkan|saran|menyarankan|sebaiknya|alangkah|andai|andaikan|seandainya|"
        r"mengharapkan|berharap|harapan|aspirasi|mbok|masukan|ditambah|ditambahi|tambahi|tambah|dibangun|"
        r"dibangunkan|diadakan|adakan|dibuatkan|buatkan|dibikinkan|bikinkan|sediakan|disediakan|semoga|mugi|"
        r"pengadaan|hendaknya"
    ),
    "request": r"mohon|mhn|tolong|tlg|tulung|minta|nyuwun|harap",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _CLASSES.items()}
_SHAPES = ("capital", "proper", "number", "known", "noise", "letters", "ascii", "shouted", "mask")
_COLUMN = {name: number for number, name in enumerate((*_CLASSES, *_SHAPES))}
_PLACE, _TIME = ("street", "unit", "beside", "landmark"), ("day", "hour", "recent", "since", "span")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_COUNTED = ("day", "hour", "span")
_OPENERS = ("question", "ask", "propose", "request")
_NOISE = re.compile(r"[^aeiou]{5,}|[^aeiouy]{4,}|(?:(.)\1{2,})|(?:asd|sdf|dfg|fgh|ghj|hjk|jkl|qwe|wer|ert|zxc|xcv)\w*")
_KNOWN_BINS, _LETTER_BINS, _LENGTH_BINS = (0.2, 0.4, 0.6, 0.75), (0.4, 0.6), (1, 3, 6, 10, 20, 40)

CUES: tuple[str, ...] = (
    *_CLASSES,
    *(f"opens:{name}" for name in _OPENERS),
    "mark:?",
    "mark:? last",
    "mark:!",
    *(f"{name} named" for name in _PLACE),
    "time counted",
    "capital",
    "proper",
    "number",
    "link or number",
    *(f"known<{share}" for share in _KNOWN_BINS),
    *(f"letters<{share}" for share in _LETTER_BINS),
    *(f"words<{n}" for n in _LENGTH_BINS),
    "noise",
    "much noise",
    "foreign script",
    "shouted",
)
"""The columns of a cue matrix; each is 0 or 1."""
ADDRESS = CUES.index("street named")
"""The column of a street or alley with its name or number: an address in the text."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that say where or when: characters ``start:end`` of a field of the complaint as it was sent."""

    says: Says
    field: Literal["title", "text"]
    start: int
    end: int
    quote: str


class CueTable:
    """What is known of each word, and the cues of texts from it.

    Not safe to use from two threads at once.

    Parameters
    ----------
    common: canonical words that count as known Indonesian.
    """

    def __init__(self, common: frozenset[str]) -> None:
        self._common = common
        self._rows = WordRows({}, np.zeros((0, len(_COLUMN)), np.float32), str, self._row)

    def matrix(self, texts: Sequence[str], tokens: Tokens) -> Floats:
        """The cues (n_texts, n_cues) of texts and their words."""
        self._rows.make_room()
        numbers = np.array(self._rows.indices(tokens.raw), np.int64)
        rows = self._rows.rows[numbers]
        sums = tokens.sums(rows)
        columns = [sums[:, : len(_CLASSES)] > 0, _openers(rows, tokens), _marks(texts)]
        columns += [_neighbours(rows, tokens), _shapes(texts, tokens.lengths, sums)]
        return np.hstack(columns).astype(np.float32)

    def _row(self, raw: str) -> Floats:
        return word_row(raw, self._common)


def word_row(raw: str, common: frozenset[str]) -> Floats:
    """What is known of one raw word: its classes, then its shape; shape (n_classes + n_shapes,)."""
    form, lowered = canonical(raw), raw.lower()
    letters = sum(map(str.isalpha, raw))
    masked = form.startswith("<")
    capital = raw[0].isupper() and letters > 2 and not raw.isupper()
    shape = (
        capital,
        capital and form not in common,
        raw.isdigit(),
        form in common or masked,
        not masked and form not in common and bool(_NOISE.fullmatch(lowered) or _NOISE.match(lowered)),
        len(raw),
        sum(map(str.isascii, raw)),
        raw.isupper() and letters > 2,
        masked and form != "<angka>",
    )
    classes = [bool(pattern.fullmatch(lowered)) for pattern in _PATTERNS.values()]
    return np.array([*classes, *shape], np.float32)


def mentions(complaint: Complaint) -> tuple[Mention, ...]:
    """The words of title and text that say where and when, as the cues see them.

    A mention runs from a word of a place or time class to the names and numbers behind it.
    """
    found: list[Mention] = []
    sources: tuple[tuple[Literal["title", "text"], str], ...] = (("title", complaint.title), ("text", complaint.text))
    for name, text in sources:
        for says, start, end in _spans(text):
            found.append(Mention(says, name, start, end, text[start:end]))
    return tuple(found)


def _spans(text: str) -> list[tuple[Says, int, int]]:
    """What is said and the characters that say it, in order."""
    normalised = normalise(text)
    plain = normalised.text
    spans: list[tuple[Says, int, int]] = []
    last, number = -1, -1  # where the word before ended, and where it began if it was a number
    for match in _WORD.finditer(plain):
        raw, (start, end) = match.group(), match.span()
        says, counted = _says(raw), raw.isdigit()
        gap = plain[last:start] if last >= 0 else ""
        if spans and last == spans[-1][2] and not gap.strip(" .") and _continues(raw, says, spans[-1][0]):
            spans[-1] = (spans[-1][0], spans[-1][1], end)
        elif says:
            spans.append((says, number if says == "when" and number >= 0 and gap == " " else start, end))
        last, number = end, start if counted else -1
    return [(says, *normalised.span(start, end)) for says, start, end in spans]


def _continues(raw: str, says: Says | None, before: Says) -> bool:
    """Whether a word belongs to the mention that ends right before it: more of the same, a name or a number."""
    return says == before or (says is None and (raw.isdigit() or raw[0].isupper()))


@lru_cache(maxsize=65_536)
def _says(raw: str) -> Says | None:
    lowered = raw.lower()
    if any(_PATTERNS[name].fullmatch(lowered) for name in _PLACE):
        return "where"
    return "when" if any(_PATTERNS[name].fullmatch(lowered) for name in _TIME) else None


def _openers(rows: Floats, tokens: Tokens) -> NDArray[np.bool_]:
    """Which classes the first word of each text belongs to; shape (n, len(_OPENERS))."""
    opens = np.zeros((len(tokens.lengths), len(_OPENERS)), bool)
    some = tokens.lengths > 0
    first = tokens.words[tokens.starts[:-1][some]]
    opens[some] = rows[first][:, [_COLUMN[name] for name in _OPENERS]] > 0
    return opens


def _marks(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Question marks anywhere and at the end, exclamation marks; shape (n, 3)."""
    marks = [("?" in text, text.rstrip().endswith("?"), "!" in text) for text in texts]
    return np.array(marks, bool).reshape(len(texts), 3)


def _neighbours(rows: Floats, tokens: Tokens) -> NDArray[np.bool_]:
    """Each place class before a name or number, and a time word beside a number; shape (n, 5)."""
    same = tokens.texts[:-1] == tokens.texts[1:]
    time, counted = (_any(rows, names)[tokens.words] for names in (_COUNTED, ("number",)))
    named = _any(rows, ("number", "capital"))[tokens.words][1:] & same
    pairs = [_any(rows, (name,))[tokens.words][:-1] & named for name in _PLACE]
    pairs.append(((time[:-1] & counted[1:]) | (counted[:-1] & time[1:])) & same)
    hits = [np.bincount(tokens.texts[:-1][pair], minlength=len(tokens.lengths)) > 0 for pair in pairs]
    return np.stack(hits, axis=1)


def _any(rows: Floats, names: Sequence[str]) -> NDArray[np.bool_]:
    return np.asarray((rows[:, [_COLUMN[name] for name in names]] > 0).any(axis=1), bool)


def _shapes(texts: Sequence[str], lengths: NDArray[np.int64], sums: Floats) -> NDArray[np.bool_]:
    """What the form of words and characters says; the columns of `CUES` from "capital" on."""
    total = {name: sums[:, _COLUMN[name]] for name in _SHAPES}
    characters = np.fromiter((len(text) - text.count(" ") for text in texts), np.float32, len(texts))
    n = np.maximum(lengths, 1)
    letters = np.maximum(total["letters"], 1)
    columns = [total["capital"] > 0, total["proper"] > 0, total["number"] > 0, total["mask"] > 0]
    columns += [total["known"] / n < share for share in _KNOWN_BINS]
    columns += [total["letters"] / np.maximum(characters, 1) < share for share in _LETTER_BINS]
    columns += [lengths < most for most in _LENGTH_BINS]
    columns += [total["noise"] > 0, total["noise"] / n > 0.3]
    columns += [total["ascii"] / letters < 0.7, total["shouted"] / n > 0.5]
    return np.stack(columns, axis=1)
