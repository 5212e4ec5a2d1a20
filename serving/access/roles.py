"""The roles and what each may do. What no row allows is denied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from classifier.errors import TanggapError

Role = Literal["admin", "supervisor", "pejabat_penghubung", "data_scientist", "service"]
ROLES: tuple[Role, ...] = get_args(Role)

Permission = Literal[
    "answer",  # dispositions and verdicts of texts that the caller brings
    "reports:write",  # complaints and replies for later audit
    "reports:read",  # what is kept of complaints and replies, by the rules of secrecy
    "correct",  # another agency or topic for a complaint
    "approve",  # a correction of somebody else, so that it may train a model
    "override",  # another level for a reply
    "audit",  # draw samples, rate and adjudicate
    "object",  # an agency's objection to a level
    "figures",  # aggregates by agency and month
    "queue",  # rows worth labelling, redacted
    "export",  # files of tables and labelled rows
    "events",  # completion events and webhooks
    "releases:read",
    "releases:write",  # load, promote, roll back
    "people",  # accounts and keys
    "erase",  # destroy a report's texts
]

ALLOWED: dict[Role, frozenset[Permission]] = {
    "admin": frozenset(get_args(Permission)),
    "supervisor": frozenset(
        {"answer", "reports:read", "correct", "approve", "override", "audit", "figures", "export", "releases:read"}
    ),
    "pejabat_penghubung": frozenset({"reports:read", "correct", "object", "figures", "export"}),
    "data_scientist": frozenset({"answer", "figures", "queue", "export", "releases:read", "releases:write"}),
    "service": frozenset({"answer", "reports:write", "events", "figures", "releases:read"}),
}


class RoleError(TanggapError):
    """A role that does not exist, or an agency that does not go with it."""


def check_role(role: str, agency: str) -> Role:
    """The role, when it exists and a *pejabat penghubung*, and nobody else, has an agency. Raises `RoleError`."""
    if role not in ROLES:
        raise RoleError(f"unknown role; expected one of {', '.join(ROLES)}")
    if (role == "pejabat_penghubung") != bool(agency.strip()):
        raise RoleError("a pejabat_penghubung needs an agency, and no other role has one")
    return role


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. ``agency`` limits a *pejabat penghubung* to its own agency; it is empty for the others."""

    id: str
    name: str
    role: Role
    agency: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in ALLOWED[self.role]
