"""Reading a wage file: bytes in, typed rows and cell errors out. No database, no clock but the one passed in."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lindung.interop.wage_files.grid import Book, Sheet, Value, open_book
from lindung.interop.wage_files.headings import Headings, Vocabulary, find_headings, score_rows
from lindung.interop.wage_files.layouts import (
    FIELDS,
    HEADINGS,
    IGNORED_SHEETS,
    TEMPLATE_HEADING,
    Layout,
    heading_key,
    lacking,
    recognise,
)
from lindung.interop.wage_files.limits import DEFAULT, Limits
from lindung.interop.wage_files.mapper import suits
from lindung.interop.wage_files.problems import FileProblem, clip
from lindung.interop.wage_files.rows import Columns, WageFile
from lindung.interop.wage_files.table import TableReader

NOTE_HEADING = "PERBAIKI_"
"""Headings of the columns that a file of refused rows adds; they are passed over when it comes back."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    sheet: Sheet
    headings: Headings
    layout: Layout
    lacking: list[str]
    matched: int | None


def read_wage_file(
    data: bytes,
    filename: str,
    *,
    limits: Limits = DEFAULT,
    mapping: Mapping[str, str] | None = None,
    saved: Sequence[Mapping[str, str]] = (),
    today: dt.date | None = None,
) -> WageFile:
    """Read an employer's list (XLSX, XLS, CSV or TSV) in any of the layouts.

    `filename` is only repeated in the result: the kind of file is told by its content. `mapping` is an employer's saved
    matching of headings to fields (`layouts.FIELDS`; "" passes a column over); of the `saved` ones the first is taken
    that suits the sheet (`WageFile.matched` says which). `today` bounds birth dates.

    A row with an error of severity ``error`` is refused and stands in `refused`; all others stand in `rows`; wages are
    whole rupiah. Raises `FileProblem` (and nothing else) when the file as a whole cannot be read.
    """
    vocabulary = Vocabulary(HEADINGS, FIELDS, mapping)
    matchings = [(columns, Vocabulary(HEADINGS, FIELDS, columns)) for columns in saved]
    every = [vocabulary, *(own for _, own in matchings)]
    book = open_book(data, limits, lambda rows: max(score_rows(rows, one) for one in every))
    chosen = _choose(book, vocabulary, matchings, limits)
    reader = TableReader(
        chosen.headings,
        chosen.layout,
        chosen.sheet.facts,
        limits,
        today or dt.date.today(),
        date1904=book.date1904,
        sheet=chosen.sheet.name,
        loose=book.text,
    )
    table = reader.read(chosen.sheet.rows())
    counts = table.counts()
    if not counts.holds:
        raise RuntimeError(f"rows were lost while reading: {counts}")
    found = {column.field: column for column in chosen.headings.columns}
    have = {heading_key(text) for text in chosen.headings.texts}
    missing = tuple(
        heading
        for heading in chosen.layout.columns
        if (field := HEADINGS[heading_key(heading)]) and field not in found and heading_key(heading) not in have
    )
    return WageFile(
        layout=chosen.layout.id,
        sheet=chosen.sheet.name,
        header_row=chosen.headings.last_row + 1,
        headings=tuple(chosen.headings.texts),
        columns=Columns(found, tuple(chosen.headings.unknown), tuple(chosen.headings.ignored), missing),
        rows=table.rows,
        errors=table.errors,
        refused=table.refused,
        counts=counts,
        wage_total=table.wage_total,
        sha256=hashlib.sha256(data).hexdigest(),
        filename=filename,
        errors_left_out=table.errors_left_out,
        matched=chosen.matched,
    )


def _choose(
    book: Book, plain: Vocabulary, matchings: Sequence[tuple[Mapping[str, str], Vocabulary]], limits: Limits
) -> _Candidate:
    """The one sheet that holds the data. Raises `FileProblem` when there is none or more than one."""
    candidates: list[_Candidate] = []
    for sheet in book.sheets:
        if heading_key(sheet.name).startswith(IGNORED_SHEETS):
            continue
        top = list(itertools.islice(sheet.rows(), limits.header_rows))
        _widths(top, sheet.name, limits)
        matched = next((n for n, (columns, _) in enumerate(matchings) if suits(columns, top)), None)
        vocabulary = plain if matched is None else matchings[matched][1]
        headings = find_headings(_without_notes(top), sheet.facts, vocabulary)
        if headings is not None:
            layout = recognise(headings.fields, headings.keys)
            candidates.append(_Candidate(sheet, headings, layout, lacking(layout, headings.fields), matched))
    if not candidates:
        raise FileProblem("HEADER_NOT_FOUND", rows=limits.header_rows)
    complete = [candidate for candidate in candidates if not candidate.lacking]
    if not complete:
        raise _missing(candidates[0], plain)
    filled = [candidate for candidate in complete if _has_rows(candidate)]
    if not filled:
        raise FileProblem("NO_ROWS")
    if len(filled) > 1:
        raise FileProblem("SEVERAL_SHEETS", sheets=", ".join(f"“{clip(c.sheet.name)}”" for c in filled[:10]))
    return filled[0]


def _widths(rows: list[list[Value]], name: str, limits: Limits) -> None:
    widest = max((len(row) for row in rows), default=0)
    if widest > limits.columns:
        raise FileProblem("SHEET_TOO_WIDE", sheet=clip(name), count=widest, limit=limits.columns)


def _without_notes(rows: list[list[Value]]) -> list[list[Value]]:
    return [[None if isinstance(v, str) and v.upper().startswith(NOTE_HEADING) else v for v in row] for row in rows]


def _has_rows(candidate: _Candidate) -> bool:
    used = [column.index for column in candidate.headings.columns]
    for row in itertools.islice(candidate.sheet.rows(), candidate.headings.last_row + 1, None):
        for index in used:
            if index < len(row) and row[index] not in (None, "") and str(row[index]).strip():
                return True
    return bool(candidate.sheet.facts.formulas)


def _missing(candidate: _Candidate, vocabulary: Vocabulary) -> FileProblem:
    names = ", ".join(TEMPLATE_HEADING[field] for field in candidate.lacking)
    wanted = [f for name in candidate.lacking for f in (("nik", "kpj") if name == "identity" else (name,))]
    near = vocabulary.near(wanted, candidate.headings.unknown)
    hint = {"hint_id": "", "hint_en": ""}
    if near:
        seen, meant = clip(near[0]), TEMPLATE_HEADING[near[1]]
        hint = {"hint_id": f" Apakah “{seen}” maksudnya {meant}?", "hint_en": f" Is “{seen}” meant to be {meant}?"}
    row = candidate.headings.last_row + 1
    return FileProblem("COLUMNS_MISSING", sheet=clip(candidate.sheet.name), row=row, columns=names, **hint)
