"""The ledger of promises (*janji*): open, passed, kept, and those that name no day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sqlalchemy import ColumnElement, func, select

from classifier.text.sentences import sentences
from serving.access.roles import Principal
from serving.access.visibility import visible
from serving.store.cursors import Page, page_of
from serving.store.reports.reading import reply_views
from serving.store.store import Transaction
from serving.store.tables import Promise, Reply

State = Literal["buka", "lewat", "ditepati", "tanpa_tanggal"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise: its characters in the reply and, where the reader may read the reply, its words.

    ``words`` are those of its sentence. ``due`` is its last day where it names one; ``kept_on`` the day of the later
    reply that tells the deed.
    """

    id: str
    reply_id: str
    complaint_id: str
    agency: str
    made_on: date
    start: int
    end: int
    due: date | None
    kept_on: date | None
    state: State
    words: str | None


def promises(
    tx: Transaction,
    by: Principal,
    *,
    agency: str = "",
    state: State | Literal[""] = "",
    after: str = "",
    limit: int = 50,
) -> Page[PromiseView]:
    """Promises in replies that ``by`` may see, the newest first; an empty ``state`` means all."""
    query = select(Promise).join(Reply, Reply.id == Promise.reply_id).where(visible(by, Reply))
    if agency:
        query = query.where(Promise.agency == agency)
    if state:
        query = query.where(*_condition(state, tx.today))
    return page_of(tx, query, (Promise.made_on, Promise.id), after, limit, lambda rows: _views(tx, rows, by))


def promise_counts(tx: Transaction, agency: str, by: Principal) -> dict[State, int]:
    """How many promises are in each state; of all agencies when ``agency`` is empty."""
    found: dict[State, int] = {}
    for state in STATES:
        query = select(func.count()).select_from(Promise).join(Reply, Reply.id == Promise.reply_id)
        query = query.where(visible(by, Reply), *_condition(state, tx.today))
        found[state] = tx.session.scalar(query.where(Promise.agency == agency) if agency else query) or 0
    return found


def _condition(state: State, today: date) -> Sequence[ColumnElement[bool]]:
    unkept = Promise.kept_on.is_(None)
    match state:
        case "buka":
            return unkept, Promise.due >= today
        case "lewat":
            return unkept, Promise.due < today
        case "ditepati":
            return (Promise.kept_on.is_not(None),)
        case "tanpa_tanggal":
            return unkept, Promise.due.is_(None)


def _sentence(text: str, row: Promise) -> str:
    """The sentence in which the promise is made."""
    start, end = next((span for span in sentences(text) if span[0] <= row.start < span[1]), (row.start, row.end))
    return text[start : max(end, row.end)].strip()


def _state(row: Promise, today: date) -> State:
    if row.kept_on is not None:
        return "ditepati"
    if row.due is None:
        return "tanpa_tanggal"
    return "lewat" if row.due < today else "buka"


def _views(tx: Transaction, rows: Sequence[Promise], by: Principal) -> list[PromiseView]:
    replies = tx.session.scalars(select(Reply).where(Reply.id.in_({row.reply_id for row in rows}))).all()
    texts = {view.id: view.text for view in reply_views(tx, replies, by, texts=True) if view.shown == "penuh"}
    views = []
    for row in rows:
        text = texts.get(row.reply_id)
        views.append(
            PromiseView(
                **{name: getattr(row, name) for name in Promise.__table__.columns.keys()},  # noqa: SIM118
                state=_state(row, tx.today),
                words=_sentence(text, row) if text is not None else None,
            )
        )
    return views
