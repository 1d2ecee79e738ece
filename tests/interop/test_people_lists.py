"""Lists of workers of projects and placement companies: workbooks and text, with headings or by place, and hostile."""

from datetime import date

import pytest

from lindung.interop import pmi_files
from lindung.interop.people_lists import read_people
from lindung.interop.project_lists import FIELDS, read_list
from lindung.interop.wage_files import FileProblem

from . import hostile_files
from .hostile_kind import HostileFile
from .makers import fast_xlsx, nik, text, xlsx
from .test_hostile import speaks

HEAD = [f.heading for f in FIELDS]
GOOD = [nik(1), "Tukang Satu", "25-03-1990", "01-12-2021", "Tukang batu"]
PMI = [*pmi_files.HEADINGS]
PMI_GOOD = [nik(1, sex="P"), "Wati", "25-03-1990", "P", "Taiwan", "TW-1", "24", ""]


def row(**changed: object) -> list[object]:
    """A good row of a project list with some cells changed."""
    named = dict(zip(HEAD, [*GOOD, None, None, None], strict=True)) | changed
    return list(named.values())


def test_the_same_list_from_workbook_text_and_by_place() -> None:
    rows = [row(HARI_TERAKHIR="31-12-2021", UPAH=4_250_000), row(NIK=nik(2), UPAH="150.000", DIBAYAR="Harian")]
    by_place = "\n".join("; ".join("" if v is None else str(v) for v in r) for r in rows).encode()
    tabs = text([[("" if v is None else v) for v in r] for r in rows], separator="\t")
    for data in (xlsx([HEAD, *rows]), text([HEAD, *rows]), text([HEAD, *rows], separator=","), by_place, tabs):
        good, bad = read_list(data)
        assert bad == []
        one, two = (r for _line, r in good)
        assert (one.nik, one.birth_date, one.first_on) == (nik(1), date(1990, 3, 25), date(2021, 12, 1))
        assert (one.last_on, one.wage, one.daily) == (date(2021, 12, 31), 4_250_000, False)
        assert (two.last_on, two.wage, two.daily) == (None, 150_000, True)


def test_headings_in_any_order_below_a_title_with_date_cells() -> None:
    table = [
        ["Daftar tukang Desember"],
        ["Nama Pekerja", "No. KTP", "Tgl. Lahir", "Mulai Kerja", "Jabatan", "Catatan"],
        ["Tukang Satu", nik(1), date(1990, 3, 25), date(2021, 12, 1), "Tukang batu", "baru"],
        [None, None, None, None, None, None],
        ["Tukang Dua", nik(2), date(1990, 3, 25), date(2021, 12, 2), "Tukang cat", None],
    ]
    good, bad = read_list(xlsx(table))
    assert bad == [] and [(line.row_no, r.name, r.first_on.day) for line, r in good] == [
        (3, "Tukang Satu", 1), (5, "Tukang Dua", 2),
    ]  # fmt: skip


CELLS = [
    ("NIK", "12", "NIK_LENGTH"),
    ("NIK", "3599992503900x01", "NIK_NOT_DIGITS"),
    ("NIK", 3599992503900010, "NIK_DIGITS_LOST"),
    ("NIK", "1111111111111111", "NIK_PLACEHOLDER"),
    ("NIK", None, "REQUIRED"),
    ("NAMA", None, "REQUIRED"),
    ("NAMA", "A" * 121, "TEXT_TOO_LONG"),
    ("NAMA", "Tu\x07kang", "CONTROL_CHARACTER"),
    ("NAMA", "Tu\ufffdkang", "BROKEN_LETTERS"),
    ("NAMA", True, "WRONG_KIND"),
    ("TANGGAL_LAHIR", "kemarin", "DATE_UNREADABLE"),
    ("TANGGAL_LAHIR", "31-02-1990", "DATE_IMPOSSIBLE"),
    ("TANGGAL_LAHIR", "25-03-90", "DATE_TWO_DIGIT_YEAR"),
    ("TANGGAL_LAHIR", "03-25-1990", "DATE_MONTH_FIRST"),
    ("HARI_PERTAMA", 3.5, "DATE_UNREADABLE"),
    ("HARI_TERAKHIR", "nanti", "DATE_UNREADABLE"),
    ("UPAH", "banyak", "AMOUNT_UNREADABLE"),
    ("UPAH", "1,5", "AMOUNT_UNREADABLE"),
    ("UPAH", 4_250_000.5, "AMOUNT_FRACTION"),
    ("UPAH", date(2021, 1, 1), "AMOUNT_IS_DATE"),
    ("DIBAYAR", "borongan", "CODE_UNKNOWN"),
]


@pytest.mark.parametrize(
    ("heading", "value", "code"), CELLS, ids=[f"{h} {c} {n}" for n, (h, _v, c) in enumerate(CELLS)]
)
def test_a_cell_of_a_project_list_is_refused_alone(heading: str, value: object, code: str) -> None:
    table = [HEAD, row(**{heading: value}), row(NIK=nik(2))]
    if code == "CONTROL_CHARACTER":  # no workbook holds one
        data = text([["" if v is None else v for v in cells] for cells in table])
    else:
        data = xlsx(table)
    good, bad = read_list(data)
    assert [r.nik for _line, r in good] == [nik(2)]
    (told,) = bad
    assert told.row_no == 2 and told.refused is not None and told.refused.code == code
    assert heading in told.refused.text("id") and told.refused.text("id") != told.refused.text("en")
    assert "{" not in told.refused.text("id") + told.refused.text("en")


ROWS = [
    ("too few", ["satu", "dua"], "fields"),
    ("too many", [*GOOD, "31-12-2021", "1000000", "HARIAN", "lebih"], "fields"),
]


@pytest.mark.parametrize(("name", "cells", "code"), ROWS, ids=[r[0] for r in ROWS])
def test_a_row_without_headings_must_have_its_cells(name: str, cells: list[str], code: str) -> None:
    good, bad = read_list(text([GOOD, cells]))
    assert len(good) == 1 and [(b.row_no, b.refused.code) for b in bad if b.refused] == [(2, code)]


PMI_CELLS = [
    ("NIK", "12", "NIK_LENGTH"),
    ("NAMA", "", "REQUIRED"),
    ("TANGGAL_LAHIR", "31-02-1990", "DATE_IMPOSSIBLE"),
    ("JENIS_KELAMIN", "X", "CODE_UNKNOWN"),
    ("NEGARA", "", "REQUIRED"),
    ("NO_PERJANJIAN", "N" * 200, "TEXT_TOO_LONG"),
    ("LAMA_BULAN", "dua", "row_months"),
    ("LAMA_BULAN", "-3", "row_months"),
    ("LAMA_BULAN", "12,5", "row_months"),
    ("LAMA_BULAN", "", "REQUIRED"),
    ("IURAN_JHT", "1,5", "AMOUNT_UNREADABLE"),
    ("IURAN_JHT", "=1+1", "AMOUNT_UNREADABLE"),
]


@pytest.mark.parametrize(("heading", "value", "code"), PMI_CELLS, ids=[f"{h} {v[:9]}" for h, v, _c in PMI_CELLS])
def test_a_cell_of_a_list_of_migrant_workers_is_refused(heading: str, value: str, code: str) -> None:
    cells = list((dict(zip(PMI, PMI_GOOD, strict=True)) | {heading: value}).values())
    (told,) = read_people(text([PMI, cells]), pmi_files.FIELDS, pmi_files.LIMITS)
    assert told.refused is not None and told.refused.code == code
    assert told.refused.text("id") != told.refused.text("en")


def _only_headings() -> bytes:
    return xlsx([HEAD])


def _no_column() -> bytes:
    return xlsx([HEAD[:4], GOOD[:4]])


def _twice() -> bytes:
    return xlsx([["NIK", "NO_KTP", *HEAD[1:]], [nik(1), nik(1), *row()[1:]]])


def _long() -> bytes:
    return fast_xlsx([HEAD, *(row() for _ in range(10_001))])


WHOLE = [
    ("headings only", _only_headings, "NO_ROWS"),
    ("a column lacks", _no_column, "COLUMNS_MISSING"),
    ("a column twice", _twice, "COLUMN_TWICE"),
    ("too many rows", _long, "TOO_MANY_ROWS"),
    ("nothing", lambda: b"", "EMPTY_FILE"),
    ("blanks", lambda: b" \n\n", "NO_ROWS"),
]


@pytest.mark.parametrize(("name", "build", "code"), WHOLE, ids=[w[0] for w in WHOLE])
def test_a_project_list_refused_as_a_whole(name: str, build, code: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read_list(build())
    assert caught.value.code == code
    speaks(caught.value)


STRUCTURE = {
    "ZIP_BOMB", "ZIP_ENTRIES", "ZIP_NESTED", "ZIP_PATH", "XML_DTD", "MACROS", "ENCRYPTED", "CORRUPT", "TYPE_PDF",
    "TYPE_IMAGE", "TYPE_DOCUMENT", "TYPE_HTML", "TYPE_XML", "TYPE_JSON", "TYPE_ODS", "TYPE_XLSB", "TYPE_OLD_XLS",
    "TYPE_ARCHIVE", "TYPE_PROGRAM", "TYPE_UNKNOWN", "EMPTY_FILE", "STRAY_CELL", "SHEET_TOO_WIDE", "TEXT_TOO_MUCH",
    "CSV_QUOTES",
}  # fmt: skip
"""Codes that say the same of any list; the others are about columns of wage files."""
BROKEN = [f for f in hostile_files.FILES if f.expect_code in STRUCTURE]


@pytest.mark.parametrize("file", BROKEN, ids=[f.name for f in BROKEN])
def test_a_broken_file_is_refused_by_both_lists(file: HostileFile) -> None:
    data = file.build()
    for read in (read_list, lambda held: read_people(held, pmi_files.FIELDS, pmi_files.LIMITS)):
        with pytest.raises(FileProblem) as caught:
            read(data)
        # the list of migrant workers is the smaller one: its own limits may speak first
        assert caught.value.code in (file.expect_code, "TOO_MANY_ROWS", "FILE_TOO_LARGE")
        speaks(caught.value)
