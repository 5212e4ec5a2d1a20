"""A client of the service.

    from serving.client import Client
    from serving.schemas import ComplaintIn

    with Client("https://tanggap.kedirikota.go.id", key="tgp_...") as tanggap:
        answer = tanggap.dispose(ComplaintIn(text="Lampu jalan padam", region="Kota Kediri"))
        print(answer.agency, answer.probability)

Bodies and answers are the models of `serving.schemas` and `serving.api`. Every write carries an ``Idempotency-Key``,
a new one unless the caller gives it as ``once``, so that what got no answer is sent again without being done twice.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from serving.api.batches import MOST
from serving.api.complaints import DispositionsOut, ExportOut, KeptComplaintIn, KeptReplyIn, StatusOut, VerdictsOut
from serving.api.dispositions import DecisionOut, DispositionBatch
from serving.api.duplicates import DuplicatesOut, MatchOut
from serving.api.events import EventsOut, NewWebhookOut
from serving.api.figures import FamiliesOut, FamilyOut, FiguresListOut, FiguresOut, OverdueOut, OverdueRow, PromiseOut
from serving.api.inputs import Rejected
from serving.api.labels import LabelRow, QueueOut
from serving.api.paging import Page
from serving.api.reference import AgenciesOut, ClocksOut, TopicsOut
from serving.api.releases import PromotionOut, ReleasesOut
from serving.api.replies import VerdictBatch
from serving.api.threads import ThreadIn, ThreadVerdictOut
from serving.api.views import ComplaintOut, CorrectionOut, ObjectionOut, OverrideOut, ReplyOut
from serving.bulk import chunked
from serving.calling import ApiError, Caller, plain
from serving.schemas import ComplaintIn, DispositionOut, ReleaseOut, ReplyIn, VerdictOut
from serving.webhooks import signature

__all__ = ["ApiError", "Client", "is_genuine"]


class Client(Caller):
    """Calls the service; usable from several threads.

    Parameters
    ----------
    url: where the service is, without a path.
    key: of a service; empty only where the service runs as a demo.
    timeout: seconds to wait for an answer.
    attempts: how often a request is sent at most while the service is overloaded or cannot be reached.
    http: a client to send with, for tests; it is not closed.
    """

    # --- texts that the caller brings ---

    def dispose(self, complaint: ComplaintIn, *, once: str = "") -> DispositionOut:
        """Who answers for a complaint."""
        return self.post("/v1/dispositions", complaint, DispositionOut, once)

    def dispose_many(self, complaints: Iterable[ComplaintIn]) -> Iterator[DispositionOut | Rejected]:
        """An answer for every complaint, in order, asked for in batches."""
        for part in chunked(complaints, MOST):
            body = {"complaints": [plain(each) for each in part]}
            yield from self.post("/v1/dispositions/batch", body, DispositionBatch).results

    def decision(self, decision_id: str) -> DecisionOut:
        """An entry of the decision log."""
        return self.get(f"/v1/dispositions/{decision_id}", DecisionOut)

    def score(self, reply: ReplyIn, *, once: str = "") -> VerdictOut:
        """What a reply is worth."""
        return self.post("/v1/replies/score", reply, VerdictOut, once)

    def score_many(self, replies: Iterable[ReplyIn]) -> Iterator[VerdictOut | Rejected]:
        """A verdict on every reply, in order, asked for in batches."""
        for part in chunked(replies, MOST):
            body = {"replies": [plain(each) for each in part]}
            yield from self.post("/v1/replies/score/batch", body, VerdictBatch).results

    def score_thread(self, thread: ThreadIn, *, once: str = "") -> ThreadVerdictOut:
        """What all replies to a complaint are worth together."""
        return self.post("/v1/threads/score", thread, ThreadVerdictOut, once)

    def find_duplicates(self, complaint: ComplaintIn) -> list[MatchOut]:
        """Kept complaints that a new one repeats."""
        return self.post("/v1/duplicates/search", complaint, DuplicatesOut).duplicates

    # --- kept complaints and replies ---

    def keep(self, complaint: KeptComplaintIn, *, once: str = "") -> DispositionOut:
        """Keep a complaint and dispose of it."""
        return self.post("/v1/complaints", complaint, DispositionOut, once)

    def keep_many(self, complaints: Iterable[KeptComplaintIn]) -> Iterator[DispositionOut]:
        """Keep complaints, a batch at a time all or none."""
        for part in chunked(complaints, MOST):
            body = {"complaints": [plain(each) for each in part]}
            yield from self.post("/v1/complaints/batch", body, DispositionsOut).results

    def keep_replies(self, complaint_id: str, replies: Sequence[KeptReplyIn], *, once: str = "") -> list[VerdictOut]:
        """Keep replies to a kept complaint, all or none."""
        body = {"replies": [plain(each) for each in replies]}
        return self.post(f"/v1/complaints/{complaint_id}/replies", body, VerdictsOut, once).results

    def set_status(self, complaint_id: str, status: str, on: str) -> StatusOut:
        """Set the state of a kept complaint from a day such as ``2026-03-10`` on."""
        return self.send("PATCH", f"/v1/complaints/{complaint_id}", StatusOut, json={"status": status, "on": on})

    def complaint(self, complaint_id: str) -> ComplaintOut:
        """A kept complaint."""
        return self.get(f"/v1/complaints/{complaint_id}", ComplaintOut)

    def complaints(self, **wanted: str) -> Iterator[ComplaintOut]:
        """Kept complaints, the newest first; filters as of ``GET /v1/complaints``."""
        return self.pages("/v1/complaints", Page[ComplaintOut], wanted)

    def reply(self, reply_id: str) -> ReplyOut:
        """A kept reply."""
        return self.get(f"/v1/replies/{reply_id}", ReplyOut)

    def replies(self, **wanted: str | int) -> Iterator[ReplyOut]:
        """Kept replies, the newest first; filters as of ``GET /v1/replies``."""
        return self.pages("/v1/replies", Page[ReplyOut], wanted)

    def duplicates(self, complaint_id: str) -> list[MatchOut]:
        """Kept complaints that are like a kept one."""
        return self.get(f"/v1/complaints/{complaint_id}/duplicates", DuplicatesOut).duplicates

    def export(self, complaint_id: str) -> dict[str, Any]:
        """All that is held on a report."""
        return self.get(f"/v1/complaints/{complaint_id}/export", ExportOut).report

    def erase(self, complaint_id: str) -> None:
        """Destroy the texts of a report."""
        self.request("DELETE", f"/v1/complaints/{complaint_id}")

    # --- what people say of answers ---

    def correct(self, complaint_id: str, agency: str, reason: str, *, topic: str = "") -> CorrectionOut:
        """Say who answers for a kept complaint."""
        body = {"agency": agency, "topic": topic, "reason": reason}
        return self.post(f"/v1/complaints/{complaint_id}/corrections", body, CorrectionOut)

    def approve(self, correction_id: str) -> CorrectionOut:
        """Let a correction of somebody else train a model."""
        return self.post(f"/v1/corrections/{correction_id}/approve", {}, CorrectionOut)

    def reject(self, correction_id: str) -> CorrectionOut:
        """Keep a correction of somebody else from training a model."""
        return self.post(f"/v1/corrections/{correction_id}/reject", {}, CorrectionOut)

    def override(self, reply_id: str, level: int, reason: str) -> OverrideOut:
        """Set the level of a kept reply."""
        return self.post(f"/v1/replies/{reply_id}/override", {"level": level, "reason": reason}, OverrideOut)

    def object_to(self, reply_id: str, text: str) -> ObjectionOut:
        """Object to the level of the own agency's reply."""
        return self.post(f"/v1/replies/{reply_id}/objections", {"text": text}, ObjectionOut)

    def queue(self, limit: int = 50) -> list[LabelRow]:
        """Kept complaints that a label would teach the model most."""
        return self.get("/v1/queue", QueueOut, {"limit": limit}).complaints

    # --- figures, reference data, releases, events ---

    def figures(self, *group: str, **wanted: str) -> list[FiguresOut]:
        """Figures by ``agency``, ``month``, ``region`` or ``level``; filters as of ``GET /v1/figures``."""
        return self.get("/v1/figures", FiguresListOut, {**wanted, "group": group or ("month",)}).figures

    def overdue(self, **wanted: str) -> list[OverdueRow]:
        """Agencies with complaints past a deadline."""
        return self.get("/v1/overdue", OverdueOut, wanted).agencies

    def promises(self, **wanted: str) -> Iterator[PromiseOut]:
        """Promises in kept replies; filters as of ``GET /v1/promises``."""
        return self.pages("/v1/promises", Page[PromiseOut], wanted)

    def families(self, **wanted: str | int) -> list[FamilyOut]:
        """Families of copied replies; filters as of ``GET /v1/families``."""
        return self.get("/v1/families", FamiliesOut, wanted).families

    def agencies(self, region: str = "") -> AgenciesOut:
        """The agencies that the release can name."""
        return self.get("/v1/agencies", AgenciesOut, {"region": region})

    def topics(self) -> TopicsOut:
        """All topics."""
        return self.get("/v1/topics", TopicsOut)

    def clocks(self) -> ClocksOut:
        """All deadlines."""
        return self.get("/v1/clocks", ClocksOut)

    def release(self) -> ReleaseOut:
        """The release in service."""
        return self.get("/v1/release", ReleaseOut)

    def releases(self) -> ReleasesOut:
        """The releases that may be promoted."""
        return self.get("/v1/releases", ReleasesOut)

    def promote(self, release_id: str) -> PromotionOut:
        """Propose a release, or confirm what somebody else proposed."""
        return self.post(f"/v1/releases/{release_id}/promote", {}, PromotionOut)

    def events(self, after: int = 0, limit: int = 100) -> EventsOut:
        """What happened after an event; go on with ``last`` of the answer."""
        return self.get("/v1/events", EventsOut, {"after": after, "limit": limit})

    def add_webhook(self, url: str) -> NewWebhookOut:
        """Have events sent to an address; the answer holds the secret that signs them, shown this once."""
        return self.post("/v1/webhooks", {"url": url}, NewWebhookOut)


def is_genuine(secret: str, timestamp: str, body: bytes, given: str, *, seconds: float = 300) -> bool:
    """Whether a webhook's request comes from the service and is not older than ``seconds``.

    ``timestamp`` and ``given`` are its headers ``Tanggap-Timestamp`` and ``Tanggap-Signature``, ``body`` its bytes.
    """
    fresh = timestamp.isascii() and timestamp.isdecimal() and abs(time.time() - int(timestamp)) <= seconds
    return fresh and hmac.compare_digest(signature(secret, timestamp, body).encode(), given.encode())
