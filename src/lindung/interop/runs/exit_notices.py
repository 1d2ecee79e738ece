"""Exit notices of workers whose reply window is over: the employer's silence accepts them."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.coverage import services


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One set-based act."""
    return [(1, 1)]


def work(run: Run, part: Slice) -> SliceResult:
    """Settle all that are due on the day."""
    done = services.settle_exit_notices(date.fromisoformat(run.params["on"]))
    told = {"done": done.done, "already": done.already, "refused": len(done.refused), "disputed": len(done.disputed)}
    return SliceResult(done.rows_in, told)


def finish(run: Run) -> Mapping[str, int]:
    """Every notice took effect, had before, was refused or became a dispute."""
    check_total("rows", run.rows_done, sum(run.totals.values()))
    return {}
