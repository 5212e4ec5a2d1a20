"""Releases: which is in service, which there are, and changing it by two persons."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from classifier.engine import Engine
from classifier.errors import ReleaseError, TaxonomyError
from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import ServiceOf, StoreOf, Writer, write, writer
from serving.problems import ProblemError, responses
from serving.releases import Shelf
from serving.schemas import ReleaseOut
from serving.store.promotions import confirmable, note, open_proposal
from serving.store.store import Store, Transaction

router = APIRouter(prefix="/v1", tags=["releases"])
Reading = Annotated[Principal, Depends(require("releases:read"))]
Writing = Annotated[Writer, Depends(writer("releases:write"))]


class ReleaseRow(BaseModel):
    """A release of the office's folder."""

    id: str = Field(examples=["48be26ee1e25a98f"])
    name: str = Field(examples=["2026-03"], description="Its subfolder.")
    kind: str = Field(examples=["topic"])
    made_at: str
    certified: bool = Field(description="Whether it may answer `auto`.")
    in_service: bool
    loaded: bool = Field(description="Verified and warm, ready to be promoted.")
    proposed_by: str = Field(description="Who proposed it and waits for a second person; empty when nobody does.")


class ReleasesOut(BaseModel):
    """The release in service, the one that a rollback brings back, and those of the folder."""

    in_service: str = Field(examples=["48be26ee1e25a98f"])
    before: str
    releases: list[ReleaseRow]


class PromotionOut(BaseModel):
    """What became of a wish: ``diusulkan`` waits for a second person, ``dipakai`` and ``dikembalikan`` are done."""

    release: str = Field(examples=["48be26ee1e25a98f"])
    outcome: str = Field(examples=["diusulkan"])
    by: str


def _shelf(request: Request, _: ServiceOf) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf


ShelfOf = Annotated[Shelf, Depends(_shelf)]


@router.get("/release", summary="Rilis yang sedang dipakai", responses=responses())
async def release(service: ServiceOf, _: Reading) -> ReleaseOut:
    """What answers now: its labels, figures, certificate and code."""
    found = service.engine.release
    return ReleaseOut.model_validate({"id": found.id, **found.manifest})


@router.get("/releases", summary="Daftar rilis", responses=responses())
def releases(store: StoreOf, shelf: ShelfOf, _: Reading) -> ReleasesOut:
    """The releases of the folder `TANGGAP_RELEASES`."""
    return _listed(store, shelf)


@router.post("/releases/{release_id}/load", summary="Muat dan periksa satu rilis", responses=responses(404, 409))
def load(release_id: str, store: StoreOf, shelf: ShelfOf, _: Writing) -> ReleasesOut:
    """Verifies every byte, loads and warms it. One that does not verify is refused; what is in service stays."""
    _loaded(shelf, release_id)
    return _listed(store, shelf)


@router.post(
    "/releases/{release_id}/promote",
    summary="Usulkan atau pakai satu rilis (dua orang)",
    response_model=PromotionOut,
    responses=responses(404, 409),
)
def promote(release_id: str, store: StoreOf, shelf: ShelfOf, writing: Writing) -> Response:
    """The first person proposes; a second one, within seven days, confirms, and the release is put into service."""
    if release_id == shelf.current.engine.release.id:
        raise ProblemError("bad-state", "it is in service already")
    engine = _loaded(shelf, release_id)
    confirmed = False

    def work(tx: Transaction) -> PromotionOut:
        nonlocal confirmed
        confirmed = confirmable(tx, release_id, writing.by)
        entry = note(tx, release_id, "dipakai" if confirmed else "diusulkan", writing.by)
        return PromotionOut(release=release_id, outcome=entry.outcome, by=entry.actor)

    answer = write(store, writing, work)
    if confirmed:
        shelf.promote(engine)
    return answer


@router.post(
    "/releases/rollback",
    summary="Kembali ke rilis sebelumnya",
    response_model=PromotionOut,
    responses=responses(409),
)
def roll_back(store: StoreOf, shelf: ShelfOf, writing: Writing) -> Response:
    """Puts the release before into service again; one person may, because it must be quick."""
    before = shelf.before
    if not before:
        raise ProblemError("bad-state", "no release was in service before this one")
    noted = False

    def work(tx: Transaction) -> PromotionOut:
        nonlocal noted
        noted = True
        entry = note(tx, before, "dikembalikan", writing.by)
        return PromotionOut(release=entry.release, outcome=entry.outcome, by=entry.actor)

    answer = write(store, writing, work)
    if noted:
        shelf.roll_back()
    return answer


def _loaded(shelf: Shelf, release_id: str) -> Engine:
    try:
        return shelf.load(release_id)
    except KeyError:
        raise ProblemError("not-found") from None
    except (ReleaseError, TaxonomyError):
        raise ProblemError("bad-release") from None


def _listed(store: Store, shelf: Shelf) -> ReleasesOut:
    current = shelf.current.engine.release.id
    with store.reading() as tx:
        proposals = {kept.id: open_proposal(tx, kept.id) for kept in shelf.kept()}
    rows = [
        ReleaseRow(
            id=kept.id,
            name=kept.path.name,
            kind=kept.manifest["kind"],
            made_at=kept.manifest["made_at"],
            certified=bool(kept.manifest.get("certificate")),
            in_service=kept.id == current,
            loaded=kept.id == shelf.loaded,
            proposed_by=entry.actor if (entry := proposals.get(kept.id)) else "",
        )
        for kept in shelf.kept()
    ]
    return ReleasesOut(in_service=current, before=shelf.before, releases=rows)
