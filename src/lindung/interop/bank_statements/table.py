"""A statement as a table of text: CSV; the dialect is described in the package."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from lindung.interop.bank_statements.statement import (
    BILLING_CODE,
    FIELDS,
    HEADINGS,
    STATEMENT_LIMITS,
    Statement,
    StatementCounts,
    StatementLine,
)
from lindung.interop.wage_files import values
from lindung.interop.wage_files.codes import code_key
from lindung.interop.wage_files.delimited import choose_delimiter, rows_of
from lindung.interop.wage_files.facts import SheetFacts
from lindung.interop.wage_files.grid import check_size, text_of
from lindung.interop.wage_files.headings import Headings, Vocabulary, find_headings, score_rows
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.messages import Param
from lindung.interop.wage_files.ole import MAGIC
from lindung.interop.wage_files.problems import CellError, FileProblem, clip, column_letter
from lindung.interop.wage_files.values import Bad, Notes

_CREDIT, _DEBIT = {"K", "C", "CR", "KR", "KREDIT", "CREDIT"}, {"D", "DB", "DR", "DEBIT", "DEBET"}
_SUFFIX = re.compile(r"(.*?\d[\d.,]*)\s*(CR|DB|DR|K|D)\.?", re.IGNORECASE)
_BALANCE_LINE = re.compile(r"(saldo\s+(awal|akhir)|(opening|closing)\s+balance)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"((grand\s*|sub\s*)?(total|jumlah)|saldo\s+(awal|akhir)|(opening|closing)\s+balance)\b.*", re.IGNORECASE
)


@dataclass(slots=True)
class _Entry:
    line_no: int
    amount: int = 0
    balance: int | None = None
    out: bool = False
    whole: bool = True
    cells: list[str] = field(default_factory=list)


def read_table(
    data: bytes,
    filename: str,
    *,
    billing_code: str | re.Pattern[str] = BILLING_CODE,
    limits: Limits = STATEMENT_LIMITS,
    mapping: Mapping[str, str] | None = None,
    today: dt.date | None = None,
) -> Statement:
    """Read a statement in the dialect of this module. `billing_code` is the pattern looked for in the description (its
    first group, when it has one); a column of billing codes goes before it.

    Refused lines are in `errors`; the good ones in `lines`. Raises `FileProblem` (and nothing else) when the file as a
    whole cannot be read; spreadsheets are refused with NOT_CSV.
    """
    check_size(data, limits)
    if data.startswith((b"PK\x03\x04", MAGIC)):
        raise FileProblem("NOT_CSV")
    vocabulary = Vocabulary(HEADINGS, FIELDS, mapping)
    delimiter, text = choose_delimiter(text_of(data), lambda rows: score_rows(rows, vocabulary), limits.header_rows)
    top = list(islice(rows_of(text, delimiter), limits.header_rows))
    headings = find_headings(top, SheetFacts(), vocabulary)
    if headings is None:
        raise FileProblem("HEADER_NOT_FOUND", rows=limits.header_rows)
    _needed(headings)
    pattern = re.compile(billing_code) if isinstance(billing_code, str) else billing_code
    reader = _Reader(headings, pattern, limits, today or dt.date.today())
    reader.read(rows_of(text, delimiter))
    return reader.statement(hashlib.sha256(data).hexdigest(), filename)


def _needed(headings: Headings) -> None:
    lacking = [] if "date" in headings.fields else ["TANGGAL"]
    if not headings.fields & {"credit", "amount"}:
        lacking.append("KREDIT / JUMLAH")
    if lacking:
        row = headings.last_row + 1
        raise FileProblem("COLUMNS_MISSING", sheet="CSV", row=row, columns=", ".join(lacking), hint_id="", hint_en="")


class _Reader:
    def __init__(self, headings: Headings, pattern: re.Pattern[str], limits: Limits, today: dt.date) -> None:
        self._by_field = {column.field: column for column in headings.columns}
        self._headings, self._pattern, self._limits, self._today = headings, pattern, limits, today
        self._lines: list[StatementLine] = []
        self._errors: list[CellError] = []
        self._entries: list[_Entry] = []
        self._in = self._skipped = self._refused = 0
        self._credit = self._debit = 0
        self._seen: dict[tuple[object, ...], int] = {}
        self._twins: dict[tuple[object, ...], int] = {}

    def read(self, rows: Iterator[list[str]]) -> None:
        for number, row in enumerate(rows):
            if number <= self._headings.last_row or not any(cell.strip() for cell in row):
                continue
            dated = self._cell(row, "date").strip()
            moves = any(self._cell(row, name).strip() for name in ("credit", "debit", "amount"))
            if _TOTAL.fullmatch(dated) or (not dated and (not moves or any(_TOTAL.fullmatch(c.strip()) for c in row))):
                if any(_BALANCE_LINE.match(cell.strip()) for cell in row):
                    # The opening and closing balance are no entries, but the chain of balances hangs on them.
                    self._entries.append(_Entry(number + 1, balance=self._balance(row)))
                continue
            self._in += 1
            if self._in > self._limits.rows:
                raise FileProblem("TOO_MANY_LINES", limit=self._limits.rows)
            self._line(number + 1, row)
        if not self._in:
            raise FileProblem("NO_ROWS")
        self._lines.sort(key=lambda line: line.line_no)

    def statement(self, sha256: str, filename: str) -> Statement:
        balance = self._check_balances()
        days = [line.date for line in self._lines]
        counts = StatementCounts(self._in, len(self._lines), self._skipped, self._refused)
        return Statement(
            lines=self._lines,
            errors=self._errors,
            counts=counts,
            credit_total=self._credit,
            debit_total=self._debit,
            balance=balance,
            first_date=min(days, default=None),
            last_date=max(days, default=None),
            columns=self._by_field,
            unknown=tuple(self._headings.unknown),
            sha256=sha256,
            filename=filename,
        )

    # -- one line -----------------------------------------------------------------------------------------------------

    def _line(self, line_no: int, row: list[str]) -> None:
        entry = _Entry(line_no)
        self._entries.append(entry)
        problems: list[CellError] = []
        width = len(self._headings.texts)
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            params: dict[str, Param] = {"count": len(row), "expected": width}
            cell = f"{column_letter(width)}{line_no}"
            problems.append(CellError(line_no, "", cell, clip(row[width]), "ROW_TOO_WIDE", params))
        self._amounts(line_no, row, entry, problems)
        entry.balance = self._balance(row)
        if not problems and (entry.out or entry.amount == 0):
            self._skipped += 1
            self._debit += entry.amount
            return
        day = self._date(line_no, row, problems)
        reference = self._text(line_no, row, "reference", problems)
        description = self._text(line_no, row, "description", problems)
        code = self._code(line_no, row, description, problems)
        if not any(problem.severity == "error" for problem in problems) and day is not None:
            same = (day, entry.amount, reference, description, entry.balance)
            first = self._seen.setdefault(same, line_no)
            if reference and first != line_no:
                # The same reference, day, amount, text and balance: one entry that was copied twice into the file.
                problems.append(self._error(line_no, "reference", row, "LINE_REPEATED", {"first": str(first)}))
        self._errors += problems
        if day is None or any(problem.severity == "error" for problem in problems):
            self._refused += 1
            if any(problem.code == "LINE_REPEATED" for problem in problems):
                self._entries.pop()
            entry.whole = entry.whole and not any(problem.code == "ROW_TOO_WIDE" for problem in problems)
            return
        self._credit += entry.amount
        self._lines.append(
            StatementLine(
                line_no, day, entry.amount, reference, description, code, entry.balance,
                self._key(day, entry.amount, reference, description, entry.balance),
            )
        )  # fmt: skip

    def _amounts(self, line_no: int, row: list[str], entry: _Entry, problems: list[CellError]) -> None:
        credit = self._money(line_no, row, "credit", entry, problems)
        debit = self._money(line_no, row, "debit", entry, problems)
        if credit and debit:
            entry.whole = False
            problems.append(self._error(line_no, "debit", row, "DEBIT_AND_CREDIT"))
            return
        if "amount" not in self._by_field:
            entry.amount, entry.out = credit or debit or 0, bool(debit)
            return
        if credit or debit:
            entry.amount, entry.out = credit or debit or 0, bool(debit)
            return
        said = self._cell(row, "amount").strip()
        way = code_key(self._cell(row, "direction"))
        suffix = _SUFFIX.fullmatch(said[:60])
        if suffix:
            said, way = suffix[1], way or suffix[2].upper()
        if way and way not in _CREDIT | _DEBIT:
            entry.whole = False
            problems.append(self._error(line_no, "direction", row, "DIRECTION_UNKNOWN"))
            return
        sign = re.match(r"\s*(?:rp\.?|idr)?\s*([-+])", said, re.IGNORECASE)
        negative = bool(sign and sign[1] == "-") or (said.startswith("(") and said.endswith(")"))
        bare = said[sign.end() :] if sign else said[1:-1] if negative else said
        entry.amount = self._money(line_no, row, "amount", entry, problems, bare) or 0
        entry.out = negative or way in _DEBIT

    def _money(
        self, line_no: int, row: list[str], name: str, entry: _Entry, problems: list[CellError], said: str | None = None
    ) -> int | None:
        if name not in self._by_field:
            return None
        try:
            return _amount(self._cell(row, name) if said is None else said)
        except Bad as bad:
            entry.whole = False
            problems.append(self._error(line_no, name, row, bad.code, bad.params, bad.suggestion))
            return None

    def _balance(self, row: list[str]) -> int | None:
        said = self._cell(row, "balance").strip()
        suffix = _SUFFIX.fullmatch(said[:60])
        if suffix:
            said = ("-" if suffix[2].upper() in _DEBIT else "") + suffix[1]
        negative = said.startswith(("-", "("))
        try:
            found = _amount(said.strip("-() "))
        except Bad:
            # A balance that cannot be read costs the check, not the line.
            return None
        return None if found is None else -found if negative else found

    def _date(self, line_no: int, row: list[str], problems: list[CellError]) -> dt.date | None:
        notes: Notes = []
        try:
            day = values.date(self._cell(row, "date"), notes)
            if day is None:
                problems.append(self._error(line_no, "date", row, "REQUIRED", {"column": "TANGGAL"}))
                return None
            low = dt.date(2000, 1, 1)
            high = self._today + dt.timedelta(days=7)
            if not low <= day <= high:
                raise Bad("DATE_RANGE", date=values.written(day), low=values.written(low), high=values.written(high))
        except Bad as bad:
            problems.append(self._error(line_no, "date", row, bad.code, bad.params, bad.suggestion))
            return None
        problems += [self._error(line_no, "date", row, code, params) for code, params in notes]
        return day

    def _text(self, line_no: int, row: list[str], name: str, problems: list[CellError]) -> str:
        notes: Notes = []
        try:
            return values.limited(values.text(self._cell(row, name), notes), 80 if name == "reference" else 1000)
        except Bad as bad:
            problems.append(self._error(line_no, name, row, bad.code, bad.params, bad.suggestion))
            return ""

    def _code(self, line_no: int, row: list[str], description: str, problems: list[CellError]) -> str | None:
        own = code_key(self._cell(row, "billing_code"))
        if own:
            return own[:24]
        codes: list[str] = []
        for match in self._pattern.finditer(description):
            found = match[1] if self._pattern.groups else match[0]
            if found and found not in codes:
                codes.append(found)
        if len(codes) > 1:
            params: dict[str, Param] = {"codes": clip(", ".join(codes))}
            problems.append(self._error(line_no, "description", row, "BILLING_SEVERAL", params))
        return codes[0] if len(codes) == 1 else None

    def _key(self, *content: object) -> str:
        twin = self._twins[content] = self._twins.get(content, 0) + 1
        said = "\x1f".join("" if part is None else str(part) for part in (*content, twin))
        digest = hashlib.sha256(said.encode()).hexdigest()[:24]
        reference = str(content[2])[:50]
        return f"{reference}:{digest}" if reference else digest

    # -- balances -----------------------------------------------------------------------------------------------------

    def _check_balances(self) -> Literal["HOLDS", "BROKEN", "ABSENT"]:
        known = [entry for entry in self._entries if entry.balance is not None and entry.whole]
        if len(known) < 2:
            return "ABSENT"
        forward, backward = _breaks(self._entries), _breaks(self._entries[::-1])
        if not forward or not backward:
            return "HOLDS"
        for entry, expected in forward if len(forward) <= len(backward) else backward:
            column = self._by_field["balance"]
            found = entry.balance or 0
            params: dict[str, Param] = {"expected": expected, "found": found}
            cell = f"{column.letter}{entry.line_no}"
            self._errors.append(
                CellError(entry.line_no, clip(column.heading), cell, str(found), "BALANCE_BREAK", params)
            )
        return "BROKEN"

    # -- helpers ------------------------------------------------------------------------------------------------------

    def _cell(self, row: Sequence[str], name: str) -> str:
        column = self._by_field.get(name)
        return row[column.index] if column is not None and column.index < len(row) else ""

    def _error(
        self,
        line_no: int,
        name: str,
        row: Sequence[str],
        code: str,
        params: Mapping[str, Param] | None = None,
        suggestion: str | None = None,
    ) -> CellError:
        column = self._by_field.get(name) or self._headings.columns[0]
        value = clip(self._cell(row, column.field))
        cell = f"{column.letter}{line_no}"
        return CellError(line_no, clip(column.heading), cell, value, code, params or {}, suggestion)


def _amount(said: str) -> int | None:
    """Rupiah on a statement: as `values.money`, and two decimals ``.00`` are nothing unusual even on small amounts."""
    said = said.strip()
    small = re.fullmatch(r"(\d{1,3})[.,]00", said)
    return int(small[1]) if small else values.money(said, [], values.MAX_BALANCE)


def _breaks(entries: Sequence[_Entry]) -> list[tuple[_Entry, int]]:
    """Entries whose balance does not follow from the last known one, oldest first, with the balance expected."""
    broken: list[tuple[_Entry, int]] = []
    running: int | None = None
    for entry in entries:
        if not entry.whole:
            running = None
        elif running is not None:
            running += -entry.amount if entry.out else entry.amount
            if entry.balance is not None and entry.balance != running:
                broken.append((entry, running))
        if entry.balance is not None and entry.whole:
            running = entry.balance
    return broken
