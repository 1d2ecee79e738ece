"""What reading a wage file gives: typed rows, errors, counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from lindung.interop.wage_files.headings import Column
from lindung.interop.wage_files.layouts import LayoutId
from lindung.interop.wage_files.problems import CellError


@dataclass(frozen=True, slots=True)
class WageRow:
    """One worker as reported; None where the layout has no such column or the cell is empty.

    `row_no` counts as the spreadsheet does; `nik` 16 digits, `kpj` 11 digits, `sex` L/P, `marital` Y/T,
    `contract` PKWT/PKWTT, `wage` and `back_pay` whole rupiah a month, `exit_reason` a code of the coverage register.
    `passport` is set instead of `nik` when the identity is a passport.
    """

    row_no: int
    employee_no: str | None = None
    kpj: str | None = None
    nik: str | None = None
    name: str | None = None
    birth_date: dt.date | None = None
    birth_place: str | None = None
    mother_name: str | None = None
    sex: str | None = None
    phone: str | None = None
    email: str | None = None
    marital: str | None = None
    npwp: str | None = None
    address: str | None = None
    postcode: str | None = None
    work_location: str | None = None
    contract: str | None = None
    start_date: dt.date | None = None
    contract_end: dt.date | None = None
    wage: int | None = None
    back_pay: int | None = None
    exit_reason: str | None = None
    exit_date: dt.date | None = None
    note: str | None = None
    passport: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A refused row as it stood in the file: one text per heading."""

    row_no: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """`found`: field -> column; `unknown` headings not understood; `ignored` known and not needed; `missing` headings
    of the layout that the file lacks (none of them needed)."""

    found: Mapping[str, Column]
    unknown: tuple[str, ...]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of the sheet below the headings. `rows_in` = `rows_good` + `rows_refused`; totals, repeated headings and
    lines below the total are no workers and are counted apart."""

    rows_in: int
    rows_good: int
    rows_refused: int
    totals: int
    skipped: int

    @property
    def holds(self) -> bool:
        """The control identity: every row that came in is either good or refused."""
        return self.rows_in == self.rows_good + self.rows_refused


@dataclass(slots=True)
class WageFile:
    """A wage file as read. `header_row` counts from 1 (the lower one of two); `headings` are all headings of the file.

    `errors` holds errors and warnings in the order of the rows. When there are more than `Limits.errors_kept`, only the
    first of each further row is kept and `errors_left_out` counts the others. `wage_total` is the sum of the wages of
    the good rows in rupiah. `matched` is the position of the saved matching of columns that was taken.
    """

    layout: LayoutId
    sheet: str
    header_row: int
    headings: tuple[str, ...]
    columns: Columns
    rows: list[WageRow]
    errors: list[CellError]
    refused: list[RefusedRow]
    counts: Counts
    wage_total: int
    sha256: str
    filename: str = ""
    errors_left_out: int = 0
    matched: int | None = None
    _by_row: dict[int, list[CellError]] | None = field(default=None, repr=False)

    def errors_of(self, row_no: int) -> list[CellError]:
        """Errors and warnings of one row."""
        if self._by_row is None:
            self._by_row = {}
            for error in self.errors:
                self._by_row.setdefault(error.row_no, []).append(error)
        return self._by_row.get(row_no, [])
