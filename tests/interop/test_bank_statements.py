"""Bank statements: money in is read, money out is counted, balances are followed, nothing is counted twice."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lindung.interop.bank_statements import STATEMENT_LIMITS, read_bank_statement
from lindung.interop.wage_files import FileProblem, Limits

from .hostile import HOSTILE
from .makers import text, xlsx

TODAY = dt.date(2021, 12, 15)
CODE = "1234567890123456"
HEAD = ["Tanggal", "Keterangan", "Referensi", "Debet", "Kredit", "Saldo"]
GOOD = [
    ["BANK CONTOH", "Rekening 0000000001"],
    HEAD,
    ["", "SALDO AWAL", "", "", "", "1.000.000,00"],
    ["02/12/2021", f"SETORAN IURAN {CODE} PT CONTOH", "FT0001", "0,00", "4.290.133,00", "5.290.133,00"],
    ["03/12/2021", "BIAYA ADMINISTRASI", "FT0002", "15.000,00", "0,00", "5.275.133,00"],
    ["04-12-2021", "TRANSFER TANPA KODE", "FT0003", "", "500,00", "5.275.633,00"],
    ["", "TOTAL", "", "15.000,00", "4.290.633,00", ""],
]


def read(rows: list[list[str]], **more: object):  # type: ignore[no-untyped-def]
    return read_bank_statement(text(rows), "mutasi.csv", today=TODAY, **more)  # type: ignore[arg-type]


def test_good_statement() -> None:
    statement = read(GOOD)
    first, second = statement.lines
    assert (first.line_no, first.date, first.amount, first.reference) == (4, dt.date(2021, 12, 2), 4_290_133, "FT0001")
    assert (first.billing_code, first.balance) == (CODE, 5_290_133)
    assert (second.amount, second.billing_code) == (500, None)
    assert statement.errors == [] and statement.balance == "HOLDS"
    counts = statement.counts
    assert (counts.lines_in, counts.lines_read, counts.lines_skipped, counts.lines_refused) == (3, 2, 1, 0)
    assert (statement.credit_total, statement.debit_total) == (4_290_633, 15_000)
    assert (statement.first_date, statement.last_date) == (dt.date(2021, 12, 2), dt.date(2021, 12, 4))
    assert counts.holds and len(statement.sha256) == 64


def test_newest_first_and_english_headings() -> None:
    rows = [
        ["Date", "Description", "Reference", "Type", "Amount", "Balance"],
        ["2021-12-03", "FEE", "R2", "DB", "15,000.00", "5,275,133.00"],
        ["2021-12-02", f"PAYMENT/{CODE}", "R1", "CR", "4,290,133.00", "5,290,133.00"],
    ]
    statement = read_bank_statement(text(rows, "|"), "x", today=TODAY)
    assert [(line.amount, line.billing_code) for line in statement.lines] == [(4_290_133, CODE)]
    assert statement.balance == "HOLDS" and statement.counts.lines_skipped == 1


@pytest.mark.parametrize(
    ("amount", "read_as"),
    [("4290133", 4_290_133), ("+4290133", 4_290_133), ("4,290,133.00 CR", 4_290_133), ("4.290.133,00K", 4_290_133)],
)
def test_signed_and_marked_amounts(amount: str, read_as: int) -> None:
    statement = read([["TANGGAL", "JUMLAH"], ["02-12-2021", amount]])
    assert [line.amount for line in statement.lines] == [read_as]


@pytest.mark.parametrize("amount", ["-4290133", "(4.290.133)", "Rp -4.290.133", "4,290,133.00 DB", "15.000,00 D"])
def test_money_out_is_skipped_and_counted(amount: str) -> None:
    statement = read([["TANGGAL", "JUMLAH"], ["02-12-2021", amount], ["02-12-2021", "1000000"]])
    assert [line.amount for line in statement.lines] == [1_000_000]
    assert statement.counts.lines_skipped == 1 and statement.debit_total in (4_290_133, 15_000)
    assert statement.balance == "ABSENT"


def test_changed_or_missing_lines_break_the_balance() -> None:
    missing = [row for row in GOOD if row[2:3] != ["FT0002"]]
    statement = read(missing)
    assert statement.balance == "BROKEN"
    assert [(e.cell, e.code, dict(e.params)) for e in statement.errors] == [
        ("F5", "BALANCE_BREAK", {"expected": 5_290_633, "found": 5_275_633})
    ]
    assert "Rp5.290.633" in statement.errors[0].text("id") and "Rp5,290,633" in statement.errors[0].text("en")
    changed = [list(row) for row in GOOD]
    changed[3][4] = "9.290.133,00"
    assert read(changed).balance == "BROKEN"
    assert len(read(changed).lines) == 2


def test_code_column_goes_before_text_and_two_codes_are_not_chosen_between() -> None:
    rows = [
        ["TANGGAL", "KREDIT", "KETERANGAN", "KODE TAGIHAN"],
        ["02-12-2021", "1000000", f"IURAN {CODE}", "9999888877776666"],
        ["02-12-2021", "1000001", f"IURAN {CODE} DAN 6543210987654321", ""],
        ["02-12-2021", "1000002", f"IURAN {CODE} {CODE}", ""],
        ["02-12-2021", "1000003", "REK 12345678901234567890", ""],
    ]
    statement = read(rows)
    assert [line.billing_code for line in statement.lines] == ["9999888877776666", None, CODE, None]
    assert [(e.cell, e.code) for e in statement.errors] == [("C3", "BILLING_SEVERAL")]
    assert statement.counts.lines_refused == 0
    other = read(
        [["TANGGAL", "KREDIT", "KETERANGAN"], ["02-12-2021", "1000000", "bayar LD-77 ya"]], billing_code=r"LD-(\d+)"
    )
    assert other.lines[0].billing_code == "77"


def test_refused_lines_name_their_cell() -> None:
    rows = [
        ["TANGGAL", "DEBET", "KREDIT", "D/K", "JUMLAH", "REFERENSI"],
        ["31-11-2021", "", "1000000", "", "", "A"],
        ["02-12-2021", "1000000", "1000000", "", "", "B"],
        ["02-12-2021", "", "", "X", "1000000", "C"],
        ["02-12-2021", "", "", "K", "1,5", "D"],
        ["", "", "1000000", "", "", "E"],
        ["02-12-2031", "", "1000000", "", "", "F"],
        ["02-12-2021", "", "1000000", "", "", "G", "lagi"],
        ["02-12-2021", "", "1000000", "", "", "H"],
        ["02-12-2021", "", "1000000", "", "", "H"],
    ]
    statement = read(rows)
    assert [(e.cell, e.code) for e in statement.errors] == [
        ("A2", "DATE_IMPOSSIBLE"), ("B3", "DEBIT_AND_CREDIT"), ("D4", "DIRECTION_UNKNOWN"), ("E5", "AMOUNT_AMBIGUOUS"),
        ("A6", "REQUIRED"), ("A7", "DATE_RANGE"), ("G8", "ROW_TOO_WIDE"), ("F10", "LINE_REPEATED"),
    ]  # fmt: skip
    assert [line.reference for line in statement.lines] == ["H"]
    assert statement.counts.lines_in == 9 and statement.counts.lines_refused == 8 and statement.counts.holds
    for error in statement.errors:
        for lang in ("id", "en"):
            assert error.text(lang) and "{" not in error.text(lang)


def test_key_names_an_entry_across_files_and_tells_twins_apart() -> None:
    whole = [["TANGGAL", "KREDIT", "KETERANGAN"]] + [["02-12-2021", "1000000", "SETOR TUNAI"]] * 2
    statement = read(whole)
    keys = [line.key for line in statement.lines]
    assert len(set(keys)) == 2 and all(len(key) <= 80 for key in keys)
    overlap = read([["TANGGAL", "KREDIT", "KETERANGAN"], ["01-12-2021", "5000000", "LAIN"], *whole[1:]])
    assert [line.key for line in overlap.lines][1:] == keys
    assert read(GOOD).lines[0].key.startswith("FT0001:")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "EMPTY_FILE"),
        (xlsx(GOOD), "NOT_CSV"),
        (text([["TANGGAL", "KETERANGAN"], ["02-12-2021", "x"]]), "COLUMNS_MISSING"),
        (text([["KREDIT", "KETERANGAN"], ["1000000", "x"]]), "COLUMNS_MISSING"),
        (text([["a", "b"], ["1", "2"]]), "HEADER_NOT_FOUND"),
        (text([HEAD]), "NO_ROWS"),
        (text([HEAD, ["", "SALDO AWAL", "", "", "", "5"]]), "NO_ROWS"),
        (b"%PDF-1.4", "TYPE_PDF"),
        (text([["TANGGAL", "KREDIT", "KREDIT"], ["02-12-2021", "1", "2"]]), "COLUMN_TWICE"),
        (text([HEAD, ["02-12-2021", '"x', "", "", "1000000", ""]]), "CSV_QUOTES"),
    ],
)
def test_whole_file_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read_bank_statement(data, "x", today=TODAY)
    assert caught.value.code == code
    assert "{" not in caught.value.text("id") + caught.value.text("en")


def test_line_limit() -> None:
    rows = [["TANGGAL", "KREDIT"]] + [["02-12-2021", "1000000"]] * 11
    assert read(rows).counts.lines_in == 11
    with pytest.raises(FileProblem) as caught:
        read(rows, limits=Limits(rows=10))
    assert caught.value.code == "TOO_MANY_LINES" and STATEMENT_LIMITS.rows == 100_000


@pytest.mark.parametrize("file", [f for f in HOSTILE if f.expect_code], ids=lambda f: f.name)
def test_hostile_files_are_no_statements(file) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FileProblem):
        read_bank_statement(file.build(), file.filename, today=TODAY)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_raise_only_file_problems(data: bytes) -> None:
    with pytest.raises(FileProblem):
        read_bank_statement(data, "x")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 10**12), st.booleans(), st.dates(dt.date(2021, 1, 1), TODAY)), min_size=2, max_size=30
    ),
    st.integers(0, 10**13),
    st.booleans(),
)
def test_totals_and_balances_of_any_statement(
    moves: list[tuple[int, bool, dt.date]], opening: int, backwards: bool
) -> None:
    rows, balance = [], opening + 10**13 * 4
    for number, (amount, out, day) in enumerate(moves):
        balance += -amount if out else amount
        cells = [f"{amount:,}.00", "0.00"] if out else ["0.00", f"{amount:,}.00"]
        rows.append([f"{day:%d/%m/%Y}", f"LINE {number}", f"R{number}", *cells, f"{balance:,}.00"])
    statement = read_bank_statement(text([HEAD, *(rows[::-1] if backwards else rows)]), "x", today=TODAY)
    assert statement.errors == [] and statement.balance == "HOLDS"
    assert statement.credit_total == sum(amount for amount, out, _ in moves if not out)
    assert statement.debit_total == sum(amount for amount, out, _ in moves if out)
    assert statement.counts.lines_read == sum(not out for _, out, _ in moves) and statement.counts.holds
