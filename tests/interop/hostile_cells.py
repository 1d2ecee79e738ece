"""Files that are read, with cells or rows that are not: every error and warning that must be said, exactly."""

# ruff: noqa: E501 - one file a line
from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable
from typing import Any

import openpyxl

from .biff import Day, Fault, Formula, compound, record, table, workbook_stream, xls
from .hostile_kind import HostileFile
from .makers import HEAD, formulas, nik, parts_of, raw_zip, report, rezip, text, worker, xlsx

LEAVERS = ["KPJ", "NAMA_LENGKAP", "TANGGAL_LAHIR", "SEBAB_NA", "TANGGAL_KEJADIAN", "KETERANGAN"]
WAGES = ["KPJ", "NAMA_LENGKAP", "UPAH", "RAPEL"]
FULL = ["NIK", "NAMA_LENGKAP", "UPAH", "HP", "EMAIL", "KODE_POS", "NPWP", "STATUS_PEGAWAI", "TGL_AWAL_BEKERJA",
        "TGL_AKHIR_KONTRAK", "STATUS_KAWIN"]  # fmt: skip
JOINERS = ["NAMA_LENGKAP", "TANGGAL_LAHIR", "JENIS_IDENTITAS", "NOMOR_IDENTITAS", "NAMA_IBU_KANDUNG", "UPAH"]


def _file(
    name: str, build: Callable[[], bytes], good: int, *cells: tuple[str, str], filename: str = "upah.xlsx"
) -> HostileFile:
    return HostileFile(name, filename, build, None, tuple(cells), good)


def _one(title: str, cell: str, code: str, /, good: int = 1, wage: Any = "4290133", **changed: Any) -> HostileFile:
    """A report of one good row and one row with one thing about it."""
    return _file(title, lambda: xlsx(report(worker(1), worker(2, wage, **changed))), good, (cell, code))


def _wage(name: str, wage: Any, code: str, good: int = 1) -> HostileFile:
    return _one(f"wage {name}", "E3", code, good, wage)


def _merged(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("E2:E3")


def _merged_across(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("B3:C3")


def _no_result(book: openpyxl.Workbook) -> None:
    book.active["E3"] = "=4000000+290133"


def _failed(book: openpyxl.Workbook) -> None:
    for cell, said in (("E2", "#REF!"), ("B3", "#N/A")):
        book.active[cell] = said
        book.active[cell].data_type = "e"


def _hide(book: openpyxl.Workbook) -> None:
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["E"].hidden = True


def _day_1904(book: openpyxl.Workbook) -> None:
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def _dimension_lie() -> bytes:
    import re

    sheet = "xl/worksheets/sheet1.xml"
    return rezip(
        xlsx(report(worker(1), worker(2))),
        {sheet: lambda body: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', body)},
    )


def _only_formulas(book: openpyxl.Workbook) -> None:
    for column, cell in enumerate("ABCDE", 1):
        book.active[f"{cell}4"] = f"=Sheet2!{cell}{column}"


def _xls_claims() -> bytes:
    stream = workbook_stream([table("data", report(worker(1), worker(2)))])
    size = record(0x200, struct.pack("<IIHHH", 0, 3, 0, 5, 0))
    assert size in stream
    return compound({"Workbook": stream.replace(size, record(0x200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65535, 0)))})


def _broken_utf8() -> bytes:
    return "\ufeff".encode() + text(report(worker(1), worker(2, name="PEKERJA JOS\ufffd")))


def _leavers(*rows: list[Any]) -> Callable[[], bytes]:
    return lambda: xlsx([LEAVERS, *rows])


def _leaver(number: int, reason: str, on: str = "31-01-2021", note: str | None = None) -> list[Any]:
    return [f"{number:011d}", "PEKERJA CONTOH", "25-03-1990", reason, on, note]


FILES: list[HostileFile] = [
    # how sheets are built
    _file("merged wages", lambda: xlsx(report(worker(1), worker(2), worker(3)), _merged), 1,
          ("E2", "MERGED_CELL"), ("E3", "MERGED_CELL")),
    _file("merged across columns", lambda: xlsx(report(worker(1), worker(2)), _merged_across), 1,
          ("B3", "MERGED_CELL"), ("C3", "MERGED_CELL")),
    _file("formula without result", lambda: xlsx(report(worker(1), worker(2)), _no_result), 1, ("E3", "FORMULA_NO_VALUE")),
    _file("a last row of nothing but formulas", lambda: xlsx(report(worker(1), worker(2)), _only_formulas), 2,
          ("A4", "FORMULA_NO_VALUE"), ("B4", "FORMULA_NO_VALUE"), ("C4", "FORMULA_NO_VALUE"),
          ("D4", "FORMULA_NO_VALUE"), ("E4", "FORMULA_NO_VALUE")),
    _file("formulas with results",
          lambda: formulas({"E2": ("=4000000+290133", 4290133), "E3": ("=E2", 4290133)},
                           report(worker(1, None), worker(2, None))), 2, ("E2", "FORMULA_VALUE_USED")),
    _file("formulas that failed", lambda: xlsx(report(worker(1), worker(2)), _failed), 0,
          ("E2", "ERROR_CELL"), ("B3", "ERROR_CELL")),
    _file("hidden row and column", lambda: xlsx(report(worker(1), worker(2)), _hide), 2,
          ("E1", "COLUMN_HIDDEN"), ("A3", "ROWS_HIDDEN")),
    _file("dimension that lies", _dimension_lie, 2),
    _file("long end record", lambda: raw_zip(parts_of(xlsx(report(worker(1)))), long_end=True), 1),
    _file("drawing that is no xml",
          lambda: rezip(xlsx(report(worker(1))), add={"xl/drawings/vmlDrawing1.vml": b"<xml><br></xml>",
                                                      "customXml/item1.xml": b"<a><br></a>"}), 1),
    _file("two rows of headings",
          lambda: xlsx([["DATA", None, "TANGGAL", "JENIS", "UPAH"], ["NIK", "NAMA_LENGKAP", "LAHIR", "KELAMIN", "SEBULAN"],
                        worker(1), worker(2)]), 2),
    _file("title, blank rows, column numbers",
          lambda: xlsx([["PT CONTOH"], ["Daftar upah Januari 2021"], [], HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)"],
                        worker(1), [], worker(2)]), 2),
    _file("headings again and again",
          lambda: xlsx(report(worker(1), HEAD, worker(2), HEAD, worker(3))), 3,
          ("A3", "HEADER_REPEATED"), ("A5", "HEADER_REPEATED")),
    _file("total that agrees",
          lambda: xlsx(report(worker(1), worker(2), ["TOTAL", None, None, None, "8.580.266"])), 2),
    _file("total that does not agree",
          lambda: xlsx(report(worker(1), worker(2), [None, "JUMLAH", None, None, "9.000.000"])), 2, ("E4", "TOTAL_MISMATCH")),
    _file("total and signature",
          lambda: xlsx(report(worker(1), [None, "Total:", None, None, "4290133"], [None, "Pasuruan, 31 Januari 2021"],
                              ["Bagian Personalia"])), 1, ("A4", "FOOTER_IGNORED"), ("A5", "FOOTER_IGNORED")),
    # amounts
    _wage("with comma decimal", "1,5", "AMOUNT_AMBIGUOUS"),
    _wage("with point decimal", "1.5", "AMOUNT_AMBIGUOUS"),
    _wage("with one group", "4.290", "AMOUNT_AMBIGUOUS"),
    _wage("with one comma group", "4,290", "AMOUNT_AMBIGUOUS"),
    _wage("number with decimals", 4.29, "AMOUNT_AMBIGUOUS"),
    _wage("fraction", 4290133.5, "AMOUNT_FRACTION"),
    _wage("fraction in text", "4.290.133,50", "AMOUNT_FRACTION"),
    _wage("negative", "-4290133", "AMOUNT_NEGATIVE"),
    _wage("negative number", -4290133, "AMOUNT_NEGATIVE"),
    _wage("in brackets", "(4.290.133)", "AMOUNT_NEGATIVE"),
    _wage("zero", "0", "AMOUNT_ZERO"),
    _wage("with too many zeros", "42901330000000", "AMOUNT_TOO_LARGE"),
    _wage("in thousands", "4290", "AMOUNT_LOW", good=2),
    _wage("in words", "4,3 juta", "AMOUNT_WORDS"),
    _wage("with exponent", "4.29E+06", "AMOUNT_SCIENTIFIC"),
    _wage("in dollars", "$300", "AMOUNT_CURRENCY"),
    _wage("turned into a date", dt.datetime(2021, 4, 29), "AMOUNT_IS_DATE"),
    _wage("turned into yes", True, "AMOUNT_UNREADABLE"),
    _wage("nonsense", "4.29.0133", "AMOUNT_UNREADABLE"),
    _wage("empty", None, "REQUIRED"),
    _wage("only a blank", "\u00a0 ", "REQUIRED"),
    _file("wages in many good ways",
          lambda: xlsx(report(worker(1, "Rp 4.290.133"), worker(2, "4.290.133,00"), worker(3, "4290133.00"),
                              worker(4, "4,290,133"), worker(5, 4290133), worker(6, 4290133.0), worker(7, "'4290133"),
                              worker(8, "Rp4.290.133,-"), worker(9, "4 290 133"))), 9),
    # NIK and KPJ
    _one("NIK with exponent", "A3", "NIK_DIGITS_LOST", nik="3.59999E+15"),
    _one("NIK rounded by the spreadsheet", "A3", "NIK_DIGITS_LOST", nik=3599992503900010),
    _one("NIK as a whole number", "A3", "NIK_AS_NUMBER", good=2, nik=3599992503900011),
    _one("NIK too short", "A3", "NIK_LENGTH", nik="359999250390001"),
    _one("NIK too long", "A3", "NIK_LENGTH", nik="35999925039000112"),
    _one("NIK with letters", "A3", "NIK_NOT_DIGITS", nik="35999925O3900O11"),
    _one("NIK made up", "A3", "NIK_PLACEHOLDER", nik="1111111111111111"),
    _one("NIK missing", "A3", "NO_IDENTITY", nik=None),
    _one("NIK with no possible day", "A3", "NIK_DATE", good=2, nik="3599993213900001"),
    _one("NIK against birth date", "A3", "NIK_BIRTH_DATE", good=2, born="26-03-1990"),
    _one("NIK against sex", "A3", "NIK_SEX", good=2, sex="P"),
    _one("NIK twice", "A3", "DUPLICATE_NIK", nik=nik(1)),
    _file("KPJ twice, short, long and with zeros lost",
          lambda: xlsx([WAGES, ["01234567890", "PEKERJA A", "4290133"], ["01234567890", "PEKERJA B", "4290133"],
                        ["1234567", "PEKERJA C", "4290133"], ["012345678901", "PEKERJA D", "4290133"],
                        [1234567890, "PEKERJA E", "4290133"], [None, "PEKERJA F", "4290133"]]), 1,
          ("A3", "DUPLICATE_KPJ"), ("A4", "KPJ_FORMAT"), ("A5", "KPJ_FORMAT"), ("A6", "KPJ_FORMAT"), ("A7", "REQUIRED")),
    # dates
    _one("month first", "C3", "DATE_MONTH_FIRST", born="03/25/1990"),
    _one("31 February", "C3", "DATE_IMPOSSIBLE", born="31-02-1990"),
    _one("two-digit year", "C3", "DATE_TWO_DIGIT_YEAR", born="25-03-90"),
    _one("eight digits", "C3", "DATE_UNREADABLE", born="25031990"),
    _one("born in the future", "C3", "DATE_RANGE", born="25-03-2090"),
    _one("day number", "C3", "DATE_SERIAL", good=2, born=32957),
    _one("prose for a date", "C3", "DATE_UNREADABLE", born="akhir Maret"),
    _file("dates in many good ways",
          lambda: xlsx(report(worker(1, born=dt.date(1990, 3, 25)), worker(2, born="25/03/1990"),
                              worker(3, born="1990-03-25"), worker(4, born="25 Maret 1990"), worker(5, born="25.3.1990"),
                              worker(6, born="1990-03-25 00:00:00"))), 6),
    _file("workbook of 1904", lambda: xlsx(report(worker(1, born=dt.date(1990, 3, 25))), _day_1904), 1),
    # letters
    _one("control character", "B3", "CONTROL_CHARACTER", name="PEKERJA_x0007_ CONTOH"),
    _one("writing turned around", "B3", "INVISIBLE_REMOVED", good=2, name="PEKERJA \u202eHOTNOC\u202c"),
    _one("zero-width letters in NIK", "A3", "INVISIBLE_REMOVED", good=2, nik="\u200b" + nik(2) + "\u200d"),
    _one("300 letters", "B3", "TEXT_TOO_LONG", name="PEKERJA " + "A" * 300),
    _one("formula as a name", "B3", "FORMULA_TEXT", good=2, name='=HYPERLINK("http://contoh.invalid","klik")'),
    _one("command as a name", "B3", "FORMULA_TEXT", good=2, name="@SUM(AA:AB)"),
    _one("digits in a name", "B3", "NAME_DIGITS", good=2, name="PEKERJA 2"),
    _one("date for a name", "B3", "WRONG_KIND", name=dt.datetime(2021, 1, 1)),
    _one("unknown sex", "D3", "CODE_UNKNOWN", sex="X"),
    _file("broken letters in csv", _broken_utf8, 1, ("B3", "BROKEN_LETTERS"), filename="upah.csv"),
    _file("windows letters", lambda: text(report(worker(1, name="PEKERJA JOSÉ – CONTOH")), encoding="cp1252"), 1,
          filename="upah.csv"),
    _file("utf-16", lambda: text(report(worker(1), worker(2)), "\t", "utf-16"), 2, filename="upah.txt"),
    _file("utf-16 without mark", lambda: text(report(worker(1), worker(2)), "\t", "utf-16-le"), 2, filename="upah.txt"),
    _file("byte-order mark and bars", lambda: text(report(worker(1), worker(2)), "|", "utf-8-sig"), 2, filename="upah.xlsx"),
    _file("sep line", lambda: b"sep=,\r\n" + text(report(worker(1), worker(2)), ","), 2, filename="upah.csv"),
    _file("commas inside numbers", lambda: text(report(worker(1), worker(2, "4,290,133")), ","), 1,
          ("E3", "AMOUNT_LOW"), ("F3", "ROW_TOO_WIDE"), filename="upah.csv"),
    # particulars
    _file("particulars that are dropped",
          lambda: xlsx([FULL, [nik(1), "PEKERJA A", "4290133", "tidak ada", "bukan email", "671", "123", "PKWT",
                               "02-01-2019", None, "Y"],
                        [nik(2), "PEKERJA B", "4290133", 81234567890, None, None, None, "TETAP", None, None, "belum kawin"]]),
          2, ("D2", "PHONE_DROPPED"), ("E2", "EMAIL_DROPPED"), ("F2", "POSTCODE_DROPPED"), ("G2", "NPWP_DROPPED"),
          ("J2", "CONTRACT_END_MISSING"), ("D3", "PHONE_ZERO")),
    _file("codes and order of dates",
          lambda: xlsx([FULL, [nik(1), "PEKERJA A", "4290133", None, None, None, None, "HARIAN", "02-01-2019", "01-01-2019",
                               "Z"]]), 0, ("H2", "CODE_UNKNOWN"), ("K2", "CODE_UNKNOWN"), ("J2", "DATE_ORDER")),
    _file("identity cards of new workers",
          lambda: xlsx([JOINERS, ["PEKERJA A", "25-03-1990", "PASPOR", "A1234567", "IBU CONTOH", "4290133"],
                        ["PEKERJA B", "25-03-1990", "PASSPORT", "A?1", "IBU CONTOH", "4290133"],
                        ["PEKERJA C", "25-03-1990", "SIM", nik(3), "IBU CONTOH", "4290133"],
                        ["PEKERJA D", None, "KTP", None, "IBU CONTOH", "4290133"],
                        [None, "25-03-1990", "KTP", nik(5), "IBU CONTOH", "4290133"]]), 1,
          ("D3", "PASSPORT_FORMAT"), ("C4", "CODE_UNKNOWN"), ("B5", "REQUIRED"), ("D5", "REQUIRED"), ("A6", "REQUIRED")),
    # leavers
    _file("deaths among leavers",
          _leavers(_leaver(1, "Meninggal dunia"), _leaver(2, "MD"), _leaver(3, "wafat"), _leaver(4, "Mengundurkan diri"),
                   _leaver(5, "Meninggalkan Indonesia"), _leaver(6, "PHK", note="meninggal 3 Januari")), 3,
          ("D2", "EXIT_DEATH"), ("D3", "EXIT_DEATH"), ("D4", "EXIT_DEATH"), ("F7", "EXIT_NOTE_DEATH"),
          filename="keluar.xlsx"),
    _file("leavers without reason or date",
          _leavers(_leaver(1, "dipindahkan"), _leaver(2, "", on=""), _leaver(3, "Pensiun", on="25-03-1989")), 0,
          ("D2", "CODE_UNKNOWN"), ("D3", "REQUIRED"), ("E3", "REQUIRED"), ("E4", "DATE_ORDER"), filename="keluar.xlsx"),
    # old files
    _file("old xls with everything",
          lambda: xls(table("data", [HEAD, worker(1, 4290133, born=Day(32957)), worker(2, Formula(5e6)), worker(3, Fault(23)),
                                     worker(4), worker(5), worker(6, Formula(4290133.5))],
                            merges=[(4, 1, 5, 1)], hidden_rows=(1,))), 2,
          ("A2", "ROWS_HIDDEN"), ("E3", "FORMULA_VALUE_USED"), ("E4", "ERROR_CELL"), ("B5", "MERGED_CELL"),
          ("B6", "MERGED_CELL"), ("E7", "AMOUNT_FRACTION"), filename="upah.xls"),
    _file("old xls that claims four billion rows", _xls_claims, 2, filename="upah.xls"),
    _file("old xls with an archive behind it",
          lambda: xls(table("data", report(worker(1), worker(2)))) + rezip(xlsx(report(worker(3)))), 2, filename="upah.xls"),
    _file("old xls named csv", lambda: xls(table("data", report(worker(1), worker(2)))), 2, filename="upah (1).csv"),
]  # fmt: skip
