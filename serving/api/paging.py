"""Pages by cursor; the store makes and reads the cursors (`serving.store.cursors`)."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=500, description="Items a page.")]
Cursor = Annotated[str, Query(max_length=600, description="`next` of the page before; empty for the first page.")]


class Page(BaseModel, Generic[Item]):
    """A page of items, the newest first."""

    items: list[Item]
    next: str = Field(default="", description="Cursor of the next page; empty on the last one.")
