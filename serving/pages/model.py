"""Model: the release in service, its figures and certificate, drift, and what changed since the last."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import ServiceOf
from serving.pages import words
from serving.pages.render import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Principal, Depends(require("releases:read"))]
FIGURES = {
    "top1": "Instansi pertama benar",
    "top3": "Instansi benar di antara tiga teratas",
    "macro_f1": "F1 rata-rata antarkelas",
    "ece": "Galat kalibrasi peluang (makin kecil makin baik)",
    "auroc": "Balasan: membedakan substantif dari normatif (AUROC)",
    "kappa": "Balasan: kesepakatan dengan penilai manusia (kappa kuadratik)",
}
"""Figures of a manifest that a reader without statistics can use, by name."""
SHARES = {"top1", "top3"}
_ENGLISH = "# Model card (English)"


@router.get("/model")
def model(request: Request, by: Reader, service: ServiceOf) -> Response:
    """The release that answers now."""
    release = service.engine.release
    before = request.app.state.shelf.before_manifest
    now, last = named_figures(release.manifest), named_figures(before) if before else {}
    return page(
        request,
        "model.html",
        release=release,
        manifest=release.manifest,
        certificate=release.manifest["certificate"],
        figures=[(label, now[label], last.get(label)) for label in FIGURES.values() if label in now],
        before=before,
        drift=service.engine.disposer.policy.drift,
        card=card_html(release.files["MODEL_CARD.md"].decode()),
    )


def named_figures(manifest: Any) -> dict[str, str]:
    """The figures of a manifest that `FIGURES` names, by label, as they are read."""
    return {
        FIGURES[name]: words.percent(value, 1) if name in SHARES else words.number(value, 3)
        for part in manifest["metrics"].values()
        for name, value in part.items()
        if name in FIGURES and isinstance(value, (int, float))
    }


def card_html(card: str) -> Markup:
    """The Indonesian part of a model card as HTML, its headings below those of the page; HTML in it stays text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(card.partition(_ENGLISH)[0])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - the renderer escapes
