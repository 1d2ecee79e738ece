"""Shapes of the data table: columns, rows, cells, sorting links and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.paginator import Page
from django.http import QueryDict
from django.utils.http import urlencode

from lindung.portals.kit.blocks import Link, Text, Tone

Kind = Literal["text", "money", "number", "date", "month", "status", "code", "clock"]
NUMERIC = ("money", "number")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `kind` decides how a cell is written and aligned."""

    key: str
    label: Text
    kind: Kind = "text"
    sortable: bool = False
    hint: Text = ""

    @property
    def numeric(self) -> bool:
        """Whether figures line up at the right."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that needs more than its value: a link, a second line, an error beside it."""

    value: Any
    href: str = ""
    note: Text = ""
    error: Text = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: values (or `Cell`) by column key."""

    cells: Mapping[str, Any]
    tone: Tone = "neutral"
    id: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where we are in a long list: numbered pages, or only forwards and backwards for lists read by key."""

    shown: Text = ""
    number: int | None = None
    pages: int | None = None
    previous: str = ""
    next: str = ""
    links: tuple[Link, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.shown or self.previous or self.next or self.links)

    @classmethod
    def of(cls, page: Page[Any], query: QueryDict, param: str = "page", shown: Text = "") -> Pager:
        """Pager of a Django page, keeping the other parameters of the address."""

        def href(number: int) -> str:
            return with_query(query, **{param: number})

        count = page.paginator.num_pages
        near = sorted({1, count} | {n for n in range(page.number - 1, page.number + 2) if 1 <= n <= count})
        links: list[Link] = []
        for position, number in enumerate(near):
            if position and number - near[position - 1] > 1:
                links.append(Link("…"))
            links.append(Link(number, href(number), primary=number == page.number))
        return cls(
            shown=shown,
            number=page.number,
            pages=count,
            previous=href(page.number - 1) if page.has_previous() else "",
            next=href(page.number + 1) if page.has_next() else "",
            links=tuple(links),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, always; `sort` is the sorted column's key, with "-" in front when falling."""

    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Row | Mapping[str, Any]] = ()
    sort: str = ""
    query: QueryDict | None = None
    sort_param: str = "urut"
    pager: Pager | None = None
    empty: Text = ""
    empty_action: Link | None = None
    footer: Mapping[str, Any] | None = None
    stack: bool = False
    """On a narrow screen, show each row as a small card instead of a wide table that scrolls."""
    show_caption: bool = True
    note: Text = ""
    attrs: Mapping[str, str] = field(default_factory=dict)

    def sort_href(self, column: Column) -> str:
        """Address that sorts by `column`; a second press turns the order around. Starts again at the first page."""
        key = f"-{column.key}" if self.sort == column.key else column.key
        return with_query(self.query, **{self.sort_param: key, "page": None})


def as_number(text: str | None) -> int | None:
    """A whole number of an address, else None."""
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


def with_query(query: QueryDict | None, **changes: Any) -> str:
    """The query string of an address with some parameters changed (None removes)."""
    pairs = [(k, v) for k, values in (query.lists() if query else ()) for v in values if k not in changes]
    pairs += [(k, v) for k, v in changes.items() if v is not None]
    return f"?{urlencode(pairs)}" if pairs else "?"
