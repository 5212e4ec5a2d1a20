"""Which complaints and replies a principal sees, and which words of them.

Whoever does not need a text to handle the complaint does not get it: a secret one goes to its handlers alone, and a
data scientist reads every text without names and numbers of people.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import ColumnElement, false, select, true

from classifier.text.redact import redact
from serving.access.roles import Principal
from serving.store.tables import Complaint, Reply


class Guarded(Protocol):
    """What the rules look at in a complaint; a row of `Complaint` has it."""

    @property
    def agency(self) -> str:
        """Who handles it now."""

    @property
    def secret(self) -> bool:
        """Whether its content is for its handlers alone."""


def can_see(principal: Principal, complaint: Guarded) -> bool:
    """Whether the principal may know of the complaint: its agency, days and state, not yet its words."""
    match principal.role:
        case "admin" | "supervisor":
            return True
        case "pejabat_penghubung":
            return complaint.agency == principal.agency
        case "data_scientist":
            return not complaint.secret
    return False


def can_read_text(principal: Principal, complaint: Guarded) -> bool:
    """Whether the principal may read the complaint and the replies to it; a secret one only as its handler."""
    if complaint.secret and principal.role not in ("admin", "pejabat_penghubung"):
        return False
    return can_see(principal, complaint)


def shown_text(principal: Principal, complaint: Guarded, text: str) -> str | None:
    """``text`` of the complaint, or of a reply to it, as the principal may read it; ``None`` when not at all."""
    if not can_read_text(principal, complaint):
        return None
    return redact(text).text if principal.role == "data_scientist" else text


def visible(principal: Principal, table: type[Complaint] | type[Reply] = Complaint) -> ColumnElement[bool]:
    """The condition under which rows of ``table`` stand in a principal's lists: `can_see` in SQL.

    A *pejabat penghubung* sees the complaints that are its agency's now, and the replies that its agency gave.
    """
    match principal.role:
        case "admin" | "supervisor":
            return true()
        case "pejabat_penghubung":
            return table.agency == principal.agency
        case "data_scientist":
            if table is Complaint:
                return Complaint.secret.is_(False)
            return Reply.complaint_id.in_(select(Complaint.id).where(Complaint.secret.is_(False)))
    return false()
