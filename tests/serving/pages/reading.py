"""Reading a page as a person does: its tables as rows of words."""

from __future__ import annotations

from html.parser import HTMLParser


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._words: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._words = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._words is not None:
            self.tables[-1][-1].append(" ".join(" ".join(self._words).split()))
            self._words = None

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)


def tables(html: str) -> list[list[list[str]]]:
    """Every table of a page, row by row."""
    parser = _Tables()
    parser.feed(html)
    return parser.tables


def row(html: str, name: str) -> list[str]:
    """The first row, in any table, that begins with a name."""
    return next(cells for table in tables(html) for cells in table if cells and cells[0] == name)
