"""Audits: a random sample of replies, rated blind by two people, and what it says of all."""

from serving.store.audits.drawing import SIZES, Progress, draw, get_audit, list_audits, progress
from serving.store.audits.estimation import Weighted
from serving.store.audits.rating import (
    ITEMS,
    BlindItem,
    Dispute,
    adjudicate,
    disputes,
    next_item,
    rate,
)
from serving.store.audits.results import Agreement, Estimate, ItemAgreement, JudgeError, agreement, estimate

__all__ = [
    "ITEMS",
    "SIZES",
    "Agreement",
    "BlindItem",
    "Dispute",
    "Estimate",
    "ItemAgreement",
    "JudgeError",
    "Progress",
    "Weighted",
    "adjudicate",
    "agreement",
    "disputes",
    "draw",
    "estimate",
    "get_audit",
    "list_audits",
    "next_item",
    "progress",
    "rate",
]
