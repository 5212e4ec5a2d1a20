"""``tanggap users`` and ``tanggap keys``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from serving.access.keys import principal_of_key
from serving.access.people import SignInError, check_password
from serving.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(store: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--database-url", f"sqlite:///{tmp_path / 'access.db'}"])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_an_account_from_its_making_to_its_end(run: Run, store: Engine) -> None:
    code, out, _ = run("users", "add", "dewi", "--name", "Dewi", "--role", "pejabat_penghubung", "--agency", "Dinas A")
    first = out.removeprefix("password of dewi: ").strip()
    assert (code, bool(check_password(store, "dewi", first))) == (0, True)
    assert run("users", "list")[1] == "dewi\tpejabat_penghubung\tDinas A\tDewi\tactive\n"
    second = run("users", "reset-password", "dewi")[1].removeprefix("password of dewi: ").strip()
    assert check_password(store, "dewi", second)
    assert run("users", "disable", "dewi")[0] == 0
    with pytest.raises(SignInError):
        check_password(store, "dewi", second)
    out = run("users", "list")[1]
    assert "disabled" in out
    assert second not in out


def test_a_key_from_its_making_to_its_end(run: Run, store: Engine) -> None:
    code, out, _ = run("keys", "make", "Kanal Kota", "--days", "30")
    made = dict(line.split(": ") for line in out.splitlines())
    found = principal_of_key(store, made["key"])
    assert (code, found and found.role) == (0, "service")
    listed = run("keys", "list")[1]
    assert listed.startswith(f"{made['id']}\tservice\t\tKanal Kota\tends {made['ends']}")
    assert made["key"] not in listed
    assert run("keys", "revoke", made["id"])[0] == 0
    assert principal_of_key(store, made["key"]) is None
    assert "revoked" in run("keys", "list")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("users", "add", "dewi", "--name", "Dewi", "--role", "pejabat_penghubung"), "needs an agency"),
        (("users", "add", "dewi", "--name", "Dewi", "--role", "raja"), "'raja' is not one of"),
        (("users", "disable", "dewi"), "no such account; see: tanggap users list"),
        (("users", "reset-password", "dewi"), "no such account"),
        (("keys", "make", "a", "--days", "0"), "greater than or equal to 1"),
        (("keys", "revoke", "x"), "no such key in use; see: tanggap keys list"),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
