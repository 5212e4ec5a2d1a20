"""Filling the slots of a written text, so that a complaint and its replies speak of the same place and things.

``[this|that]`` is one of the two; ``{n:3-9}`` a number, ``{w:40|60}`` one of some words, ``{jalan}`` a name. A slot has
one value in a case: the reply that names ``{jalan}`` names the street of its complaint. Days (``{cek}``, ``{janji}``)
come from the course of the case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from serving.demo.sources import PROVINCE, Village

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_STARTS = re.compile(r"(?:^|[.!?]\s+)$")
_SPOKEN = {"jalan": ("Jl. ", "Jalan ", "jl ", "Jln. "), "gang": ("Gang ", "gg ", "Gg. ", "gang ")}


def drawn(*parts: object) -> Random:
    """Random numbers that depend on the parts alone, so that an edited text moves no other row."""
    return Random(":".join(map(str, parts)))  # noqa: S311


@dataclass
class Slots:
    """The values of one case. ``said`` is the day of the complaint, ``words`` the names to draw from."""

    random: Random
    village: Village
    said: date
    words: Mapping[str, Sequence[str]]
    values: dict[str, str] = field(default_factory=dict)

    def complaint(self, text: str) -> str:
        """A text of the complaint, with names as citizens write them."""
        return self._fill(text, self._spoken)

    def reply(self, text: str, days: Mapping[str, date], more: Mapping[str, str] | None = None) -> str:
        """A text of the agency: ``days`` are the values of the slots for days, ``more`` those of other ones."""

        def value(name: str, choices: str | None, before: str) -> str:
            if name in days:
                return self._day(days[name], plain=before.endswith("tanggal "))
            return (more or {}).get(name) or self._formal(name, choices)

        return self._fill(text, value)

    def _fill(self, text: str, value: Callable[[str, str | None, str], str]) -> str:
        text = _CHOICE.sub(lambda match: self.random.choice(match[1].split("|")), text)
        pieces: list[str] = []
        end = 0
        for match in _SLOT.finditer(text):
            pieces.append(text[end : match.start()])
            before = "".join(pieces)
            shown = value(match[1], match[2], before)
            pieces.append(shown[:1].upper() + shown[1:] if _STARTS.search(before) else shown)
            end = match.end()
        return "".join([*pieces, text[end:]])

    def _spoken(self, name: str, choices: str | None, before: str) -> str:
        if name == "jalan2":
            return self._value("jalan2", choices)
        if name in _SPOKEN:
            habit = self.values.setdefault(f"{name} as said", self.random.choice(_SPOKEN[name]))
            return habit + self._value(name, choices)
        if name == "desa" and self.village.kind == "kelurahan":
            habit = self.values.setdefault("desa as said", self.random.choice(("Kelurahan ", "kel. ", "Kel ")))
            return habit + self.village.name
        return self._formal(name, choices)

    def _formal(self, name: str, choices: str | None) -> str:
        value = self._value(name, choices)
        return {"jalan": "Jalan ", "jalan2": "Jalan ", "gang": "Gang "}.get(name, "") + value

    def _value(self, name: str, choices: str | None) -> str:
        if name not in self.values:
            self.values[name] = self._draw(name, choices)
        return self.values[name]

    def _draw(self, name: str, choices: str | None) -> str:
        if choices:
            first, dash, last = choices.partition("-")
            if dash and first.isdigit() and last.isdigit():
                return str(self._number(int(first), int(last)))
            return self.random.choice(choices.split("|"))
        if name in self.words or name == "jalan2":
            return self._name(name)
        return self._local(name)

    def _number(self, first: int, last: int) -> int:
        """A number as round as the ends of its range: nobody asks for 179 thousand."""
        step = next((step for step in (50, 10) if last >= 100 and first % step == last % step == 0), 1)
        return self.random.randrange(first, last + 1, step)

    def _name(self, name: str) -> str:
        pool = [word for word in self.words[name.rstrip("2")] if word != self.values.get("jalan")]
        word = self.random.choice(pool)
        if name == "dusun":
            return f"{'Lingkungan' if self.village.kind == 'kelurahan' else 'Dusun'} {word}"
        if name == "gang":
            return f"{word} {self.random.randint(1, 6)}"
        return f"Perumahan {word}" if name == "perum" else word

    def _local(self, name: str) -> str:
        village, number = self.village, self.random.randint
        known: dict[str, Callable[[], str]] = {
            "kel": lambda: village.name,
            "desa": lambda: f"{village.kind.capitalize()} {village.name}",
            "kec": lambda: village.kecamatan,
            "region": lambda: village.region,
            "provinsi": lambda: PROVINCE,
            "rt": lambda: str(number(1, 9)),
            "rw": lambda: str(number(1, 12)),
            "pasar": lambda: f"Pasar {village.kecamatan}",
            "sd": lambda: f"SDN {number(1, 4)} {village.name}",
            "smp": lambda: f"SMPN {number(1, 3)} {village.kecamatan}",
            "sma": lambda: f"SMAN {number(1, 2)} {village.kecamatan}",
            "puskesmas": lambda: f"Puskesmas {village.kecamatan}",
            "id_lama": lambda: str(number(1_000_000, 9_999_999)),
            "jam": lambda: f"{number(8, 11)}.{number(1, 5)}0",
            "bulan": lambda: MONTHS[self.said.month - 2],
            "sejak": lambda: self._day(self.said - timedelta(number(9, 40)), short=True),
            "kejadian": self._lately,
        }
        return known[name]()

    def _lately(self) -> str:
        day = self.said - timedelta(self.random.randint(1, 5))
        short = self._day(day, short=True)
        return self.random.choice(("kemarin", f"hari {DAYS[day.weekday()]}", f"tanggal {short}", short))

    def _day(self, day: date, *, plain: bool = False, short: bool = False) -> str:
        """A day as offices write it; ``plain`` without the weekday, ``short`` without the year."""
        shown = f"{day.day} {MONTHS[day.month - 1]}"
        if short:
            return shown
        if plain:
            return f"{shown} {day.year}"
        weekday = DAYS[day.weekday()]
        forms = (f"{shown} {day.year}", f"{weekday}, {shown} {day.year}", f"{weekday} ({day.day}/{day.month})", shown)
        return self.random.choice(forms)
