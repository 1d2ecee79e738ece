"""The rows below the headings, one after the other: values, contradictions, duplicates, totals."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from lindung.interop.wage_files import identity, values
from lindung.interop.wage_files.cell_messages import CELL
from lindung.interop.wage_files.cells import Parser, parsers
from lindung.interop.wage_files.codes import speaks_of_death
from lindung.interop.wage_files.facts import At, SheetFacts
from lindung.interop.wage_files.flags import find_flags
from lindung.interop.wage_files.headings import Column, Headings
from lindung.interop.wage_files.layouts import TEMPLATE_HEADING, Layout, heading_key
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.messages import Param
from lindung.interop.wage_files.problems import CellError, FileProblem, clip, column_letter
from lindung.interop.wage_files.rows import Counts, RefusedRow, WageRow
from lindung.interop.wage_files.values import Bad, Notes, shown

_TOTAL = re.compile(
    r"(grand\s*|sub\s*)?(total|jumlah)(\s+(upah|gaji|rapel|seluruh|keseluruhan|total|umum|akhir))*\s*[:=]?\s*",
    re.IGNORECASE,
)
_IDENTIFYING = ("nik", "kpj", "birth_date")
_SLOTS = tuple(WageRow.__slots__)[1:]


class TableReader:
    """Reads the data rows of one sheet; after `read`, the results stand in its attributes."""

    def __init__(
        self,
        headings: Headings,
        layout: Layout,
        facts: SheetFacts,
        limits: Limits,
        today: dt.date,
        *,
        date1904: bool = False,
        sheet: str = "",
        loose: bool = False,
    ) -> None:
        self.rows: list[WageRow] = []
        self.refused: list[RefusedRow] = []
        self.errors: list[CellError] = []
        self.errors_left_out = 0
        self.wage_total = 0
        self._layout, self._limits, self._facts, self._loose = layout, limits, facts, loose
        self._headings = headings
        self._width = len(headings.texts)
        by_field = parsers(today, date1904)
        self._columns: list[tuple[Column, Parser]] = [(c, by_field[c.field]) for c in headings.columns]
        self._by_field = {column.field: column for column in headings.columns}
        self._first_data = headings.last_row + 1
        self._heading_keys = [heading_key(text) for text in headings.texts]
        self._flags = find_flags(headings, facts, limits, sheet)
        self._rows_in = self._totals = self._skipped = 0
        self._after_total = False
        self._sums = {"wage": 0, "back_pay": 0}
        self._sums_since = {"wage": 0, "back_pay": 0}
        self._seen: dict[str, dict[str, int]] = {"nik": {}, "kpj": {}}
        self._hidden: list[int] = []

    # -- the pass ----------------------------------------------------------------------------------------------------

    def read(self, rows: Iterable[Sequence[Any]]) -> TableReader:
        """Read all rows of the sheet (those up to the headings are passed over)."""
        used = [column.index for column, _ in self._columns]
        flags, start = self._flags, self._first_data
        self._column_warnings()
        number = -1
        for number, row in enumerate(rows):
            if number < start:
                continue
            here = flags.get(number)
            width = len(row)
            for index in used:
                if index < width:
                    value = row[index]
                    if value is not None and value != "" and (type(value) is not str or not value.isspace()):
                        break
            else:
                if not here or all(code == "MERGED_CELL" for code, _ in here.values()):
                    continue
            self._row(number, row, here)
        # Rows below the last value that hold nothing but failed or empty formulas are rows all the same.
        for below in sorted(flagged for flagged in flags if flagged > number):
            if any(code != "MERGED_CELL" for code, _ in flags[below].values()):
                self._row(below, [], flags[below])
        self._hidden_warning()
        self.errors.sort(key=lambda error: error.row_no)
        if not self._rows_in:
            raise FileProblem("NO_ROWS")
        return self

    def counts(self) -> Counts:
        """Rows in, good, refused, totals and skipped."""
        return Counts(self._rows_in, len(self.rows), len(self.refused), self._totals, self._skipped)

    def _row(self, number: int, row: Sequence[Any], flags: dict[int, tuple[str, str]] | None) -> None:
        kind = self._kind(number, row)
        if kind == "total":
            self._totals += 1
            self._after_total = True
            self._compare_total(number, row)
            return
        if kind:
            self._skipped += 1
            if kind != "NUMBERS":
                self._add(CellError(number + 1, "", f"A{number + 1}", clip(self._first_text(row)), kind))
            return
        self._rows_in += 1
        if self._rows_in > self._limits.rows:
            raise FileProblem("TOO_MANY_ROWS", limit=self._limits.rows)
        if number in self._facts.hidden_rows:
            self._hidden.append(number)
        problems: list[CellError] = []
        got = self._values(number, row, flags or {}, problems)
        if self._loose and len(row) > self._width and any(cell.strip() for cell in row[self._width :]):
            cell = f"{column_letter(self._width)}{number + 1}"
            params: dict[str, Param] = {"count": len(row), "expected": self._width}
            problems.append(CellError(number + 1, "", cell, clip(row[self._width]), "ROW_TOO_WIDE", params))
        bad = {problem.column for problem in problems if problem.severity == "error"}
        self._filled(number, got, bad, problems)
        self._agree(number, row, got, problems)
        self._duplicates(number, row, got, problems)
        for field in ("wage", "back_pay"):
            amount = got.get(field)
            if amount:
                self._sums[field] += amount
                self._sums_since[field] += amount
        if problems:
            self._add(*problems)
            if any(problem.severity == "error" for problem in problems):
                self.refused.append(RefusedRow(number + 1, self._as_seen(number, row)))
                return
        self.wage_total += got.get("wage") or 0
        self.rows.append(WageRow(number + 1, *map(got.get, _SLOTS)))

    def _values(
        self, number: int, row: Sequence[Any], flags: dict[int, tuple[str, str]], problems: list[CellError]
    ) -> dict[str, Any]:
        got: dict[str, Any] = {}
        notes: Notes = []
        width = len(row)
        for column, parse in self._columns:
            index = column.index
            value = row[index] if index < width else None
            if flags and index in flags:
                code, detail = flags[index]
                seen = detail if code == "ERROR_CELL" else shown(value)
                params: dict[str, Param] = {"range": detail} if code == "MERGED_CELL" else {}
                problems.append(self._error(number, column, seen, code, params))
                continue
            if value is None or value == "":
                continue
            try:
                if column.field == "nik":
                    parse = self._identity_parser(row, parse)
                result = parse(value, notes)
                if result is not None:
                    if column.field == "nik" and parse is identity.passport:
                        got["passport"] = result
                    else:
                        got[column.field] = result
            except Bad as bad:
                problems.append(self._error(number, column, shown(value), bad.code, bad.params, bad.suggestion))
            if notes:
                problems += [self._error(number, column, shown(value), code, params) for code, params in notes]
                notes.clear()
        if "first_name" in self._by_field:
            parts = (got.get("name"), got.get("first_name"), got.get("middle_name"), got.get("last_name"))
            got["name"] = " ".join(part for part in parts if part) or None
        return got

    def _identity_parser(self, row: Sequence[Any], parse: Parser) -> Parser:
        kind = self._by_field.get("identity_kind")
        said = row[kind.index] if kind is not None and kind.index < len(row) else None
        if isinstance(said, str) and said.strip().upper().startswith("PAS"):
            return identity.passport
        return parse

    # -- checks across the cells of a row ----------------------------------------------------------------------------

    def _filled(self, number: int, got: dict[str, Any], bad: set[str], problems: list[CellError]) -> None:
        for field in self._layout.filled:
            if field == "identity":
                names = [name for name in ("nik", "kpj") if name in self._by_field]
                if any(got.get(name) for name in (*names, "passport")):
                    continue
                columns = [self._by_field[name] for name in names]
                if not any(column.heading in bad for column in columns):
                    problems.append(self._error(number, columns[0], "", "NO_IDENTITY"))
                continue
            if got.get(field) is not None or (field == "nik" and got.get("passport")):
                continue
            column = self._by_field.get(field) or self._by_field["first_name"]
            if column.heading not in bad:
                params: dict[str, Param] = {"column": TEMPLATE_HEADING[field]}
                problems.append(self._error(number, column, "", "REQUIRED", params))

    def _agree(self, number: int, row: Sequence[Any], got: dict[str, Any], problems: list[CellError]) -> None:
        digits = got.get("nik")
        if digits:
            born = identity.nik_birth(digits)
            column = self._by_field["nik"]
            if born is None:
                problems.append(self._error(number, column, digits, "NIK_DATE", {"part": digits[6:12]}))
            else:
                day, month, year, sex = born
                given = got.get("birth_date")
                if given and (given.day, given.month, given.year % 100) != (day, month, year):
                    params: dict[str, Param] = {
                        "in_nik": f"{day:02d}-{month:02d}-..{year:02d}",
                        "given": values.written(given),
                    }
                    problems.append(self._error(number, column, digits, "NIK_BIRTH_DATE", params))
                if got.get("sex") not in (None, sex):
                    problems.append(
                        self._error(number, column, digits, "NIK_SEX", {"in_nik": sex, "given": got["sex"]})
                    )
        for later, earlier in (
            ("start_date", "birth_date"),
            ("contract_end", "start_date"),
            ("exit_date", "birth_date"),
        ):
            after, before = got.get(later), got.get(earlier)
            if after and before and after < before:
                order: dict[str, Param] = {
                    "date": values.written(after),
                    "other": values.written(before),
                    "other_column": clip(self._by_field[earlier].heading),
                }
                problems.append(self._error(number, self._by_field[later], values.written(after), "DATE_ORDER", order))
        if got.get("contract") == "PKWT" and "contract_end" in self._by_field and got.get("contract_end") is None:
            column = self._by_field["contract_end"]
            if not any(problem.column == column.heading for problem in problems):
                problems.append(self._error(number, column, "", "CONTRACT_END_MISSING"))
        if "exit_reason" in self._by_field and got.get("note") and speaks_of_death(got["note"]):
            problems.append(self._error(number, self._by_field["note"], got["note"], "EXIT_NOTE_DEATH"))

    def _duplicates(self, number: int, row: Sequence[Any], got: dict[str, Any], problems: list[CellError]) -> None:
        for field, code in (("nik", "DUPLICATE_NIK"), ("kpj", "DUPLICATE_KPJ")):
            key = got.get(field)
            if key:
                first = self._seen[field].setdefault(key, number + 1)
                if first != number + 1:
                    problems.append(self._error(number, self._by_field[field], key, code, {"first": str(first)}))

    # -- rows that are no workers ------------------------------------------------------------------------------------

    def _kind(self, number: int, row: Sequence[Any]) -> str:
        """ "" for a worker, "total", or the code of a row that is passed over ("NUMBERS": column numbers)."""
        if number == self._first_data and self._numbers(row):
            return "NUMBERS"
        if self._identified(row):
            return "HEADER_REPEATED" if self._repeats_headings(row) else ""
        if any(type(value) is str and _TOTAL.fullmatch(value.strip()) for value in row):
            return "total"
        if self._after_total:
            wage = self._by_field.get("wage")
            if wage is None or wage.index >= len(row) or row[wage.index] in (None, ""):
                return "FOOTER_IGNORED"
        return ""

    def _identified(self, row: Sequence[Any]) -> bool:
        """Whether the row names a person. Below a total only a number does: a signature may stand in any column."""
        for field in _IDENTIFYING:
            column = self._by_field.get(field)
            value = row[column.index] if column is not None and column.index < len(row) else None
            if value is None or value == "":
                continue
            if type(value) is not str:
                return True
            if self._after_total:
                if sum(c.isdigit() for c in value) >= 8:
                    return True
            elif not _TOTAL.fullmatch(value.strip()):
                return True
        return False

    def _repeats_headings(self, row: Sequence[Any]) -> bool:
        column = self._columns[0][0]
        value = row[column.index] if column.index < len(row) else None
        if type(value) is not str or heading_key(value) != self._heading_keys[column.index]:
            return False
        keys = [heading_key(value) if isinstance(value, str) else "" for value in row[: self._width]]
        return sum(a == b != "" for a, b in zip(keys, self._heading_keys, strict=False)) >= 2

    def _numbers(self, row: Sequence[Any]) -> bool:
        """Whether the row below the headings only numbers the columns: 1, 2, 3 or (1), (2), (3)."""
        found = [shown(value).strip(" ()") for value in row if shown(value).strip()]
        return (
            len(found) >= 2
            and all(text.isdigit() and len(text) <= 3 for text in found)
            and ([int(text) for text in found] == list(range(1, len(found) + 1)))
        )

    def _compare_total(self, number: int, row: Sequence[Any]) -> None:
        for field in ("wage", "back_pay"):
            column = self._by_field.get(field)
            value = row[column.index] if column is not None and column.index < len(row) else None
            if column is None or value in (None, ""):
                continue
            total_sum, since = self._sums[field], self._sums_since[field]
            try:
                total = values.money(value, [], values.MAX_BALANCE)
            except Bad:
                self._add(self._error(number, column, shown(value), "TOTAL_UNREADABLE", {"sum": total_sum}))
                continue
            if total is not None and total not in (total_sum, since):
                params: dict[str, Param] = {"total": total, "sum": total_sum, "difference": abs(total - total_sum)}
                self._add(self._error(number, column, shown(value), "TOTAL_MISMATCH", params))
        self._sums_since = {"wage": 0, "back_pay": 0}

    # -- errors ------------------------------------------------------------------------------------------------------

    def _error(
        self,
        number: int,
        column: Column,
        value: str,
        code: str,
        params: dict[str, Param] | None = None,
        suggestion: str | None = None,
    ) -> CellError:
        cell = f"{column.letter}{number + 1}"
        return CellError(number + 1, clip(column.heading), cell, clip(value), code, params or {}, suggestion)

    def _add(self, *problems: CellError) -> None:
        if len(self.errors) + len(problems) <= self._limits.errors_kept:
            self.errors.extend(problems)
            return
        worst = next((problem for problem in problems if CELL[problem.code].severity == "error"), None)
        self.errors_left_out += len(problems)
        if worst is not None:
            self.errors.append(worst)
            self.errors_left_out -= 1

    def _column_warnings(self) -> None:
        """One warning per column for hidden columns and for formulas whose stored results are used."""
        head = self._headings.last_row
        by_column: dict[int, list[At]] = {}
        for at, has_value in self._facts.formulas.items():
            if has_value and at[0] >= self._first_data:
                by_column.setdefault(at[1], []).append(at)
        for column, _ in self._columns:
            if self._facts.hidden_column(column.index):
                self._add(self._error(head, column, column.heading, "COLUMN_HIDDEN"))
            cells = by_column.get(column.index)
            if cells:
                self._add(self._error(min(cells)[0], column, "", "FORMULA_VALUE_USED", {"count": len(cells)}))

    def _hidden_warning(self) -> None:
        if self._hidden:
            first = self._hidden[0] + 1
            params: dict[str, Param] = {"count": len(self._hidden), "row": str(first)}
            self._add(CellError(first, "", f"A{first}", "", "ROWS_HIDDEN", params))

    def _first_text(self, row: Sequence[Any]) -> str:
        return next((shown(value) for value in row if shown(value).strip()), "")

    def _as_seen(self, number: int, row: Sequence[Any]) -> tuple[str, ...]:
        seen = [shown(value) for value in row[: self._limits.columns]]
        seen += [""] * (self._width - len(seen))
        for index in range(self._width):
            said = self._facts.errors.get((number, index))
            if said:
                seen[index] = said
        return tuple(seen)
