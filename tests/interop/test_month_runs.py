"""The month's work as runs: bills over ranges of employers, exit notices, returns."""

from datetime import date

import pytest
from django.db import connection

from lindung import law
from lindung.base.db import system
from lindung.batch.services import run_now
from lindung.contributions import services as contributions
from lindung.contributions.services.replace import replace_rows
from lindung.coverage import services as coverage
from lindung.interop.month_runs import start_exit_notices, start_post_month, start_returns
from lindung.interop.runs import post_month, returns
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, post
from lindung.registry import services as registry

from .api_world import MONTH, TODAY, build, nik, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build(logins=False)


def one(sql, *params):
    with system(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def finalised(employer, first, count):
    report = contributions.open_report(employer, MONTH, channel="API")
    replace_rows(report.id, [worker(n) for n in range(first, first + count)])
    contributions.finalise(report.id)
    return report.id


def test_a_month_is_billed_by_ranges_of_employers(world, monkeypatch):
    monkeypatch.setattr(post_month, "WORKERS", 3)
    finalised(world.employer, 1, 4)
    finalised(world.other_employer, 11, 2)
    run = run_now(start_post_month(MONTH, by=3).id)
    assert (run.slices_total, run.rows_done) == (2, 6)
    billed = one("select sum(total)::bigint from contributions_bill")
    assert run.totals["billed"] == run.totals["journal"] == billed > 0
    assert (run.totals["reports"], run.totals["workers"], run.totals["joined"]) == (2, 6, 6)
    assert start_post_month(MONTH, by=3).id == run.id
    assert run_now(start_post_month(MONTH, again="2021-04-08").id).totals.get("billed", 0) == 0, "nothing is left"


def test_small_employers_share_a_range(world):
    finalised(world.employer, 1, 4)
    finalised(world.other_employer, 11, 2)
    run = run_now(start_post_month(MONTH).id)
    assert (run.slices_total, run.rows_done) == (1, 6)


def test_a_report_that_cannot_be_billed_ends_the_run_in_words(world, monkeypatch):
    finalised(world.employer, 1, 2)
    with system(), connection.cursor() as cursor:
        cursor.execute("delete from registry_employerclass where employer_id = %s", [world.employer])
    from lindung.batch.services import BatchRefused

    run = start_post_month(MONTH)
    with pytest.raises(BatchRefused):
        run_now(run.id)
    assert one("select error->>'code' from batch_run where id = %s", run.id) == "no_class"
    assert one("select count(*) from contributions_bill") == 0


def test_silence_accepts_exit_notices(world):
    finalised(world.employer, 1, 1)
    run_now(start_post_month(MONTH).id)
    person = one("select person_id from coverage_spell")
    coverage.worker_says_left(one("select id from coverage_spell"), date(2021, 3, 31), "RESIGNED")
    assert run_now(start_exit_notices(TODAY).id).totals["done"] == 0
    run = run_now(start_exit_notices(date(2021, 5, 31)).id)
    assert run.totals["done"] == 1
    assert one("select end_on from coverage_spell where person_id = %s", person) == date(2021, 3, 31)


def test_returns_are_credited_by_the_laws_own_text(world):
    born = date(1990, 1, 1)
    person = registry.register_person(nik=nik(1, born), name="Satu", birth_date=born, sex="L", office_id=world.office)
    amount = 12_345_678
    post(
        "TEST",
        "test:opening",
        date(2021, 2, 15),
        world.office,
        {Acc.JHT_OPENING: amount, Acc.JHT_MEMBERS: -amount},
        [Member(person.id, Acc.JHT_MEMBERS, "OPENING", date(2021, 2, 1), amount, None)],
    )
    expected = law.calc("jht.interim_return", MONTH, {"balance": amount, "months": 1}).values["credit"]
    run = run_now(start_returns(MONTH, date(2021, 3, 31)).id)
    assert run.totals == {"members": 1, "amount": expected, "offices": 1}
    assert one("select sum(amount)::bigint from ledger_memberposting where kind = 'RETURN'") == expected
    assert start_returns(MONTH, date(2021, 3, 31)).id == run.id
    set_rate = law.calc("jht.return_credit", MONTH, {"balance": amount, "months": 1, "set_rate": 57_000})
    assert (
        one(f"select {returns.credit_sql(MONTH, 57_000)} from (values ({amount}::bigint)) b(balance)")
        == (set_rate.values["set_credit"])
    )
