"""Putting a release into service, and back: a link that serving loads, switched in one step, and a log of who did it.

    models/produksi                       a symbolic link to the release in service
    models/produksi.releases/ID/          every release that was ever promoted there, never changed
    models/produksi.releases/ID.gate.json         the gate's report of it
    models/produksi.releases/ID.promotion.json    who promoted it, and when
    models/produksi.releases/log.jsonl    promotions and rollbacks, one a line

The log is written first and the link switched after it; a process killed in between leaves the old release in service,
and the next command there finishes the switch.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.errors import ReleaseError, TanggapError
from classifier.folders import locked, replace_file, scratch, swap_in, switch_link
from classifier.release import read_release
from training.gate_report import read_report, report_path
from training.tracking import crown

PERSONS = 2


@dataclass(frozen=True)
class Place:
    """Where releases are put into service: the link ``at``, with its folder of releases and their log beside it."""

    at: Path

    @property
    def store(self) -> Path:
        """The folder of releases."""
        return self.at.with_name(f"{self.at.name}.releases")

    @property
    def log(self) -> Path:
        """The log of promotions and rollbacks."""
        return self.store / "log.jsonl"

    def entries(self) -> list[dict[str, Any]]:
        """The log, oldest first; empty before the first promotion."""
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def stack(self) -> list[str]:
        """The ids in service one after the other, as far as they were not rolled back; the last one serves."""
        ids: list[str] = []
        for entry in self.entries():
            if entry["action"] == "promote":
                ids.append(entry["release"])
            else:
                ids.pop()
        return ids

    @property
    def current(self) -> str:
        """The id in service; empty when there is none."""
        return next(reversed(self.stack()), "")

    @contextmanager
    def changing(self) -> Iterator[None]:
        """The place locked for this process, and a switch that a killed process left open finished."""
        if self.at.exists() and not self.at.is_symlink():
            raise TanggapError(
                f"{self.at} is a folder and no link to a release in service; name another place with --to"
            )
        self.store.mkdir(parents=True, exist_ok=True)
        with locked(self.store) as free:
            if not free:
                raise TanggapError(f"another process is changing {self.at}; try again")
            self._settle()
            yield
            self._settle()

    def note(self, entry: dict[str, Any]) -> None:
        """Add a line to the log."""
        lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in [*self.entries(), entry])
        replace_file(self.log, lines.encode())

    def _settle(self) -> None:
        if self.current and (not self.at.is_symlink() or self.at.resolve().name != self.current):
            switch_link(self.at, self.store / self.current)


def promote(candidate: Path, to: Path, by: Sequence[str], *, at: str) -> dict[str, Any]:
    """Put ``candidate`` into service at ``to`` and return the promotion.

    ``by`` are the two persons who answer for it and ``at`` is the time. Raises `TanggapError` when they are not two
    different ones, or when the gate has not passed this very release against the one in service.
    """
    persons = _two(by)
    release, place = read_release(candidate), Place(to)
    _passed(candidate, release.id, place)  # before anything is made there
    with place.changing():
        passed = _passed(candidate, release.id, place)
        if release.id == place.current:
            raise TanggapError(f"release {release.id} is in service at {to} already")
        _store(candidate, release.id, place)
        promotion = {"action": "promote", "release": release.id, "at": at, "by": persons, "before": place.current}
        replace_file(place.store / f"{release.id}.gate.json", _readable(passed))
        replace_file(place.store / f"{release.id}.promotion.json", _readable(promotion))
        place.note(promotion)
    crown(release.id, candidate.parent)
    return promotion


def rollback(to: Path, *, at: str, by: str = "") -> dict[str, Any]:
    """Put the release before the present one back into service; raises `TanggapError` when there is none."""
    place = Place(to)
    if not place.log.exists():
        raise TanggapError(f"nothing was ever released to {to}")
    with place.changing():
        ids = place.stack()
        if len(ids) < 2:
            raise TanggapError(f"there is no release before {ids[-1]} at {to}; nothing to roll back to")
        read_release(place.store / ids[-2])
        entry = {"action": "rollback", "release": ids[-2], "at": at, "by": [by] if by else [], "before": ids[-1]}
        place.note(entry)
    crown(ids[-2], to.parent)
    return entry


def history(to: Path) -> list[dict[str, Any]]:
    """What happened at a place, oldest first, with ``serves`` true for the entry that is in service."""
    place = Place(to)
    entries = place.entries()
    if not entries:
        raise TanggapError(f"nothing was ever released to {to}")
    return [{**entry, "serves": entry is entries[-1]} for entry in entries]


def _two(by: Sequence[str]) -> list[str]:
    names = [" ".join(name.split()) for name in by]
    if len(names) != PERSONS or len({name.casefold() for name in names}) != PERSONS or not all(names):
        raise TanggapError("a release needs two different named persons; give --by twice")
    return names


def _passed(candidate: Path, release_id: str, place: Place) -> dict[str, Any]:
    found = read_report(candidate)
    again = f"run: tanggap-train gate {candidate}" + (f" --against {place.at}" if place.current else "")
    if found["release"] != release_id:
        raise TanggapError(f"{report_path(candidate)} is about release {found['release']}, not {release_id}; {again}")
    if not found["passed"]:
        failed = ", ".join(check["check"] for check in found["checks"] if not check["passed"])
        raise TanggapError(f"the gate refused release {release_id}: {failed}")
    if (found["against"] or "") != place.current:
        raise TanggapError(
            f"the gate compared release {release_id} with {found['against'] or 'none'}, "
            f"and {place.current or 'none'} is in service at {place.at}; {again}"
        )
    return found


def _store(candidate: Path, release_id: str, place: Place) -> None:
    """Copy a release into the store, unless it is there already; the copy is checked before it appears."""
    target = place.store / release_id
    if target.exists():
        read_release(target)
        return
    with scratch(target) as beside:
        fresh = beside / "release"
        shutil.copytree(candidate.resolve(), fresh)
        if read_release(fresh).id != release_id:
            raise ReleaseError(candidate, "was changed while it was copied; try again")
        swap_in(fresh, target)


def _readable(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
