"""The spreadsheet of refused rows that an employer downloads to repair them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from lindung.interop.wage_files import safe_cell
from lindung.interop.wage_files.layouts import TEMPLATE_HEADING
from lindung.interop.wage_files.reader import NOTE_HEADING


def refused_sheet(rows: Sequence[dict[str, Any]]) -> bytes:
    """Refused rows (as the page shows them) under the headings of the templates, wrong cells coloured, the reasons in a
    column beside them that is passed over when the file comes back."""
    fields = list(dict.fromkeys(part["field"] for row in rows for part in row["parts"]))
    noted = {part["field"] for row in rows for part in row["parts"] if part["errors"]}
    places = [(field, note) for field in fields for note in ((False, True) if field in noted else (False,))]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                        "strings_to_numbers": False})  # fmt: skip
    head = book.add_format({"bold": True, "bg_color": "#0D3B4A", "font_color": "#FFFFFF"})
    plain = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "bg_color": "#FCEAE8"})
    why = book.add_format({"num_format": "@", "font_color": "#A1201C", "text_wrap": True})
    sheet = book.add_worksheet("perbaikan")
    for column, (field, note) in enumerate(places):
        sheet.write_string(0, column, (NOTE_HEADING if note else "") + TEMPLATE_HEADING[field], head)
        sheet.set_column(column, column, 50 if note else 20, plain)
    sheet.write_string(0, len(places), f"{NOTE_HEADING}BARIS_ASAL", head)
    for number, row in enumerate(rows, 1):
        parts = {part["field"]: part for part in row["parts"]}
        for column, (field, note) in enumerate(places):
            part = parts.get(field)
            text = "" if part is None else " ".join(part["errors"]) if note else str(part["value"])
            style = why if note else wrong if part and part["errors"] else plain
            sheet.write_string(number, column, safe_cell(text), style)
        sheet.write_string(number, len(places), " ".join([str(row["no"]), *row["others"]]), plain)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
