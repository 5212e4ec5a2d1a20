"""Unduh: every table of the pages as a file, as filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from serving.access.guard import require
from serving.access.roles import Principal
from serving.api.dependencies import StoreOf
from serving.api.inputs import Name
from serving.pages import words
from serving.pages.counted import Counted
from serving.pages.files import CSV, XLSX, Row, to_csv, to_xlsx
from serving.pages.filters import FilterOf
from serving.pages.promises import State
from serving.pages.replies import Wanted
from serving.problems import ProblemError
from serving.store import audits
from serving.store.cursors import Page
from serving.store.figures import CLOCKS, Figures, Group, Share, families, figures, promises
from serving.store.reports import ComplaintFilter, list_complaints, list_replies
from serving.store.store import Store, Transaction

router = APIRouter(include_in_schema=False)
Exporter = Annotated[Principal, Depends(require("export"))]
Format = Literal["xlsx", "csv"]
MOST = 50_000
"""Rows of one file at most; a longer table is narrowed by its filters first."""
LARGEST = 1000
"""Templates of one file, the largest first."""
_STEP = 200
FIGURE_HEAD = [
    "Laporan",
    *("Ditangani", "Ditangani %", "Ditangani % bawah", "Ditangani % atas"),
    *("Selesai", "Selesai %", "Selesai % bawah", "Selesai % atas"),
    *("Selesai substantif", "Selesai substantif %", "Selesai substantif % bawah", "Selesai substantif % atas"),
    "Balasan",
    *("Substantif", "Substantif %", "Substantif % bawah", "Substantif % atas"),
    *("Bertemplat", "Bertemplat %", "Bertemplat % bawah", "Bertemplat % atas"),
    "Hari kerja (median)",
    *(f"Lewat tenggat {words.CLOCK[clock]}" for clock in CLOCKS),
]


@router.get("/unduh/ringkasan.{kind}")
def summary(by: Exporter, store: Counted, chosen: FilterOf, kind: Format) -> Response:
    """The months, levels of government and regions of the overview."""
    rows: list[Row] = []
    with store.reading() as tx:
        groups: tuple[tuple[str, Group], ...] = (("Bulan", "month"), ("Tingkat", "level"), ("Wilayah", "region"))
        for label, group in groups:
            found = figures(tx, chosen.of_figures(), by, group=(group,))
            rows += [(label, row.key[0], *_figure_cells(row)) for row in found]
    return _file("ringkasan", ["Per", "Nama", *FIGURE_HEAD], rows, kind)


@router.get("/unduh/instansi.{kind}")
def agencies(
    by: Exporter, store: Counted, chosen: FilterOf, kind: Format, cari: Annotated[Name, Query()] = ""
) -> Response:
    """Agencies by month."""
    with store.reading() as tx:
        found = figures(tx, chosen.of_figures(), by, group=("agency", "month"))
    rows = [(*row.key, *_figure_cells(row)) for row in found if cari.lower() in row.key[0].lower()]
    return _file("instansi", ["Instansi", "Bulan", *FIGURE_HEAD], rows, kind)


@router.get("/unduh/balasan.{kind}")
def replies(by: Exporter, store: StoreOf, wanted: Wanted, kind: Format) -> Response:
    """Replies with their levels; texts stay in the pages, where their secrecy is looked at one by one."""
    head = [
        *("Balasan", "Laporan", "Instansi", "Tanggal", "Tingkat", "Tingkat otomatis", "Skor", "Peluang substantif"),
        *("Butir", "Tanda", "Templat", "Dinilai ulang"),
    ]
    rows = (
        (
            *(row.id, row.complaint_id, row.agency, row.replied_on),
            *(words.LEVELS[row.level_now], words.LEVELS[row.level], row.score, row.p_substantive),
            ", ".join(sorted({item["item"] for item in row.items}, key=_number)),
            ", ".join(dict.fromkeys(words.FLAGS.get(flag["name"], flag["name"]) for flag in row.flags)),
            row.family_id or "",
            "ya" if row.overridden else "",
        )
        for row in _all(store, lambda tx, after: list_replies(tx, wanted, by, after=after, limit=_STEP))
    )
    return _file("balasan", head, list(rows), kind)


@router.get("/unduh/janji.{kind}")
def ledger(by: Exporter, store: StoreOf, chosen: FilterOf, kind: Format, keadaan: State = "lewat") -> Response:
    """The ledger of promises."""
    agency = by.agency or chosen.agency
    rows = [
        (row.reply_id, row.complaint_id, row.agency, row.made_on, row.due, row.kept_on, words.PROMISE[row.state])
        for row in _all(
            store, lambda tx, after: promises(tx, by, agency=agency, state=keadaan, after=after, limit=_STEP)
        )
    ]
    head = ["Balasan", "Laporan", "Instansi", "Dijanjikan", "Jatuh tempo", "Ditepati", "Keadaan"]
    return _file("janji", head, rows, kind)


@router.get("/unduh/templat.{kind}")
def templates(by: Exporter, store: StoreOf, chosen: FilterOf, kind: Format) -> Response:
    """Families of copied replies, the largest first."""
    with store.reading() as tx:
        found = families(tx, by.agency or chosen.agency, by, limit=LARGEST)
    head = ["Instansi", "Templat", "Dipakai", "Bagian dari balasan instansi", "Pertama", "Terakhir", "Balasan pertama"]
    rows = [
        (row.agency, row.pattern, row.size, row.share, row.first_seen, row.last_seen, row.example or "")
        for row in found
    ]
    return _file("templat", head, rows, kind)


@router.get("/unduh/disposisi.{kind}")
def waiting(
    by: Exporter, store: StoreOf, chosen: FilterOf, kind: Format, putusan: Literal["", "suggest", "abstain"] = ""
) -> Response:
    """The complaints that wait, without their texts."""
    wanted = ComplaintFilter(status="belum_diverifikasi", undisposed=True, decision=putusan, region=chosen.region)
    rows = [
        (
            *(row.id, row.submitted_on, row.region, row.kecamatan, row.kelurahan, words.topic(row.topic)),
            *(words.DECISION.get(row.decision, row.decision), row.suggestion, row.probability),
            words.ABSTAIN.get(row.abstain_reason, row.abstain_reason),
        )
        for row in _all(store, lambda tx, after: list_complaints(tx, wanted, by, after=after, limit=_STEP))
    ]
    head = [
        *("Laporan", "Masuk", "Wilayah", "Kecamatan", "Kelurahan", "Urusan"),
        *("Putusan", "Usulan instansi", "Peluang", "Alasan diserahkan"),
    ]
    return _file("disposisi", head, rows, kind)


@router.get("/unduh/audit.{kind}")
def audit(
    store: StoreOf, by: Annotated[Principal, Depends(require("audit"))], kind: Format, audit: Annotated[Name, Query()]
) -> Response:
    """What an audit says, with its intervals."""
    with store.reading() as tx:
        found, agreed = audits.estimate(tx, audit), audits.agreement(tx, audit)
    measures = {
        "Substantif menurut audit": found.substantive,
        "Substantif menurut penilai otomatis": found.judge.says_substantive,
        "Penilai otomatis salah": found.judge.wrong,
        "Disebut substantif padahal tidak": found.judge.false_substantive,
        "Substantif tetapi terlewat": found.judge.missed,
    }
    rows: list[Row] = [(name, each.share, each.low, each.high, each.items) for name, each in measures.items()]
    rows += [
        (f"Dua penilai sama: {item} {words.ITEMS[item]}", each.equal, None, None, agreed.pairs)
        for item, each in agreed.items.items()
        if agreed.pairs
    ]
    return _file("audit", ["Ukuran", "Bagian", "Bawah", "Atas", "Balasan yang dinilai"], rows, kind)


def _file(name: str, head: Sequence[str], rows: Sequence[Row], kind: Format) -> Response:
    body = to_xlsx(name, head, rows) if kind == "xlsx" else to_csv(head, rows)
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    disposition = f'attachment; filename="tanggap-{name}-{today}.{kind}"'
    return Response(body, media_type=XLSX if kind == "xlsx" else CSV, headers={"Content-Disposition": disposition})


def _all(store: Store, read: Callable[[Transaction, str], Page[Any]]) -> Iterator[Any]:
    """The rows of all pages of a list, read in one transaction."""
    after, count = "", 0
    with store.reading() as tx:
        while True:
            found = read(tx, after)
            count += len(found.rows)
            if count > MOST:
                raise ProblemError("invalid-request", f"more than {MOST} rows; narrow the filter")
            yield from found.rows
            after = found.next
            if not after:
                return


def _figure_cells(row: Figures) -> Row:
    return (
        row.complaints,
        *_share(row.handled),
        *_share(row.finished),
        *_share(row.finished_substantive),
        row.replies,
        *_share(row.substantive),
        *_share(row.boilerplate),
        row.median_working_days,
        *(row.overdue[clock] for clock in CLOCKS),
    )


def _share(share: Share) -> Row:
    return (share.count, share.share, share.low, share.high)


def _number(item: str) -> int:
    return int(item.removeprefix("R"))
