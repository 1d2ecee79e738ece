"""Cells of the used columns that cannot be read as they stand: merged, failed, or formulas without a result."""

from __future__ import annotations

from lindung.interop.wage_files.facts import Range, SheetFacts
from lindung.interop.wage_files.headings import Headings
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.problems import FileProblem, clip, column_letter

Flags = dict[int, dict[int, tuple[str, str]]]
"""Row to column to (code, detail)."""


def find_flags(headings: Headings, facts: SheetFacts, limits: Limits, sheet: str) -> Flags:
    """Row -> column -> (code, detail) for cells of used columns that are merged, failed or have no result."""
    flags: Flags = {}
    first_data = headings.last_row + 1
    used = [column.index for column in headings.columns]
    budget = limits.merged_cells
    for area in facts.merges:
        first_row, first, last_row, last = area
        columns = [index for index in used if first <= index <= last]
        top, bottom = max(first_row, first_data), min(last_row, facts.last_row)
        if not columns or bottom < top:
            continue
        budget -= len(columns) * (bottom - top + 1)
        if budget < 0:
            raise FileProblem("TOO_MANY_MERGED", sheet=clip(sheet))
        for row in range(top, bottom + 1):
            for index in columns:
                flags.setdefault(row, {})[index] = ("MERGED_CELL", _range(area))
    wanted = set(used)
    for at, has_value in facts.formulas.items():
        if not has_value and at[1] in wanted:
            flags.setdefault(at[0], {})[at[1]] = ("FORMULA_NO_VALUE", "")
    for at, said in facts.errors.items():
        if at[1] in wanted:
            flags.setdefault(at[0], {})[at[1]] = ("ERROR_CELL", said)
    return flags


def _range(area: Range) -> str:
    return f"{column_letter(area[1])}{area[0] + 1}:{column_letter(area[3])}{area[2] + 1}"
