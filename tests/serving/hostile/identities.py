"""A thousand people who do not exist, with the words that would give them away."""

from __future__ import annotations

import random
from dataclasses import dataclass

_FIRST = "Bagas Citra Dimas Endah Farhan Galih Hesti Indra Joko Kartika Lukman Maya Nanda Prasetyo Ratna".split()
_SYLLABLES = "bra cen dri fal gus hor jan kel lim mor nug pra rok sul tam wir yud zan".split()


@dataclass(frozen=True)
class Person:
    """``nik`` and ``phone`` are digits in the form that people write; ``name`` is a first name and an invented one."""

    name: str
    nik: str
    phone: str

    @property
    def marks(self) -> tuple[str, str, str]:
        """What must not be found: the invented name, the identity number, the telephone."""
        return self.name.split()[1], self.nik, self.phone

    def complaint(self) -> str:
        """A complaint as this person might write it."""
        return f"Nama saya Bapak {self.name}, NIK {self.nik}, HP {self.phone}. Lampu jalan padam sudah dua minggu."

    def reply(self) -> str:
        """A reply that leaks the person."""
        return f"Yth. Bapak {self.name} (NIK {self.nik}), petugas menghubungi {self.phone}; lampu sudah diganti."


def people(count: int, *, seed: int = 7) -> list[Person]:
    """``count`` different people; the same ones for the same seed."""
    rng = random.Random(seed)
    found: dict[str, Person] = {}
    while len(found) < count:
        family = "".join(rng.sample(_SYLLABLES, 4)).capitalize()
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(60, 99)
        nik = f"3571{rng.randint(1, 3):02}{day:02}{month:02}{year:02}{rng.randint(1, 9999):04}"
        phone = f"08{rng.choice(('12', '13', '57', '78'))}{rng.randint(10_000_000, 99_999_999)}"
        found[family] = Person(f"{rng.choice(_FIRST)} {family}", nik, phone)
    return list(found.values())
