"""What the inspectors find out about a sheet besides its values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.problems import FileProblem, clip, column_letter

At = tuple[int, int]
"""Row and column of a cell, both counted from 0."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0, both ends included."""


@dataclass(slots=True)
class SheetFacts:
    """Facts of one sheet: `formulas` (cell -> has a stored result), `errors` (cell -> text such as ``#REF!``), merges,
    hidden rows and columns (column ranges, both ends included), and the box the content fills."""

    formulas: dict[At, bool] = field(default_factory=dict)
    errors: dict[At, str] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    rows_used: int = 0
    first_row: int = -1
    last_row: int = -1
    first_column: int = -1
    last_column: int = -1
    shared_texts: int = 0

    @property
    def area(self) -> int:
        """Cells of the box around the content; what a reader of the sheet must hold."""
        if self.last_row < 0:
            return 0
        return (self.last_row - self.first_row + 1) * (self.last_column - self.first_column + 1)

    def check(self, name: str, limits: Limits) -> None:
        """Refuse a sheet too long, too wide or with a cell far away, before anything allocates it."""
        sheet = clip(name)
        room = limits.rows + limits.header_rows
        if self.rows_used > room + limits.rows // 2:
            raise FileProblem("TOO_MANY_ROWS", limit=limits.rows)
        wide = self.last_column - max(0, self.first_column) + 1
        if wide > limits.columns:
            if wide > 2_000:
                cell = f"{column_letter(self.last_column)}{self.last_row + 1}"
                raise FileProblem("STRAY_CELL", sheet=sheet, cell=cell)
            raise FileProblem("SHEET_TOO_WIDE", sheet=sheet, count=wide, limit=limits.columns)
        if self.last_row > 4 * room or self.area > limits.area:
            cell = f"{column_letter(self.last_column)}{self.last_row + 1}"
            raise FileProblem("STRAY_CELL", sheet=sheet, cell=cell)

    def hidden_column(self, column: int) -> bool:
        """Whether `column` (from 0) is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def letters_to_column(letters: str) -> int:
    """Column counted from 0 of spreadsheet letters: A -> 0, AA -> 26."""
    index = 0
    for letter in letters:
        index = index * 26 + (ord(letter) & 31)
    return index - 1


def parse_ref(ref: str) -> At | None:
    """``X14`` -> (13, 23); None when it is not a cell reference."""
    match = _REF.fullmatch(ref)
    if not match:
        return None
    return int(match[2]) - 1, letters_to_column(match[1])


def parse_range(ref: str) -> Range | None:
    """``A5:C9`` -> (4, 0, 8, 2); a single cell is a range of one; None when unreadable."""
    first, _, last = ref.partition(":")
    start, end = parse_ref(first), parse_ref(last or first)
    if start is None or end is None:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])
