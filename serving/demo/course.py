"""What happens to a complaint in time: its disposition, the replies it gets or never gets, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from classifier.clocks import add_working_days, working_days_between
from serving.demo.sources import Character

FIRST, LAST = date(2025, 11, 1), date(2026, 10, 31)
"""The year of the demo data."""
_WORK = 5  # working days that a thing takes which is told as done
_LATE, _PUTS_OFF = 0.15, 0.15  # shares of promises that are kept late, of replies after which a phrase comes
_SILENCE = 10  # working days after the last follow-up until the system closes


@dataclass(frozen=True, slots=True)
class Step:
    """One reply: what kind it is, its day, and the days that its text names."""

    kind: str
    day: date
    days: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one case up to ``LAST``; ``status`` and ``closed_by`` in the words of the store."""

    disposed_at: date | None
    steps: tuple[Step, ...]
    status: str
    closed_at: date | None = None
    closed_by: str = ""


def run(submitted: date, slowest: int, character: Character, random: Random) -> Course:
    """Play one case. ``slowest`` is the longest disposition in working days."""
    disposed = add_working_days(submitted, random.randint(0, slowest))
    if disposed < submitted:  # sent on a day without work
        disposed = add_working_days(submitted, 1)
    if disposed > LAST:
        return Course(None, (), "belum_diverifikasi")
    steps = [step for step in _steps(disposed, character, random) if step.day <= LAST]
    return _ended(disposed, steps, random)


def told(submitted: date, replies: int, random: Random) -> Course:
    """The course of a story, whose replies are written out."""
    disposed = add_working_days(submitted, 1)
    steps = [Step("told", add_working_days(disposed, 3 + 5 * number)) for number in range(replies)]
    return _ended(disposed, [step for step in steps if step.day <= LAST], random)


def _steps(disposed: date, character: Character, random: Random) -> list[Step]:
    steps: list[Step] = []
    answers = random.random() >= character.unanswered
    if random.random() < character.acknowledges * (1 if answers else 0.3):
        steps.append(Step("acknowledgement", add_working_days(disposed, random.randint(0, 2))))
    if not answers:
        return steps
    wait = random.randint(character.first_day, character.last_day)
    kind = random.choices([*character.kinds], [*character.kinds.values()])[0]
    if kind == "full":
        wait += random.randint(1, _WORK)
    day = add_working_days(disposed, max(wait, working_days_between(disposed, steps[-1].day) + 1 if steps else 1))
    first = _step(kind, disposed, day, random)
    return [*steps, first, *_later(first, character, random)]


def _later(first: Step, character: Character, random: Random) -> list[Step]:
    """What comes after the main reply: the kept or late promise, the missing piece, or one more phrase."""
    luck = random.random()
    if first.kind == "plan":
        ahead = working_days_between(first.day, first.days["janji"])
        if luck < character.keeps:
            return [_follow_up("full", first, random.randint(max(1, ahead - 3), ahead), random)]
        if luck < character.keeps + _LATE:
            return [_follow_up("full", first, ahead + random.randint(3, 15), random)]
        return [_follow_up("closing", first, ahead + 2, random)] if luck > 1 - _PUTS_OFF else []
    if first.kind == "part" and luck < 0.3:
        return [_follow_up("full", first, random.randint(4, 14), random)]
    if first.kind in ("template", "channel", "part") and luck > 1 - _PUTS_OFF:
        return [_follow_up("closing", first, random.randint(5, 9), random)]
    return []


def _step(kind: str, disposed: date, day: date, random: Random) -> Step:
    """A reply with the days it may name: when somebody looked, when it was done, and what is promised."""
    span = working_days_between(disposed, day)
    looked = random.randint(0, max(0, span - 2))
    return Step(kind, day, _days(add_working_days(disposed, looked), day, random))


def _follow_up(kind: str, first: Step, wait: int, random: Random) -> Step:
    """A reply ``wait`` working days after the first one; what it tells as done was done in between."""
    day = add_working_days(first.day, wait)
    return Step(kind, day, {**_days(first.day, day, random), "cek": first.days["cek"]})


def _days(looked: date, day: date, random: Random) -> dict[str, date]:
    """The days that a reply of ``day`` may name, when somebody looked on ``looked``."""
    span = working_days_between(looked, day)
    done = random.randint(1, max(1, span - 1))
    return {
        "cek": looked,
        "kerja": add_working_days(looked, done),
        "janji": add_working_days(day, random.randint(4, 18)),
    }


def _ended(disposed: date, steps: list[Step], random: Random) -> Course:
    if not steps:
        return Course(disposed, (), "diproses")
    last = steps[-1]
    if last.kind in ("full", "told") and random.random() < 0.4:
        closed, by = add_working_days(last.day, random.randint(1, 6)), random.choice(("pelapor", "pelapor", "admin"))
    else:
        closed, by = add_working_days(last.day, _SILENCE), "sistem"
    if closed > LAST:
        return Course(disposed, tuple(steps), "diproses")
    return Course(disposed, tuple(steps), "selesai", closed, by)


def a_day(random: Random, months: tuple[int, ...]) -> date:
    """A day of the year on which somebody complains: on working days more often, in the given months if any."""
    while True:
        day = FIRST + timedelta(random.randrange((LAST - FIRST).days + 1))
        if months and day.month not in months:
            continue
        if day.weekday() < 5 or random.random() < 0.35:
            return day
