"""The description of the API: every operation says what it does, what it takes, gives and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from serving.api.routers import TAGS
from serving.app import create_app
from serving.problems import KINDS, TYPE
from serving.settings import Settings

SCHEMA: dict[str, Any] = create_app(Settings()).openapi()
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
    if method in METHODS and path.startswith(("/v1/", "/open311/"))
]


def parts(node: Any, seen: frozenset[str] = frozenset()) -> Iterator[dict[str, Any]]:
    """All parts of a schema, references followed once."""
    if isinstance(node, list):
        for each in node:
            yield from parts(each, seen)
    elif isinstance(node, dict):
        yield node
        reference = node.get("$ref", "")
        if reference and reference not in seen:
            yield from parts(SCHEMA["components"]["schemas"][reference.rsplit("/", 1)[1]], seen | {reference})
        for value in node.values():
            yield from parts(value, seen)


def has_example(content: dict[str, Any]) -> bool:
    return all(any({"example", "examples"} & set(part) for part in parts(each)) for each in content.values())


def test_the_paths_of_the_plan_are_there() -> None:
    wanted = """
        /v1/dispositions /v1/dispositions/batch /v1/dispositions/stream /v1/dispositions/{decision_id}
        /v1/replies/score /v1/replies/score/batch /v1/threads/score /v1/complaints /v1/complaints/batch
        /v1/complaints/{complaint_id} /v1/complaints/{complaint_id}/replies /v1/complaints/{complaint_id}/export
        /v1/complaints/{complaint_id}/duplicates /v1/complaints/{complaint_id}/corrections /v1/duplicates/search
        /v1/corrections/{correction_id}/{verdict} /v1/replies /v1/replies/{reply_id}/override
        /v1/replies/{reply_id}/objections /v1/queue /v1/agencies /v1/topics /v1/clocks /v1/overdue /v1/figures
        /v1/promises /v1/families /v1/release /v1/releases /v1/releases/{release_id}/load
        /v1/releases/{release_id}/promote /v1/releases/rollback /v1/export/corrections.{kind} /v1/events /v1/webhooks
        /open311/v2/services.{form} /open311/v2/requests.{form} /healthz /readyz
    """
    assert set(wanted.split()) <= set(SCHEMA["paths"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_is_described(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert set(operation["tags"]) <= set(TAGS)
    good = {status: answer for status, answer in operation["responses"].items() if status[0] == "2"}
    assert good
    for answer in good.values():
        assert has_example(answer.get("content", {}))
    if "requestBody" in operation:
        assert has_example(operation["requestBody"]["content"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_an_operation_names_its_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    for status in ("401", "403", "422", "503"):
        assert set(operation["responses"][status]["content"]) == {"application/problem+json"}
    assert operation["security"] == [{"HTTPBearer": []}]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_write_takes_an_idempotency_key(path: str, method: str, operation: dict[str, Any]) -> None:
    names = {parameter["name"].lower() for parameter in operation.get("parameters", [])}
    asks_only = path in {"/v1/dispositions/stream", "/v1/duplicates/search"}
    assert ("idempotency-key" in names) == (method != "get" and not asks_only)


def test_every_kind_of_problem_is_in_the_documentation() -> None:
    text = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    for kind, (status, title) in KINDS.items():
        assert f"| `{kind}` | {status} | {title} |" in text
    assert TYPE in text
