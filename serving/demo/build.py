"""The demo data as rows: complaints of a fictitious province over one year, and the replies to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from classifier.clocks import add_working_days
from classifier.datafiles import data_directory
from classifier.directory import Directory
from classifier.records import ReportType
from serving.demo.cases import Case, all_cases
from serving.demo.course import LAST, Course, run, told
from serving.demo.replies import Writer
from serving.demo.slots import Slots, drawn
from serving.demo.sources import Sources, load_sources
from serving.demo.voices import as_written

_DIALECTS = {"jawa", "melayu"}
_SILENT_COMPLETION = 10  # working days until a complaint that nobody completes is archived


@dataclass(frozen=True, slots=True)
class DemoComplaint:
    """One complaint. Levels and statuses are those of the store (`serving.store.tables.reports.Complaint`).

    ``agency`` and ``topic`` are empty where no agency has it; ``closed_by`` is ``sistem``, ``admin`` or ``pelapor`` for
    what is ``selesai`` or ``diarsipkan``; ``core`` names the written text that it was filled from.
    """

    id: str
    region: str
    agency: str
    level: str
    topic: str
    report_type: ReportType
    channel: str
    anonymous: bool
    secret: bool
    submitted_at: date
    disposed_at: date | None
    status: str
    status_reason: str
    closed_at: date | None
    closed_by: str
    kelurahan: str
    kecamatan: str
    title: str
    text: str
    core: str


@dataclass(frozen=True, slots=True)
class DemoReply:
    """One reply. ``kind`` says how it was written (a step of `serving.demo.course`); it is no label of its level."""

    id: str
    complaint_id: str
    agency: str
    replied_at: date
    text: str
    kind: str


def rows() -> tuple[list[DemoComplaint], list[DemoReply]]:
    """All complaints in order of submission, and all replies in order of their complaints; always the same."""
    sources = load_sources()
    directory = Directory.load(data_directory() / "directory")
    writer = Writer(sources)
    complaints: list[DemoComplaint] = []
    replies: list[DemoReply] = []
    for number, case in enumerate(all_cases(sources, directory), start=1):
        name = f"DEMO-{number:05}"
        slots = Slots(drawn("text", case.name), case.village, case.said, sources.words)
        title, text = _words(case, slots, sources)
        course = _course(case, writer)
        complaints.append(_complaint(name, case, course, title, text, _level(case, course, directory), sources))
        for order, step in enumerate(course.steps):
            reply = writer.reply(case, course.steps, order, slots, text, name)
            replies.append(DemoReply(f"{name}-{order + 1}", name, case.agency, step.day, reply, step.kind))
    return complaints, replies


def _words(case: Case, slots: Slots, sources: Sources) -> tuple[str, str]:
    """The title and the text of a complaint."""
    if case.core is None:
        assert case.screen is not None
        return "", case.screen.text
    title = slots.complaint(case.core.title)
    text = slots.complaint(case.core.text)
    if case.core.told:
        return title, text
    return title, as_written(text, slots.random, sources.phrases, dialect=bool(case.core.where & _DIALECTS))


def _course(case: Case, writer: Writer) -> Course:
    random = drawn("course", case.name, case.again)
    if case.screen is not None:
        return _screened(case, case.screen.status, case.screen.closed_by)
    assert case.core is not None
    if case.again:
        return Course(None, (), "diarsipkan", add_working_days(case.submitted, random.randint(1, 3)), "admin")
    if case.core.told:
        return told(case.submitted, len(case.core.told), random)
    return run(case.submitted, case.region.slowest_disposition, writer.character(case, random), random)


def _screened(case: Case, status: str, closed_by: str) -> Course:
    if not closed_by:
        return Course(None, (), status)
    wait = _SILENT_COMPLETION if closed_by == "sistem" else drawn("screened", case.name).randint(1, 3)
    return Course(None, (), status, min(add_working_days(case.submitted, wait), LAST), closed_by)


def _level(case: Case, course: Course, directory: Directory) -> str:
    """The agency's level of government; a complaint without agency lies with its regency or city."""
    level = directory.roles[case.role].level if course.disposed_at else ""
    if level in ("provinsi", "vertikal", "bumn"):
        return level
    return "pusat" if level == "nasional" else case.region.name.split()[0].lower()


def _complaint(
    name: str, case: Case, course: Course, title: str, text: str, level: str, sources: Sources
) -> DemoComplaint:
    random = drawn("form", case.name, case.again)
    core, screen = case.core, case.screen
    secret = bool(core and core.secret) or random.random() < 0.03
    anonymous = bool(core and core.anonymous) or random.random() < (0.6 if secret else 0.18)
    place_known = random.random()
    reason = "laporan ganda" if case.again else screen.reason if screen else ""
    return DemoComplaint(
        id=name,
        region=case.region.name,
        agency=case.agency if course.disposed_at else "",
        level=level,
        topic=core.topic if core else "",
        report_type=core.report_type if core else "pengaduan",
        channel=random.choice(sources.words["channel"]),
        anonymous=anonymous,
        secret=secret,
        submitted_at=case.submitted,
        disposed_at=course.disposed_at,
        status=course.status,
        status_reason=reason,
        closed_at=course.closed_at,
        closed_by=course.closed_by,
        kelurahan=case.village.name if place_known > 0.22 else "",
        kecamatan=case.village.kecamatan if place_known > 0.08 else "",
        title=title,
        text=text,
        core=core.id if core else case.name.rpartition("-")[0],
    )
