"""What everybody owes on a day, kept per employer, and compared with the receivable accounts of that day."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.collection import services
from lindung.collection.checks import ACCOUNTS
from lindung.interop.runs.collection_day import employer_ranges
from lindung.ledger.queries import balances


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of employers."""
    return employer_ranges()


def work(run: Run, part: Slice) -> SliceResult:
    """Keep one range."""
    done = services.snapshot(date.fromisoformat(run.params["on"]), part.low, part.high)
    return SliceResult(done["employers"], done)


def finish(run: Run) -> Mapping[str, int]:
    """Σ kept = Σ receivable accounts at the end of the day, or the run is not closed."""
    booked = sum(balances(list(ACCOUNTS.values()), None, date.fromisoformat(run.params["on"])).values())
    check_total("receivables", booked, run.totals.get("overdue", 0) + run.totals.get("not_due", 0))
    return {"booked": booked}
