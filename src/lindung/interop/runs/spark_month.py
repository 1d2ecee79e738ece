"""Bills of a month whose lines a Spark cluster assessed: one slice per exported range, booked by the one kernel."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.contributions.services import open_month, outside
from lindung.interop import spark_month
from lindung.interop.outbox import enqueue_after, marks


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """The parts of the folder."""
    manifest = spark_month.manifest_of(Path(run.params["folder"]))
    open_month(date.fromisoformat(run.params["month"]), on=date.fromisoformat(run.params["on"]))
    run.rows_total = sum(p["totals"]["rows"] for p in manifest["parts"].values())
    return [(int(n), int(n)) for n in sorted(manifest["parts"], key=int)]


def work(run: Run, part: Slice) -> SliceResult:
    """One part: loaded, compared with what went out and what Spark counted, booked, compared with what was loaded."""
    taken, loaded = spark_month.take_back(Path(run.params["folder"]), part.low)
    before, day = marks(), date.fromisoformat(run.params["on"])
    result, expected = outside.post_assessed(
        date.fromisoformat(run.params["month"]), taken["reports"], on=day, by=run.made_by
    )
    check_total("billed", expected, result.billed)
    enqueue_after(before, by=run.made_by)
    return SliceResult(loaded["rows"], result.totals() | {"loaded": loaded["rows"]})


def finish(run: Run) -> Mapping[str, int]:
    """As the month's own run; and every row that Spark counted was loaded."""
    counted = sum(p["rows"] for p in spark_month.totals_of(Path(run.params["folder"])).values())
    check_total("rows", counted, run.rows_done)
    check_total("loaded", counted, run.totals.get("loaded", 0))
    check_total("billed", run.totals.get("billed", 0), run.totals.get("journal", 0))
    return {}
