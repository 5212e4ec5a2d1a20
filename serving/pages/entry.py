"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from serving.access.cookies import clear_session, session_token, set_session
from serving.access.csrf import check_origin
from serving.access.guard import require
from serving.access.people import SignInError
from serving.access.roles import Principal
from serving.access.sessions import sign_in, sign_out
from serving.api.dependencies import StoreOf
from serving.pages.render import page

router = APIRouter(include_in_schema=False)


@router.get("/masuk")
def form(request: Request, next: str = "/") -> Response:
    """The sign-in form."""
    return page(request, "masuk.html", next=_own(next), message="")


@router.post("/masuk")
def enter(
    request: Request,
    store: StoreOf,
    login: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=1000)] = "/",
) -> Response:
    """Open a session and go on to the page that was asked for; the same words whatever was wrong."""
    check_origin(request)
    try:
        token = sign_in(store.engine, login, password, before=session_token(request))
    except SignInError:
        message = "Nama pengguna atau kata sandi tidak cocok, atau akun sedang dikunci. Coba lagi nanti."
        return page(request, "masuk.html", status=401, next=_own(next), message=message)
    response = RedirectResponse(_own(next), status_code=303)
    set_session(request, response, token)
    return response


@router.post("/keluar")
def leave(request: Request, store: StoreOf, _by: Annotated[Principal, Depends(require("figures"))]) -> Response:
    """End the session."""
    sign_out(store.engine, session_token(request))
    response = RedirectResponse("/masuk", status_code=303)
    clear_session(request, response)
    return response


def _own(address: str) -> str:
    """The address if it lies on this site, else the first page: a sign-in must not lead elsewhere."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and address.isprintable() else "/"
