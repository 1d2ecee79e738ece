"""The cells of a worker's row: their names, and how a value typed on a page or kept with a refused row is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

TEXTS = ("kpj", "nik", "name", "birth_place", "mother_name", "sex", "phone", "email", "npwp", "address", "exit_reason")
DATES = ("birth_date", "start_date", "exit_date")
AMOUNTS = ("wage", "back_pay")
FIELDS = (*TEXTS, *DATES, *AMOUNTS)

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_AMOUNT = re.compile(r"(?:Rp\.?\s*)?(\d{1,3}(?:\.\d{3})+|\d+)(?:,0{1,2})?")


@dataclass(frozen=True, slots=True)
class Row:
    """One worker as reported. Whole rupiah a month; None where nothing was given."""

    row_no: int
    kpj: str | None = None
    nik: str | None = None
    name: str | None = None
    birth_date: date | None = None
    birth_place: str | None = None
    mother_name: str | None = None
    sex: str | None = None
    phone: str | None = None
    email: str | None = None
    npwp: str | None = None
    address: str | None = None
    wage: int | None = None
    back_pay: int | None = None
    start_date: date | None = None
    exit_reason: str | None = None
    exit_date: date | None = None


def row_of(given: Any, row_no: int | None = None) -> Row:
    """A `Row` from any object with these attributes (a file reader's row, a form's data)."""
    values = {name: getattr(given, name, None) for name in FIELDS}
    return Row(given.row_no if row_no is None else row_no, **{k: v for k, v in values.items() if v not in (None, "")})


def read(row_no: int, cells: Mapping[str, Any]) -> tuple[Row, list[tuple[str, str]]]:
    """A row from cells by field name, typed or as text: dates year-month-day or day-month-year, rupiah with or without
    points of thousands. Returns the row and (field, value) of the cells that cannot be read; unknown names are
    ignored."""
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for name in FIELDS:
        cell = cells.get(name)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        made = _day(cell) if name in DATES else _amount(cell) if name in AMOUNTS else str(cell).strip()
        if made is None:
            wrong.append((name, str(cell)[:80]))
        else:
            values[name] = made
    return Row(row_no, **values), wrong


def _day(cell: Any) -> date | None:
    if isinstance(cell, date):
        return cell
    match = _DAY.fullmatch(str(cell).strip())
    if not match:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _amount(cell: Any) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    match = _AMOUNT.fullmatch(str(cell).strip())
    return int(match[1].replace(".", "")) if match else None


def plain(row: Row) -> dict[str, Any]:
    """The row's given cells as plain JSON values, by field name."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name in FIELDS
        if (value := getattr(row, name)) is not None
    }
