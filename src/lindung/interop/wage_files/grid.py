"""One face for all kinds of files: a `Book` of sheets, each with rows of cells and the facts about them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lindung.interop.wage_files import delimited
from lindung.interop.wage_files.facts import SheetFacts
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.ole import MAGIC, CompoundFile
from lindung.interop.wage_files.problems import FileProblem
from lindung.interop.wage_files.xls_scan import scan_xls
from lindung.interop.wage_files.xlsx_scan import scan_xlsx
from lindung.interop.wage_files.zip_check import Archive

Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
Rows = Callable[[], Iterator[list[Value]]]


@dataclass(slots=True)
class Sheet:
    """A sheet: `rows()` starts anew at the first row of the sheet each time, columns from the first column."""

    name: str
    rows: Rows
    facts: SheetFacts = field(default_factory=SheetFacts)


@dataclass(slots=True)
class Book:
    """The visible sheets of a file; `text` when it is a text table, whose rows may be of unequal length."""

    sheets: list[Sheet]
    date1904: bool = False
    text: bool = False


def check_size(data: bytes, limits: Limits) -> None:
    """Refuse an empty file and one above `limits.file_bytes`."""
    if not data:
        raise FileProblem("EMPTY_FILE")
    if len(data) > limits.file_bytes:
        raise FileProblem("FILE_TOO_LARGE", size_kb=-(-len(data) // 1024), limit_kb=limits.file_bytes // 1024)


def open_book(data: bytes, limits: Limits, score: Callable[[list[list[str]]], int]) -> Book:
    """The file as sheets, its kind told by content. `score` rates rows as headings, to find the separator of a CSV.

    Raises `FileProblem`.
    """
    check_size(data, limits)
    if data.startswith(b"PK"):
        return _open_zip(data, limits)
    if data.startswith(MAGIC):
        return _open_xls(data, limits)
    text = text_of(data)
    delimiter, text = delimited.choose_delimiter(text, score, limits.header_rows)

    def rows() -> Iterator[list[Value]]:
        return iter(delimited.rows_of(text, delimiter))  # type: ignore[arg-type]

    return Book([Sheet("CSV", rows)], text=True)


_SIGNATURES: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%PDF",), "TYPE_PDF"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"8BPS"), "TYPE_IMAGE"),
    ((b"{\\rtf",), "TYPE_DOCUMENT"),
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), "TYPE_ARCHIVE"),
    ((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe"), "TYPE_PROGRAM"),
    ((b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00"),
     "TYPE_OLD_XLS"),
    ((b"SQLite format 3",), "TYPE_UNKNOWN"),
)  # fmt: skip


def text_of(data: bytes) -> str:
    """Text of a file that should be a text table. Raises `FileProblem` naming what it is instead."""
    for marks, code in _SIGNATURES:
        # Two letters may also begin a CSV ("MZ;…"): a program has zero bytes early on.
        if data.startswith(marks) and (len(marks[0]) > 2 or not data.startswith((b"MZ", b"#!")) or b"\0" in data[:64]):
            raise FileProblem(code)
    if data[4:8] == b"ftyp" or data[8:12] == b"WEBP" or (data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"):
        raise FileProblem("TYPE_IMAGE")
    if data.startswith(b"#!/"):
        raise FileProblem("TYPE_PROGRAM")
    text = delimited.decode(data)
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<style", "mime-version:")):
        raise FileProblem("TYPE_HTML")
    if head.startswith(("<?xml", "<workbook", "<!--", "<!doctype")):
        raise FileProblem("TYPE_HTML" if "<html" in head else "TYPE_XML")
    if head.startswith(("{", "[{", "[\n", "[[")):
        raise FileProblem("TYPE_JSON")
    return text


def _open_zip(data: bytes, limits: Limits) -> Book:
    archive = Archive(data, limits)
    if "xl/workbook.xml" not in archive:
        if "xl/workbook.bin" in archive:
            raise FileProblem("TYPE_XLSB")
        if "word/document.xml" in archive or "ppt/presentation.xml" in archive:
            raise FileProblem("TYPE_DOCUMENT")
        kind = archive.read("mimetype") if "mimetype" in archive else b""
        if kind.startswith(b"application/vnd.oasis.opendocument"):
            raise FileProblem("TYPE_ODS" if b"spreadsheet" in kind else "TYPE_DOCUMENT")
        raise FileProblem("TYPE_ARCHIVE")
    if "xl/workbook.bin" in archive or "content.xml" in archive or "mimetype" in archive:
        # Two kinds of workbook in one file: a reader that fails on the first would try the second, unchecked.
        raise FileProblem("CORRUPT")
    facts = scan_xlsx(archive, limits)
    book = _calamine(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))
    sheets = []
    for meta in book.sheets_metadata:
        if meta.visible is SheetVisibleEnum.Visible and meta.typ is SheetTypeEnum.WorkSheet:
            found = facts.sheets.get(meta.name)
            if found is None:
                raise FileProblem("CORRUPT")
            sheets.append(Sheet(meta.name, _reader(book, meta.name), found))
    return Book(sheets, facts.date1904)


def _open_xls(data: bytes, limits: Limits) -> Book:
    # Some programs leave the last sector short.
    data += bytes(-len(data) % 512)
    facts = scan_xls(CompoundFile(data), limits)
    book = _calamine(lambda: CalamineWorkbook.from_filelike(io.BytesIO(facts.plain)))
    metas = book.sheets_metadata
    if len(metas) != len(facts.sheets):
        raise FileProblem("CORRUPT")
    sheets = [
        Sheet(meta.name, _reader(book, meta.name), found)
        for meta, found in zip(metas, facts.sheets, strict=True)
        if meta.visible is SheetVisibleEnum.Visible and meta.typ is SheetTypeEnum.WorkSheet
    ]
    return Book(sheets, facts.date1904)


def _reader(book: CalamineWorkbook, name: str) -> Rows:
    kept: list[CalamineSheet] = []

    def rows() -> Iterator[list[Value]]:
        if not kept:
            kept.append(_calamine(lambda: book.get_sheet_by_name(name)))
        sheet = kept[0]
        if sheet.start is None:
            return
        left: list[Value] = [None] * sheet.start[1]
        for row in sheet.iter_rows():
            yield left + row if left else row  # type: ignore[operator, misc]

    return rows


def _calamine(act: Callable[[], Any]) -> Any:
    """Run the value reader; whatever it says about a file, even by breaking down, means the file is damaged."""
    try:
        return act()
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the reader is not an Exception
        raise FileProblem("CORRUPT") from error
