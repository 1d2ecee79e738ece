"""What looks odd in a month's reports; one set-based act, as firms are compared with each other."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.collection import services


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One act."""
    return [(1, 1)]


def work(run: Run, part: Slice) -> SliceResult:
    """Flag the month."""
    done = services.flag_month(date.fromisoformat(run.params["month"]), on=date.fromisoformat(run.params["on"]))
    return SliceResult(sum(done.values()), done)


def finish(run: Run) -> Mapping[str, int]:
    """A flag is a question: there is nothing to balance."""
    return {}
