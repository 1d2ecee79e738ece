"""Good files of every layout give their exact rows; what is refused comes back ready to correct and send again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import unicodedata

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.interop.wage_files import (
    DEFAULT,
    LAYOUTS,
    CellError,
    FileProblem,
    LayoutId,
    Limits,
    WageRow,
    read_wage_file,
    safe_cell,
    write_refused,
    write_template,
    write_workers,
)
from lindung.interop.wage_files.values import Bad, money

from .biff import table, xls
from .makers import HEAD, nik, people, report, shared_xlsx, text, worker, xlsx

TODAY = dt.date(2021, 12, 15)

PERSON = {
    "NO_PEGAWAI": "007", "NAMA_LENGKAP": "PEKERJA CONTOH", "NAMA_DEPAN": "PEKERJA", "NAMA_TENGAH": "TENGAH",
    "NAMA_BELAKANG": "CONTOH", "HP": "081234567890", "EMAIL": "Pekerja@Contoh.ID", "TEMPAT_LAHIR": "PASURUAN",
    "TANGGAL_LAHIR": "25-03-1990", "NAMA_IBU_KANDUNG": "IBU CONTOH", "JENIS_IDENTITAS": "KTP", "NIK": nik(7),
    "NOMOR_IDENTITAS": nik(7), "MASA_LAKU_IDENTITAS": "SEUMUR HIDUP", "JENIS_KELAMIN": "L", "STATUS_KAWIN": "Y",
    "GOLONGAN_DARAH": "O", "NPWP": "01.234.567.8-901.000", "KODE_NEGARA": "ID", "UPAH": "4.290.133,00",
    "RAPEL": "150000",
    "ALAMAT": "JL CONTOH NO 1", "KODE_POS": "67100", "LOKASI_PEKERJAAN": "3514", "STATUS_PEGAWAI": "PKWT",
    "TGL_AWAL_BEKERJA": "02-01-2019", "TGL_AKHIR_KONTRAK": "31-12-2021",
    "KPJ": "01234567890",
    "SEBAB_NA": "Habis kontrak", "TANGGAL_KEJADIAN": "30-11-2021", "KETERANGAN": "catatan",
    "NAMA_ANAK_1": "ANAK CONTOH",
}  # fmt: skip

JOINER = WageRow(
    row_no=2, employee_no="007", nik=nik(7), name="PEKERJA CONTOH", birth_date=dt.date(1990, 3, 25),
    birth_place="PASURUAN", mother_name="IBU CONTOH", sex="L", phone="081234567890", email="pekerja@contoh.id",
    marital="Y", npwp="012345678901000", address="JL CONTOH NO 1", postcode="67100", work_location="3514",
    contract="PKWT", start_date=dt.date(2019, 1, 2), contract_end=dt.date(2021, 12, 31), wage=4_290_133,
)  # fmt: skip

EXPECTED = {
    LayoutId.NEW_WORKERS: JOINER,
    LayoutId.NEW_WORKERS_50: dataclasses.replace(
        JOINER, name="PEKERJA TENGAH CONTOH", work_location=None, contract=None, start_date=None, contract_end=None
    ),
    LayoutId.CONTINUING: WageRow(
        2, "007", "01234567890", None, "PEKERJA CONTOH", dt.date(1990, 3, 25), work_location="3514", contract="PKWT",
        start_date=dt.date(2019, 1, 2), contract_end=dt.date(2021, 12, 31), wage=4_290_133, back_pay=150_000,
    ),
    LayoutId.LEAVERS: WageRow(
        2, None, "01234567890", None, "PEKERJA CONTOH", dt.date(1990, 3, 25), exit_reason="CONTRACT_END",
        exit_date=dt.date(2021, 11, 30), note="catatan",
    ),
    LayoutId.WAGES: WageRow(
        2, None, "01234567890", None, "PEKERJA CONTOH", wage=4_290_133, back_pay=150_000, note="catatan"
    ),
    LayoutId.WAGE_REPORT: WageRow(
        2, "007", "01234567890", nik(7), "PEKERJA CONTOH", dt.date(1990, 3, 25), contract="PKWT",
        start_date=dt.date(2019, 1, 2), wage=4_290_133, back_pay=150_000, note="catatan",
    ),
}  # fmt: skip


def filled(layout: LayoutId) -> list[list[str]]:
    columns = LAYOUTS[layout].columns
    return [list(columns), [PERSON.get(heading, "") for heading in columns]]


@pytest.mark.parametrize("layout", list(LayoutId))
@pytest.mark.parametrize("kind", ["xlsx", "shared", "xls", "csv", "tsv"])
def test_good_file_of_every_layout(layout: LayoutId, kind: str) -> None:
    rows = filled(layout)
    data = {
        "xlsx": lambda: xlsx(rows, sheet=LAYOUTS[layout].sheet),
        "shared": lambda: shared_xlsx(rows),
        "xls": lambda: xls(table("data", rows)),
        "csv": lambda: text(rows),
        "tsv": lambda: text(rows, "\t", "utf-16"),
    }[kind]()
    read = read_wage_file(data, "nama bebas (1)", today=TODAY)
    assert read.layout is layout
    assert read.errors == [] and read.refused == []
    assert read.rows == [EXPECTED[layout]]
    assert read.columns.unknown == () and read.columns.missing == ()
    assert (read.counts.rows_in, read.counts.rows_good, read.counts.rows_refused) == (1, 1, 0)
    assert read.wage_total == (EXPECTED[layout].wage or 0)
    assert len(read.sha256) == 64 and read.filename == "nama bebas (1)"


def test_the_old_layout_has_fifty_columns_and_the_current_thirty() -> None:
    assert len(LAYOUTS[LayoutId.NEW_WORKERS_50].columns) == 50
    assert len(LAYOUTS[LayoutId.NEW_WORKERS].columns) == 30


@pytest.mark.parametrize("layout", list(LayoutId))
def test_template_is_empty_text_and_explained(layout: LayoutId) -> None:
    data = write_template(layout)
    with pytest.raises(FileProblem) as caught:
        read_wage_file(data, "templat.xlsx")
    assert caught.value.code == "NO_ROWS"
    book = openpyxl.load_workbook(io.BytesIO(data))
    plan = LAYOUTS[layout]
    assert book.sheetnames == ["Petunjuk Pengisian", plan.sheet]
    page = book[plan.sheet]
    assert tuple(cell.value for cell in page[1]) == plan.columns
    as_text = [d for d in page.column_dimensions.values() if d.number_format == "@"]
    assert {n for d in as_text for n in range(d.min, d.max + 1)} == set(range(1, len(plan.columns) + 1))
    guide = " ".join(str(cell.value) for row in book["Petunjuk Pengisian"] for cell in row if cell.value)
    assert all(heading in guide for heading in plan.columns)
    # Filled in by a clerk, the template is read as that layout.
    for column, heading in enumerate(plan.columns, 1):
        page.cell(2, column, PERSON.get(heading))
    buffer = io.BytesIO()
    book.save(buffer)
    read = read_wage_file(buffer.getvalue(), "x", today=TODAY)
    assert read.layout is layout and read.rows == [EXPECTED[layout]]
    assert write_template(layout) == data


def test_reads_by_heading_in_any_order_and_spelling() -> None:
    heads = ["Upah (Rp)", " nama tenaga kerja ", "Jabatan", "NO. KTP *", "tgl lahir", "JK"]
    row = ["5000000", "PEKERJA", "OPERATOR", nik(1), "25-03-1990", "Laki-laki"]
    read = read_wage_file(text([heads, row], ","), "x", today=TODAY)
    assert read.layout is LayoutId.WAGE_REPORT
    assert read.rows == [
        WageRow(2, nik=nik(1), name="PEKERJA", birth_date=dt.date(1990, 3, 25), sex="L", wage=5_000_000)
    ]
    assert read.columns.unknown == ("Jabatan",)
    assert read.columns.found["wage"].letter == "A" and read.columns.found["wage"].heading == "Upah (Rp)"
    assert "KPJ" in read.columns.missing


def test_saved_mapping_goes_before_headings() -> None:
    data = text([["Identitas", "Pendapatan", "NAMA", "NIK"], [nik(1), "5000000", "PEKERJA", "K-17"]])
    with pytest.raises(FileProblem) as caught:
        read_wage_file(data, "x")
    assert caught.value.code == "COLUMNS_MISSING"
    mapping = {"identitas": "nik", "PENDAPATAN": "wage", "NIK": "employee_no", "tidak ada": "note"}
    read = read_wage_file(data, "x", mapping=mapping)
    assert read.rows == [WageRow(2, employee_no="K-17", nik=nik(1), name="PEKERJA", wage=5_000_000)]
    assert read_wage_file(data, "x", mapping={**mapping, "NAMA": ""}).rows[0].name is None
    with pytest.raises(FileProblem) as caught:
        read_wage_file(data, "x", mapping={"Identitas": "gaji_pokok"})
    assert caught.value.code == "BAD_MAPPING" and "gaji_pokok" in caught.value.text("id")


def test_a_nearly_right_heading_is_named() -> None:
    with pytest.raises(FileProblem) as caught:
        read_wage_file(text([["NIK", "NAMA", "UPHA"], [nik(1), "PEKERJA", "5000000"]]), "x")
    assert caught.value.text("id").endswith("Apakah “UPHA” maksudnya UPAH?")
    assert caught.value.text("en").endswith("Is “UPHA” meant to be UPAH?")


def test_errors_say_where_what_and_offer_a_value() -> None:
    read = read_wage_file(text(report(worker(1, "4.290.13x"), worker(2, "4.290"), worker(3))), "x", today=TODAY)
    first, second = read.errors
    assert (
        first.text("id")
        == "Sel E2 (UPAH): Jumlah rupiah tidak terbaca. Tulis angka saja tanpa tanda, misalnya 4290133."
    )
    assert second.text("en") == (
        "Cell E3 (UPAH): “4.290” can mean several amounts. Write full rupiah without points and commas, "
        "for example 4290133. Did you mean 4290?"
    )
    assert (second.row_no, second.column, second.cell, second.value, second.severity) == (
        3,
        "UPAH",
        "E3",
        "4.290",
        "error",
    )
    assert second.as_dict()["suggestion"] == "4290"
    assert [row.row_no for row in read.rows] == [4]
    assert read.errors_of(3) == [second] and read.errors_of(4) == []


def test_duplicate_names_the_first_row_even_when_that_was_refused() -> None:
    read = read_wage_file(text(report(worker(1, "x"), worker(2), worker(1))), "x", today=TODAY)
    assert [(e.cell, e.code, dict(e.params)) for e in read.errors] == [
        ("E2", "AMOUNT_UNREADABLE", {}),
        ("A4", "DUPLICATE_NIK", {"first": "2"}),
    ]
    assert "baris 2" in read.errors[1].text("id")


def test_refused_rows_come_back_with_reasons_and_can_be_sent_again() -> None:
    rows = report(
        worker(1),
        worker(2, "1,5", name="=1+1"),
        worker(3, born="31-02-1990", name="+62 PEKERJA"),
        worker(4, -5, born=dt.date(1990, 3, 25)),
        head=[*HEAD[:4], "Upah (Rp)"],
    )
    read = read_wage_file(xlsx(rows, sheet="Upah Januari"), "x", today=TODAY)
    assert [row.row_no for row in read.refused] == [3, 4, 5]
    back = write_refused(read)
    book = openpyxl.load_workbook(io.BytesIO(back))
    page = book["Upah Januari"]
    heads = [cell.value for cell in page[1]]
    assert heads == [
        "NIK", "NAMA_LENGKAP", "TANGGAL_LAHIR", "PERBAIKI_TANGGAL_LAHIR", "JENIS_KELAMIN", "Upah (Rp)",
        "PERBAIKI_Upah (Rp)", "PERBAIKI_BARIS_ASAL",
    ]  # fmt: skip
    assert page["B2"].value == "'=1+1" and page["B2"].data_type == "s"
    assert "bisa berarti beberapa jumlah" in page["G2"].value
    assert "tidak ada di kalender" in page["D3"].value
    assert [page.cell(n, 8).value for n in (2, 3, 4)] == ["3", "4", "5"]
    # Sent again as it is: the same rows are refused for the same reasons, and nothing is lost on the way.
    again = read_wage_file(back, "x", today=TODAY)
    assert [[e.code for e in again.errors_of(n)] for n in (2, 3, 4)] == [
        [e.code for e in read.errors_of(n)] for n in (3, 4, 5)
    ]
    assert again.columns.unknown == ()
    # Corrected beside the reasons, they are accepted.
    page["F2"], page["C3"], page["F4"] = "1500000", "28-02-1990", "4290133"
    page["A3"] = nik(3, dt.date(1990, 2, 28))
    buffer = io.BytesIO()
    book.save(buffer)
    good = read_wage_file(buffer.getvalue(), "x", today=TODAY)
    assert good.refused == [] and [row.wage for row in good.rows] == [1_500_000, 4_290_133, 4_290_133]
    assert [row.name for row in good.rows][:2] == ["=1+1", "+62 PEKERJA"]
    english = openpyxl.load_workbook(io.BytesIO(write_refused(read, "en"))).active
    assert "can mean several amounts" in english["G2"].value


def test_refused_rows_of_a_good_file_are_only_headings() -> None:
    data = write_refused(read_wage_file(text(report(worker(1))), "x", today=TODAY))
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page.max_row == 1


def test_total_that_cannot_be_read_is_said() -> None:
    read = read_wage_file(text(report(worker(1), ["", "TOTAL", "", "", "lihat lampiran"])), "x", today=TODAY)
    assert [(e.cell, e.code, dict(e.params)) for e in read.errors] == [("E3", "TOTAL_UNREADABLE", {"sum": 4_290_133})]
    assert "Rp4.290.133" in read.errors[0].text("id") and "Rp4,290,133" in read.errors[0].text("en")
    assert (read.counts.rows_in, read.counts.totals) == (1, 1)


def test_subtotals_are_compared_with_their_own_rows() -> None:
    rows = report(
        worker(1), ["", "SUB TOTAL", "", "", "4290133"], worker(2), ["", "SUB TOTAL", "", "", "4290133"],
        ["", "GRAND TOTAL", "", "", "8580266"],
    )  # fmt: skip
    read = read_wage_file(text(rows), "x", today=TODAY)
    assert read.errors == [] and (read.counts.rows_in, read.counts.totals) == (2, 3)


def test_a_worker_whose_name_is_a_total_is_a_worker() -> None:
    read = read_wage_file(text(report(worker(1, name="TOTAL"), worker(2))), "x", today=TODAY)
    assert [row.name for row in read.rows] == ["TOTAL", "PEKERJA CONTOH C"] and read.counts.totals == 0


def test_row_limit_is_exact_and_can_be_raised() -> None:
    data = text(people(10_001))
    with pytest.raises(FileProblem) as caught:
        read_wage_file(data, "x", today=TODAY)
    assert caught.value.code == "TOO_MANY_ROWS" and "10.000" in caught.value.text("id")
    assert read_wage_file(text(people(10_000)), "x", today=TODAY).counts.rows_in == 10_000
    assert read_wage_file(data, "x", today=TODAY, limits=DEFAULT.for_rows(100_000)).counts.rows_in == 10_001
    with pytest.raises(FileProblem):
        read_wage_file(text(people(4)), "x", today=TODAY, limits=Limits(rows=3))


def test_every_row_keeps_an_error_when_there_are_too_many_to_keep() -> None:
    rows = report(*(worker(n, "x", nik="y", born="z", sex="?") for n in range(100)))
    read = read_wage_file(text(rows), "x", today=TODAY, limits=dataclasses.replace(DEFAULT, errors_kept=40))
    assert len(read.errors) == 40 + 90 and read.errors_left_out == 400 - 130
    assert len({error.row_no for error in read.errors}) == len(read.refused) == 100


def test_instruction_sheets_are_passed_over() -> None:
    sheets = {
        "Petunjuk Pengisian": report(worker(9)),
        "data_tk": report(worker(1)),
        "Lokasi Pekerjaan": [["KODE", "NAMA"]],
    }
    assert read_wage_file(xlsx(sheets), "x", today=TODAY).sheet == "data_tk"


def test_death_is_told_how_to_report() -> None:
    rows = [
        ["KPJ", "NAMA", "SEBAB_NA", "TANGGAL_KEJADIAN"],
        ["01234567890", "PEKERJA", "meninggal dunia", "31-01-2021"],
    ]
    (error,) = read_wage_file(text(rows), "x", today=TODAY).errors
    assert error.code == "EXIT_DEATH" and "Lapor meninggal dunia" in error.text("id") and "heirs" in error.text("en")


@pytest.mark.parametrize("value", ["=1+1", "+62812", "-5", "@x", "\t=1", "'=1", "|calc", "%x"])
def test_safe_cell_is_never_a_formula(value: str) -> None:
    assert safe_cell(value) == "'" + value


def test_safe_cell_leaves_other_text_alone() -> None:
    assert safe_cell("PEKERJA = CONTOH") == "PEKERJA = CONTOH" and safe_cell("") == ""


def test_problems_travel_between_processes() -> None:
    import pickle

    problem = FileProblem("TOO_MANY_ROWS", limit=10_000)
    copy = pickle.loads(pickle.dumps(problem))
    assert copy.code == problem.code and copy.text("id") == problem.text("id")
    error = CellError(2, "UPAH", "E2", "{x}", "CODE_UNKNOWN", {"allowed": "{limit} {0}"})
    assert "{x}" in error.text("id") and "{limit} {0}" in error.text("id")


# -- properties -------------------------------------------------------------------------------------------------------

NAMES = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1, max_size=40)
SPOKEN = st.characters(exclude_categories=["C", "Z", "M"], max_codepoint=0x2FFF)
TEXTS = st.text(SPOKEN, min_size=1, max_size=60).map(lambda said: unicodedata.normalize("NFC", said).lstrip("'") or "x")
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2003, 12, 31))


@st.composite
def wage_rows(draw: st.DrawFn, layout: LayoutId) -> list[WageRow]:
    """Rows that `layout` can carry whole."""
    count = draw(st.integers(1, 6))
    rows = []
    for number in range(count):
        born = draw(DAYS)
        sex = draw(st.sampled_from("LP"))
        whole = WageRow(
            row_no=number + 2,
            employee_no=draw(st.none() | st.from_regex(r"[A-Z]{0,2}[0-9]{1,6}", fullmatch=True)),
            kpj=f"{draw(st.integers(0, 10**10 - 1)) * 7 % 10**10:010d}{number}",
            nik=nik(draw(st.integers(0, 899)) * 10 + number + 1, born, sex),
            name=draw(NAMES),
            birth_date=born,
            mother_name=draw(st.none() | NAMES),
            sex=sex,
            phone=draw(st.none() | st.from_regex(r"(08|\+62)[0-9]{8,11}", fullmatch=True)),
            address=draw(st.none() | TEXTS),
            contract="PKWTT",
            wage=draw(st.integers(100_000, 10_000_000_000)),
            back_pay=draw(st.none() | st.integers(0, 10**10)),
            exit_reason=draw(st.sampled_from(["RESIGNED", "TERMINATED", "CONTRACT_END", "RETIRED", "LEFT_INDONESIA"])),
            exit_date=draw(st.dates(dt.date(2015, 1, 1), dt.date(2021, 12, 1))),
        )
        read = read_wage_file(write_workers(layout, [whole], "csv"), "x", today=TODAY)
        carried = read.columns.found.keys() | ({"name"} if layout is LayoutId.NEW_WORKERS_50 else set())
        rows.append(
            WageRow(number + 2, **{f: getattr(whole, f) if f in carried else None for f in WageRow.__slots__[1:]})
        )
    return rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("layout", list(LayoutId))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_is_read_back(layout: LayoutId, kind: str, data: st.DataObject) -> None:
    rows = data.draw(wage_rows(layout))
    read = read_wage_file(write_workers(layout, rows, kind), "x", today=TODAY)  # type: ignore[arg-type]
    assert read.layout is layout
    assert [error for error in read.errors if error.severity == "error"] == []
    assert read.rows == rows
    assert read.wage_total == sum(row.wage or 0 for row in rows)


@given(amount=st.integers(1_000_000, 10_000_000_000), style=st.integers(0, 9))
def test_every_way_of_writing_rupiah_means_the_same(amount: int, style: int) -> None:
    points = f"{amount:,}".replace(",", ".")
    commas = f"{amount:,}"
    ways = [str(amount), points, commas, points + ",00", commas + ".00", f"{amount}.00", f"Rp {points}",
            f"Rp{points},-", commas.replace(",", " "), f"IDR {amount},00"]  # fmt: skip
    assert money(ways[style], []) == amount
    assert money(float(amount), []) == amount


@given(st.text(st.sampled_from("0123456789.,- RpEe+()'"), max_size=20))
def test_an_amount_is_read_whole_or_refused(said: str) -> None:
    """Whatever is accepted has exactly the digits that were written, but for two decimals of zero."""
    try:
        amount = money(said, [])
    except Bad:
        return
    digits = "".join(c for c in said if c.isdigit())
    if amount is None:
        assert not digits
    else:
        shortened = {
            digits,
            digits[:-1] if digits.endswith("0") else digits,
            digits[:-2] if digits.endswith("00") else digits,
        }
        assert amount in {int(d) for d in shortened if d}


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000))
def test_random_bytes_raise_only_file_problems(data: bytes) -> None:
    try:
        read_wage_file(data, "x")
    except FileProblem as problem:
        assert problem.text("id") and problem.text("en")


BASES = [
    xlsx(report(*(worker(n) for n in range(12)))),
    shared_xlsx(report(*(worker(n) for n in range(12)))),
    xls(table("data", report(*(worker(n) for n in range(12))), merges=[(3, 1, 4, 1)])),
    text(report(*(worker(n) for n in range(12)))),
]


@settings(max_examples=400, deadline=None)
@given(
    base=st.sampled_from(BASES),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.2, 1),
)
def test_damaged_files_raise_only_file_problems(base: bytes, changes: list[tuple[float, int]], cut: float) -> None:
    data = bytearray(base[: int(len(base) * max(cut, 0.2))] if cut < 0.6 else base)
    for place, value in changes:
        data[int(place * len(data))] = value
    try:
        read = read_wage_file(bytes(data), "x", today=TODAY)
    except FileProblem as problem:
        assert problem.text("id") and problem.text("en")
    else:
        assert read.counts.holds
