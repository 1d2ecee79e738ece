"""Employers in arrears collected against the office's target, reproduced through the services: 1,527 of 4,550."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lindung.base.db import rows, system
from lindung.collection import services as collection
from lindung.contributions import services as contributions
from lindung.contributions.services import NewReceipt
from lindung.coverage import services as coverage
from lindung.performance import queries
from lindung.performance.services import set_target
from lindung.registry.services import (
    NewEmployer,
    NewPerson,
    register_employers,
    register_office,
    register_people,
    set_business_day,
)
from made_up import nik

REGION, DAY = "jawa-timur", date(2018, 4, 30)
TARGET, COLLECTED, LEFT = 4_550, 1_527, 23
MONTH, SINCE, BORN = date(2017, 12, 1), date(2016, 1, 4), date(1985, 3, 2)
FIGURE, SHARE = "collection.employers_collected", "collection.of_target"


@pytest.fixture
def owing(db):
    """A region with two branches, 1,550 employers with one worker each, December 2017 billed and not paid."""
    with system():
        set_business_day(DAY)
        head = register_office(code="H", slug="pusat", name="Pusat", kind="HEAD", valid_from=SINCE)
        region = register_office(
            code="K", slug=REGION, name="Wilayah", kind="REGION", parent_id=head.pk, valid_from=SINCE
        )
        branches = [
            register_office(
                code=f"C{n}", slug=f"cabang-{n}", name=f"Cabang {n}", kind="BRANCH", parent_id=region.pk,
                valid_from=SINCE,
            ).pk
            for n in (1, 2)
        ]  # fmt: skip
        count = COLLECTED + LEFT
        made = register_employers(
            [
                NewEmployer(f"PT Tertagih {n}", f"91{n:011d}", branches[n % 2], "35.14", SINCE, "SMALL", 1, "47111",
                            date(2030, 1, 1))
                for n in range(count)
            ]
        )  # fmt: skip
        people = register_people(
            [NewPerson(nik(n + 1, BORN, "L"), f"Pekerja {n}", BORN, "L", branches[n % 2]) for n in range(count)],
            on=SINCE,
        )
        employers = [int(r["id"]) for r in rows("select id from registry_employer order by id")]
        assert len(made) == len(people) == len(employers) == count
        coverage.join_many(
            "select p.id as person_id, e.id as employer_id, e.office_id, 'PU' as segment, null::text as kpj,"
            " %(since)s::date as start_on from (select id, row_number() over (order by id) as n from registry_person) p"
            " join (select id, office_id, row_number() over (order by id) as n from registry_employer) e on e.n = p.n",
            {"since": SINCE},
            source="uji",
        )
        contributions.report_many(
            MONTH,
            "select employer_id, person_id, 4000000 as wage, 0 as back_pay, null::date as start_on, null::date as"
            " end_on, '' as exit_reason from coverage_spell",
        )
        posted = contributions.post_month(MONTH, on=date(2018, 1, 3))
        assert posted.workers == count
        yield {"branches": branches}


def pay(day: date, sql: str, name: str) -> None:
    with system():
        contributions.receive_many(
            [
                NewReceipt("API", f"{name}{r['code']}", day, int(r["amount"]), r["office_id"], r["code"])
                for r in rows(sql)
            ],
            on=day,
        )


def test_1527_of_4550_is_33_56_per_cent(owing):
    with system():
        opened = collection.daily(date(2018, 3, 1))["opened"]
    assert opened == COLLECTED + LEFT
    before = queries.figure(SHARE, REGION, DAY)
    assert (before.value, before.denominator) == (None, None)  # without a target no share
    first, last = date(2018, 1, 1), date(2018, 12, 31)
    with system():
        set_target(REGION, FIGURE, first, last, 5_000)
        set_target(REGION, FIGURE, first, last, TARGET)  # the later version holds
        set_target("cabang-1", FIGURE, first, last, 2_000)  # a branch's is part of the region's
    paid_on = date(2018, 3, 20)
    which = f"select id, code, office_id from contributions_bill order by id limit {COLLECTED}"
    pay(paid_on, f"select b.code, b.office_id, x.total as amount from ({which}) b"
        " join contributions_bill x on x.id = b.id", "pokok")  # fmt: skip
    with system():
        assert collection.daily(paid_on + timedelta(days=1))["closed"] == 0  # the 2 % is owed still
    assert queries.figure(FIGURE, REGION, DAY).value == 0
    pay(date(2018, 4, 10), "select b.code, b.office_id, sum(p.amount)::bigint as amount from contributions_penalty p"
        " join contributions_bill b on b.id = p.bill_id group by 1, 2 having sum(p.amount) > 0", "denda")  # fmt: skip
    with system():
        assert collection.daily(date(2018, 4, 11))["closed"] == COLLECTED
    count, share = queries.figure(FIGURE, REGION, DAY), queries.figure(SHARE, REGION, DAY)
    assert (count.value, count.figure_id) == (COLLECTED, "F001-19")
    assert (share.numerator, share.denominator, share.value) == (COLLECTED, TARGET, Decimal("0.335604"))
    assert round(share.value * 100, 2) == Decimal("33.56")
    drilled = queries.drill(SHARE, REGION, DAY, limit=2_000)
    assert drilled["count"] == drilled["amount"] == COLLECTED == len({r["id"] for r in drilled["rows"]})
    branch = queries.figure(SHARE, "cabang-1", DAY)
    assert branch.denominator == 2_000 and 700 < branch.numerator < 800
    assert queries.figure(FIGURE, REGION, date(2018, 4, 10)).value == 0
    assert queries.figure(SHARE, REGION, date(2019, 4, 30)).denominator is None  # another year, another target


def test_without_a_target_of_its_own_a_region_has_that_of_its_branches(owing):
    with system():
        for n, value in ((1, 700), (2, 900)):
            set_target(f"cabang-{n}", FIGURE, date(2018, 1, 1), date(2018, 12, 31), value)
    assert queries.figure(SHARE, REGION, DAY).denominator == 1_600
