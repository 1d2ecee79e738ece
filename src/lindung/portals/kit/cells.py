"""Cells of the data table as its template draws them."""

from typing import Any

from django.utils.safestring import SafeString

from lindung.portals.kit.figures import NONE, bulan, number, rupiah, tanggal
from lindung.portals.kit.tables import Cell, Column

KIND_CSS = {"code": "ld-code", "date": "ld-date num", "month": "ld-date num"}


def shown_cell(column: Column, raw: Any) -> dict[str, Any]:
    """A value as its column writes it."""
    cell = raw if isinstance(raw, Cell) else Cell(raw)
    value, shown = cell.value, ""
    if column.kind == "money":
        shown = rupiah(value)
    elif column.kind == "number" and isinstance(value, str) and value:
        shown = value  # formatted already: a figure of mixed units
    elif column.kind == "number":
        shown = number(value) if isinstance(value, int) else number(value, 2)
    elif column.kind == "date":
        shown = tanggal(value, "pendek")
    elif column.kind == "month":
        shown = bulan(value, "pendek")
    else:
        shown = NONE if value is None or value == "" else value
    return {"cell": cell, "shown": shown, "column": column}


def body_cell(column: Column, raw: Any, css: str, attrs: SafeString) -> dict[str, Any]:
    """A cell of the body: most are plain, and a page has hundreds, so the template asks about them once."""
    part = shown_cell(column, raw)
    cell, value = part["cell"], part["cell"].value
    if cell.error:
        css += " ld-cell-bad"
    if isinstance(value, int) and value < 0:
        css += " ld-negative"
    rich = cell.href or cell.note or cell.error or cell.status or (value and column.kind in ("clock", "status"))
    return part | {"css": css, "attrs": attrs, "plain": not rich}
