"""Wage files as employers send them: read whatever they have, tell each cell that is wrong, give refused rows back.

    file = read_wage_file(data, "upah.xlsx")      # FileProblem when the whole file is refused
    file.rows, file.errors, file.counts           # good rows, errors and warnings, the control identity
    write_refused(file)                           # XLSX of the refused rows, ready to correct and send again

Limits: 10 MB and 10,000 rows unless `Limits` says otherwise (`DEFAULT.for_rows(100_000)`).
"""

from lindung.interop.wage_files.headings import Column
from lindung.interop.wage_files.layouts import FIELDS, LAYOUTS, Layout, LayoutId
from lindung.interop.wage_files.limits import DEFAULT, Limits
from lindung.interop.wage_files.mapper import HeadingPeek, SheetPeek, check_columns, headings_at, peek_wage_file
from lindung.interop.wage_files.problems import CellError, FileProblem
from lindung.interop.wage_files.reader import read_wage_file
from lindung.interop.wage_files.rows import Columns, Counts, RefusedRow, WageFile, WageRow
from lindung.interop.wage_files.safe import safe_cell
from lindung.interop.wage_files.writers import write_refused, write_template, write_workers

__all__ = [
    "DEFAULT",
    "FIELDS",
    "LAYOUTS",
    "CellError",
    "Column",
    "Columns",
    "Counts",
    "FileProblem",
    "HeadingPeek",
    "Layout",
    "LayoutId",
    "Limits",
    "RefusedRow",
    "SheetPeek",
    "WageFile",
    "WageRow",
    "check_columns",
    "headings_at",
    "peek_wage_file",
    "read_wage_file",
    "safe_cell",
    "write_refused",
    "write_template",
    "write_workers",
]
