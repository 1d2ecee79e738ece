"""The labour-intensive relief: who gets it, on the bill, in the penalty, and in the proofs."""

from datetime import date
from typing import Any

import pytest
from contrib_world import World

from lindung import law
from lindung.base.db import rows, run
from lindung.contributions import checks, queries, services
from lindung.contributions.models import Bill
from lindung.law.entitlement import relief
from lindung.ledger import checks as books
from lindung.registry.models import EmployerClass
from lindung.registry.refusals import RegistryRefused
from lindung.registry.services import classify_employer, set_business_day

pytestmark = pytest.mark.django_db
JANUARY, MARCH, SEPTEMBER = date(2025, 1, 1), date(2025, 3, 1), date(2025, 9, 1)
WAGE = 4_000_000


def prove() -> None:
    for proof in (*books.proofs(), *checks.proofs()):
        assert proof.holds, proof


def firm(world: World, people: int, industry: str = "FOOTWEAR", *, paid: bool = True) -> int:
    set_business_day(date(2025, 4, 1))
    employer = world.employer(people=0)
    run("update registry_employer set registered_on = '2025-01-01' where id = %s", [employer])
    for _ in range(people):
        world.worker(employer, start=JANUARY)
    classify_employer(
        employer, size="LARGE", risk_group=3, kbli="15201", review_on=date(2030, 1, 1), valid_from=date(2025, 1, 1),
        reason="uji", labour_industry=industry,
    )  # fmt: skip
    bill = world.billed(employer, dict.fromkeys(world.names[employer], WAGE), JANUARY, on=date(2025, 2, 3))
    if paid:
        world.pay(bill, bill.total, date(2025, 2, 10))
    return employer


def march(world: World, employer: int, on: date = date(2025, 4, 2)) -> Bill:
    return world.billed(employer, dict.fromkeys(world.names[employer], WAGE), MARCH, on=on)


def receipt(bill: Bill) -> dict[str, Any]:
    return Bill.objects.get(pk=bill.pk).receipt_of_law


def test_the_register_names_the_industries_of_the_law() -> None:
    assert {*EmployerClass.LabourIndustry.values, "OTHER"} == set(relief.INDUSTRIES)


def test_fifty_workers_paid_up_get_half_the_jkk(world: World) -> None:
    employer = firm(world, 50)
    report = world.reported(employer, dict.fromkeys(world.names[employer], WAGE), MARCH)
    told = queries.preview(report.pk)
    bill = services.post(report.pk, on=date(2025, 4, 2))
    halved = law.calc(
        "pu.contribution",
        MARCH,
        {"wage": WAGE, "risk_group": 3, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 1},
    ).values
    assert halved["jkk"] == 17_800  # 0,445 % of 4.000.000
    assert bill.jkk == 50 * 17_800 and told is not None and told.total == bill.total
    assert receipt(bill)["labour_intensive"] == 1
    line = queries.explain_line(bill.pk, world.names[employer][0])
    assert line is not None and line.values["jkk"] == 17_800
    prove()


@pytest.mark.parametrize(
    ("people", "industry", "paid"), [(49, "FOOTWEAR", True), (50, "", True), (50, "FOOTWEAR", False)]
)
def test_without_one_of_the_tests_the_rate_is_whole(world: World, people: int, industry: str, paid: bool) -> None:
    employer = firm(world, people, industry, paid=paid)
    bill = march(world, employer)
    assert bill.jkk == people * 35_600  # 0,89 % of 4.000.000
    assert receipt(bill)["labour_intensive"] == 0
    prove()


def test_the_penalty_of_a_relieved_month_is_reduced_until_the_last_day(world: World) -> None:
    employer = firm(world, 50)
    bill = march(world, employer)
    world.pay(bill, 1_000_000, date(2025, 5, 5))  # due 15 April: one month begun
    assert rows("select months, amount from contributions_penalty") == [{"months": 1, "amount": 5_000}]
    set_business_day(date(2026, 7, 2))
    world.pay(bill, 1_000_000, date(2026, 7, 1))  # after 30 June 2026: 2 % again
    late = rows("select months, amount from contributions_penalty order by id desc limit 1")[0]
    assert late["amount"] == 1_000_000 * 2 * late["months"] // 100 and late["months"] == 15
    prove()


def test_a_correction_follows_the_number_of_workers(world: World) -> None:
    employer = firm(world, 50)
    march(world, employer)
    fewer = dict.fromkeys(world.names[employer][:49], WAGE)
    second = world.billed(employer, fewer, MARCH, on=date(2025, 4, 20))
    assert receipt(second)["labour_intensive"] == 0
    assert second.jkk == 49 * 35_600 - 50 * 17_800
    prove()


def test_an_unknown_industry_is_refused(world: World) -> None:
    employer = world.employer(people=0)
    with pytest.raises(RegistryRefused) as refusal:
        classify_employer(
            employer, size="LARGE", risk_group=3, kbli="15201", review_on=date(2030, 1, 1),
            valid_from=date(2025, 1, 1), reason="uji", labour_industry="SHIPS",
        )  # fmt: skip
    assert refusal.value.code == "labour_industry" and "SHIPS" in refusal.value.text("id")
