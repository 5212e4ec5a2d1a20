"""The demo data: it is the same every time, invented throughout, and has something for every page."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict

import pytest

from classifier.datafiles import data_directory
from classifier.records import REPORT_TYPES, ReplyPair
from classifier.reply.families import Families
from classifier.reply.flags import Flag, flags_of
from classifier.taxonomy import load_topics
from serving.demo.build import DemoComplaint, DemoReply, rows
from serving.demo.course import FIRST, LAST
from serving.demo.sources import PROVINCE, Sources, load_sources

LEVELS = {"pusat", "provinsi", "kabupaten", "kota", "vertikal", "bumn"}
STATUSES = {"belum_diverifikasi", "menunggu_kelengkapan", "diproses", "selesai", "diarsipkan"}
WEAK = ("Kabupaten Karangsenja", "Kabupaten Wanakelana", "Kabupaten Selarung")


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources()


@pytest.fixture(scope="module")
def demo() -> tuple[list[DemoComplaint], list[DemoReply]]:
    return rows()


@pytest.fixture(scope="module")
def complaints(demo: tuple[list[DemoComplaint], list[DemoReply]]) -> list[DemoComplaint]:
    return demo[0]


@pytest.fixture(scope="module")
def replies(demo: tuple[list[DemoComplaint], list[DemoReply]]) -> list[DemoReply]:
    return demo[1]


@pytest.fixture(scope="module")
def flags(complaints: list[DemoComplaint], replies: list[DemoReply]) -> list[tuple[DemoReply, Flag]]:
    """All flags of all replies on the last day of the year."""
    by_id = {complaint.id: complaint for complaint in complaints}
    threads = defaultdict(list)
    for reply in replies:
        threads[reply.complaint_id].append(reply)
    return [
        (reply, flag)
        for thread in threads.values()
        for number, reply in enumerate(thread, start=1)
        for flag in flags_of(
            ReplyPair(by_id[reply.complaint_id].text, reply.text),
            replied_at=reply.replied_at,
            today=LAST,
            later_replies=[later.text for later in thread[number:]],
        )
    ]


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def test_it_is_the_same_every_time(demo: tuple[list[DemoComplaint], list[DemoReply]]) -> None:
    assert rows() == demo


def test_there_is_enough_of_it(sources: Sources, complaints: list[DemoComplaint], replies: list[DemoReply]) -> None:
    assert len(complaints) >= 2000
    assert len(replies) >= 2000
    assert len(sources.cores) >= 350
    assert sum(len(core.replies) for core in sources.cores) >= 250
    assert sum(map(len, sources.templates.values())) >= 40
    assert len({complaint.topic for complaint in complaints} - {""}) >= 60
    assert len({plain(core.text) for core in sources.cores}) == len(sources.cores)
    assert max(Counter(complaint.core for complaint in complaints).values()) <= 8


def test_ids_are_given_once_and_marked(complaints: list[DemoComplaint], replies: list[DemoReply]) -> None:
    ids = [row.id for row in (*complaints, *replies)]
    assert max(Counter(ids).values()) == 1
    assert all(name.startswith("DEMO-") for name in ids)


def test_every_word_of_the_form_is_known(complaints: list[DemoComplaint]) -> None:
    assert {complaint.level for complaint in complaints} == LEVELS
    assert {complaint.status for complaint in complaints} == STATUSES
    assert {complaint.report_type for complaint in complaints} == set(REPORT_TYPES)
    assert {complaint.topic for complaint in complaints} - {""} <= set(load_topics())
    assert {complaint.closed_by for complaint in complaints} == {"", "sistem", "admin", "pelapor"}
    for flag in ("secret", "anonymous"):
        assert 0.02 <= sum(getattr(complaint, flag) for complaint in complaints) / len(complaints) <= 0.3


def test_no_slot_stays_open(complaints: list[DemoComplaint], replies: list[DemoReply]) -> None:
    texts = [text for row in complaints for text in (row.title, row.text)] + [reply.text for reply in replies]
    assert not [text for text in texts if re.search(r"[{}\[\]|]", text)]


def test_days_run_forward(complaints: list[DemoComplaint], replies: list[DemoReply]) -> None:
    by_id = {complaint.id: complaint for complaint in complaints}
    assert [complaint.submitted_at for complaint in complaints] == sorted(row.submitted_at for row in complaints)
    for row in complaints:
        assert FIRST <= row.submitted_at <= LAST
        assert row.disposed_at is None or row.submitted_at <= row.disposed_at <= LAST
        assert (row.closed_at is None) == (row.status not in ("selesai", "diarsipkan"))
        assert row.closed_at is None or row.submitted_at <= row.closed_at <= LAST
        assert bool(row.agency) == (row.disposed_at is not None)
    last: dict[str, DemoReply] = {}
    for reply in replies:
        complaint = by_id[reply.complaint_id]
        assert reply.agency == complaint.agency
        assert complaint.disposed_at is not None
        assert complaint.disposed_at <= reply.replied_at <= (complaint.closed_at or LAST)
        assert reply.complaint_id not in last or last[reply.complaint_id].replied_at <= reply.replied_at
        last[reply.complaint_id] = reply


def test_the_province_does_not_exist(sources: Sources) -> None:
    with gzip.open(data_directory() / "regions" / "regions.csv.gz", "rt", encoding="utf-8", newline="") as text:
        real = {plain(row["name"]) for row in csv.DictReader(text)}
    real |= {re.sub("^(?:kabupaten|kota) ", "", name) for name in real}
    villages = [village for each in sources.villages.values() for village in each]
    invented = {PROVINCE.removeprefix("Provinsi "), *sources.regions}
    invented |= {name.split(" ", 1)[1] for name in sources.regions}
    invented |= {name for village in villages for name in (village.kecamatan, village.name)}
    assert {plain(name) for name in invented} & real == set()
    assert len(invented) >= 120


def test_no_text_stands_in_the_corpus(complaints: list[DemoComplaint], replies: list[DemoReply]) -> None:
    known: set[str] = set()
    for path in (data_directory() / "corpus").rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            values = [row.get(key) for key in ("text", "complaint", "reply")]
            values += [each["text"] for each in row.get("replies", [])]
            known |= {plain(value) for value in values if isinstance(value, str)}
    ours = {plain(row.text) for row in (*complaints, *replies)}
    assert not [text for text in ours & known if len(text.split()) > 3]


def test_answers_in_substance_name_the_place_of_their_complaint(
    sources: Sources, complaints: list[DemoComplaint], replies: list[DemoReply]
) -> None:
    by_id = {complaint.id: complaint for complaint in complaints}
    checked = 0
    for reply in replies:
        if reply.kind not in ("full", "plan", "part"):
            continue
        said = f"{by_id[reply.complaint_id].title} {by_id[reply.complaint_id].text}"
        for slot, cue in (("jalan", r"(?:jalan|jln|jl)\.?"), ("gang", r"(?:gang|gg)\.?"), ("perum", "perumahan")):
            named, told = (
                {word for word in sources.words[slot] if re.search(rf"(?i)\b{cue} {word}\b", text)}
                for text in (said, reply.text)
            )
            assert not named or all(word.lower() in said.lower() for word in told), reply.id
            checked += bool(named and told)
    assert checked >= 300


def test_persons_stand_only_in_the_stories_of_leaks(
    complaints: list[DemoComplaint], replies: list[DemoReply], flags: list[tuple[DemoReply, Flag]]
) -> None:
    texts = [row.text for row in (*complaints, *replies)]
    numbers = [number for text in texts for number in re.findall(r"\b\d{16}\b|\b0\d[\d-]{7,}", text)]
    assert len(numbers) >= 3
    assert all(re.match("99|0899-0000", number) for number in numbers)
    leaks = [reply for reply, flag in flags if flag.name == "leaks_identity"]
    assert 3 <= len(leaks) <= 6
    assert {reply.kind for reply in leaks} == {"told"}


def test_three_regencies_answer_less_than_sixty_percent(
    complaints: list[DemoComplaint], replies: list[DemoReply]
) -> None:
    answered = {reply.complaint_id for reply in replies}
    rates = defaultdict(list)
    for row in complaints:
        if row.agency and row.level in ("kabupaten", "kota"):
            rates[row.region].append(row.id in answered)
    share = {region: sum(each) / len(each) for region, each in rates.items()}
    assert {region for region, rate in share.items() if rate < 0.6} == set(WEAK)
    assert min(rate for region, rate in share.items() if region not in WEAK) > 0.8


def test_one_office_gets_better_and_one_worse(replies: list[DemoReply]) -> None:
    def written(agency: str, first_half: bool) -> float:
        middle = FIRST + (LAST - FIRST) / 2
        kinds = [r.kind for r in replies if r.agency == agency and (r.replied_at < middle) == first_half]
        kinds = [kind for kind in kinds if kind not in ("acknowledgement", "told")]
        return sum(kind in ("full", "plan") for kind in kinds) / len(kinds)

    better = "Dinas Pekerjaan Umum dan Penataan Ruang Kabupaten Karangsenja"
    worse = "Dinas Pekerjaan Umum dan Penataan Ruang Kota Bandar Kelana"
    assert written(better, False) > written(better, True) + 0.15
    assert written(worse, False) < written(worse, True) - 0.15


def test_there_are_families_of_copied_replies(replies: list[DemoReply]) -> None:
    members = Families().add_all((reply.text, reply.agency, reply.replied_at) for reply in replies)
    assert len({each.family for each in members if each.size >= 10}) >= 25


def test_every_flag_and_fate_of_a_promise_occurs(flags: list[tuple[DemoReply, Flag]]) -> None:
    found = Counter(flag.name for _, flag in flags)
    assert min(found[name] for name in ("empty", "off_topic", "other_case", "leaks_identity")) >= 3
    assert min(found[name] for name in ("echo", "promise_no_date", "referral_only")) >= 20
    planned = [flag for reply, flag in flags if reply.kind == "plan" and flag.due is not None]
    assert sum(flag.passed for flag in planned) >= 30
    assert sum(not flag.passed and flag.due < LAST for flag in planned if flag.due) >= 30
    assert sum(flag.due >= LAST for flag in planned if flag.due) >= 5
