"""All routers of the API, put into an app."""

from __future__ import annotations

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer

from serving.api import (
    audits,
    complaints,
    dispositions,
    duplicates,
    events,
    exports,
    figures,
    kept_replies,
    labels,
    open311,
    operations,
    reference,
    releases,
    replies,
    reviews,
    threads,
)

GUARDED = (
    dispositions.router,
    replies.router,
    threads.router,
    complaints.router,
    duplicates.router,
    kept_replies.router,
    reviews.router,
    labels.router,
    figures.router,
    audits.router,
    reference.router,
    releases.router,
    exports.router,
    events.router,
    open311.router,
)
TAGS = {
    "dispositions": "Instansi mana yang bertanggung jawab atas satu laporan.",
    "replies": "Apakah satu balasan berisi (substantif) atau hanya normatif.",
    "complaints": "Laporan dan balasan yang disimpan untuk diaudit.",
    "duplicates": "Laporan yang berulang.",
    "reviews": "Perbaikan instansi, perubahan tingkat, dan sanggahan.",
    "labels": "Laporan yang paling perlu diberi label.",
    "figures": "Angka per instansi, bulan, wilayah, dan tingkat.",
    "audits": "Audit: berapa balasan yang benar-benar substantif.",
    "reference": "Instansi, urusan, dan tenggat.",
    "releases": "Rilis model yang dipakai.",
    "exports": "Berkas untuk melatih model.",
    "events": "Kejadian untuk sistem lain.",
    "open311": "Tampilan Open311 GeoReport v2.",
    "operations": "Keadaan layanan.",
}
_BEARER = HTTPBearer(auto_error=False, description="A key of a service: `tgp_` and 43 characters.")


def install(app: FastAPI) -> None:
    """Serve the API. Each route stands behind its guard; the scheme is named here for its description."""
    app.openapi_tags = [{"name": name, "description": text} for name, text in TAGS.items()]
    app.include_router(operations.router)
    for router in GUARDED:
        app.include_router(router, dependencies=[Security(_BEARER)])
