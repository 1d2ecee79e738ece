"""Writing wage files: empty templates, lists of workers, and refused rows with the reasons beside the cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lindung.interop.wage_files import codes
from lindung.interop.wage_files.layouts import HEADINGS, LAYOUTS, Layout, LayoutId, heading_key
from lindung.interop.wage_files.reader import NOTE_HEADING
from lindung.interop.wage_files.rows import WageFile, WageRow
from lindung.interop.wage_files.safe import safe_cell
from lindung.interop.wage_files.values import shown

_CELL_LETTERS = 32_000
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "identity_kind": ("KTP", "PASSPORT"),
    "sex": ("L", "P"),
    "marital": ("Y", "T"),
    "contract": ("PKWT", "PKWTT"),
    "exit_reason": tuple(codes.EXIT_SHOWN.split(", ")),
}
_HINTS: Mapping[str, str] = {
    "employee_no": "Nomor pegawai di perusahaan Anda (boleh kosong).",
    "kpj": "Nomor kartu peserta, 11 angka.",
    "nik": "NIK 16 angka dari KTP, atau nomor paspor bila JENIS_IDENTITAS = PASSPORT.",
    "identity_kind": "KTP atau PASSPORT. Kosong dibaca KTP.",
    "name": "Nama lengkap seperti di KTP.",
    "first_name": "Nama depan seperti di KTP.",
    "birth_date": "Hari-bulan-tahun, misalnya 25-03-1990.",
    "sex": "L atau P.",
    "phone": "Nomor HP, misalnya 081234567890.",
    "marital": "Y bila kawin, T bila tidak.",
    "npwp": "15 atau 16 angka.",
    "postcode": "5 angka.",
    "contract": "PKWT (kontrak) atau PKWTT (tetap).",
    "start_date": "Hari-bulan-tahun.",
    "contract_end": "Hari-bulan-tahun, untuk PKWT.",
    "wage": "Upah sebulan dalam rupiah penuh, angka saja: 4290133.",
    "back_pay": "Rapel dalam rupiah penuh; kosong bila tidak ada.",
    "exit_reason": "Salah satu: " + codes.EXIT_SHOWN + ". Pekerja meninggal dilaporkan lewat “Lapor meninggal dunia”.",
    "exit_date": "Hari terakhir bekerja, hari-bulan-tahun.",
    "note": "Catatan bebas.",
}
_PASSED_OVER = "Boleh kosong; tidak dipakai."
_RULES = (
    "Isi data di lembar “{sheet}”, mulai baris 2. Satu baris untuk satu pekerja.",
    "Kolom bertanda * wajib diisi. Urutan kolom boleh diubah; judul kolom yang menentukan.",
    "Semua sel berformat Teks, supaya NIK, KPJ dan nomor HP tidak kehilangan angka.",
    "Nama file bebas. Paling banyak 100.000 baris per file; file CSV juga diterima.",
    "Baris yang benar langsung diterima. Baris yang salah dapat diunduh, dibetulkan, lalu dikirim lagi.",
)


def _book(buffer: io.BytesIO, *, constant_memory: bool = False) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "constant_memory": constant_memory,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # The same content gives the same bytes.
    book.set_properties({"created": dt.datetime(2021, 1, 1), "author": "Lindung"})
    return book


def _put(sheet: Worksheet, row: int, column: int, value: str, style: Format) -> None:
    if value:
        sheet.write_string(row, column, value[:_CELL_LETTERS], style)
    else:
        sheet.write_blank(row, column, None, style)


def _field(heading: str) -> str:
    return HEADINGS[heading_key(heading)]


def _required(layout: Layout, field: str) -> bool:
    if field in ("nik", "kpj") and "identity" in layout.filled:
        return True
    return field in layout.filled or (field == "first_name" and "name" in layout.filled)


def write_template(layout: LayoutId) -> bytes:
    """An empty XLSX of `layout`: a sheet of instructions in Indonesian and the data sheet, all cells text, lists to
    choose codes from."""
    plan = LAYOUTS[layout]
    buffer = io.BytesIO()
    book = _book(buffer)
    head = book.add_format(
        {"bold": True, "bg_color": "#0B5E54", "font_color": "#FFFFFF", "text_wrap": True, "border": 1}
    )
    text = book.add_format({"num_format": "@"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    guide = book.add_worksheet("Petunjuk Pengisian")
    guide.set_column(0, 0, 34)
    guide.set_column(1, 1, 90)
    guide.write_string(0, 0, plan.title, title)
    for number, rule in enumerate(_RULES):
        guide.merge_range(2 + number, 0, 2 + number, 1, rule.format(sheet=plan.sheet), wrap)
    top = 3 + len(_RULES)
    guide.write_string(top, 0, "KOLOM", head)
    guide.write_string(top, 1, "CARA MENGISI", head)
    data = book.add_worksheet(plan.sheet)
    for index, heading in enumerate(plan.columns):
        field = _field(heading)
        star = " *" if _required(plan, field) else ""
        guide.write_string(top + 1 + index, 0, heading + star, wrap)
        guide.write_string(top + 1 + index, 1, _HINTS.get(field, "Boleh kosong.") if field else _PASSED_OVER, wrap)
        data.write_string(0, index, heading, head)
        data.set_column(index, index, max(14, min(30, len(heading) + 4)), text)
        if field in _CHOICES:
            data.data_validation(
                1, index, 10_000, index, {"validate": "list", "source": list(_CHOICES[field]), "error_type": "warning"}
            )
    data.freeze_panes(1, 0)
    data.activate()
    book.close()
    return buffer.getvalue()


def _cells(columns: Iterable[str], row: WageRow) -> list[str]:
    """`row` in the order of `columns`; a split name goes whole into the first of its parts."""
    cells = []
    for heading in columns:
        field = _field(heading)
        if field == "identity_kind":
            cells.append("PASSPORT" if row.passport else "KTP" if row.nik else "")
            continue
        value: Any = None
        if field == "nik":
            value = row.nik or row.passport
        elif field == "first_name":
            value = row.name
        elif field and field not in ("middle_name", "last_name"):
            value = getattr(row, field)
        cells.append(safe_cell(shown(value)))
    return cells


def write_workers(layout: LayoutId, rows: Iterable[WageRow], kind: Literal["xlsx", "csv"] = "xlsx") -> bytes:
    """`rows` as a file of `layout`, XLSX with text cells or CSV (semicolons, UTF-8 with mark, as Excel opens it);
    `read_wage_file` gives the same rows back."""
    plan = LAYOUTS[layout]
    if kind == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=";")
        writer.writerow(plan.columns)
        writer.writerows(_cells(plan.columns, row) for row in rows)
        return text.getvalue().encode("utf-8-sig")
    buffer = io.BytesIO()
    book = _book(buffer, constant_memory=True)
    head, cell = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(plan.sheet)
    for index, heading in enumerate(plan.columns):
        _put(sheet, 0, index, heading, head)
    for number, row in enumerate(rows, 1):
        for index, value in enumerate(_cells(plan.columns, row)):
            _put(sheet, number, index, value, cell)
    book.close()
    return buffer.getvalue()


def write_refused(file: WageFile, lang: str = "id") -> bytes:
    """XLSX of the refused rows of `file` under their own headings. Cells in error are coloured and the reason stands in
    a column beside them (``PERBAIKI_…``, passed over when the file is sent again). A file without refused rows gives
    only the headings."""
    width = max([len(file.headings), *(len(row.cells) for row in file.refused)])
    headings = [*file.headings, *[""] * (width - len(file.headings))]
    reasons: list[dict[int, list[str]]] = []
    for row in file.refused:
        by_column: dict[int, list[str]] = {}
        for error in file.errors_of(row.row_no):
            if error.severity == "error":
                by_column.setdefault(_index(error.cell, width), []).append(error.short(lang))
        reasons.append(by_column)
    noted = {index for by_column in reasons for index in by_column}
    buffer = io.BytesIO()
    book = _book(buffer, constant_memory=True)
    head = book.add_format({"bold": True, "bg_color": "#0B5E54", "font_color": "#FFFFFF"})
    cell = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FFD9D6"})
    why = book.add_format({"num_format": "@", "font_color": "#9C1C12", "text_wrap": True})
    sheet = book.add_worksheet(_sheet_name(file.sheet))
    places: list[tuple[int, bool]] = []
    for index in range(width):
        places.append((index, False))
        if index in noted:
            places.append((index, True))
    for column, (_, is_note) in enumerate(places):
        sheet.set_column(column, column, 60 if is_note else 18, cell)
    for column, (index, is_note) in enumerate(places):
        _put(sheet, 0, column, NOTE_HEADING + headings[index] if is_note else headings[index], head)
    _put(sheet, 0, len(places), NOTE_HEADING + "BARIS_ASAL", head)
    for number, (row, by_column) in enumerate(zip(file.refused, reasons, strict=True), 1):
        for column, (index, is_note) in enumerate(places):
            if is_note:
                _put(sheet, number, column, safe_cell(" ".join(by_column.get(index, []))), why)
            else:
                value = row.cells[index] if index < len(row.cells) else ""
                _put(sheet, number, column, safe_cell(value), wrong if index in by_column else cell)
        _put(sheet, number, len(places), str(row.row_no), cell)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def _index(cell: str, width: int) -> int:
    letters = cell.rstrip("0123456789")
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return min(max(index - 1, 0), width - 1)


def _sheet_name(name: str) -> str:
    plain = "".join(c for c in name if c not in "[]:*?/\\'")[:31].strip()
    return plain or "perbaikan"
