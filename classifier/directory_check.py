"""What is missing, ambiguous or contradictory in an office's directory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from classifier.directory import Directory, region_key
from classifier.gazetteer import Gazetteer
from classifier.records import Place

KINDS = frozenset({"", "kota", "kabupaten"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: its kind, the table it is in, and what is wrong in words."""

    kind: Literal["missing", "ambiguous", "contradictory"]
    table: str
    what: str


def check_directory(
    directory: Directory, topics: Iterable[str], gazetteer: Gazetteer, *, region: str = ""
) -> list[Finding]:
    """Everything to mend, in the order missing, ambiguous, contradictory.

    ``topics`` are those that must have a responsible role; with a ``region`` it is also told which agencies answer
    there under one name for several unlike levels, and which names still lack a place.
    """
    found = [
        *_topics_without_role(directory, set(topics)),
        *_unknown_regions(directory, gazetteer),
        *_shares(directory),
        *_rows_twice(directory),
    ]
    if region:
        found += _in_region(directory, set(topics), region, gazetteer)
    order = ("missing", "ambiguous", "contradictory")
    return sorted(found, key=lambda finding: order.index(finding.kind))


def _topics_without_role(directory: Directory, topics: set[str]) -> Iterator[Finding]:
    national = {row.topic for row in directory.competence if not row.region}
    for topic in sorted(topics - national):
        yield Finding("missing", "competence.csv", f"topic {topic} has no row for the whole country")
    for topic in sorted({row.topic for row in directory.competence} - topics):
        yield Finding("contradictory", "competence.csv", f"topic {topic} is not in the taxonomy")


def _unknown_regions(directory: Directory, gazetteer: Gazetteer) -> Iterator[Finding]:
    tables = [("competence.csv", row.region) for row in directory.competence]
    tables += [("agencies.csv", region) for region, _ in directory.agencies]
    for table, region in sorted(set(tables)):
        if region_key(region) not in KINDS and not _known(region, gazetteer):
            yield Finding("contradictory", table, f"region {region!r} is no regency, city or province")


def _known(region: str, gazetteer: Gazetteer) -> bool:
    key = region_key(region)
    if key.startswith("provinsi "):
        return bool(gazetteer.codes("province", key))
    return len(gazetteer.regions(key)) == 1


def _shares(directory: Directory) -> Iterator[Finding]:
    total: dict[tuple[str, str], float] = defaultdict(float)
    for row in directory.competence:
        total[row.topic, row.region] += row.share
    for (topic, region), share in sorted(total.items()):
        where = region or "the whole country"
        if share > 1.0001:
            yield Finding(
                "contradictory", "competence.csv", f"shares of {topic} in {where} add up to {share:g}, more than 1"
            )
        elif share < 0.9999:
            yield Finding(
                "missing",
                "competence.csv",
                f"shares of {topic} in {where} add up to {share:g}; the rest goes to nobody",
            )


def _rows_twice(directory: Directory) -> Iterator[Finding]:
    counts = Counter((row.topic, region_key(row.region), row.role) for row in directory.competence)
    for (topic, region, role), n in sorted(counts.items()):
        if n > 1:
            where = region or "the whole country"
            yield Finding("contradictory", "competence.csv", f"{topic} in {where} has {n} rows for {role}")


def _in_region(directory: Directory, topics: set[str], region: str, gazetteer: Gazetteer) -> Iterator[Finding]:
    if not _known(region, gazetteer):
        yield Finding("ambiguous", "region", f"{region!r} is not one regency or city; write Kota or Kabupaten")
        return
    code = gazetteer.regions(region)[0] if gazetteer.regions(region) else ""
    province = gazetteer.province_of(code) if code else ""
    place = Place(region=region)
    for topic in sorted(topics):
        roles = directory.roles_for(topic, region, province)
        if not roles:
            yield Finding("missing", "competence.csv", f"nobody answers for {topic} in {region}")
        best = sorted(roles.values(), reverse=True)[:2]
        if len(best) == 2 and best[0] - best[1] < 0.1:
            names = " and ".join(
                directory.agency(role, place, province) for role in sorted(roles, key=lambda r: -roles[r])[:2]
            )
            yield Finding("ambiguous", "competence.csv", f"{topic} in {region} is shared about equally by {names}")
