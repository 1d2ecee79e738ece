"""A month of the books closed as a run: every proof of the books and registers, package by package, then the closing.

What was proved stands in the run's totals under `proofs`, whether all of it held or not; one that does not hold stops
the run with its figures. Taken up again, everything is proved anew.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from lindung.base import db
from lindung.base.dates import add_months
from lindung.batch import queries as runs
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.ledger import checks as books
from lindung.ledger import services
from lindung.ledger.errors import LedgerRefused
from lindung.performance import checks

RETURNS = ("returns", "jp_returns", "true_up")
BOOKING = (
    *RETURNS, "post_month", "spark_month", "penalties", "statement_file", "bank_answers", "segments_day",
)  # fmt: skip
"""Kinds of runs that book; of those that credit members half a run is no state to close a month in."""


def under_way() -> list[runs.Progress]:
    """Runs that a closing waits for: those that are booking, and crediting that stopped half way."""
    return runs.unfinished(BOOKING, begun=RETURNS)


def last_day(run: Run) -> date:
    return add_months(date.fromisoformat(run.params["month"]), 1) - timedelta(days=1)


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One slice for each package that has proofs. Raises LedgerRefused: work_open."""
    if open_runs := under_way():
        raise LedgerRefused("work_open", run=open_runs[0].id, count=len(open_runs))
    return [(n, n) for n in range(len(checks.PACKAGES))]


def work(run: Run, part: Slice) -> SliceResult:
    """Prove one package; the figures are kept with the run."""
    package = checks.PACKAGES[part.low]
    more = {}
    if package is books:  # what is booked from here on is for the closing itself to prove
        more = {"settled": {"entry": services.settled()}}
        found = checks.of(lambda: books.proofs(until=last_day(run)))
    else:
        found = checks.of(package.proofs)
    kept = {
        p.id: {"id": p.title_id, "en": p.title_en, "left": p.left, "right": p.right, "holds": p.holds} for p in found
    }
    db.run(
        "update batch_run set totals = totals || %s::jsonb || jsonb_build_object('proofs',"
        " coalesce(totals -> 'proofs', '{}'::jsonb) || %s::jsonb) where id = %s",
        [json.dumps(more), json.dumps(kept), run.pk],
    )
    return SliceResult(len(found), {"checked": len(found), "differ": sum(not p.holds for p in found)})


def finish(run: Run) -> Mapping[str, Any]:
    """Close the month, if everything held. Raises LedgerRefused: not_proven, and what `close_month` refuses."""
    told = Run.objects.values_list("totals", flat=True).get(pk=run.pk)
    kept = told["proofs"]
    for name, proof in sorted(kept.items()):
        if not proof["holds"]:
            raise LedgerRefused(
                "not_proven", month=run.params["month"][:7], proof=name, left=proof["left"], right=proof["right"]
            )
    written = services.close_month(
        date.fromisoformat(run.params["month"]), run.made_by, proved=told["settled"]["entry"]
    )
    return {"proofs": kept, "balances": written}


def failed(run: Run, error: Mapping[str, Any]) -> None:
    """Whoever takes the run up again proves everything again: what differed has been mended since."""
    Slice.objects.filter(run=run, done_at__isnull=False).update(done_at=None)  # those at work are left alone
    Run.objects.filter(pk=run.pk).update(slices_done=0, rows_done=0)
