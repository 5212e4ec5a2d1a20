"""The two forms of the Open311 view: answers in JSON or XML, and requests as a URL-encoded form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from fastapi import Response

from serving.problems import ProblemError

Format = Literal["json", "xml"]
Row = Mapping[str, Any]
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_FIELDS = 60


def answer(form: Format, root: str, item: str, rows: Sequence[Row], *, status: int = 200) -> Response:
    """Rows as a JSON list, or as XML elements ``item`` in ``root``; what is ``None`` is left out."""
    kept = [{name: value for name, value in row.items() if value is not None} for row in rows]
    if form == "json":
        return Response(json.dumps(kept, ensure_ascii=False).encode(), status, media_type="application/json")
    return Response(_xml(root, item, kept), status, media_type="text/xml; charset=utf-8")


def form_fields(body: bytes) -> dict[str, str]:
    """The fields of a URL-encoded form; of one that comes twice the first. Raises `ProblemError`."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise ProblemError("unreadable-body") from None
    return dict(reversed(pairs))


def _xml(root: str, item: str, rows: Sequence[Row]) -> bytes:
    top = ElementTree.Element(root)
    for row in rows:
        _add(ElementTree.SubElement(top, item), row)
    return bytes(ElementTree.tostring(top, encoding="utf-8", xml_declaration=True))


def _add(parent: ElementTree.Element, row: Row) -> None:
    for name, value in row.items():
        child = ElementTree.SubElement(parent, name)
        if isinstance(value, list):  # attributes of a service definition, values of an attribute
            for each in value:
                _add(ElementTree.SubElement(child, name[:-1]), each)
        else:
            child.text = _NOT_IN_XML.sub("", str(value).lower() if isinstance(value, bool) else str(value))
