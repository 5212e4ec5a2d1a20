"""Errors of pages, told to people in Indonesian; the API tells the same ones as problem details."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from classifier.errors import TanggapError
from serving.pages.render import page
from serving.problems import ProblemError

API = ("/v1/", "/open311/", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json")

WORDS: dict[int, tuple[str, str]] = {
    403: (
        "Tidak diizinkan",
        "Peran Anda tidak mencakup halaman atau tindakan ini. Jika formulir terlalu lama terbuka, muat ulang.",
    ),
    404: ("Tidak ditemukan", "Halaman atau data ini tidak ada, atau bukan bagian instansi Anda."),
    409: ("Tidak dapat dilakukan", "Tindakan ini sudah dilakukan, atau harus dilakukan orang lain."),
    422: ("Isian belum benar", "Periksa kembali isian atau saringan pada alamat halaman."),
    429: ("Terlalu banyak permintaan", "Tunggu sebentar, lalu coba lagi."),
    503: ("Layanan belum siap", "Coba lagi beberapa saat lagi."),
}
UNKNOWN = ("Ada gangguan", "Permintaan ini gagal. Coba lagi; jika tetap gagal, hubungi admin.")


def error_page(request: Request, status: int) -> Response:
    """The page for an HTTP status; who is not signed in is led to the form and back."""
    if status == 401:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        back = back if request.method == "GET" else "/"
        return RedirectResponse(f"/masuk?next={quote(back, safe='')}", status_code=303)
    title, detail = WORDS.get(status, UNKNOWN)
    return page(request, "galat.html", status=status, code=status, title=title, detail=detail)


def install(app: FastAPI) -> None:
    """Answer errors of pages with pages; everything else keeps its handler (`serving.problems.install` comes first)."""
    for kind in (RequestValidationError, HTTPException, ProblemError, TanggapError):
        app.add_exception_handler(kind, _for_pages(app.exception_handlers[kind]))


def _for_pages(handler: Callable[..., Any]) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handle(request: Request, error: Exception) -> Response:
        told: Response = await handler(request, error)
        return error_page(request, told.status_code) if _is_page(request) else told

    return handle


def _is_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(API)
