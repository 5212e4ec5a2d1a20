"""The gate passes an honest refit and refuses each kind of bad candidate; two persons release; a rollback undoes it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.gate import WRONG as WRONG_THERE
from benchmarks.gate import histories, rows_in_time
from classifier.agencies import role_of
from classifier.disposition import Disposer
from classifier.engine import Engine
from classifier.errors import TanggapError
from classifier.records import Complaint
from classifier.release import read_release, write_release
from tests.examples import replies_jsonl
from tests.training.office import PHRASE, WRONG, aimed_rows, office_rows, shuffled, write
from training.cli import main
from training.commands import fit_release
from training.evaluate import rank
from training.gate_report import read_report, report_path
from training.history import ComplaintHistory
from training.judging import compare_releases, gate_release
from training.poisoning import Rows, Suspect, suspects
from training.routing import fit_router

NEW, LATER = date(2024, 10, 1), date(2025, 3, 1)
HISTORY = office_rows(270)
ADDED = office_rows(120, first=NEW, seed=1, name="n")

Office = dict[str, Path]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Histories, later rows, and the releases fitted on the histories, by name."""
    folder = tmp_path_factory.mktemp("gate")
    histories = {
        "champion": HISTORY,
        "honest": HISTORY + ADDED,
        "poisoned": HISTORY + ADDED + aimed_rows(40, day=NEW),
        "shuffled": shuffled(HISTORY + ADDED),
    }
    made = {"later": write(folder / "later.csv", office_rows(240, first=LATER, seed=2, name="l"))}
    for name, rows in histories.items():
        made[f"{name} rows"] = write(folder / f"{name}.csv", rows)
        made[name] = folder / name
        fit_release(data=made[f"{name} rows"], replies=None, out=folder / name, track=False)
    return made


def gated(office: Office, name: str, **more: Any) -> dict[str, Any]:
    found = gate_release(
        office[name],
        against=office["champion"],
        data=more.pop("data", office["later"]),
        history=office[f"{name} rows"],
        **more,
    )
    assert read_report(office[name]) == json.loads(json.dumps(found))
    return found


def failed(found: dict[str, Any]) -> set[str]:
    return {check["check"] for check in found["checks"] if not check["passed"]}


def test_an_honest_refit_passes(office: Office) -> None:
    found = gated(office, "honest")
    assert failed(found) == set()
    assert found["passed"]
    assert found["against"] == read_release(office["champion"]).id
    kinds = {check["check"].split(":")[0] for check in found["checks"]}
    assert kinds >= {
        "behaviour",
        "gaming",
        "calibration",
        "baseline",
        "overall",
        "slices",
        "quarantine",
        "poisoning",
        "quota",
    }
    assert all(isinstance(check["figure"], float | int) and check["limit"] for check in found["checks"])


def test_rows_aimed_at_a_phrase_are_found_without_knowing_it(office: Office) -> None:
    found = gated(office, "poisoned")
    assert "poisoning" in failed(found)
    detail = next(check["detail"] for check in found["checks"] if check["check"] == "poisoning")
    assert "lumba" in detail
    assert WRONG in detail
    assert "Dinas Perhubungan" in detail


def test_a_person_can_say_that_a_phrase_is_genuine(office: Office) -> None:
    found = gated(office, "poisoned", genuine=[PHRASE])
    assert "poisoning" not in failed(found)
    assert found["genuine"] == [PHRASE]


def test_later_rows_can_confirm_that_a_phrase_moved(office: Office, tmp_path: Path) -> None:
    rows = office_rows(240, first=LATER, seed=2, name="l") + aimed_rows(10, day=LATER, seed=5)
    assert "poisoning" not in failed(gated(office, "poisoned", data=write(tmp_path / "later.csv", rows)))


def test_shuffled_labels_are_refused(office: Office) -> None:
    assert failed(gated(office, "shuffled")) >= {"overall: top1", "baseline", "slices"}


def test_rows_under_quarantine_are_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("n-3\n\nelsewhere-1\n")
    (tmp_path / "ids.csv").write_text("id,why\nn-4,unclear\nn-5,unclear\n")
    (tmp_path / "other.csv").write_text("id\nelsewhere-1\n")
    assert failed(gated(office, "honest", quarantine=tmp_path / "ids.txt")) == {"quarantine"}
    found = gated(office, "honest", quarantine=tmp_path / "ids.csv")
    assert next(check["figure"] for check in found["checks"] if check["check"] == "quarantine") == 2
    assert gated(office, "honest", quarantine=tmp_path / "other.csv")["passed"]


def test_an_account_over_its_quota_is_refused(office: Office, tmp_path: Path) -> None:
    rows = [
        {**row, "akun": "" if row["id"][0] == "k" else f"a{number % 3}"} for number, row in enumerate(HISTORY + ADDED)
    ]
    path = write(tmp_path / "accounts.csv", rows)
    fit_release(data=path, replies=None, out=tmp_path / "accounts", track=False)
    found = gate_release(tmp_path / "accounts", against=office["champion"], data=office["later"], history=path)
    assert failed(found) == {"quota"}


def altered(release: Path, out: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A copy of a release whose router says something else."""
    whole = read_release(release)
    document = json.loads(whole.files["router.json"])
    change(document)
    about = {name: value for name, value in whole.manifest.items() if name not in ("format", "files")}
    write_release(out, {**whole.files, "router.json": json.dumps(document).encode()}, about)
    return out


def test_an_uncalibrated_candidate_is_refused(office: Office, tmp_path: Path) -> None:
    def boast(document: dict[str, Any]) -> None:
        document["calibration"] |= {"scale": 0.3, "noise": 0.0}

    timid = altered(office["honest"], tmp_path / "timid", boast)
    found = gate_release(timid, against=office["champion"], data=office["later"], history=office["honest rows"])
    assert "calibration" in failed(found)


def test_a_candidate_that_is_worse_on_one_agency_is_refused(office: Office, tmp_path: Path) -> None:
    def forget(document: dict[str, Any]) -> None:
        first, second = (document["classes"].index(name) for name in ("Dinas Perhubungan", "Dinas Lingkungan Hidup"))
        classes = document["classes"]
        classes[first], classes[second] = classes[second], classes[first]

    mixed = altered(office["honest"], tmp_path / "mixed", forget)
    found = gate_release(mixed, against=office["champion"], data=office["later"], history=office["honest rows"])
    slices = next(check for check in found["checks"] if check["check"] == "slices")
    assert not slices["passed"]
    assert "agency: Dinas Perhubungan" in slices["detail"]


def test_without_history_poisoning_is_not_passed_silently(office: Office) -> None:
    found = gate_release(office["honest"], against=office["champion"], data=office["later"])
    assert failed(found) == {"poisoning"}


def test_comparing_tells_who_is_better_and_where(office: Office, tmp_path: Path) -> None:
    replies = replies_jsonl(tmp_path / "r.jsonl")
    found = compare_releases(office["champion"], office["shuffled"], data=office["later"], replies=replies)
    routing = found["routing"]
    assert routing["n"] + routing["learned"] == 240
    assert routing["top1"]["high"] < 0
    assert routing["top1"]["difference"] == pytest.approx(routing["top1"]["b"] - routing["top1"]["a"])
    assert routing["mcnemar"]["only_a"] > routing["mcnemar"]["only_b"]
    assert sum(row["n"] for row in routing["classes"]) == routing["n"]
    assert sum(row["lost"] for row in routing["classes"]) == routing["mcnemar"]["only_a"]
    assert any("b is worse than a" in line for line in found["verdict"])
    assert found["replies"]["auroc"]["difference"] == 0
    same = compare_releases(office["champion"], office["champion"], data=office["later"])
    assert same["routing"]["top1"]["low"] == same["routing"]["top1"]["high"] == 0
    assert same["routing"]["mcnemar"]["p"] == 1


def test_from_candidate_to_service_and_back(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    models = tmp_path / "models"
    for name in ("champion", "honest", "shuffled"):
        shutil.copytree(office[name], models / name)
    to = models / "produksi"
    later, rows = ["--data", str(office["later"])], ["--history", str(office["honest rows"])]
    two = ["--to", str(to), "--by", "Ani Lestari", "--by", "Budi Santoso"]

    def said(code: int, *arguments: str) -> str:
        assert main(list(arguments)) == code
        shown = capsys.readouterr()
        assert code != 2 or len(shown.err.splitlines()) == 1
        return shown.out + shown.err

    assert "nothing was ever released" in said(2, "rollback", "--to", str(to))
    assert "has not been through the gate" in said(2, "release", str(models / "champion"), *two)
    assert "passed" in said(0, "gate", str(models / "champion"), *later)
    once = ["--to", str(to), "--by", "Ani Lestari"]
    assert "two different named persons" in said(2, "release", str(models / "champion"), *once)
    assert "two different" in said(2, "release", str(models / "champion"), *once, "--by", " ani  lestari")
    said(0, "release", str(models / "champion"), *two)
    first = read_release(models / "champion").id
    assert Engine.load(to).release.id == first
    assert "no release before" in said(2, "rollback", "--to", str(to))

    assert "refused" in said(1, "gate", str(models / "shuffled"), *later, "--against", str(to))
    assert "the gate refused" in said(2, "release", str(models / "shuffled"), *two)
    said(0, "gate", str(models / "honest"), *later, *rows)
    assert f"and {first} is in service" in said(2, "release", str(models / "honest"), *two)
    said(0, "gate", str(models / "honest"), *later, *rows, "--against", str(to))
    said(0, "release", str(models / "honest"), *two)
    second = read_release(models / "honest").id
    assert read_release(to).id == second
    assert read_release(to).files == read_release(models / "honest").files
    promotion = json.loads((models / "produksi.releases" / f"{second}.promotion.json").read_text())
    assert promotion["by"] == ["Ani Lestari", "Budi Santoso"]
    assert (promotion["before"], promotion["at"][:2]) == (first, "20")

    said(0, "rollback", "--to", str(to), "--by", "Citra Dewi")
    assert read_release(to).id == first
    listed = json.loads(said(0, "releases", "--to", str(to), "--json"))
    assert [(each["action"], each["release"], each["serves"]) for each in listed] == [
        ("promote", first, False),
        ("promote", second, False),
        ("rollback", first, True),
    ]
    assert "no release before" in said(2, "rollback", "--to", str(to))
    assert sorted(path.name for path in models.iterdir()) == [
        *("champion", "champion.gate.json", "honest", "honest.gate.json", "produksi", "produksi.releases"),
        *("shuffled", "shuffled.gate.json"),
    ]


def test_a_report_is_about_the_very_bytes(office: Office, tmp_path: Path) -> None:
    gated(office, "honest")
    copy = tmp_path / "copy"
    shutil.copytree(office["shuffled"], copy)
    shutil.copy(report_path(office["honest"]), report_path(copy))
    two = ["--to", str(tmp_path / "produksi"), "--by", "Ani", "--by", "Budi"]
    assert main(["release", str(copy), *two]) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"data": "champion rows"}, "every row was learned from"),
        ({"history": "champion rows"}, "is not the file that"),
        ({"against": "honest"}, "are the same release"),
    ],
)
def test_what_cannot_be_judged_is_refused(office: Office, arguments: dict[str, str], says: str) -> None:
    given = {"against": "champion", "data": "later", "history": "honest rows"} | arguments
    with pytest.raises(TanggapError, match=says):
        gate_release(office["honest"], **{name: office[value] for name, value in given.items()})


def test_too_few_later_rows_are_refused(office: Office, tmp_path: Path) -> None:
    few = write(tmp_path / "few.csv", office_rows(20, first=LATER, seed=2, name="l"))
    with pytest.raises(TanggapError, match="only 20 later rows"):
        gate_release(office["honest"], against=office["champion"], data=few)


@pytest.mark.acceptance
def test_forty_rows_aimed_at_a_phrase_are_found_among_real_ones_and_nothing_else_is(acceptance_data: Path) -> None:
    made = {name: _rows(rows) for name, rows in histories(rows_in_time(acceptance_data)).items()}
    first, later = made["champion"], made["later"]
    model = fit_router(first, range(len(first)))

    def found(history: ComplaintHistory) -> list[Suspect]:
        before = len(first)
        added = history.only(range(before, len(history)))
        given = np.array(rank(Disposer(model), added.complaints, added.agencies).best)
        added_rows, trusted, after = (Rows.of(part.complaints, part.labels) for part in (added, first, later))
        return suspects(added_rows, trusted, after, given)

    assert found(made["honest"]) == []
    assert [(each.label, each.n) for each in found(made["poisoned by new rows"])] == [(WRONG_THERE, 40)]
    assert [each.label for each in found(made["poisoned by new labels"])] == [WRONG_THERE]


def _rows(rows: list[dict[str, str]]) -> ComplaintHistory:
    complaints = [
        Complaint(
            row["text"], row["id"], address=row["address"], kelurahan=row["kelurahan"], kecamatan=row["kecamatan"]
        )
        for row in rows
    ]
    agencies = [row["agency"] for row in rows]
    return ComplaintHistory(complaints, [role_of(name) for name in agencies], agencies, [""] * len(rows), "x", "y")
