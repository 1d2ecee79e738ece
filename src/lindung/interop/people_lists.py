"""Lists of people as firms send them: XLSX, XLS, CSV or pasted text, read by headings or, without them, by place.

The bytes go through the reader of wage files with all its defences; each row comes back whole or with what is wrong.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lindung.base.errors import Refused
from lindung.base.format import FormatError, parse_rupiah
from lindung.interop.wage_files import identity, values
from lindung.interop.wage_files.cell_messages import CELL
from lindung.interop.wage_files.flags import find_flags
from lindung.interop.wage_files.grid import Book, Sheet, Value, open_book
from lindung.interop.wage_files.headings import Column, Headings, Vocabulary, find_headings, score_rows
from lindung.interop.wage_files.layouts import HEADINGS, IGNORED_SHEETS, heading_key
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.problems import CellError, FileProblem, clip, column_letter
from lindung.interop.wage_files.values import Bad, Notes, shown

Parser = Callable[[Any, Notes, bool], Any]
"""Cell, warnings (dropped), whether days count from 1904; raises `Bad` or `Refused`."""

CELL_KEPT = 200
"""Letters of a cell that are kept of a row that is refused."""
PLACE = 30
"""Rows looked at for the separator of text without headings."""


class CellRefused(Refused):
    """A row that cannot be taken because of one of its cells."""

    MESSAGES = {code: (message.id, message.en) for code, message in CELL.items()}

    def __init__(self, error: CellError, field: str) -> None:
        self.error = error
        super().__init__(error.code, field=field)

    def text(self, lang: str = "id") -> str:
        """The sentence with the cell it is about."""
        return self.error.text(lang)


def a_text(value: Any, notes: Notes, date1904: bool) -> str:
    """A text of at most 120 letters."""
    return values.limited(values.text(value, notes), 120)


def a_nik(value: Any, notes: Notes, date1904: bool) -> str | None:
    """A NIK; digits that a spreadsheet lost are told."""
    return identity.nik(value, notes)


def a_day(value: Any, notes: Notes, date1904: bool) -> dt.date | None:
    """A date cell, or a date as people write it."""
    return values.date(value, notes, date1904)


def rupiah(value: Any, notes: Notes, date1904: bool) -> int | None:
    """Whole rupiah: a number cell, or text with points for thousands; a dash is none."""
    if not isinstance(value, str):
        return values.money(value, notes)
    said = values.text(value, notes)
    if said in ("", "-"):
        return None
    try:
        return parse_rupiah(said)
    except FormatError as error:
        raise Bad("AMOUNT_UNREADABLE") from error


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list: its name, the heading we name, others that are understood, and how a cell is read."""

    name: str
    heading: str
    read: Parser
    also: tuple[str, ...] = ()
    needed: bool = True
    like: str = ""
    """Field of wage files whose headings are understood too."""

    @property
    def keys(self) -> set[str]:
        """Headings as they are compared."""
        wage = {key for key, name in HEADINGS.items() if self.like and name == self.like}
        return {heading_key(text) for text in (self.heading, *self.also)} | wage


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A row: its number as the spreadsheet counts, its cells as text, the values read, or why it is refused. `cells` is
    the row as it was handed in, by field; what stands beside the known columns is under the empty name."""

    row_no: int
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    refused: Refused | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: Sheet
    headings: Headings
    columns: tuple[tuple[int, str, Field], ...]
    """Index, heading as in the file, field."""
    width: int | None
    """Cells that a row of text has at most; None where the rows of a workbook are all as wide as their sheet."""

    @property
    def first(self) -> int:
        """The first row of data."""
        return self.headings.last_row + 1


def read_people(
    data: bytes, fields: Sequence[Field], limits: Limits, wrong_width: Callable[[], Refused] | None = None
) -> list[PersonLine]:
    """The rows of a list. With `wrong_width` it may come without headings, its cells in the order of `fields`; the
    refusal is said of rows with too few or too many cells. Raises `FileProblem`."""
    known = {key: f.name for f in fields for key in f.keys}
    vocabulary = Vocabulary(known, [f.name for f in fields], None)
    least = sum(f.needed for f in fields)

    def score(rows: list[list[str]]) -> int:
        wide = sum(least <= len(row) <= len(fields) for row in rows[:PLACE]) if wrong_width else 0
        return 100 * score_rows(rows, vocabulary) + wide

    book = open_book(data, limits, score)
    table = _table(book, fields, vocabulary, limits, by_place=wrong_width is not None)
    found: list[PersonLine] = []
    flags = find_flags(table.headings, table.sheet.facts, limits, table.sheet.name)
    for number, row in enumerate(table.sheet.rows()):
        if number < table.first or (not any(_filled(v) for v in row) and number not in flags):
            continue
        if len(found) >= limits.rows:
            raise FileProblem("TOO_MANY_ROWS", limit=limits.rows)
        found.append(_line(number, row, table, flags.get(number, {}), book.date1904, least, wrong_width))
    if not found:
        raise FileProblem("NO_ROWS")
    return found


def _filled(value: Value) -> bool:
    return value is not None and str(value).strip() != ""


def _table(book: Book, fields: Sequence[Field], vocabulary: Vocabulary, limits: Limits, *, by_place: bool) -> _Table:
    by_name = {f.name: f for f in fields}
    whole: list[_Table] = []
    lacking: FileProblem | None = None
    for sheet in book.sheets:
        if heading_key(sheet.name).startswith(IGNORED_SHEETS):
            continue
        top = list(itertools.islice(sheet.rows(), limits.header_rows))
        widest = max((len(row) for row in top), default=0)
        if widest > limits.columns:
            raise FileProblem("SHEET_TOO_WIDE", sheet=clip(sheet.name), count=widest, limit=limits.columns)
        headings = find_headings(top, sheet.facts, vocabulary)
        if headings is None:
            continue
        missing = [f.heading for f in fields if f.needed and f.name not in headings.fields]
        if missing:
            lacking = lacking or _lacks(sheet, headings.last_row + 1, missing)
            continue
        columns = tuple((c.index, c.heading, by_name[c.field]) for c in headings.columns)
        table = _Table(sheet, headings, columns, len(headings.texts) if book.text else None)
        if any(any(_filled(v) for v in row) for row in itertools.islice(sheet.rows(), table.first, None)):
            whole.append(table)
        else:
            lacking = lacking or FileProblem("NO_ROWS")
    if len(whole) > 1:
        raise FileProblem("SEVERAL_SHEETS", sheets=", ".join(f"“{clip(t.sheet.name)}”" for t in whole[:10]))
    if whole:
        return whole[0]
    if lacking is not None:
        raise lacking
    if not any(any(_filled(v) for v in row) for sheet in book.sheets for row in sheet.rows()):
        raise FileProblem("NO_ROWS")
    if by_place:
        columns = tuple((n, f.heading, f) for n, f in enumerate(fields))
        places = [Column(n, column_letter(n), f.heading, f.name) for n, f in enumerate(fields)]
        return _Table(book.sheets[0], Headings(-1, -1, [f.heading for f in fields], places), columns, len(fields))
    raise _lacks(book.sheets[0], 1, [f.heading for f in fields if f.needed])


def _lacks(sheet: Sheet, row: int, headings: list[str]) -> FileProblem:
    return FileProblem(
        "COLUMNS_MISSING", sheet=clip(sheet.name), row=row, columns=", ".join(headings), hint_id="", hint_en=""
    )


def _line(
    number: int,
    row: list[Value],
    table: _Table,
    flags: Mapping[int, tuple[str, str]],
    date1904: bool,
    least: int,
    wrong_width: Callable[[], Refused] | None,
) -> PersonLine:
    cells = [shown(v) for v in row]
    while cells and not cells[-1].strip():
        cells.pop()
    text = "; ".join(" ".join(c.split())[:120] for c in cells)
    told = PersonLine(number + 1, text[:1000], cells=_as_handed_in(cells, table))
    if wrong_width is not None and table.first == 0 and not least <= len(cells) <= len(table.columns):
        return replace(told, refused=wrong_width())
    if table.width is not None and len(cells) > table.width:
        cell = f"{column_letter(table.width)}{number + 1}"
        given = {"count": len(cells), "expected": table.width}
        wide = CellError(number + 1, "", cell, clip(cells[table.width]), "ROW_TOO_WIDE", given)
        return replace(told, refused=CellRefused(wide, ""))
    got: dict[str, Any] = {}
    for index, heading, one in table.columns:
        value = row[index] if index < len(row) else None
        try:
            if index in flags:
                code, detail = flags[index]
                raise Bad(code, **({"range": detail} if code == "MERGED_CELL" else {}))
            got[one.name] = one.read(value, [], date1904) if _filled(value) else None
            if got[one.name] in (None, "") and one.needed:
                raise Bad("REQUIRED")
        except Bad as bad:
            detail = flags[index][1] if bad.code == "ERROR_CELL" and index in flags else shown(value)
            error = CellError(
                number + 1, heading, f"{column_letter(index)}{number + 1}", clip(detail), bad.code, bad.params,
                bad.suggestion,
            )  # fmt: skip
            return replace(told, refused=CellRefused(error, one.name))
        except Refused as refused:
            return replace(told, refused=refused)
    return replace(told, values=got)


def _as_handed_in(cells: Sequence[str], table: _Table) -> dict[str, str]:
    """The cells of a row by field, cut where they are longer than any field; the rest of a row that is too wide."""
    wide = len(table.headings.texts)
    found = {one.name: cells[index][:CELL_KEPT] for index, _heading, one in table.columns if index < len(cells)}
    beside = "; ".join(cells[wide:])[:CELL_KEPT]
    return {name: text for name, text in (found | {"": beside}).items() if text.strip()}
