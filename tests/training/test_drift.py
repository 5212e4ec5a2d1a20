"""Drift on a history written here: months of the shipped corpus under agencies' names, with a topic planted in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from classifier.drift import DriftState, read_drift
from classifier.engine import Engine
from classifier.errors import DataError, TanggapError
from classifier.policy import Policy
from classifier.release import read_release
from classifier.tables import write_rows
from training.cli import main
from training.corpus import corpus_complaints
from training.drift import MEASURES, Months, judge_month, limit
from training.drift_table import drift_table
from training.history import ComplaintHistory
from training.rolling import MonthAnswers, by_month
from training.templates import new_templates
from training.topics import impersonal, rising_topics, words_of

MONTHS = 10
PLANTED = "2025-10"
WEDDINGS = (
    "Calon pengantin diminta ikut kelas catin, jadwal di puskesmas penuh sampai bulan depan",
    "Sertifikat catin belum keluar padahal akad minggu depan, petugas bilang sistem gangguan",
    "Pendaftaran catin daring gagal terus, kami calon pengantin bingung harus lapor ke mana",
    "Untuk apa kelas calon pengantin kalau narasumbernya tidak datang, kami catin menunggu tiga jam",
    "Catin dari luar kota apakah harus periksa kesehatan di sini juga",
    "Biaya periksa catin di puskesmas beda dengan yang tertulis di pengumuman",
    "Calon pengantin ditolak ikut bimbingan catin karena fotokopi berkas kurang satu",
    "Tolong tambah kuota bimbingan catin, antreannya sampai dua bulan",
    "Aplikasi catin menolak NIK calon suami saya, padahal sudah sinkron",
    "Surat pengantar catin dari kelurahan tidak diakui di kecamatan",
    "Calon pengantin luar daerah diminta bolak balik, loket catin tidak jelas syaratnya",
    "Hasil laboratorium calon pengantin hilang, bimbingan catin jadi tertunda",
    "Kenapa catin wajib datang berdua, calon pengantin saya bekerja di luar pulau",
    "Kader catin menagih uang lima puluh ribu untuk sertifikat",
    "Usul supaya bimbingan catin bisa malam hari, calon pengantin banyak yang bekerja",
    "Nama calon pengantin di sertifikat catin salah tulis",
    "Nomor antrean catin dijual calo di depan gedung",
    "Ruang tunggu catin sempit, calon pengantin berdiri dua jam",
    "Kuesioner catin menanyakan hal pribadi, siapa yang boleh membacanya",
    "Petugas catin membentak calon pengantin yang datang terlambat",
)


def corpus_months(plant: str = "", seed: int = 0) -> ComplaintHistory:
    """The corpus in a random order over ten months; ``plant`` names the month that gets the new topic as well."""
    corpus = corpus_complaints()
    order = np.random.default_rng(seed).permutation(len(corpus))
    days = [date(2025, 1 + n * MONTHS // len(order), 5) for n in range(len(order))]
    complaints = [replace(corpus.complaints[i], submitted_at=day) for i, day in zip(order, days, strict=True)]
    agencies = [f"Dinas {corpus.labels[i]}" for i in order]
    if plant:
        day = date.fromisoformat(f"{plant}-11")
        complaints += [replace(corpus.complaints[0], text=text, title="", submitted_at=day) for text in WEDDINGS]
        agencies += ["Dinas Pengendalian Penduduk"] * len(WEDDINGS)
    return ComplaintHistory(complaints, agencies, agencies, [""] * len(agencies), "x", "y")


def unanswered(history: ComplaintHistory) -> Months:
    return Months(history, by_month(history), {})


@pytest.fixture(scope="module")
def planted() -> Months:
    return unanswered(corpus_months(PLANTED))


def test_the_month_in_which_a_topic_appears_names_it_and_alarms(planted: Months) -> None:
    report = judge_month(planted, PLANTED)
    assert report["alarm"]
    assert {"new_topic", "new_labels"} <= set(report["reasons"])
    first = report["topics"][0]
    assert first["words"][0] == "catin"
    assert "pengantin" in first["words"]
    assert (first["rows"], first["expected"] < 1, first["label"]) == (
        len(WEDDINGS),
        True,
        "Dinas Pengendalian Penduduk",
    )
    assert report["labels"][0]["label"] == "Dinas Pengendalian Penduduk"
    table = drift_table(report)
    assert "ALARM: " in table
    assert "topic: catin" in table


def test_the_other_months_do_not_alarm(planted: Months) -> None:
    for month in list(planted.rows)[6:]:
        report = judge_month(planted, month)
        assert report["alarm"] == (month == PLANTED), (month, report["reasons"])
        assert set(report["measures"]) == set(MEASURES)


def test_too_little_history_never_alarms_and_one_month_is_refused(planted: Months) -> None:
    early = judge_month(planted, "2025-04")
    assert not early["alarm"]
    assert {row["limit"] for row in early["measures"].values()} == {None}
    with pytest.raises(TanggapError, match="at least two earlier months"):
        judge_month(planted, "2025-02")


def test_a_month_of_few_rows_is_told_of_but_does_not_alarm() -> None:
    history = corpus_months()
    last = by_month(history)["2025-10"][:10]
    few = history.only([*range(last[0]), *last]).plus(
        replace(history.only(last), labels=["Dinas Baru"] * 10, agencies=["Dinas Baru"] * 10)
    )
    report = judge_month(unanswered(few), "2025-10")
    assert report["measures"]["new_labels"]["alarm"]
    assert not report["alarm"]
    assert "too few rows to alarm" in drift_table(report)


def answers_for(history: ComplaintHistory, wrong: Callable[[str], float]) -> Months:
    """A month's answers that abstain, and err, in the share that ``wrong`` says for it."""
    rows = by_month(history)
    answers = {}
    for month, numbers in rows.items():
        bad = np.arange(len(numbers)) < wrong(month) * len(numbers)
        labels = tuple(history.labels[i] for i in numbers)
        reasons = tuple("low_confidence" if each else "" for each in bad)
        answers[month] = MonthAnswers(np.full(len(bad), 0.9), bad, ~bad, np.ones(len(bad), np.bool_), reasons, labels)
    return Months(history, rows, answers)


def test_abstentions_and_overconfidence_alarm_when_they_leave_their_own_range() -> None:
    usual = {"2025-04": 0.1, "2025-05": 0.12, "2025-06": 0.09, "2025-07": 0.11, "2025-08": 0.1, "2025-09": 0.4}
    months = answers_for(corpus_months(), lambda month: usual.get(month, 0.1))
    calm, loud = judge_month(months, "2025-08"), judge_month(months, "2025-09")
    assert not calm["alarm"]
    assert {"abstentions", "overconfidence"} <= set(loud["reasons"])
    assert loud["abstentions"]["low_confidence"] == pytest.approx(0.4, abs=0.01)
    assert loud["measures"]["overconfidence"]["value"] == pytest.approx(0.3, abs=0.01)


def test_a_reply_template_that_was_never_seen_is_found() -> None:
    history = corpus_months()
    own = [f"Petugas {i} memperbaiki {c.text[:60]}" for i, c in enumerate(history.complaints)]
    template = (
        "Laporan Bapak Ibu telah kami teruskan kepada bidang terkait untuk segera mendapat penanganan sesuai aturan"
    )
    rows = by_month(history)
    for i in rows["2025-10"][:40]:
        own[i] = template
    told = replace(history, replies=own)
    report = judge_month(Months(told, rows, {}), "2025-10")
    assert report["templates"][0]["rows"] == 40
    assert "new_template" in report["reasons"]
    assert new_templates(history, [rows["2025-01"]], rows["2025-02"]) == []


def test_the_limit_is_a_prediction_limit() -> None:
    # Student's t with one degree of freedom at 5 %: 6.3138; sd of 0 and 2: 1.4142; root of 1 + 1/2: 1.2247
    assert np.isnan(limit([0.0, 2.0], 0.05))
    assert limit([1.0, 1.0, 1.0], 0.05) == 1.0
    assert limit([1.0, 1.0, 1.0], 0.05, least_spread=1.0) == pytest.approx(1 + 2.91999 * np.sqrt(4 / 3), abs=1e-4)
    rng = np.random.default_rng(1)
    exceeded = [values[-1] > limit(values[:-1].tolist(), 0.05) for values in rng.normal(size=(2000, 8))]
    assert np.mean(exceeded) == pytest.approx(0.05, abs=0.015)


def test_words_that_swing_from_month_to_month_are_no_topic() -> None:
    steady, swinging = [], []
    months = []
    for month in range(8):
        start = len(steady)
        steady += [f"laporan warga {'lampu' if i < 10 else 'pasar'}" for i in range(100)]
        swinging += [f"laporan warga {'banjir' if i < (40, 2)[month % 2] else 'pasar'}" for i in range(100)]
        months.append(np.arange(start, start + 100))
    now = np.arange(800, 900)
    burst = [f"laporan warga {'lampu' if i < 40 else 'pasar'}" for i in range(100)]
    flood = [f"laporan warga {'banjir' if i < 40 else 'pasar'}" for i in range(100)]
    assert [topic.words for topic in rising_topics(words_of(steady + burst), months, now)] == [("lampu",)]
    assert rising_topics(words_of(swinging + flood), months, now) == []


def test_names_and_rare_words_are_not_shown() -> None:
    texts = ["loket catin tutup, kata pak Sutrisno"] * 5 + ["rahasia"] * 4
    assert impersonal(["catin", "sutrisno", "rahasia"], texts) == ["catin"]
    assert impersonal(["sutrisno"], texts) == ["<nama>"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, office_data: tuple[Path, Path]) -> Path:
    """A history and a new month of the small office in one folder."""
    folder = tmp_path_factory.mktemp("drift")
    header, *lines = office_data[0].read_text().splitlines()
    column = header.split(",").index("submitted_at")
    (folder / "old.csv").write_text("\n".join([header, *lines]) + "\n")
    new = [line.split(",") for line in lines if '"' not in line][:40]
    for cells in new:
        cells[column] = "2030-01-15"
    (folder / "new.csv").write_text("\n".join([header, *(",".join(cells) for cells in new)]) + "\n")
    return folder


def test_the_command_prints_a_report_and_writes_it_for_the_service(
    release: Path, files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["drift", "--release", str(release), "--data", str(files / "new.csv")]
    arguments += ["--history", str(files / "old.csv"), "--out", str(tmp_path / "drift.json")]
    assert main([*arguments, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    written = json.loads((tmp_path / "drift.json").read_text())
    assert printed == written
    assert (written["month"], written["release"]) == ("2030-01", read_release(release).id)
    assert main(arguments) == 0
    assert "2030-01: " in capsys.readouterr().out


def test_what_cannot_be_judged_says_why(release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rows(tmp_path / "undated.csv", [{"text": "lampu padam", "agency": "x"}])
    assert main(["drift", "--release", str(release), "--data", str(tmp_path / "undated.csv")]) == 2
    assert "no row has a date" in capsys.readouterr().err
    write_rows(tmp_path / "one.csv", [{"text": "lampu padam", "submitted_at": "2025-01-02"}])
    assert main(["drift", "--release", str(release), "--data", str(tmp_path / "one.csv")]) == 2
    assert "at least two earlier months" in capsys.readouterr().err


def test_an_alarm_makes_suggestions_of_what_would_be_automatic(release: Path, tmp_path: Path) -> None:
    policy = Policy(auto_threshold=0.9, drift=True)
    assert policy.decide(0.95, known_words=5, place_known=True) == ("suggest", "drift")
    assert policy.decide(0.5, known_words=5, place_known=True) == ("suggest", "")
    assert policy.decide(0.1, known_words=5, place_known=True) == ("abstain", "low_confidence")
    file = tmp_path / "drift.json"
    engine = Engine.load(release, drift=file)
    assert not engine.disposer.policy.drift
    for about, alarm, heeded in (
        (engine.release.id, True, True),
        (engine.release.id, False, False),
        ("x", True, False),
    ):
        file.write_text(json.dumps({"release": about, "alarm": alarm, "reasons": ["new_topic"]}))
        assert Engine.load(release, drift=file).disposer.policy.drift == heeded
    assert read_drift(file, "x") == DriftState(True, ("new_topic",))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"release": "x", "alarm": "no", "reasons": []}', "\xff"])
def test_an_alarm_that_cannot_be_read_is_not_passed_over(tmp_path: Path, content: str) -> None:
    file = tmp_path / "drift.json"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(DataError, match=r"drift\.json"):
        read_drift(file, "x")
