"""Strict JSON: everything that JSON allows, and nothing that two readers could read differently."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.problems import ProblemError
from serving.strict_json import DEEPEST, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES, st.booleans())
def test_all_that_is_json_is_read_as_it_is(value: Any, ascii_only: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200) | st.text('[]{}":,\\u0dD8e9NaN1-+. ', max_size=40).map(str.encode))
def test_whatever_is_sent_is_read_or_is_a_problem(data: bytes) -> None:
    with suppress(ProblemError):
        assert read_json(data) == json.loads(data)


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", 422, "not valid JSON"),
        (b"{", 422, "not valid JSON"),
        (b'{"a": 1,}', 422, "not valid JSON"),
        (b"{'a': 1}", 422, "not valid JSON"),
        (b'\xef\xbb\xbf{"a": 1}', 422, "not valid JSON"),
        (b'{"a": "\x01"}', 422, "not valid JSON"),
        (b"NaN", 422, "NaN and Infinity"),
        (b'{"a": [1, -Infinity]}', 422, "NaN and Infinity"),
        (b'{"a": 1e999}', 422, "too large"),
        (b'{"a": -1e999}', 422, "too large"),
        (b'{"a": 1, "a": 1}', 422, "comes twice"),
        (b'[{"b": {"a": 1, "\\u0061": 2}}]', 422, "comes twice"),
        (b'"\\ud800"', 422, "lone surrogate"),
        (b'{"\\uDFFF": 1}', 422, "lone surrogate"),
        (b'["\\udc00\\ud800"]', 422, "lone surrogate"),
        (b"\xff\xfe", 400, "not UTF-8"),
        (b'"\xed\xa0\x80"', 400, "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), 400, "not UTF-8"),
        (b"1" * 5000, 400, "too many digits"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), 400, "32 levels"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, 400, "32 levels"),
        (b"[" * 100_000, 400, "32 levels"),
    ],
)
def test_what_is_refused(data: bytes, status: int, says: str) -> None:
    with pytest.raises(ProblemError) as error:
        read_json(data)
    assert (error.value.status_code, says in error.value.detail) == (status, True)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * DEEPEST + b"]" * DEEPEST,
        b"[" + b"[]," * 100 + b"[]]",
        json.dumps(["[" * 100, '"' + "[" * 100, "\\", "{" * 50]).encode(),
        b'"\\ud83d\\ude00"',
        b'{"a": 1, "A": 1}',
        b'"\\\\ud800"',
    ],
)
def test_what_only_looks_wrong_is_read(data: bytes) -> None:
    assert read_json(data) == json.loads(data)
