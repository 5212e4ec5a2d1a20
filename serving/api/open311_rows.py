"""Topics and kept complaints as the services and requests of Open311 GeoReport v2."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

from classifier.errors import TaxonomyError
from classifier.reply.threads import first_follow_up_due
from classifier.taxonomy import Topic, load_topics
from serving.api.inputs import Input, Name
from serving.api.open311_form import Row
from serving.schemas import Line, Text, storable
from serving.store.reports import ComplaintView, NewComplaint

_CLOSED = ("selesai", "diarsipkan")
_ATTRIBUTES = (
    ("region", "string", "Kabupaten atau kota tempat masalah"),
    ("kecamatan", "string", "Kecamatan tempat masalah"),
    ("kelurahan", "string", "Kelurahan atau desa tempat masalah"),
    ("secret", "singlevaluelist", "Rahasiakan isi laporan (bila dikosongkan: ya)"),
)


class RequestIn(Input):
    """A new service request. Fields about the reporter (names, mail, phone) are taken off and never enter."""

    model_config = ConfigDict(extra="ignore")

    service_code: Annotated[str, AfterValidator(storable)] = Field(max_length=40, description="A topic of /services.")
    description: Text
    address_string: Line = ""
    lat: float | None = Field(default=None, ge=-90, le=90)
    long: float | None = Field(default=None, ge=-180, le=180)
    region: Name = Field(default="", alias="attribute[region]")
    kecamatan: Name = Field(default="", alias="attribute[kecamatan]")
    kelurahan: Name = Field(default="", alias="attribute[kelurahan]")
    secret: bool = Field(default=True, alias="attribute[secret]")

    def new(self) -> NewComplaint:
        """For the store, under a new id."""
        point = f"{self.lat}, {self.long}" if self.lat is not None and self.long is not None else ""
        return NewComplaint(
            id=f"O311-{uuid.uuid4().hex}",
            text=self.description,
            address=self.address_string or point,
            region=self.region,
            kecamatan=self.kecamatan,
            kelurahan=self.kelurahan,
            topic=self.service_code,
            channel="open311",
            secret=self.secret,
            submitted_on=date.today(),
        )


@lru_cache(maxsize=1)
def _all_topics() -> Mapping[str, Topic]:
    return load_topics()


def topics_in_use() -> dict[str, Topic]:
    """The topics in use today, by id."""
    today = date.today()
    return {id: topic for id, topic in _all_topics().items() if topic.valid_to is None or topic.valid_to >= today}


def service_row(topic: Topic) -> Row:
    """A topic as a service."""
    return {
        "service_code": topic.id,
        "service_name": topic.name,
        "description": topic.definition,
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join(topic.examples),
        "group": topic.affair,
    }


def definition_row(topic: Topic) -> Row:
    """A topic's definition: the attributes that a request may bring."""
    attributes = [_attribute_row(number, *each) for number, each in enumerate(_ATTRIBUTES, start=1)]
    return {"service_code": topic.id, "attributes": attributes}


def _attribute_row(order: int, code: str, datatype: str, description: str) -> dict[str, Any]:
    yes_or_no = [{"key": "true", "name": "Ya"}, {"key": "false", "name": "Tidak"}]
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": "",
        "order": order,
        "description": description,
        "values": yes_or_no if datatype == "singlevaluelist" else [],
    }


def status_of(view: ComplaintView) -> str:
    """``open`` or ``closed``."""
    return "closed" if view.status in _CLOSED else "open"


def request_row(view: ComplaintView) -> Row:
    """A kept complaint as a request; its description only where the reader may see it."""
    topic = _all_topics().get(view.topic)
    return {
        "service_request_id": view.id,
        "status": status_of(view),
        "status_notes": view.status,
        "service_code": view.topic,
        "service_name": topic.name if topic else None,
        "description": view.text,
        "agency_responsible": view.agency or None,
        "requested_datetime": _moment(view.submitted_on),
        "updated_datetime": _moment(view.closed_on or view.first_reply_on or view.disposed_on),
        "expected_datetime": _moment(_due(view)),
        "address": view.address or None,
    }


def _due(view: ComplaintView) -> date | None:
    try:
        return first_follow_up_due(view.submitted_on, view.report_type, disposed_at=view.disposed_on)  # type: ignore[arg-type]
    except TaxonomyError:
        return None


def _moment(day: date | None) -> str | None:
    """A day as a moment in western Indonesian time, the form that the specification asks for."""
    return f"{day.isoformat()}T00:00:00+07:00" if day else None
