"""What request bodies have in common: no unknown fields, and field names that errors may repeat."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from serving.problems import document, know_fields, sentences
from serving.schemas import Problem, storable

Word = Annotated[str, AfterValidator(storable), Field(max_length=40)]
"""One of a few words."""
Id = Annotated[str, AfterValidator(storable), Field(min_length=1, max_length=200, pattern=r"^[^\s/?#%\\]+$")]
"""An id that the caller gives; it stands in addresses, so it holds no blank and none of ``/?#%`` and backslash."""
Name = Annotated[str, AfterValidator(storable), Field(max_length=300)]
"""The name of an agency or region."""
Remark = Annotated[str, AfterValidator(storable), Field(min_length=3, max_length=1000)]
"""A person's reason in a sentence."""
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month such as ``2026-03``."""
Day = Annotated[date, Field(ge=date(2019, 1, 1), le=date(2099, 12, 31))]
"""A day for which there are clocks and a calendar."""


class Input(BaseModel):
    """A request body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        know_fields(list(cls.model_fields))


class Rejected(BaseModel):
    """An item of a list that was not accepted, and why."""

    problem: Problem


def _or_rejected(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError as error:
        return rejected(error)


def rejected(error: ValidationError) -> Rejected:
    """What is answered for an item that did not validate."""
    return Rejected(problem=Problem(**document("invalid-request", errors=sentences(error.errors()))))


OrRejected = WrapValidator(_or_rejected)
"""Marks the items of a list of which one wrong item must not refuse the others: it becomes a `Rejected`."""
