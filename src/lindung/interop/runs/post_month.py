"""Bills of a whole contribution month: every finalised report, employers by ranges of about `WORKERS` workers."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.base import db
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.contributions import services
from lindung.interop.outbox import enqueue_after, marks

WORKERS = 50_000


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of employers with a finalised report; the month's tables are opened once here."""
    month = date.fromisoformat(run.params["month"])
    on = run.params.get("on")
    services.open_month(month, on=date.fromisoformat(on) if on else None)
    return ranges(month)


def ranges(month: date) -> list[tuple[int, int]]:
    """Ranges of employers with a finalised report of a month."""
    found = db.rows(
        "select min(employer_id) as low, max(employer_id) as high, sum(workers)::bigint as workers from ("
        " select employer_id, workers, div(sum(workers) over (order by employer_id) - workers, %s) as part"
        " from (select employer_id, sum(rows_good + 1) as workers from contributions_wagereport"
        "       where month = %s and status = 'FINALISED' group by employer_id) e) r group by part order by part",
        [WORKERS, month],
    )
    return [(r["low"], r["high"]) for r in found]


def work(run: Run, part: Slice) -> SliceResult:
    """One range through the one kernel; whom it concerns is told by runs of their own."""
    on, before = run.params.get("on"), marks()
    result = services.post_month(
        date.fromisoformat(run.params["month"]),
        part.low,
        part.high,
        on=date.fromisoformat(on) if on else None,
        by=run.made_by,
    )
    enqueue_after(before, by=run.made_by)
    return SliceResult(result.workers, result.totals())


def finish(run: Run) -> Mapping[str, int]:
    """What was billed stands in the journal, and every worker got a line."""
    check_total("billed", run.totals.get("billed", 0), run.totals.get("journal", 0))
    check_total("workers", run.totals.get("workers", 0), run.rows_done)
    return {}
