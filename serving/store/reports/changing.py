"""What happens to a kept complaint afterwards: its status, its agency, and the duplicates it is joined with."""

from __future__ import annotations

from datetime import date

from serving.access.roles import Principal
from serving.store.errors import RefusalError
from serving.store.government import level_of
from serving.store.reports.reading import complaint_row
from serving.store.reports.records import CLOSED, STATUSES
from serving.store.reports.threads import refresh_thread
from serving.store.stale import keys_of, mark_stale
from serving.store.store import Transaction
from serving.store.tables import Complaint


def set_status(tx: Transaction, complaint_id: str, status: str, on: date, by: Principal) -> Complaint:
    """Set the status of a complaint from a day on; closing and opening again move the day of closing.

    Raises `RefusalError`: ``not-found``, ``invalid-request`` for an unknown status or a day before the complaint.
    """
    complaint = _row_for_update(tx, complaint_id, by, on)
    if status not in STATUSES:
        raise RefusalError("invalid-request", "the status is none of the known ones")
    complaint.status = status
    complaint.closed_on = on if status in CLOSED else None
    mark_stale(tx, keys_of(tx, complaint))
    return complaint


def set_agency(
    tx: Transaction, complaint_id: str, agency: str, on: date, by: Principal, *, level: str = ""
) -> Complaint:
    """Send a complaint to an agency on a day; one that was not verified yet is then being handled.

    Raises `RefusalError` as `set_status` does.
    """
    complaint = _row_for_update(tx, complaint_id, by, on)
    if not agency:
        raise RefusalError("invalid-request", "the agency must not be empty")
    before = keys_of(tx, complaint)
    complaint.agency = agency
    complaint.level = level or level_of(agency, complaint.region)
    complaint.disposed_on = on
    if complaint.status == "belum_diverifikasi":
        complaint.status = "diproses"
    refresh_thread(tx, complaint)
    tx.session.flush()
    mark_stale(tx, before | keys_of(tx, complaint))
    return complaint


def join_cluster(tx: Transaction, complaint_id: str, cluster_id: str, by: Principal) -> Complaint:
    """Join a complaint with the one that it repeats, under the id of that one, its own cluster's where it has one."""
    complaint = complaint_row(tx, complaint_id, by)
    lead = complaint_row(tx, cluster_id, by)
    if lead.id == complaint.id:
        raise RefusalError("invalid-request", "a complaint cannot repeat itself")
    lead.cluster_id = lead.cluster_id or lead.id
    complaint.cluster_id = lead.cluster_id
    return complaint


def _row_for_update(tx: Transaction, complaint_id: str, by: Principal, on: date) -> Complaint:
    complaint = complaint_row(tx, complaint_id, by)
    if on < complaint.submitted_on:
        raise RefusalError("invalid-request", "the day lies before that of the complaint")
    tx.session.refresh(complaint, with_for_update=True)
    return complaint
