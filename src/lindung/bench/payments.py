"""A run of the batch engine for `bench region`: what the receipts of a month settle, employers by ranges.

A range is one transaction of `contributions.services.allocate`; several workers take ranges side by side."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.base import db
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.contributions import services
from lindung.interop.runs.post_month import WORKERS


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of employers with a bill of the month, of about as many workers as a range of the month's run."""
    services.open_month(date.fromisoformat(run.params["month"]))
    found = db.rows(
        "select min(employer_id) as low, max(employer_id) as high from (select employer_id,"
        " div(sum(workers + 1) over (order by employer_id) - workers, %s) as part from contributions_bill"
        " where month = %s) b group by part order by part",
        [WORKERS, run.params["month"]],
    )
    return [(r["low"], r["high"]) for r in found]


def work(run: Run, part: Slice) -> SliceResult:
    """One range."""
    ids = db.scalar(
        "select coalesce(array_agg(distinct employer_id), '{}') from contributions_receipt"
        " where employer_id between %s and %s",
        [part.low, part.high],
    )
    done = services.allocate(list(ids))
    return SliceResult(done.members, {"principal": done.principal, "members": done.members})


def finish(run: Run) -> Mapping[str, int]:
    """What was settled is what was received for the month's bills."""
    received = db.scalar(
        "select coalesce(sum(r.amount), 0)::bigint from contributions_receipt r join contributions_bill b"
        " on b.code = r.billing_code where b.month = %s",
        [run.params["month"]],
    )
    check_total("principal", run.totals.get("principal", 0), int(received))
    return {}
