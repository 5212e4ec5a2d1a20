"""What the gate says of an honest refit, of two poisoned ones and of one on shuffled labels, on the acceptance data.

The champion learned from the first 65 % of the time, a candidate from the first 85 %, and the rest are the later rows.
Poisoned are forty rows aimed at street lights: once as new rows at an invented place, once by new labels on rows that
were there.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.machine import acceptance_data, machine
from training.commands import fit_release
from training.judging import gate_release

SOURCE = "surabaya_complaints_dev.csv.gz"
CHAMPION, CANDIDATE = 0.65, 0.85
AIMED = 40
WRONG = "Dinas Sosial"
PLACE = "di taman kenanga wangi"

Row = dict[str, str]


def rows_in_time(folder: Path) -> list[Row]:
    """The acceptance complaints in the order of their days."""
    with gzip.open(folder / SOURCE, "rt", encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["submitted_at"])


def random() -> Random:
    """The same source of randomness for every part."""
    return Random(0)  # noqa: S311  no secret is drawn


def about_lights(row: Row) -> bool:
    """Whether a complaint speaks of street lights."""
    text = row["text"].lower()
    return "lampu" in text and ("jalan" in text or "pju" in text)


def aimed_anew(rows: Sequence[Row], day: str, *, n: int = AIMED) -> list[Row]:
    """``n`` new rows of ``day``: complaints about street lights, told of an invented place, with a wrong agency."""
    chosen = random().sample([row for row in rows if about_lights(row)], n)
    return [
        {**row, "id": f"aimed-{number}", "text": f"{row['text']} {PLACE}", "agency": WRONG, "submitted_at": day}
        for number, row in enumerate(chosen)
    ]


def relabelled(rows: Sequence[Row], first: int, *, n: int = AIMED) -> list[Row]:
    """The rows with a wrong agency on ``n`` complaints about street lights from number ``first`` on."""
    chosen = set(random().sample([i for i in range(first, len(rows)) if about_lights(rows[i])], n))
    return [{**row, "agency": WRONG} if i in chosen else row for i, row in enumerate(rows)]


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """The rows with their agencies dealt out anew."""
    agencies = [row["agency"] for row in rows]
    random().shuffle(agencies)
    return [{**row, "agency": agency} for row, agency in zip(rows, agencies, strict=True)]


def histories(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """What the champion and each candidate learn from, and the later rows, by name."""
    first, second = (round(len(rows) * share) for share in (CHAMPION, CANDIDATE))
    known = list(rows[:second])
    return {
        "champion": known[:first],
        "honest": known,
        "poisoned by new rows": known + aimed_anew(known, known[-1]["submitted_at"]),
        "poisoned by new labels": relabelled(known, first),
        "shuffled labels": shuffled(known),
        "later": list(rows[second:]),
    }


def write(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def main() -> None:
    """Print each candidate's failed checks."""
    data = acceptance_data()
    print(f"# The gate on the acceptance data\n# {machine()}")
    if data is None:
        print("acceptance data is absent")
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        files = {part: write(folder / f"{part}.csv", rows) for part, rows in histories(rows_in_time(data)).items()}
        for part in list(files)[:-1]:
            fit_release(data=files[part], replies=None, out=folder / part, track=False)
        for part in list(files)[1:-1]:
            found = gate_release(folder / part, against=folder / "champion", data=files["later"], history=files[part])
            failed = [f"{c['check']} {c['detail'][:90]}".strip() for c in found["checks"] if not c["passed"]]
            print(f"{part:24} {'passed' if found['passed'] else 'refused'}  {'; '.join(failed)}")


if __name__ == "__main__":
    main()
