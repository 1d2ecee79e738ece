"""A day of collection over all employers: promises, plans, cases, reminders. Every slice may be repeated."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.base import db
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.collection import services

EMPLOYERS = 5_000


def employer_ranges(size: int = EMPLOYERS) -> list[tuple[int, int]]:
    """Ranges of employers by id, of about `size` each."""
    found = db.rows(
        "select min(id) as low, max(id) as high from (select id, (row_number() over (order by id) - 1) / %s as part"
        " from registry_employer) e group by part order by part",
        [size],
    )
    return [(r["low"], r["high"]) for r in found]


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of employers."""
    return employer_ranges(int(run.params.get("size") or EMPLOYERS))


def work(run: Run, part: Slice) -> SliceResult:
    """One range through the day."""
    done = services.daily(date.fromisoformat(run.params["on"]), part.low, part.high)
    return SliceResult(sum(done.values()), done)


def finish(run: Run) -> Mapping[str, int]:
    """How many cases stand open."""
    return {"open": int(db.scalar("select count(*) from collection_case where open and kind = 'ARREARS'"))}
