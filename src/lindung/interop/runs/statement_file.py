"""A bank statement: its money recorded, matched and allocated in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.contributions import services
from lindung.interop.bank_statements import Statement, read_bank_statement
from lindung.interop.intake import IntakeRefused
from lindung.registry import queries as registry
from lindung.segments import services as segments

SAID = 200
"""Sentences about lines that are kept with a run."""


def _read(run: Run) -> Statement:
    file = registry.file(run.params["file"])
    if file is None:
        raise IntakeRefused("no_file")
    return read_bank_statement(bytes(file["content"]), file["name"], today=registry.today())


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """The statement whole: it is taken once or not at all."""
    statement = _read(run)
    if statement.balance == "BROKEN" and not run.params["balance_checked"]:
        raise IntakeRefused("balance_broken")
    run.rows_total = statement.counts.lines_in
    return [(1, statement.counts.lines_in)]


def work(run: Run, part: Slice) -> SliceResult:
    """Take all lines."""
    statement = _read(run)
    taken = services.take_statement(
        run.params["file"],
        statement.sha256,
        run.params["office"],
        run.params["bank"],
        statement.lines,
        lines_in=statement.counts.lines_in,
        by=run.made_by,
    )
    received = taken.received
    orders = segments.settle_waiting(statement_id=taken.statement.pk, by=run.made_by)
    return SliceResult(
        statement.counts.lines_in,
        {
            "lines_read": statement.counts.lines_read,
            "lines_skipped": statement.counts.lines_skipped,
            "lines_refused": statement.counts.lines_refused,
            "new": received.new,
            "repeated": received.repeated,
            "conflicts": len(received.conflicts),
            "unmatched": received.unmatched,
            "amount": received.amount,
            "orders": orders.orders,
        },
    )


def finish(run: Run) -> Mapping[str, Any]:
    """Every line was read, skipped or refused; every one read was new, known or contradictory. What is to be said of
    lines (`refused_lines`) stands with the totals."""
    told = run.totals
    check_total("lines", run.rows_done, told["lines_read"] + told["lines_skipped"] + told["lines_refused"])
    check_total("receipts", told["lines_read"], told["new"] + told["repeated"] + told["conflicts"])
    said = [
        {"line": e.row_no, "value": e.value, "id": e.short("id"), "en": e.short("en")} for e in _read(run).errors[:SAID]
    ]
    return {"refused_lines": said} if said else {}
