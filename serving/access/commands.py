"""``tanggap users`` and ``tanggap keys``: who may enter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from serving.access.roles import Role

if TYPE_CHECKING:
    from sqlalchemy import Engine

users_app = typer.Typer(no_args_is_help=True, help="Accounts of people, who sign in on the pages.")
keys_app = typer.Typer(no_args_is_help=True, help="Keys of services, which call the API.")

Database = Annotated[str, typer.Option(help="Store [env: TANGGAP_DATABASE_URL; default: sqlite:///tanggap.db].")]
Login = Annotated[str, typer.Argument(help="The name that the person signs in with.")]
Agency = Annotated[str, typer.Option(help="Agency of a pejabat_penghubung, as it stands in dispositions.")]


@users_app.command("add")
def add_user(
    login: Login,
    name: Annotated[str, typer.Option(help="The person's name, as others see it.")],
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    agency: Agency = "",
    database_url: Database = "",
) -> None:
    """Make an account and print its password, once."""
    from serving.access.people import add_account

    with _store(database_url) as store:
        print(f"password of {login}: {add_account(store, login, name=name, role=role, agency=agency)}")


@users_app.command("list")
def list_users(database_url: Database = "") -> None:
    """List the accounts: login, role, agency, name, and whether they are disabled or locked."""
    from serving.access.people import list_accounts

    with _store(database_url) as store:
        for account in list_accounts(store):
            state = "active" if account.active else "disabled"
            locked = f"locked until {account.locked_until:%Y-%m-%d %H:%M} UTC" if account.locked_until else ""
            _line(account.login, account.role, account.agency, account.name, state, locked)


@users_app.command("disable")
def disable_user(login: Login, database_url: Database = "") -> None:
    """Refuse an account from now on and end its sessions."""
    from serving.access.people import disable_account

    with _store(database_url) as store:
        disable_account(store, login)
    print(f"{login} is disabled")


@users_app.command("reset-password")
def reset_user_password(login: Login, database_url: Database = "") -> None:
    """Give an account a new password, print it once, and end its sessions."""
    from serving.access.people import reset_password

    with _store(database_url) as store:
        print(f"password of {login}: {reset_password(store, login)}")


@keys_app.command("make")
def make_service_key(
    name: Annotated[str, typer.Argument(help="The service that will hold the key.")],
    role: Annotated[Role, typer.Option(help="What the service may do.")] = "service",
    agency: Agency = "",
    days: Annotated[int, typer.Option(help="Days until the key ends.", min=1, max=3650)] = 365,
    database_url: Database = "",
) -> None:
    """Make a key and print it, once; a service sends it as 'Authorization: Bearer KEY'."""
    from serving.access.keys import make_key

    with _store(database_url) as store:
        new = make_key(store, name, role=role, agency=agency, days=days)
    print(f"id: {new.id}\nkey: {new.key}\nends: {new.expires_at:%Y-%m-%d}")


@keys_app.command("list")
def list_service_keys(database_url: Database = "") -> None:
    """List the keys: id, role, agency, name, when they end, and whether they were revoked."""
    from serving.access.keys import list_keys

    with _store(database_url) as store:
        for key in list_keys(store):
            revoked = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
            _line(key.id, key.role, key.agency, key.name, f"ends {key.expires_at:%Y-%m-%d}", revoked)


@keys_app.command("revoke")
def revoke_service_key(
    key_id: Annotated[str, typer.Argument(help="The key's id, as listed.")], database_url: Database = ""
) -> None:
    """Refuse a key from now on; workers forget it within five seconds."""
    from serving.access.keys import revoke_key

    with _store(database_url) as store:
        revoke_key(store, key_id)
    print(f"{key_id} is revoked")


@contextmanager
def _store(database_url: str) -> Iterator[Engine]:
    from serving.settings import Settings
    from serving.store.database import open_store

    store = open_store(database_url or Settings().database_url)
    try:
        yield store
    finally:
        store.dispose()


def _line(*columns: str) -> None:
    print("\t".join(columns).rstrip())
