"""Columns under an employer's own headings: shown, matched once, and read by themselves ever after."""

from datetime import date

import pytest

from lindung.base.db import rows, system
from lindung.batch.services import run_now
from lindung.interop import intake, matchings
from lindung.interop.wage_files import (
    FileProblem,
    LayoutId,
    check_columns,
    headings_at,
    peek_wage_file,
    read_wage_file,
)

from .api_world import MONTH, build, nik
from .makers import xlsx

HEADS = ["No", "No. Kartu Penduduk", "Nama Lengkap Staf", "Lahir Tgl", "Total Diterima", "Bagian"]
COLUMNS = {
    "No. Kartu Penduduk": "nik",
    "Nama Lengkap Staf": "name",
    "Lahir Tgl": "birth_date",
    "Total Diterima": "wage",
}


def people(count: int, first: int = 1) -> list[list[object]]:
    born = date(1990, 1, 1)
    return [
        [n, nik(n, born), f"Staf Contoh {chr(64 + n)}", "01-01-1990", 4_000_000 + n, "Gudang"]
        for n in range(first, first + count)
    ]


def csv(table: list[list[object]]) -> bytes:
    return "\n".join(";".join(str(v) for v in row) for row in table).encode()


def test_the_first_rows_are_shown_and_the_headings_found() -> None:
    table = [["PT Contoh, daftar gaji"], [], HEADS, *people(4)]
    for data in (csv(table), xlsx(table)):
        sheet = peek_wage_file(data)[0]
        assert sheet.header_row == 3 and sheet.rows[2] == tuple(HEADS)
        found = headings_at(sheet, 3)
        assert [(c.letter, c.heading) for c in found][1] == ("B", "No. Kartu Penduduk")
        assert found[0].field == "" and found[1].field is None
        assert found[4].values == ("4000001", "4000002", "4000003")
    assert headings_at(sheet, 0) == headings_at(sheet, 99) == []


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"a": "gaji"}, "BAD_MAPPING"),
        ({"---": "nik", "b": "wage"}, "MAPPING_HEADING"),
        ({"a": "wage", "b": "wage", "c": "nik"}, "MAPPING_TWICE"),
        ({"Gaji Pokok": "wage", "GAJI_POKOK": "nik"}, "MAPPING_TWICE"),
        ({"a": "nik", "b": "name"}, "MAPPING_LACKS"),
        ({"a": "", "b": ""}, "MAPPING_LACKS"),
        ({}, "MAPPING_LACKS"),
        ({"a": "exit_date"}, "MAPPING_LACKS"),
    ],
)
def test_a_matching_that_reads_nothing_is_refused_in_words(columns: dict[str, str], code: str) -> None:
    with pytest.raises(FileProblem) as refused:
        check_columns(columns)
    assert refused.value.code == code
    assert refused.value.text("id") != refused.value.text("en")
    assert "{" not in refused.value.text("id") + refused.value.text("en")


def test_a_matching_names_its_layout() -> None:
    assert check_columns(COLUMNS) == LayoutId.WAGE_REPORT
    assert check_columns({"a": "kpj", "b": "exit_reason", "c": "exit_date"}) == LayoutId.LEAVERS
    assert check_columns({"a": "kpj", "b": "wage"}) == LayoutId.WAGES


def test_the_saved_matching_that_suits_is_taken() -> None:
    other = {"Identitas": "nik", "Bruto": "wage"}
    table = [[*reversed(HEADS)], *([*reversed(p)] for p in people(3))]
    read = read_wage_file(csv(table), "x", saved=[other, COLUMNS])
    assert read.matched == 1 and [r.wage for r in read.rows] == [4_000_001, 4_000_002, 4_000_003]
    assert (
        read_wage_file(
            csv([["Identitas", "Bruto"], [nik(1, date(1990, 1, 1)), 5_000_000]]), "x", saved=[other, COLUMNS]
        ).matched
        == 0
    )
    plain = read_wage_file(csv([["NIK", "UPAH"], [nik(1, date(1990, 1, 1)), 5_000_000]]), "x", saved=[other, COLUMNS])
    assert plain.matched is None and plain.rows[0].wage == 5_000_000
    with pytest.raises(FileProblem):
        read_wage_file(csv(table), "x", saved=[other])


def test_an_error_under_a_matched_heading_names_the_heading_and_cell() -> None:
    table = [HEADS, *people(2)]
    table[2][4] = "4.290"
    read = read_wage_file(csv(table), "x", saved=[COLUMNS])
    assert [(e.column, e.cell, e.code) for e in read.errors] == [("Total Diterima", "E3", "AMOUNT_AMBIGUOUS")]


@pytest.mark.django_db
def test_saved_once_and_read_ever_after() -> None:
    world = build(logins=False)
    data = csv([HEADS, *people(3)])
    first = intake.upload_wage_file(world.employer, MONTH, "gaji.csv", data)
    from lindung.batch.services import BatchRefused

    with pytest.raises(BatchRefused):
        run_now(first.run_id)
    with system():
        assert intake.reading_of(first.report.pk).error["code"] in ("HEADER_NOT_FOUND", "COLUMNS_MISSING")  # type: ignore[union-attr, index]
    file_id = first.report.file_id
    with system():
        assert headings_at(intake.peek(world.employer, file_id)[0], 1)[1].heading == "No. Kartu Penduduk"
        with pytest.raises(intake.IntakeRefused):
            intake.peek(world.other_employer, file_id)
    one = matchings.save_matching(world.employer, " Aplikasi  gaji ", COLUMNS, 3)
    assert matchings.save_matching(world.employer, "Aplikasi gaji", COLUMNS, 3).pk == one.pk
    with system():
        again = intake.read_again(world.employer, MONTH, file_id)
    run = run_now(again.run_id)
    assert run.totals["good"] == 3 and run.totals["matching"] == "Aplikasi gaji"
    with system():
        wages = rows("select wage from contributions_wageline where report_id = %s order by wage", [again.report.pk])
    assert [r["wage"] for r in wages] == [4_000_001, 4_000_002, 4_000_003]
    # of another employer it is not
    other = intake.upload_wage_file(world.other_employer, MONTH, "gaji.csv", csv([HEADS, *people(2, 10)]))
    with pytest.raises(BatchRefused):
        run_now(other.run_id)


@pytest.mark.django_db
def test_a_refused_row_of_a_matched_file_names_our_field() -> None:
    world = build(logins=False)
    matchings.save_matching(world.employer, "Gaji", COLUMNS)
    table = [HEADS, *people(3)]
    table[3][4] = "4.290"
    up = intake.upload_wage_file(world.employer, MONTH, "gaji.csv", csv(table))
    run_now(up.run_id)
    with system():
        row = rows("select cells, errors from contributions_refusedrow where report_id = %s", [up.report.pk])[0]
    assert '"wage": "4.290"' in row["cells"] and '"column": "wage"' in row["errors"]


@pytest.mark.django_db
def test_names_limits_and_the_end_of_a_matching() -> None:
    world = build(logins=False)
    first = matchings.save_matching(world.employer, "Gaji", COLUMNS)
    second = matchings.save_matching(world.employer, "Gaji", {**COLUMNS, "Bagian": "note"})
    with system():
        assert [m["id"] for m in matchings.matchings_of(world.employer)] == [second.pk] != [first.pk]
    for code, name, employer in (("no_name", "  ", world.employer), ("no_employer", "x", 10**9)):
        with pytest.raises(matchings.MatchingRefused) as refused:
            matchings.save_matching(employer, name, COLUMNS)
        assert refused.value.code == code
    for n in range(matchings.MOST - 1):
        matchings.save_matching(world.employer, f"Nama {n}", COLUMNS)
    with pytest.raises(matchings.MatchingRefused) as refused:
        matchings.save_matching(world.employer, "satu lagi", COLUMNS)
    assert refused.value.code == "too_many" and "{" not in refused.value.text("id")
    with pytest.raises(matchings.MatchingRefused):
        matchings.end_matching(second.pk, world.other_employer)
    matchings.end_matching(second.pk, world.employer)
    with pytest.raises(matchings.MatchingRefused):
        matchings.end_matching(second.pk, world.employer)
