"""Every proof of the books and the registers, as `lindung check` runs them, kept as a run: closed only if all hold."""

from collections.abc import Mapping, Sequence

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.performance import checks


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One reading of the whole."""
    return [(1, 1)]


def work(run: Run, part: Slice) -> SliceResult:
    """How many proofs there are; of one that does not hold the difference, or the number of rows that differ."""
    found = checks.proofs()
    wrong = {p.id: p.left - p.right or len(p.detail) for p in found if not p.holds}
    return SliceResult(len(found), {"proofs": len(found), "differ": len(wrong), **wrong})


def finish(run: Run) -> Mapping[str, int]:
    """Names the first proof that does not hold."""
    for name, difference in run.totals.items():
        if name not in ("proofs", "differ"):
            check_total(name, 0, difference)
    return {}
