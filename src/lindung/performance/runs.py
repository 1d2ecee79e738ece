"""Month-end snapshots as runs of the batch engine: one slice per office, done once however often asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from lindung.base.dates import add_months, month_of
from lindung.base.db import act, rows, scalar
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import enqueue
from lindung.performance import services
from lindung.registry.queries import today

HANDLER = "lindung.performance.runs"


def last_month_end(day: date) -> date:
    """The last day of the month before `day`, or `day` itself when it ends its month."""
    end = add_months(month_of(day), 1) - timedelta(1)
    return day if day == end else month_of(day) - timedelta(1)


@act
def enqueue_snapshots(as_of: date | None = None, *, by: int | None = None) -> Run:
    """Ask for the figures of every office on `as_of` (default: the last month end); the same day is the same run."""
    day = as_of or last_month_end(today())
    return enqueue("snapshots", HANDLER, f"snapshots:{day}", {"as_of": day.isoformat()}, by=by)


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One slice per open office."""
    found = rows(
        "select id from registry_office where valid_from <= %(on)s and (valid_to is null or valid_to >= %(on)s)"
        " order by id",
        {"on": run.params["as_of"]},
    )
    return [(int(r["id"]), int(r["id"])) for r in found]


def work(run: Run, part: Slice) -> SliceResult:
    """The snapshot of one office; one that has it already is left alone."""
    day = date.fromisoformat(run.params["as_of"])
    taken = scalar(
        "select exists (select 1 from performance_snapshot where office_id = %s and as_of = %s and not imported)",
        [part.low, day],
    )
    slug = str(scalar("select slug from registry_office where id = %s", [part.low]))
    kept = 0 if taken else services.take_snapshot(slug, day)
    return SliceResult(rows=kept, totals={"figures": kept})


def finish(run: Run) -> Mapping[str, int] | None:
    """Nothing to compare: each figure carries its own hash."""
    return None
