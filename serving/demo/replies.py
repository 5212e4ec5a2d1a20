"""The words of each reply: from the core that it fits, from an office's own phrases, or from somebody else's case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from serving.demo.cases import Case
from serving.demo.course import FIRST, LAST, Step
from serving.demo.slots import MONTHS, Slots, drawn
from serving.demo.sources import PROVINCE, Character, Core, Sources
from serving.demo.voices import as_answered

_OWN_PHRASES = {"acknowledgement": 2, "template": 3, "channel": 2, "echo": 1, "closing": 2}
_WRITTEN = ("full", "plan", "part")
_PLACES = ("{jalan}", "{gang}", "{pasar}")


@dataclass
class Writer:
    """Writes replies; ``told`` remembers what an agency has said of a core, so that it seldom says it twice."""

    sources: Sources
    told: set[tuple[str, str, str]] = field(default_factory=set)

    def character(self, case: Case, random: Random) -> Character:
        """How the agency of a case answers this one: its character of that month, and only in kinds left to it."""
        assert case.core is not None
        character = self._of_agency(case, random)
        kinds = dict(character.kinds)
        open_kinds = [
            kind
            for kind in _WRITTEN
            if kind in case.core.replies and (case.agency, case.core.id, kind) not in self.told
        ]
        for kind in _WRITTEN:
            if kind not in open_kinds:
                weight, kinds[kind] = kinds[kind], 0.0
                kinds[open_kinds[0] if open_kinds else "template"] += weight
        return replace(character, kinds=kinds)

    def reply(self, case: Case, steps: Sequence[Step], number: int, slots: Slots, complaint: str, name: str) -> str:
        """The text of the reply ``number`` of a case, counted from 0; ``name`` is the complaint's id."""
        step, before = steps[number], steps[number - 1].kind if number else ""
        core = case.core
        assert core is not None
        if step.kind == "told":
            return core.told[number]
        random = slots.random
        if step.kind == "copy":
            return as_answered(self._of_another(case, step, random), case.agency, random, self.sources.phrases)
        if step.kind in _WRITTEN:
            self.told.add((case.agency, core.id, step.kind))
            text = slots.reply(core.replies[step.kind], step.days)
            return as_answered(text, case.agency, random, self.sources.phrases, before)
        phrase = self._phrase(step.kind, case.agency, random)
        return slots.reply(phrase, step.days, self._facts(case, complaint, name))

    def _of_agency(self, case: Case, random: Random) -> Character:
        named = self.sources.agencies.get((case.region.name, case.role)) or self.sources.agencies.get(
            (PROVINCE, case.role)
        )
        if named:
            now, becomes = named
            passed = (case.submitted - FIRST) / (LAST - FIRST)
            return self.sources.characters[becomes if becomes and random.random() < passed else now]
        if case.agency.endswith(case.region.name) or case.role in ("kelurahan", "kecamatan", "desa"):
            character = self.sources.characters[case.region.character]
            return replace(character, unanswered=max(character.unanswered, case.region.unanswered))
        return self.sources.characters["campuran"]

    def _of_another(self, case: Case, step: Step, random: Random) -> str:
        """The answer to a like case, with its street and its numbers."""
        assert case.core is not None
        alike = [core for core in self.sources.cores if core.topic == case.core.topic and _shared(core, case.core)]
        core = random.choice(alike or [case.core])
        village = random.choice(self.sources.villages[case.region.name])
        other = Slots(random, village, case.said, self.sources.words)
        return other.reply(core.replies["full"], step.days)

    def _phrase(self, kind: str, agency: str, random: Random) -> str:
        """One of the few phrases of an office; the first of them most often."""
        own = drawn("phrases", kind, agency).sample(self.sources.templates[kind], _OWN_PHRASES[kind])
        return random.choices(own, _falling(own))[0]

    def _facts(self, case: Case, complaint: str, name: str) -> dict[str, str]:
        day = case.submitted
        return {
            "instansi": case.agency,
            "id": name,
            "tanggal": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
            "tempat": f"{case.village.kind.capitalize()} {case.village.name}",
            "region": case.region.name,
            "isi": complaint,
        }


def _shared(other: Core, core: Core) -> bool:
    """Whether the answer to another core names a kind of place that this complaint names too."""
    return any(slot in other.replies["full"] and slot in core.text for slot in _PLACES)


def _falling(own: Sequence[str]) -> list[int]:
    return [6, 3, 1][: len(own)]
