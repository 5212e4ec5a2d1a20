"""Files for those who train: approved corrections as rows, redacted."""

from __future__ import annotations

import csv
import io
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.problems import responses
from serving.store.review import training_rows

router = APIRouter(prefix="/v1/export", tags=["exports"])
_TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@router.get(
    "/corrections.{kind}",
    summary="Perbaikan yang disetujui, sebagai baris latih",
    response_class=Response,
    responses={
        200: {
            "description": "Satu baris untuk tiap perbaikan; teksnya sudah disamarkan.",
            "content": {
                "text/csv": {
                    "example": "id,text,agency\r\nL-1,Lampu jalan padam di depan rumah [NAMA].,Dinas Perhubungan\r\n"
                },
                "application/x-ndjson": {
                    "example": '{"id": "L-1", "text": "Lampu jalan padam.", "agency": "Dinas Perhubungan"}\n'
                },
            },
        },
        **responses(404),
    },
)
def corrections(
    kind: Literal["csv", "jsonl"], store: StoreOf, by: Annotated[Principal, Depends(require("export"))]
) -> Response:
    """What `tanggap-train fit --data` reads. An account adds no more than its quota; an agency gets its own rows."""
    with store.reading() as tx:
        rows = [row for row in training_rows(tx) if by.agency in ("", row["agency"])]
    content = (
        _csv(rows)
        if kind == "csv"
        else "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    )
    name = f'attachment; filename="corrections.{kind}"'
    return Response(content, media_type=_TYPES[kind], headers={"Content-Disposition": name})


def _csv(rows: list[dict[str, Any]]) -> str:
    target = io.StringIO()
    if rows:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _no_formula(value) for name, value in row.items()} for row in rows)
    return target.getvalue()


def _no_formula(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
