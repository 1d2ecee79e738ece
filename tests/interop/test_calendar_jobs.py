"""The institution's own calendar: a day and a month of real work begun by it, and by the worker."""

import json
import os
import subprocess
import sys
import time
from datetime import date

import pytest
from django.db import connection

from lindung.base.db import rows, scalar, system
from lindung.batch import engine
from lindung.batch import services as batch
from lindung.batch.calendar import AGAIN
from lindung.batch.models import Run, Schedule, Turn
from lindung.contributions import services as contributions
from lindung.contributions.services.replace import replace_rows
from lindung.interop import calendar
from lindung.ledger.services import approve_rate, propose_rate
from lindung.performance.runs import enqueue_snapshots
from lindung.registry import services as registry

from .api_world import MONTH, TODAY, build, worker

LOST = (
    "select count(*) from batch_turn t where state = 'STARTED' and (runs = '[]' or exists (select 1 from"
    " jsonb_array_elements_text(t.runs) v where not exists (select 1 from batch_run r where r.id = v::bigint)))"
)


def one(sql, *params):
    with system():
        return scalar(sql, list(params))


def finalised(employer: int, first: int, count: int, month: date = MONTH) -> int:
    report = contributions.open_report(employer, month, channel="API")
    replace_rows(report.id, [worker(n) for n in range(first, first + count)])
    contributions.finalise(report.id)
    return report.id


def finish_all() -> None:
    with system():
        ids = list(Run.objects.filter(status__in=["WAITING", "RUNNING"]).values_list("id", flat=True))
    for run_id in ids:
        batch.run_now(run_id)


def days_work() -> dict[str, list[tuple[date, str]]]:
    """Tick and work until nothing is left; what was begun by job."""
    found: dict[str, list[tuple[date, str]]] = {}
    while begun := calendar.tick():
        for turn in begun:
            found.setdefault(turn.schedule.job, []).append((turn.day, turn.state))
        finish_all()
    return found


@pytest.fixture
def world(db):
    made = build(logins=False)
    finalised(made.employer, 1, 4)
    return made


def test_a_day_begins_all_its_work_once(world):
    assert calendar.tick() == [] and not calendar.is_on()
    calendar.switch_on(by=5)
    assert calendar.switch_on() == 0
    done = days_work()
    assert {job: [s for _, s in turns] for job, turns in done.items()} == {
        "messages": ["NOTHING"], "post_month": ["STARTED"], "exit_notices": ["STARTED"], "segments_day": ["STARTED"],
        "collection_day": ["STARTED"], "receivables": ["STARTED"], "sessions": ["STARTED"], "proofs": ["STARTED"],
    }  # fmt: skip
    assert one("select count(*) from contributions_bill") == 1, "the finalised report was billed"
    assert one("select count(*) from batch_run where status <> 'DONE'") == 0
    assert one("select totals ->> 'differ' from batch_run where kind = 'proofs'") == "0"
    assert one("select made_by from batch_run where kind = 'post_month'") is None
    assert days_work() == {}


def test_a_month_end_credits_counts_and_keeps_and_a_missing_rate_is_told(world):
    calendar.switch_on()
    days_work()
    registry.set_business_day(date(2021, 5, 6))
    done = days_work()
    assert done["returns"] == [(date(2021, 5, 3), "STARTED")]
    assert done["jp_returns"] == [(date(2021, 5, 3), "REFUSED")]
    assert done["penalties"] == [(date(2021, 5, 4), "STARTED")]
    assert done["snapshots"] == [(date(2021, 5, 5), "STARTED")]
    assert [d for d, _ in done["collection_day"]] == [date(2021, 4, n) for n in range(9, 31)] + [
        date(2021, 5, n) for n in range(1, 7)
    ], "every missed day in its order"
    assert len(done["exit_notices"]) == 1, "the newest is enough"
    refused = Turn.objects.get(schedule__job="jp_returns")
    assert refused.error["code"] == "no_rate"
    approve_rate(propose_rate("MONTH", date(2021, 4, 1), 4_000, "KEP/4", date(2021, 5, 3), 7).pk, 8)
    assert days_work() == {}, "an hour is waited"
    with system():
        Turn.objects.filter(pk=refused.pk).update(try_after=refused.started_at - AGAIN)
    assert days_work() == {"jp_returns": [(date(2021, 5, 3), "STARTED")]}
    assert one("select count(*) from batch_run where status <> 'DONE'") == 0


def test_what_happened_before_is_not_told_of_and_what_comes_after_is(world):
    batch.run_now(calendar.month_runs.start_post_month(MONTH).pk)
    with system():
        connection.cursor().execute("delete from batch_slice; delete from batch_run")
    calendar.switch_on()
    since = Schedule.objects.get(job="messages").params["since"]
    assert since["bills"] == one("select max(id) + 1 from contributions_bill")
    assert days_work()["messages"] == [(TODAY, "NOTHING")]
    assert one("select count(*) from notices_message") == 0
    finalised(world.other_employer, 11, 2)
    registry.set_business_day(date(2021, 4, 9))
    days_work()
    assert one("select count(*) from notices_message where template = 'report_posted'") == 1


def corrupted(run: Run, name: str) -> str:
    """Work all slices, add one to what the last of them counted, and let the run end; its sentence."""
    with system():
        engine.step(run.pk)
        while one("select slices_done < slices_total from batch_run where id = %s", run.pk):
            engine.step(run.pk)
        connection.cursor().execute(
            "update batch_slice set totals = jsonb_set(totals, array[%s], to_jsonb((totals ->> %s)::bigint + 1))"
            " where id = (select max(id) from batch_slice where run_id = %s)",
            [name, name, run.pk],
        )
    with pytest.raises(batch.BatchRefused) as refused:
        batch.run_now(run.pk)
    assert (
        one("select status || ' ' || (error ->> 'code') from batch_run where id = %s", run.pk) == "FAILED totals_differ"
    )
    return str(refused.value)


def test_a_run_with_a_corrupted_slice_is_not_closed(world):
    assert "billed" in corrupted(calendar.month_runs.start_post_month(MONTH), "billed")
    assert "figures" in corrupted(enqueue_snapshots(date(2021, 3, 31)), "figures")
    run = calendar.month_runs.start_receivables(TODAY)
    assert "receivables" in corrupted(run, "not_due")


def test_penalties_are_found_as_the_law_has_them_and_a_wrong_one_is_not_closed(world):
    batch.run_now(calendar.month_runs.start_post_month(MONTH, on=TODAY).pk)
    with system():
        (bill,) = rows("select code, total from contributions_bill")
    late = date(2021, 6, 21)
    contributions.receive("TELLER", "R-1", late, bill["total"], world.office, billing_code=bill["code"], on=late)
    charged = one("select sum(amount)::bigint from contributions_penalty")
    assert charged > 0
    done = batch.run_now(calendar.month_runs.start_penalties(date(2021, 6, 22)).pk)
    assert done.totals == {"penalties": charged, "changed": 0, "principal": 0, "penalty": 0}
    assert "penalties" in corrupted(calendar.month_runs.start_penalties(date(2021, 6, 23)), "penalties")


@pytest.mark.kill
def test_workers_begin_what_is_due_once_also_when_they_are_killed_at_it(transactional_db, database_urls):
    build(logins=False)
    calendar.switch_on()
    environment = os.environ | database_urls | {"DJANGO_SETTINGS_MODULE": "lindung.settings", "LINDUNG_WORKERS": "1"}
    command = [sys.executable, "-m", "lindung.cli", "worker", "--once"]
    for wanted in (1, 2, 4):  # dies while the turns of the day are being begun
        dying = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while dying.poll() is None and one("select count(*) from batch_turn") < wanted and time.monotonic() < deadline:
            time.sleep(0.002)
        dying.kill()
        dying.wait()
    assert one(LOST) == 0, "a turn without its runs"
    workers = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [w.wait(90) for w in workers] == [0, 0]
    again = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
    assert again.returncode == 0, again.stderr
    with system():
        turns = rows(
            "select s.job, t.day, t.state, t.times from batch_turn t join batch_schedule s on s.id = t.schedule_id"
        )
        assert len({(t["job"], t["day"]) for t in turns}) == len(turns) >= 6, json.dumps(turns, default=str)
        assert {t["day"] for t in turns} == {TODAY} and scalar(LOST) == 0
        assert scalar("select count(*) from batch_run where status <> 'DONE'") == 0
        assert scalar("select count(*) from (select key from batch_run group by 1 having count(*) > 1) x") == 0
