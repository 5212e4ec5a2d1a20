"""Every setting of the service, read once from the environment (``TANGGAP_...``) or given on the command line."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings; each field's environment variable is ``TANGGAP_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_", extra="ignore")

    release: Path = Field(default=Path("models/starter"), description="Directory of the release to serve.")
    releases: Path | None = Field(
        default=None, description="Folder whose subfolders are releases that may be loaded and promoted."
    )
    directory: Path | None = Field(
        default=None, description="Folder with an office's own competence table, instead of the release's."
    )
    drift: Path | None = Field(
        default=None,
        description="Report of `tanggap-train drift` to heed; while it alarms or cannot be read, nothing is automatic.",
    )
    region: str = Field(default="", description="Regency or city of complaints that name none.")
    database_url: str = Field(
        default="sqlite:///tanggap.db",
        description="The store: sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE.",
    )
    hmac_key: str = Field(
        default="",
        description="Secret with which inputs are fingerprinted in the store; made and kept in the store when empty.",
    )
    master_key: str = Field(
        default="",
        description="64 hexadecimal digits that wrap the keys of kept texts; made and kept in the store when empty, "
        "and then a copy of the database can be read.",
    )
    demo: bool = Field(
        default=False, description="For trying out: a call of the API without credentials counts as role service."
    )
    trusted_hosts: list[str] = Field(
        default=["localhost", "127.0.0.1", "[::1]"],
        description='Names under which the service is reached, as JSON; "*.example.go.id" takes in all below.',
    )
    hsts_seconds: int = Field(
        default=0, description="How long browsers shall insist on HTTPS; for a service behind HTTPS only.", ge=0
    )
    max_body_bytes: int = Field(default=262_144, description="Largest request body, in bytes.", ge=1024)
    receive_seconds: float = Field(default=10, description="Time in which a request must have arrived.", gt=0)
    answer_seconds: float = Field(default=30, description="Time after which an answer is given up.", gt=0)
    max_requests: int = Field(default=512, description="Requests that one worker takes on at once.", ge=1)
    max_requests_each: int = Field(default=256, description="The same, for one person or key.", ge=1)
    drain_seconds: float = Field(
        default=3, description="Time between SIGTERM and the end in which callers are sent away.", ge=0, le=10
    )
    webhooks_private: bool = Field(
        default=False, description="Whether webhooks may lead to private addresses and to this machine."
    )
    open311_jurisdiction: str = Field(
        default="tanggap.local", description="The jurisdiction_id of the Open311 view, such as kedirikota.go.id."
    )
