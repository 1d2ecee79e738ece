"""Files for the tests, made by code: workbooks, doctored workbooks, zips that lie. All people are invented.

NIKs begin with 3599, an area that does not exist.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import openpyxl
import xlsxwriter

HEAD = ["NIK", "NAMA_LENGKAP", "TANGGAL_LAHIR", "JENIS_KELAMIN", "UPAH"]
"""Headings of a plain wage report: columns A to E."""

Table = list[list[Any]]


def nik(number: int, born: dt.date = dt.date(1990, 3, 25), sex: str = "L") -> str:
    """An invented NIK of someone born then."""
    day = born.day + (40 if sex == "P" else 0)
    return f"359999{day:02d}{born.month:02d}{born.year % 100:02d}{number:04d}"


def worker(number: int, wage: Any = "4290133", **changed: Any) -> list[Any]:
    """A good row under `HEAD`; `changed` replaces cells by field name (nik, name, born, sex)."""
    return [
        changed.get("nik", nik(number)),
        changed.get("name", f"PEKERJA CONTOH {'ABCDEFGHIJ'[number % 10]}"),
        changed.get("born", "25-03-1990"),
        changed.get("sex", "L"),
        wage,
    ]


def report(*rows: list[Any], head: list[Any] | None = None) -> Table:
    return [HEAD if head is None else head, *rows]


def people(count: int) -> Table:
    return report(
        *(
            worker(n % 10_000, nik=nik(n % 10_000, dt.date(1970, 1, 1) + dt.timedelta(n // 10_000)))
            for n in range(count)
        )
    )


def xlsx(
    rows: Table | Mapping[str, Table],
    edit: Callable[[openpyxl.Workbook], None] | None = None,
    sheet: str = "laporan_upah",
) -> bytes:
    """A workbook by openpyxl (texts in the cells); `edit` doctors it before saving."""
    sheets: Mapping[str, Table] = rows if isinstance(rows, Mapping) else {sheet: rows}
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        page = book.create_sheet(name)
        for number, row in enumerate(table, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    cell = page.cell(number, column, value)
                    if isinstance(value, str):
                        cell.data_type = "s"
    if edit:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def shared_xlsx(rows: Table) -> bytes:
    """A workbook whose texts stand in one shared list, as Excel itself writes them."""
    return formulas({}, rows)


def fast_xlsx(rows: Iterable[Iterable[Any]]) -> bytes:
    """A large workbook, quickly."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "in_memory": True})
    page = book.add_worksheet("laporan_upah")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    book.close()
    return buffer.getvalue()


def formulas(cells: Mapping[str, tuple[str, Any]], rows: Table) -> bytes:
    """A workbook with formulas and their stored results: cell -> (formula, result)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("laporan_upah")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    for cell, (formula, result) in cells.items():
        page.write_formula(cell, formula, None, result)
    book.close()
    return buffer.getvalue()


def text(rows: Table, separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join("" if v is None else str(v) for v in row) for row in rows).encode(encoding)


# -- zips -------------------------------------------------------------------------------------------------------------


def rezip(
    data: bytes,
    change: Mapping[str, Callable[[bytes], bytes]] | None = None,
    add: Mapping[str, bytes] | None = None,
    drop: Iterable[str] = (),
    comment: bytes = b"",
) -> bytes:
    """The zip `data` with parts changed, added or dropped."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in drop:
                body = old.read(info)
                new.writestr(info.filename, (change or {}).get(info.filename, lambda same: same)(body))
        for name, body in (add or {}).items():
            new.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
        new.comment = comment
    return buffer.getvalue()


def raw_zip(
    parts: Iterable[tuple[str, bytes]], *, lie: Mapping[str, int] | None = None, long_end: bool = False
) -> bytes:
    """A zip written by hand, so that the directory may lie about the unpacked size of a part; `long_end` adds the
    zip64 end record, as some payroll programs always do."""
    body, directory, count = b"", b"", 0
    for name, content in parts:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        crc = zlib.crc32(content)
        size = (lie or {}).get(name, len(content))
        raw = name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0x800, 8, 0, 0x21, crc, len(packed), size, len(raw), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + common + raw + packed
        count += 1
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    if long_end:
        at = len(body) + len(directory)
        numbers = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, len(directory), len(body))
        end = b"PK\x06\x06" + numbers + b"PK\x06\x07" + struct.pack("<IQI", 0, at, 1) + end
    return body + directory + end


def parts_of(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"


def in_sheet(old: str, new: str) -> Mapping[str, Callable[[bytes], bytes]]:
    """A change of the first sheet's XML; fails when there is nothing to change."""

    def change(body: bytes) -> bytes:
        assert old.encode() in body, old
        return body.replace(old.encode(), new.encode(), 1)

    return {SHEET: change}
