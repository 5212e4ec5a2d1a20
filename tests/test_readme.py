"""The README shows what the program answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from benchmarks.readme import README, examples, settings_table
from serving.app import create_app
from serving.cli import app as serving_app
from serving.settings import Settings
from training.cli import app as training_app

VARYING = {"decision_id", "release"}


def test_the_curl_examples_print_what_the_readme_shows(starter: Path, tmp_path: Path) -> None:
    shown = list(examples(README.read_text(encoding="utf-8")))
    assert len(shown) == 3
    settings = Settings(release=starter, database_url=f"sqlite:///{tmp_path / 'a.db'}", demo=True)
    with TestClient(create_app(settings), base_url="http://localhost:8000") as client:
        for match, path, body in shown:
            expected, answer = json.loads(match["shown"]), client.post(path, json=body).json()
            assert set(answer) == set(expected)
            for key in set(expected) - VARYING:
                if key in ("probability", "p_substantive"):
                    assert answer[key] == pytest.approx(expected[key], abs=0.02)
                elif key == "score":
                    assert answer[key] == pytest.approx(expected[key], abs=2)
                elif key == "candidates":
                    assert answer[key][0]["agency"] == expected[key][0]["agency"]
                elif key == "reasons":
                    assert answer[key][0]["word"] == expected[key][0]["word"]
                else:
                    assert answer[key] == expected[key], key


def test_every_setting_is_described() -> None:
    assert settings_table() in README.read_text(encoding="utf-8")


def test_every_command_is_named_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    for program, commands in (("tanggap", serving_app), ("tanggap-train", training_app)):
        for command in commands.registered_commands:
            assert f"{program} {command.name or command.callback.__name__}" in text
