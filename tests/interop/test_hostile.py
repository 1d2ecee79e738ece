"""Every hostile file gets exactly its answer, in both languages, and no row is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from lindung.interop.wage_files import CellError, FileProblem, read_wage_file, write_refused
from lindung.interop.wage_files.cell_messages import CELL
from lindung.interop.wage_files.messages import FILE

from .hostile import HOSTILE, HostileFile
from .test_statement_kinds import WHOLE

TODAY = dt.date(2021, 12, 15)
IDS = [file.name for file in HOSTILE]


def speaks(problem: FileProblem | CellError) -> None:
    """Both languages say something, differ, and no place is left open."""
    indonesian, english = problem.text("id"), problem.text("en")
    assert indonesian and english and indonesian != english
    for said in (indonesian, english):
        assert "{" not in said and "}" not in said and "None" not in said
        assert len(said) < 500


def test_names_are_unique_and_there_are_enough() -> None:
    assert len(IDS) == len(set(IDS))
    assert len(HOSTILE) >= 130
    assert sum(file.expect_code is not None for file in HOSTILE) >= 70


@pytest.mark.parametrize("file", HOSTILE, ids=IDS)
def test_hostile_file(file: HostileFile) -> None:
    data = file.build()
    if file.expect_code is not None:
        with pytest.raises(FileProblem) as caught:
            read_wage_file(data, file.filename, today=TODAY)
        assert caught.value.code == file.expect_code
        speaks(caught.value)
        return
    read = read_wage_file(data, file.filename, today=TODAY)
    assert tuple((error.cell, error.code) for error in read.errors) == file.expect_cell_errors
    assert len(read.rows) == file.rows_good
    assert read.counts.holds and read.counts.rows_in == len(read.rows) + len(read.refused)
    refused = {error.row_no for error in read.errors if error.severity == "error"}
    assert refused == {row.row_no for row in read.refused}
    assert not refused & {row.row_no for row in read.rows}
    for error in read.errors:
        speaks(error)
        assert error.cell.endswith(str(error.row_no)) and len(error.value) <= 80
    assert write_refused(read).startswith(b"PK")


def test_every_sentence_is_used() -> None:
    """No message without a file that brings it about (single bank lines have their own tests)."""
    said = {file.expect_code for file in HOSTILE} | {code for file in HOSTILE for _, code in file.expect_cell_errors}
    said |= {code for _, code in WHOLE.values()}
    elsewhere = {"ENTRY_TAKEN_BACK", "ENTRY_PARTS", "BAD_MAPPING", "MAPPING_HEADING", "MAPPING_LACKS", "MAPPING_TWICE",
                 "NOT_CSV", "TOO_MANY_LINES", "TOTAL_UNREADABLE", "BILLING_SEVERAL", "BALANCE_BREAK",
                 "LINE_REPEATED", "DEBIT_AND_CREDIT", "DIRECTION_UNKNOWN"}  # fmt: skip
    assert (set(FILE) | set(CELL)) - said == elsewhere
