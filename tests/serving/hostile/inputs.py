"""Hostile requests: bodies, parameters, headers and raw bytes that nobody who means well would send.

Each carries `MARK`, which no error may repeat.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

MARK = "SitiRahasia3578010101010001"
TEXT = f"lampu jalan padam {MARK}"
JSON = {"Content-Type": "application/json"}


def _nested(depth: int, opening: str, closing: str) -> bytes:
    return (opening * depth + f'"{MARK}"' + closing * depth).encode()


BODIES: list[bytes] = [
    b"",
    b" ",
    b"null",
    b"true",
    b"0",
    b"-",
    b'"',
    f'"{MARK}"'.encode(),
    f'["{MARK}"]'.encode(),
    b"[]",
    b"{}",
    b"{" * 5000,
    b"[" * 200_000,
    _nested(33, "[", "]"),
    _nested(1000, '{"a":', "}"),
    _nested(50_000, "[", "]"),
    b"9" * 200_000,
    b'{"text": ' + b"9" * 6000 + b"}",
    b'{"text": 1e999}',
    b'{"text": NaN}',
    b'{"text": -Infinity}',
    b'{"text": "\\ud800"}',
    b'{"text": "\\udfff\\ud800"}',
    f'{{"text": "{MARK}", "text": "{MARK}"}}'.encode(),
    f'{{"text": "{MARK}\\u0000"}}'.encode(),
    f'{{"text": "{MARK}\x00"}}'.encode(),
    f'{{"text": "{MARK}\\q"}}'.encode(),
    f'{{"text": "{MARK}"'.encode(),
    f'{{"text": "{MARK}",}}'.encode(),
    f'{{"text": "{MARK}"}} extra'.encode(),
    f'{{"{MARK}": 1}}'.encode(),
    f'{{"text": "x", "{MARK}": {{"{MARK}": [1]}}}}'.encode(),
    f'{{"text": ["{MARK}"]}}'.encode(),
    f'{{"text": {{"a": "{MARK}"}}}}'.encode(),
    f'{{"text": "x", "id": "{MARK * 40}"}}'.encode(),
    f'{{"text": "{MARK * 4000}"}}'.encode(),
    f'{{"text": "x", "submitted_at": "{MARK}"}}'.encode(),
    b'{"text": "x", "submitted_at": "9999-99-99"}',
    b'{"text": "x", "submitted_at": -1e308}',
    b'{"text": "x", "region": 1, "kelurahan": true, "address": null}',
    b'\xef\xbb\xbf{"text": "x"}',
    b'{"text": "\xff\xfe"}',
    b'{"text": "\xed\xa0\x80"}',
    json.dumps({"text": TEXT}).encode("utf-16"),
    json.dumps({"text": TEXT}).encode("utf-32-le"),
    b'{"text": "\xc0\xae\xc0\xae/"}',
    json.dumps({"__proto__": {"x": MARK}, "constructor": MARK, "text": "x"}).encode(),
    json.dumps({"$where": MARK, "text": {"$ne": None}}).encode(),
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    f"text={MARK}&id={MARK}".encode(),
    b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix",
    b"\x1f\x8b\x08" + bytes(200),
    b"\x00" * 1000,
    json.dumps({"complaints": [{"text": MARK, "x": MARK}] * 50}).encode(),
    json.dumps({"complaints": [MARK] * 1001, "replies": [MARK] * 1001}).encode(),
    json.dumps({"complaints": {MARK: MARK}, "replies": MARK}).encode(),
    json.dumps({"complaint": MARK, "reply": 1, "report_type": MARK}).encode(),
    json.dumps({"id": MARK, "url": f"http://{MARK}@127.0.0.1:1/", "secret": MARK}).encode(),
    json.dumps({"id": "../../../etc/passwd", "level": 99, "status": MARK, "reason": ""}).encode(),
]

TEXTS = [
    "a",
    " ",
    "\u200b\u202e\u2066",
    "\ufffe\uffff",
    "́" * 20_000,
    "😀" * 20_000,
    "Ａ" * 50_000,
    "a" * 100_000,
    "a " * 50_000,
    "(" * 50_000,
    ("0812" * 20_000),
    "jl. " * 25_000,
    "RT 1 RW 2 " * 10_000,
    "1.000.000,00 " * 7_000,
    "@" * 100_000,
    "a@" * 50_000,
    "https://" * 12_000,
    "Bapak " * 16_000,
    "'; DROP TABLE decision; --",
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "<script>alert(1)</script>" * 1000,
    "\r\nSet-Cookie: a=b\r\n\r\n",
    "%00%0d%0a%n%s%x",
    "../" * 30_000,
    "=cmd|' /C calc'!A0",
    "=" * 100_000,
    "\t\n" * 50_000,
    "tidak " * 16_000,
    "sudah diperbaiki tanggal 31 Februari 2026 " * 2_000,
    "-" * 100_000,
    "Ã¢â‚¬â„¢" * 10_000,
    "\\" * 100_000,
]
"""Texts that are valid: they must be answered."""

WORDS = [
    MARK,
    "",
    "x" * 5000,
    "\x00",
    "\r\nX-A: b",
    "../../etc/passwd",
    "..%2f..%2f",
    "%",
    "%zz",
    "%ff%fe",
    "%ed%a0%80",
    "'\"; --",
    "-1",
    "99999999999999999999",
    "1e999",
    "NaN",
    "null",
    "☃",
    "2026-13",
    "0000-00-00",
    "[]",
    "{{7*7}}",
    "e30=",
    "ISEh",
    "W10=",
    "bnVsbA==",
]
"""Words for paths, parameters and headers."""

HEADERS = [
    {"Content-Type": value}
    for value in (
        "",
        "text/plain",
        MARK,
        "application/json; charset=" + MARK,
        "application/xml",
        "multipart/form-data",
        f"multipart/form-data; boundary={MARK}",
        "application/x-www-form-urlencoded",
        "application/x-ndjson",
        "application/" + "x" * 5000,
        "application/json, text/html",
        '"',
        "application/json;;;=;",
    )
] + [
    {"Content-Encoding": "gzip"},
    {"Accept": MARK},
    {"Accept-Encoding": MARK},
    {"If-None-Match": MARK * 100},
    {"Idempotency-Key": MARK * 100},
    {"Idempotency-Key": ""},
    {"Range": "bytes=0-999999999999"},
    {"Range": f"{MARK}=-1"},
    {"X-Forwarded-For": MARK},
    {"X-Forwarded-Proto": MARK},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Host": MARK},
    {"Host": f"localhost:{MARK}"},
    {"Host": "localhost, evil.example"},
    {"Origin": f"https://{MARK}.example"},
    {"Cookie": f"tanggap_session={MARK}; __Host-tanggap_session={MARK}"},
    {"Cookie": "=;=;=" * 500},
    {"Authorization": f"Bearer {MARK}"},
    {"Authorization": f"Bearer tgp_{MARK}"},
    {"Authorization": f"Basic {MARK}"},
    {"Authorization": "Bearer " + "x" * 8000},
    {"Traceparent": MARK},
    {"X-Request-Id": MARK * 50},
    {"Expect": "100-continue"},
    {"Expect": MARK},
    {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": MARK, "Sec-WebSocket-Version": "13"},
    {"Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings", "HTTP2-Settings": MARK},
    {"Forwarded": f"for={MARK}"},
]

_VALID = json.dumps({"text": "lampu padam"})
_HEAD = "Host: localhost\r\n"


def _post(headers: str, body: str) -> bytes:
    return f"POST /v1/dispositions HTTP/1.1\r\n{_HEAD}Content-Type: application/json\r\n{headers}\r\n{body}".encode()


RAW: list[bytes] = [
    b"\r\n\r\n",
    b"\x00" * 100,
    f"{MARK}\r\n\r\n".encode(),
    f"GET /{MARK}\r\n\r\n".encode(),
    f"GET /{MARK} HTTP/9.9\r\n{_HEAD}\r\n".encode(),
    f"{MARK} / HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET  /{MARK}  HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET http://{MARK}/ HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET {MARK} HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET /\xe9{MARK} HTTP/1.1\r\n{_HEAD}\r\n".encode("latin-1"),
    f"GET /%00{MARK} HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET //{MARK} HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET /%2e%2e/%2e%2e/{MARK} HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET /docs/assets/..%2f..%2f{MARK} HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"CONNECT {MARK}:443 HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"OPTIONS * HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"TRACE /{MARK} HTTP/1.1\r\n{_HEAD}X-A: {MARK}\r\n\r\n".encode(),
    f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{MARK}".encode(),
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + MARK.encode() + bytes(100),
    f"GET / HTTP/1.1\r\n\r\n{MARK}".encode(),
    f"GET / HTTP/1.1\r\nHost: a\r\nHost: {MARK}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\n{_HEAD}{MARK}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\n{_HEAD}: {MARK}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\n{_HEAD}X A: {MARK}\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\n{_HEAD}X-A: {MARK}\x00\r\n\r\n".encode(),
    f"GET / HTTP/1.1\r\n{_HEAD}X-A: b\n {MARK}\r\n\r\n".encode(),
    f"GET /{'a' * 70_000}{MARK} HTTP/1.1\r\n{_HEAD}\r\n".encode(),
    f"GET / HTTP/1.1\r\n{_HEAD}X-A: {MARK * 4000}\r\n\r\n".encode(),
    ("GET / HTTP/1.1\r\n" + _HEAD + f"X-A: {MARK}\r\n" * 2000 + "\r\n").encode(),
    _post("Content-Length: -1\r\n", _VALID),
    _post(f"Content-Length: {MARK}\r\n", _VALID),
    _post("Content-Length: 99999999999999999999\r\n", _VALID),
    _post("Content-Length: 5\r\nContent-Length: 6\r\n", _VALID),
    _post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", f"0\r\n\r\nGET /{MARK} HTTP/1.1\r\n\r\n"),
    _post(f"Transfer-Encoding: {MARK}\r\n", _VALID),
    _post("Transfer-Encoding: chunked\r\n", f"zz\r\n{MARK}\r\n0\r\n\r\n"),
    _post("Transfer-Encoding: chunked\r\n", f"ffffffffffffffff\r\n{MARK}"),
    _post("Transfer-Encoding: chunked\r\n", f"5;{MARK}\r\nabcde\r\n0\r\nX-A: {MARK}\r\n\r\n"),
    _post("Transfer-Encoding: chunked, identity\r\n", f"5\r\n{MARK}\r\n0\r\n\r\n"),
    _post(f"Content-Length: {len(_VALID)}\r\n", _VALID) * 20,
    _post("Expect: 100-continue\r\nContent-Length: 10\r\n", MARK[:10]),
    b"GET /healthz HTTP/1.0\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nConnection: keep-alive, close\r\nHost: \xff\xfe\r\n\r\n",
]
"""Bytes for a bare connection."""


def paths(template: str) -> Iterator[str]:
    """The path with hostile words in place of its parameters, and in a query of common names."""
    names = ("limit", "after", "agency", "month", "status", "level", "format", "region", "next", MARK)
    for word in WORDS:
        safe = quote(word, safe="%")
        path = "/".join(safe if part.startswith("{") else part for part in template.split("/"))
        yield path + "?" + "&".join(f"{name}={safe}" for name in names)
