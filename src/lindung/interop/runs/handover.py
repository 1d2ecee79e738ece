"""The people of an agreement whose money ends are offered to go on by themselves, range by range of their ids."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.reach import services
from lindung.reach.queries import ending_ids

SLICE = 2_000


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of the rows that are due, `size` of them each."""
    due = ending_ids(int(run.params["agreement"]), date.fromisoformat(run.params["on"]))
    size = int(run.params.get("size", SLICE))
    return [(due[n], due[min(n + size, len(due)) - 1]) for n in range(0, len(due), size)]


def work(run: Run, part: Slice) -> SliceResult:
    """Offers for one range; who has one is left out."""
    agreement, on = int(run.params["agreement"]), date.fromisoformat(run.params["on"])
    due = [one for one in ending_ids(agreement, on) if part.low <= one <= part.high]
    done = services.hand_over(agreement, due, on=on, by=run.made_by)
    return SliceResult(len(due), {"offered": done.offered, "refused": len(done.refused)})


def finish(run: Run) -> Mapping[str, int]:
    """Everybody asked was offered or refused."""
    check_total("rows", run.rows_done, sum(run.totals.values()))
    return {}
