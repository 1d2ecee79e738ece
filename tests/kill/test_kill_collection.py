"""Days of collection with the worker and the database killed in the middle: every state changes once, nobody is
reminded twice, and the proofs hold."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from .collection_acts import FIRMS, START
from .harness import Trouble, repeated, standing, until

pytestmark = [pytest.mark.kill, pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")]
ACTS = str(Path(__file__).with_name("collection_acts.py"))
PARTS = ("worker", "backend", "database", "worker", "backend")
DAYS = (0, 4, 16, 31, 46)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("kill-collection"), ACTS, "20210827") as place:
        yield place


def test_every_change_of_state_happens_once(town):
    for what, after in zip(PARTS, DAYS, strict=True):
        day = START + timedelta(days=after)
        trouble = Trouble(town, what, town.dice.uniform(0.0, 0.8), town.dice)
        try:
            run = asked(town, day)
            until(lambda: town.rows("select 1 from batch_run where id = %s and status = 'DONE'", run), 90.0)  # noqa: B023
        finally:
            trouble.done()
    counts = dict(town.rows("select kind, count(*) from collection_step group by 1"))
    promised = (FIRMS + 2) // 3
    kept = (promised + 1) // 2
    assert counts == {
        "OPENED": FIRMS, "SP1": FIRMS, "SP2": FIRMS, "SP3": FIRMS, "PROMISE": promised, "PROMISE_KEPT": kept,
        "PROMISE_BROKEN": promised - kept,
    }  # fmt: skip
    assert town.rows("select count(*), count(distinct case_id || kind) from collection_step") == [
        (sum(counts.values()), sum(counts.values()))
    ]
    totals = town.rows("select sum((totals ->> 'reminded')::int), sum((totals ->> 'opened')::int) from batch_run")
    assert totals == [(3 * FIRMS, FIRMS - promised)]
    done = subprocess.run(
        [sys.executable, "-m", "lindung.cli", "check"], env=town.environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def asked(town, day: date) -> int:
    return int(repeated(town, ACTS, "day", f"{day}", times=40)["run"])
