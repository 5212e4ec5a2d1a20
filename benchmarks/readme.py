"""The README's examples and settings, written from what the program really answers.

``python -m benchmarks.readme RELEASE`` writes them anew; a test compares them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from serving.app import create_app
from serving.settings import Settings

README = Path(__file__).parents[1] / "README.md"
_EXAMPLE = re.compile(
    r"<!-- example: \w+ -->\n```\ncurl -s localhost:8000(?P<path>\S+) .*?-d '(?P<body>.*?)'\n```\n"
    r"```json\n(?P<shown>.*?)```\n",
    re.DOTALL,
)
_SETTINGS = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", re.DOTALL)


def examples(text: str) -> Iterator[tuple[re.Match[str], str, dict[str, Any]]]:
    """Each example of the README: its match, path and request body."""
    for match in _EXAMPLE.finditer(text):
        yield match, match["path"], json.loads(match["body"])


def settings_table() -> str:
    """The service's settings as a Markdown table."""
    rows = ["| variable | default | what |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append(f"| `TANGGAP_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


def shown(answer: dict[str, Any]) -> str:
    """An answer as the README shows it: one line a field."""
    lines = (f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in answer.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(release: str) -> None:
    """Write the examples and the settings anew from ``release``."""
    text = README.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder, TestClient(_app(release, folder), base_url="http://localhost:8000") as client:
        for match, path, body in reversed(list(examples(text))):
            answer = client.post(path, json=body).json()
            text = text[: match.start("shown")] + shown(answer) + text[match.end("shown") :]
    README.write_text(_SETTINGS.sub(lambda _: settings_table(), text), encoding="utf-8")


def _app(release: str, folder: str) -> FastAPI:
    return create_app(Settings(release=Path(release), database_url=f"sqlite:///{folder}/readme.db", demo=True))


if __name__ == "__main__":
    main(sys.argv[1])
