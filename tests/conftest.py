"""Shared fixtures: a small real release, made once a run from texts written here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from classifier.engine import Engine
from tests.examples import complaints_csv, replies_jsonl
from training.commands import fit_release

ACCEPTANCE_DATA = Path(os.environ.get("TANGGAP_ACCEPTANCE_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def acceptance_data() -> Path:
    """The folder of real labelled data beside the repository; tests that need it skip, visibly, where it is absent."""
    if not ACCEPTANCE_DATA.is_dir():
        pytest.skip("acceptance data is absent; set TANGGAP_ACCEPTANCE_DATA to its folder")
    return ACCEPTANCE_DATA


@pytest.fixture(scope="session")
def office_data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An office's history: a CSV of complaints and a JSONL of replies."""
    folder = tmp_path_factory.mktemp("office")
    return complaints_csv(folder / "complaints.csv"), replies_jsonl(folder / "replies.jsonl")


@pytest.fixture(scope="session")
def release(office_data: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release over an office's own agencies."""
    out = tmp_path_factory.mktemp("models") / "office"
    complaints, replies = office_data
    fit_release(data=complaints, replies=replies, out=out, track=False)
    return out


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release that `make serve` makes, over the shipped corpus."""
    out = tmp_path_factory.mktemp("models") / "starter"
    fit_release(data=None, replies=None, out=out, track=False)
    return out


@pytest.fixture(scope="session")
def engine(release: Path) -> Engine:
    """The engine of `release`."""
    return Engine.load(release)
