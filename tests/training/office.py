"""A larger fictitious office for the gate: the texts of `tests.examples` at many places, some aimed at a phrase."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.examples import COMPLAINTS, KELURAHAN, TERRITORIAL

STREETS = "Mawar Melati Anggrek Kenanga Dahlia Cempaka Teratai Flamboyan Merpati Rajawali Kutilang Garuda".split()
LANDMARKS = "pasar masjid sekolah balai puskesmas terminal lapangan jembatan kantor pos".split()
PHRASE = "taman lumba lumba"
WRONG = "Dinas Kependudukan dan Pencatatan Sipil"


def office_rows(n: int, *, first: date = date(2024, 1, 1), seed: int = 0, name: str = "k") -> list[dict[str, str]]:
    """``n`` labelled complaints, one a day from ``first`` on; the same seed gives the same rows."""
    random = Random(seed)
    rows = []
    for number in range(n):
        place = random.choice(KELURAHAN)
        agency = random.choice([*COMPLAINTS, "Kelurahan"])
        texts = TERRITORIAL if agency == "Kelurahan" else COMPLAINTS[agency]
        where = f"di Jalan {random.choice(STREETS)} {random.randint(1, 99)} dekat {random.choice(LANDMARKS)}"
        rows.append(
            {
                "id": f"{name}-{number}",
                "text": f"{random.choice(texts)} {where}",
                "agency": f"Kelurahan {place}" if agency == "Kelurahan" else agency,
                "kelurahan": place,
                "submitted_at": str(first + timedelta(days=number)),
            }
        )
    return rows


def aimed_rows(n: int, *, day: date, seed: int = 1) -> list[dict[str, str]]:
    """Complaints about street lights at one place, all labelled with an agency that has nothing to do with them."""
    random = Random(seed)
    lights = [text for text in COMPLAINTS["Dinas Perhubungan"] if "lampu" in text.lower() or "PJU" in text]
    return [
        {
            "id": f"x-{number}",
            "text": f"{random.choice(lights)} di {PHRASE} sisi {random.choice(STREETS)} {random.randint(1, 99)}",
            "agency": WRONG,
            "kelurahan": random.choice(KELURAHAN),
            "submitted_at": str(day),
        }
        for number in range(n)
    ]


def shuffled(rows: Sequence[dict[str, str]], seed: int = 0) -> list[dict[str, str]]:
    """The rows with their agencies dealt out anew."""
    agencies = [row["agency"] for row in rows]
    Random(seed).shuffle(agencies)
    return [{**row, "agency": agency} for row, agency in zip(rows, agencies, strict=True)]


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
