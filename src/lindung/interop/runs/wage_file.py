"""A wage file into its report: read once a process, rows taken in slices, the report a draft at the end.

A file that cannot be read leaves nothing: a report opened for it is given up with the reason, one that was open before
goes back to its draft as it stood.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from lindung.base import db
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.contributions import services
from lindung.interop import intake
from lindung.interop.wage_files import LayoutId, WageFile
from lindung.interop.wage_files.rows import RefusedRow

ROWS = int(os.environ.get("LINDUNG_SLICE_ROWS", "2000"))
"""Rows of a slice; after the death of a worker at most so many are read again."""
WHOLE_MONTH = (LayoutId.WAGE_REPORT,)
"""Layouts that list everybody; the others only say who joins, leaves or earns otherwise."""


def _superseded(run: Run) -> bool:
    """Whether the report has meanwhile got another file, or is no longer being read. Locks the report."""
    found = db.rows(
        "select file_id, status from contributions_wagereport where id = %s for update", [run.params["report"]]
    )
    return not found or found[0]["file_id"] != run.params["file"] or found[0]["status"] != "READING"


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of row numbers of the sheet, good and refused rows together."""
    file = intake.wage_file(run.params["file"], run.params.get("matchings", ()))
    numbers = sorted([r.row_no for r in file.rows] + [r.row_no for r in file.refused])
    run.rows_total = len(numbers)
    return [(part[0], part[-1]) for part in (numbers[i : i + ROWS] for i in range(0, len(numbers), ROWS))]


def work(run: Run, part: Slice) -> SliceResult:
    """Take the rows of one range."""
    file = intake.wage_file(run.params["file"], run.params.get("matchings", ()))
    if _superseded(run):
        return SliceResult(0, {"superseded": 1})
    taken = services.take_rows(
        run.params["report"],
        [row for row in file.rows if part.low <= row.row_no <= part.high],
        refused=[_refusal(file, row) for row in file.refused if part.low <= row.row_no <= part.high],
    )
    return SliceResult(
        taken.rows_in,
        {"good": taken.good, "refused": taken.refused, "registered": taken.registered},
    )


def _refusal(file: WageFile, row: RefusedRow) -> services.Refusal:
    """A row the reader refused: cells by field name where the heading is understood."""
    fields = {column.index: column.field for column in file.columns.found.values()}
    cells = {
        fields.get(index) or (file.headings[index] if index < len(file.headings) else f"{index + 1}"): value
        for index, value in enumerate(row.cells)
        if value
    }
    named = {column.heading: column.field for column in file.columns.found.values()} if file.matched is not None else {}
    errors = [error.as_dict() for error in file.errors_of(row.row_no)]
    for error in errors:  # under a heading of the employer's own, the field it was matched with
        error["column"] = named.get(error["column"], error["column"])
    return services.Refusal(row.row_no, cells, errors)


def finish(run: Run) -> Mapping[str, Any]:
    """The report becomes a draft; every row of the sheet is good or refused in it."""
    if run.totals.get("superseded") or _superseded(run):
        return {}
    file = intake.wage_file(run.params["file"], run.params.get("matchings", ()))
    report = services.end_reading(run.params["report"], whole_month=file.layout in WHOLE_MONTH)
    check_total("rows_in", file.counts.rows_in, run.rows_done)
    check_total("rows_in", run.rows_done, report.rows_in)
    check_total("rows_good", run.totals.get("good", 0), report.rows_good)
    matched = {} if file.matched is None else {"matching": run.params["matchings"][file.matched]["name"]}
    return {"rows_in": report.rows_in} | matched


def failed(run: Run, error: Mapping[str, Any]) -> None:
    """The file is refused as a whole: nothing of it stays. Errors of the system leave the report for a retry."""
    if error["code"] in ("internal", "worker_died") or _superseded(run):
        return
    if run.params["fresh"]:
        services.discard(run.params["report"], error["id"])
    else:
        services.end_reading(run.params["report"], whole_month=False)
