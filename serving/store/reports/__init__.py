"""Complaints and their replies as they are kept: taking in, reading, changing."""

from serving.store.cursors import Page
from serving.store.reports.adding import add_complaints, add_replies, pairs_for, record_of
from serving.store.reports.changing import join_cluster, set_agency, set_status
from serving.store.reports.neighbours import Neighbours, beside_complaint, beside_reply
from serving.store.reports.reading import (
    UNCERTAIN,
    count_complaints,
    count_replies,
    get_complaint,
    get_reply,
    list_complaints,
    list_replies,
    replies_of,
)
from serving.store.reports.records import (
    STATUSES,
    ComplaintFilter,
    ComplaintView,
    NewComplaint,
    NewReply,
    ReplyFilter,
    ReplyView,
)

__all__ = [
    "STATUSES",
    "UNCERTAIN",
    "ComplaintFilter",
    "ComplaintView",
    "Neighbours",
    "NewComplaint",
    "NewReply",
    "Page",
    "ReplyFilter",
    "ReplyView",
    "add_complaints",
    "add_replies",
    "beside_complaint",
    "beside_reply",
    "count_complaints",
    "count_replies",
    "get_complaint",
    "get_reply",
    "join_cluster",
    "list_complaints",
    "list_replies",
    "pairs_for",
    "record_of",
    "replies_of",
    "set_agency",
    "set_status",
]
