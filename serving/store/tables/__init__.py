"""The tables of the store, by subject. `migrations` must lead to the same schema; a test compares them.

Days are dates (the clocks of complaint handling count days); moments are UTC. Text of citizens stands only in the
columns called ``sealed``, encrypted with the key of its report (`reports.ReportKey`).
"""

from serving.store.tables.access import Account, ServiceKey, Session
from serving.store.tables.audits import Audit, AuditItem, Objection, Rating
from serving.store.tables.base import Base
from serving.store.tables.delivery import Event, IdempotentAnswer, Webhook
from serving.store.tables.log import ChainHead, Decision, Secret
from serving.store.tables.reports import AgencyMonth, Complaint, Correction, Family, Override, Promise, Reply, ReportKey

__all__ = [
    "Account",
    "AgencyMonth",
    "Audit",
    "AuditItem",
    "Base",
    "ChainHead",
    "Complaint",
    "Correction",
    "Decision",
    "Event",
    "Family",
    "IdempotentAnswer",
    "Objection",
    "Override",
    "Promise",
    "Rating",
    "Reply",
    "ReportKey",
    "Secret",
    "ServiceKey",
    "Session",
    "Webhook",
]
