"""The kept complaints of the last weeks as numbers in memory, in which repeated ones are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Event as Flag
from threading import Lock, Thread

from classifier.duplicates import DuplicateIndex, Match
from classifier.records import Complaint
from serving.access.roles import Principal
from serving.problems import ProblemError
from serving.store.delivery import events_after, last_event
from serving.store.errors import RefusalError, StoreError
from serving.store.reports import ComplaintFilter, ComplaintView, get_complaint, list_complaints
from serving.store.store import Store, Transaction

DAYS = 90
"""How far back kept complaints are compared."""
TAKEN, ERASED = "disposition", "erasure"
"""Kinds of events: a complaint was kept with its disposition; its texts were destroyed."""
_SYSTEM = Principal("system", "system", "admin")
_PAGE = 500
_PATIENCE = 5.0  # seconds that a search waits for the first reading


class DuplicateWindow:
    """An index over the kept complaints of the last `DAYS`, read once at the start and then kept up by the events.

    No text stays in memory. What other workers took in is found too: a search first reads the events since the last.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index = DuplicateIndex(DAYS)
        self._sequence = 0
        self._erased: set[str] = set()
        self._tidied = date.today()
        self._lock = Lock()
        self._built = Flag()
        self._stopped = Flag()
        self._thread = Thread(target=self._build, name="duplicates", daemon=True)

    def start(self) -> None:
        """Begin to read the kept complaints, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Stop reading."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def find(self, complaint: Complaint, *, most: int = 20) -> list[Match]:
        """The likest kept complaints, the likest first, without the complaint itself.

        Raises `ProblemError` (``unavailable``) while the kept complaints are still being read.
        """
        if not self._built.wait(_PATIENCE):
            raise ProblemError("unavailable", "the kept complaints are still being read")
        self._catch_up()
        found = self._index.find(complaint, most=most + 1 + len(self._erased))
        return [match for match in found if match.id != complaint.id and match.id not in self._erased][:most]

    def _build(self) -> None:
        while not self._stopped.is_set():
            try:
                with self._store.reading() as tx:
                    self._sequence = last_event(tx)
                    self._index.add_many(record_of(view) for view in self._kept(tx) if view.text is not None)
            except StoreError:
                self._index = DuplicateIndex(DAYS)
                self._stopped.wait(1)
            else:
                self._built.set()
                return

    def _kept(self, tx: Transaction) -> Iterator[ComplaintView]:
        first = date.today() - timedelta(days=DAYS)
        wanted = ComplaintFilter(month_from=first.isoformat()[:7])
        after = ""
        while not self._stopped.is_set():
            page = list_complaints(tx, wanted, _SYSTEM, after=after, limit=_PAGE, texts=True)
            yield from page.rows
            after = page.next
            if not after:
                return

    def _catch_up(self) -> None:
        with self._lock, self._store.reading() as tx:
            while events := events_after(tx, self._sequence, _PAGE):
                for event in events:
                    if event.kind == TAKEN:
                        self._take(tx, event.subject)
                    elif event.kind == ERASED:
                        self._erased.add(event.subject)
                self._sequence = events[-1].sequence
            today = date.today()
            if today != self._tidied:
                self._index.forget(today - timedelta(days=DAYS))
                self._tidied = today

    def _take(self, tx: Transaction, complaint_id: str) -> None:
        try:
            view = get_complaint(tx, complaint_id, _SYSTEM)
        except RefusalError:
            return
        if view.text is not None:
            self._index.add(record_of(view))


def record_of(view: ComplaintView) -> Complaint:
    """A kept complaint as the library reads it."""
    return Complaint(
        text=view.text or "",
        id=view.id,
        title=view.title or "",
        address=view.address or "",
        kelurahan=view.kelurahan,
        kecamatan=view.kecamatan,
        region=view.region,
        submitted_at=view.submitted_on,
    )


def seen(tx: Transaction, matches: list[Match], by: Principal) -> list[Match]:
    """The matches that ``by`` may see: of the others not even the ids are told."""
    return [match for match in matches if _is_seen(tx, match.id, by)]


def _is_seen(tx: Transaction, complaint_id: str, by: Principal) -> bool:
    try:
        get_complaint(tx, complaint_id, by)
    except RefusalError:
        return False
    return True
