"""Every setting of the service, read once from the environment (``TANGGAP_...``) or given on the command line."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings; each field's environment variable is ``TANGGAP_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="TANGGAP_", extra="ignore")

    release: Path = Field(default=Path("models/starter"), description="Directory of the release to serve.")
    directory: Path | None = Field(
        default=None, description="Folder with an office's own competence table, instead of the release's."
    )
    region: str = Field(default="", description="Regency or city of complaints that name none.")
    database_url: str = Field(default="sqlite:///tanggap.db", description="Where decisions are stored: sqlite:///FILE.")
    hmac_key: str = Field(
        default="",
        description="Secret with which inputs are fingerprinted in the store; made and kept in the store when empty.",
    )
    max_body_bytes: int = Field(default=262_144, description="Largest request body, in bytes.", ge=1024)
