"""Who complains of what, where and when: every case of the year before anybody has answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from classifier.clocks import add_working_days
from classifier.directory import Directory
from classifier.records import Place
from serving.demo.course import FIRST, LAST, a_day
from serving.demo.slots import drawn
from serving.demo.sources import PROVINCE, Core, Region, Screen, Sources, Village

_COPIES = 6  # cases of one core, at most; a text that is sent again comes on top
_COPIES_OF_ONE_AGENCY = 4
_SENT_AGAIN = 0.012


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint to come.

    ``said`` is the day that its text speaks from; it differs from ``submitted`` when sent again. ``role`` and
    ``agency`` are empty where no agency gets it.
    """

    name: str
    region: Region
    village: Village
    said: date
    submitted: date
    core: Core | None = None
    screen: Screen | None = None
    role: str = ""
    agency: str = ""
    again: bool = False


def all_cases(sources: Sources, directory: Directory) -> list[Case]:
    """The cases in order of time; the same for the same files."""
    cases: list[Case] = []
    for core in sources.cores:
        for case in _of_core(core, sources, directory):
            cases.append(case)
            cases += _sent_again(case)
    cases += [_of_story(core, sources, directory) for core in sources.stories]
    cases += [case for number, screen in enumerate(sources.screens) for case in _of_screen(number, screen, sources)]
    return sorted(cases, key=lambda case: (case.submitted, case.name))


def role_of(core: Core, region: Region, directory: Directory) -> str:
    """The role that answers for a core in a region: its own, or the one with the greatest share of its topic."""
    if core.role:
        return core.role
    shares = directory.roles_for(core.topic, region.name, PROVINCE)
    if core.kind in shares:  # the kelurahan or desa itself
        return core.kind
    return max(shares, key=lambda role: (shares[role], role))


def is_province_wide(role: str, directory: Directory) -> bool:
    """Whether one agency holds a role in the whole province."""
    pattern = directory.roles[role].pattern
    return not any(f"{{{part}}}" in pattern for part in ("region", "kecamatan", "kelurahan"))


def _of_core(core: Core, sources: Sources, directory: Directory) -> Iterator[Case]:
    allowed = [
        region
        for region in sources.regions.values()
        if (not core.where or core.where & region.tags)
        and any(core.kind in ("", village.kind) for village in sources.villages[region.name])
    ]
    one = all(is_province_wide(role_of(core, region, directory), directory) for region in allowed)
    copies = _COPIES_OF_ONE_AGENCY if one else min(_COPIES, 2 * len(allowed))
    random = drawn("regions", core.id)
    for copy, region in enumerate(_regions(allowed, copies, random)):
        yield _case(f"{core.id}-{copy}", core, region, sources, directory)


def _of_story(core: Core, sources: Sources, directory: Directory) -> Case:
    return _case(core.id, core, sources.regions[core.region], sources, directory)


def _case(name: str, core: Core, region: Region, sources: Sources, directory: Directory) -> Case:
    random = drawn("case", name)
    role = role_of(core, region, directory)
    kind = core.kind or (role if role in ("kelurahan", "desa") else "")
    village = random.choice([each for each in sources.villages[region.name] if kind in ("", each.kind)])
    place = Place(region.name, village.kecamatan, village.name)
    day = a_day(random, core.months)
    return Case(name, region, village, day, day, core, None, role, directory.agency(role, place, PROVINCE))


def _regions(allowed: Sequence[Region], copies: int, random: Random) -> list[Region]:
    """Regions by their weight, none more than twice."""
    left = [*allowed, *allowed]
    chosen: list[Region] = []
    for _ in range(copies):
        region = random.choices(left, [each.weight for each in left])[0]
        left.remove(region)
        chosen.append(region)
    return chosen


def _sent_again(case: Case) -> list[Case]:
    random = drawn("again", case.name)
    later = case.submitted + timedelta(random.randint(0, 2))
    if random.random() >= _SENT_AGAIN or later > LAST - timedelta(7):
        return []
    return [replace(case, submitted=later, again=True)]


def _of_screen(number: int, screen: Screen, sources: Sources) -> Iterator[Case]:
    regions = list(sources.regions.values())
    for copy in range(3):
        random = drawn("screen", number, copy)
        region = random.choices(regions, [each.weight for each in regions])[0]
        day = _day_of(screen, random)
        name = f"screen-{number:03}-{copy}"
        yield Case(name, region, random.choice(sources.villages[region.name]), day, day, None, screen)


def _day_of(screen: Screen, random: Random) -> date:
    """An open text came in lately, or it would have been archived; some lie longer than they should."""
    if screen.status == "menunggu_kelengkapan":
        return add_working_days(LAST, -random.randint(0, 8))
    if screen.status == "belum_diverifikasi" and random.random() < 0.75:
        return add_working_days(LAST, -random.randint(0, 4))
    return FIRST + timedelta(random.randrange((LAST - FIRST).days - 20))
