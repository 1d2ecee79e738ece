"""Sessions whose time is over, what was kept beside them, and counted requests of days ago: swept once a day."""

from collections.abc import Mapping, Sequence

from lindung.access.services import sweep
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One set-based act."""
    return [(1, 1)]


def work(run: Run, part: Slice) -> SliceResult:
    """Sweep what is over by now."""
    swept = sweep()
    return SliceResult(sum(swept.values()), swept)


def finish(run: Run) -> Mapping[str, int]:
    """Every row that went is counted under its kind."""
    check_total("rows", run.rows_done, sum(run.totals.values()))
    return {}
