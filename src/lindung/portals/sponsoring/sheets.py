"""The spreadsheet of refused rows that a sponsor mends and hands in again."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from lindung.interop.wage_files import safe_cell
from lindung.interop.wage_files.reader import NOTE_HEADING


def refused_sheet(headings: Sequence[str], rows: Sequence[tuple[Sequence[str], int, str, str]]) -> bytes:
    """Rows (cells in the order of the headings and what stood beside them, number, code, reason) under the headings of
    a list. The columns behind say where each stood and why it was refused; the reader passes over them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                        "strings_to_numbers": False})  # fmt: skip
    head = book.add_format({"bold": True, "bg_color": "#0D3B4A", "font_color": "#FFFFFF"})
    plain = book.add_format({"num_format": "@"})
    why = book.add_format({"num_format": "@", "font_color": "#A1201C", "text_wrap": True})
    sheet = book.add_worksheet(_("perbaikan"))
    notes = (_("DI_LUAR_KOLOM"), _("BARIS_ASAL"), _("KODE"), _("ALASAN"))
    for column, heading in enumerate([*headings, *(NOTE_HEADING + note for note in notes)]):
        sheet.write_string(0, column, heading, head)
        sheet.set_column(column, column, 20 if column < len(headings) else 14, plain)
    sheet.set_column(len(headings) + 3, len(headings) + 3, 60, why)
    for number, (cells, row_no, code, reason) in enumerate(rows, 1):
        for column, text in enumerate([*cells, str(row_no), code]):
            sheet.write_string(number, column, safe_cell(text), plain)
        sheet.write_string(number, len(headings) + 3, safe_cell(reason), why)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
