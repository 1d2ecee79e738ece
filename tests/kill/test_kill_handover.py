"""Hand-overs of sponsors' people with the worker and the database killed in the middle: everybody gets one offer and
one code, nobody two, and everybody is told once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .handover_acts import AGREEMENTS, PEOPLE, SIZE
from .harness import Trouble, repeated, standing, until

pytestmark = [pytest.mark.kill, pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")]
ACTS = str(Path(__file__).with_name("handover_acts.py"))
PARTS = ("worker", "backend", "database", "worker", "backend")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("kill-handover"), ACTS, "20220205") as place:
        yield place


def asked(town, agreement):
    """Ask for the run again until the question itself was not cut off."""
    return int(repeated(town, ACTS, "hand_over", str(agreement))["run"])


def test_everybody_is_offered_once(town):
    met = []
    for what, agreement in zip(PARTS, town.facts["agreements"], strict=True):
        run = asked(town, agreement)
        # strike when some slices are done and others are not
        until(lambda: town.rows("select 1 from batch_run where id = %s and slices_done > 0", run), 120.0, 0.05)  # noqa: B023
        trouble = Trouble(town, what, town.dice.uniform(0.0, 0.15), town.dice)
        trouble.done()
        met.append(town.rows("select status from batch_run where id = %s", run) != [("DONE",)])
        assert asked(town, agreement) == run
        until(lambda: town.rows("select 1 from batch_run where id = %s and status = 'DONE'", run), 120.0, 0.05)  # noqa: B023
    assert any(met), "no kill came in time to disturb anything"
    everybody = AGREEMENTS * PEOPLE
    assert town.rows(
        "select count(*), count(distinct beneficiary_id), count(distinct person_id), count(distinct order_id)"
        " from reach_offer"
    ) == [(everybody,) * 4]
    assert town.rows(
        "select count(*), count(distinct person_id), count(distinct code), sum(people) from segments_order"
        " where kind = 'BPU'"
    ) == [(everybody,) * 4]
    assert town.rows("select count(*), count(distinct person_id) from segments_bpumember") == [(everybody,) * 2]
    assert (
        town.rows(
            "select status, rows_done, (totals ->> 'offered')::int, (totals ->> 'refused')::int, slices_done"
            " from batch_run where kind = 'handover'"
        )
        == [("DONE", PEOPLE, PEOPLE, 0, PEOPLE // SIZE)] * AGREEMENTS
    )


def test_everybody_is_told_once_and_the_proofs_hold(town):
    told = town.python(ACTS, "tell")
    assert told["first"] > 0 and told["again"] == 0
    assert town.rows(
        "select count(*), count(distinct person_id) from notices_message where template = 'sponsor_offer'"
    ) == [(AGREEMENTS * PEOPLE,) * 2]
    assert not town.rows("select id, kind, error from batch_run where status <> 'DONE'")
    done = subprocess.run([sys.executable, "-m", "lindung.cli", "check"], env=town.environment, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
