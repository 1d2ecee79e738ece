"""Month-end snapshots as runs of the batch engine: one slice per office, done once however often asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from lindung.base.dates import add_months, month_of
from lindung.base.db import act, rows, scalar
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total, enqueue
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
    before = _stored(day, part.low)
    slug = str(scalar("select slug from registry_office where id = %s", [part.low]))
    kept = 0 if before else services.take_snapshot(slug, day)
    return SliceResult(rows=kept, totals={"figures": kept, "before": before, "offices": 1})


def _stored(day: date, office_id: int | None = None) -> int:
    return int(
        scalar(
            "select count(*) from performance_snapshot where as_of = %s and not imported"
            " and (%s::bigint is null or office_id = %s)",
            [day, office_id, office_id],
        )
    )


def finish(run: Run) -> Mapping[str, int] | None:
    """Every office was worked, and what the slices kept is what stands there."""
    check_total("offices", run.slices_total or 0, run.totals.get("offices", 0))
    kept = run.totals.get("figures", 0) + run.totals.get("before", 0)
    check_total("figures", kept, _stored(date.fromisoformat(run.params["as_of"])))
    return None
