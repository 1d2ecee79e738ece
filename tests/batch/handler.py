"""A handler for tests: each slice writes its numbers as messages' keys would be, and misbehaves when told to.

What it "writes" are rows of `batch_run` with the kind `mark`, so that everything a slice does lives in the database.
"""

import os
import time

from lindung.base import db
from lindung.base.errors import Refused
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run
from lindung.batch.services import check_total


class Broken(Refused):
    MESSAGES = {"no_such": ("Berkas {name} tidak ada.", "There is no file {name}.")}


def cut(run):
    if run.params.get("refuse_cut"):
        raise Broken("no_such", name="x.csv")
    count, size = run.params.get("count", 10), run.params.get("size", 4)
    run.rows_total = count
    return [(low, min(low + size - 1, count)) for low in range(1, count + 1, size)]


def work(run, part):
    for n in range(part.low, part.high + 1):
        Run.objects.create(
            kind="mark", handler="lindung.none", status="DONE", key=f"{run.key}:{n}", made_by=os.getpid()
        )
        time.sleep(run.params.get("pause", 0))
    if part.no == run.params.get("fails_at") and part.attempts < run.params.get("times", 99):
        raise RuntimeError("secret detail that must not be shown")
    if part.no == run.params.get("deadlock_at"):
        db.run("select 1 / 0")
    return SliceResult(part.high - part.low + 1, {"sum": sum(range(part.low, part.high + 1)), "parts": 1})


def finish(run):
    count = run.params.get("count", 10)
    check_total("sum", run.params.get("expect", count * (count + 1) // 2), run.totals.get("sum", 0))
    return {"closed": 1}


def failed(run, error):
    Run.objects.create(kind="sorry", handler="lindung.none", status="DONE", key=f"{run.key}:failed:{error['code']}")
