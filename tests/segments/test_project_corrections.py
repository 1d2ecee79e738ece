"""A wage of a project's list corrected: months not paid ask the new wage, paid ones the difference or give it back."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from segment_world import DAY, TODAY, World, prove
from test_project_wages import DECEMBER, JANUARY, NOVEMBER, lines, old
from test_projects import made, refusal, worker

from lindung.contributions import services as money
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.segments import checks, queries, services
from lindung.segments.models import Order, Project, ProjectCredit, ProjectOrder, ProjectWage, ProjectWageMonth
from lindung.segments.services import NewWage

pytestmark = pytest.mark.django_db
FEBRUARY = date(2022, 2, 1)


def billed(world: World, *wages: int) -> tuple[Project, list[int]]:
    """A project by wages and the rows of its list, its December asked for."""
    project = made(world, basis="WAGES")
    services.list_workers(project.pk, [worker(wage=wage) for wage in wages])
    return project, [r["id"] for r in queries.project_workers(project.pk)]


def correct(row: int, wage: int, first: date = DECEMBER, last: date | None = None, **more: object) -> ProjectWage:
    told = {"reason": "Slip upah salah", "daily": False} | more
    return services.correct_wage(
        row, NewWage(wage, bool(told["daily"]), first, last), str(told["reason"]), on=more.get("on")
    )


def income() -> tuple[int, int, int]:
    """JKK and JKM that came in, and what waits in suspense."""
    return tuple(-ledger.balance(a, None, FEBRUARY) for a in (Acc.JKK_INCOME, Acc.JKM_INCOME, Acc.SUSPENSE))  # type: ignore[return-value]


def test_a_higher_wage_of_a_paid_month_is_asked_by_its_difference(world: World) -> None:
    project, (row, other) = billed(world, 4_250_000, 2_000_000)
    paid = services.order_project(project.pk)
    assert world.pay(paid).settled and not queries.project_due(project.pk)
    told = correct(row, 4_750_000)
    assert correct(row, 4_750_000) == told and ProjectWage.objects.count() == 1
    refusal("wage_same", correct, row, 4_750_000, JANUARY)
    more = services.order_project(project.pk)
    # 1.74 % and 0.3 % of 4,750,000 are 82,650 and 14,250; paid are 73,950 and 12,750
    assert lines(more) == [(4_750_000, 8_700, 1_500)] and (more.first_month, more.people) == (DECEMBER, 1)
    assert services.order_project(project.pk) == more and more.receipt_of_law["correction"] is True
    assert lines(Order.objects.get(pk=paid.pk)) == [(2_000_000, 34_800, 6_000), (4_250_000, 73_950, 12_750)]
    prove()
    assert world.pay(more).settled
    refusal("project_paid", services.order_project, project.pk)
    # the month after is asked by the wage that holds
    assert lines(services.order_project(project.pk, on=JANUARY)) == [
        (2_000_000, 34_800, 6_000), (4_750_000, 82_650, 14_250),
    ]  # fmt: skip
    assert [(p["month"], p["correction"], p["status"], p["total"]) for p in queries.instalments(project.pk)] == [
        (DECEMBER, False, "PAID", 127_500), (DECEMBER, True, "PAID", 10_200), (JANUARY, False, "OPEN", 137_700),
    ]  # fmt: skip
    (change,) = queries.wage_changes(project.pk)
    assert (change["wage_before"], change["wage"], change["months"], change["before"], change["after"]) == (
        4_250_000, 4_750_000, 1, 86_700, 96_900,
    )  # fmt: skip
    assert change["difference"] == 10_200 and change["reason"] == "Slip upah salah"
    (month,) = queries.wage_months(row)
    assert (month["month"], month["base_before"], month["base"], month["difference"]) == (
        DECEMBER, 4_250_000, 4_750_000, 10_200,
    )  # fmt: skip
    assert queries.wage_months(other) == [] and queries.project_workers(project.pk)[0]["wage"] == 4_750_000
    prove()


def test_a_lower_wage_gives_the_difference_back_to_the_receipt_that_paid(world: World) -> None:
    project, (row, _other) = billed(world, 4_250_000, 2_000_000)
    paid = services.order_project(project.pk)
    came = world.pay(paid)
    assert income() == (108_750, 18_750, 0)
    correct(row, 3_250_000)  # 56,550 and 9,750 instead of 73,950 and 12,750
    assert income() == (91_350, 15_750, 20_400)
    assert [(c.order_id, c.jkk, c.jkm) for c in ProjectCredit.objects.all()] == [(paid.pk, 17_400, 3_000)]
    (waits,) = queries.waiting()
    assert (waits["rest"], waits["reason"]) == (20_400, "CREDITED")
    refusal("project_paid", services.order_project, project.pk)
    seen = queries.project(project.pk)
    assert seen is not None and seen["asked"] == seen["paid"] == 107_100
    prove()
    # two people give it back; then nothing of it is left
    refund = money.propose_refund(came.receipt.pk, 20_400, "014", "1234567890", "CV Uji", "Koreksi upah", by=1)
    assert money.approve_refund(refund.pk, by=2).use is not None and queries.waiting() == []
    prove()
    # it was right after all: what was given back is asked again
    correct(row, 4_250_000)
    again = services.order_project(project.pk)
    assert lines(again) == [(4_250_000, 17_400, 3_000)] and world.pay(again).settled
    assert income()[:2] == (108_750, 18_750)
    # and the next one that lowers it takes the youngest order first
    last = correct(row, 3_000_000)
    assert [(c.order_id, c.jkk, c.jkm) for c in ProjectCredit.objects.filter(wage=last).order_by("-order_id")] == [
        (again.pk, 17_400, 3_000), (paid.pk, 4_350, 750),
    ]  # fmt: skip
    prove()


def test_a_code_that_is_not_paid_yet_is_withdrawn_and_asked_anew(world: World) -> None:
    project, (row, _other) = billed(world, 4_250_000, 2_000_000)
    first = services.order_project(project.pk)
    correct(row, 150_000, daily=True)
    assert world.pay(first).reason == "CANCELLED"
    anew = services.order_project(project.pk)
    assert lines(anew) == [(2_000_000, 34_800, 6_000), (3_750_000, 65_250, 11_250)] and world.pay(anew).settled
    assert queries.wage_months(row) == [] and not queries.project_due(project.pk)
    # a code of a correction that is corrected again, too
    correct(row, 5_000_000)
    more = services.order_project(project.pk)
    correct(row, 150_000, daily=True)
    assert world.pay(more).reason == "CANCELLED" and not queries.project_due(project.pk)
    prove()


def test_some_months_only_and_the_oldest_first(world: World) -> None:
    project, (row,) = billed(world, 4_000_000)
    for day in (TODAY, JANUARY, FEBRUARY):
        assert world.pay(services.order_project(project.pk, on=day), day=day).settled
    told = correct(row, 5_000_000, DECEMBER, JANUARY, on=FEBRUARY)
    assert [(m["month"], m["difference"]) for m in queries.wage_months(row)] == [(DECEMBER, 20_400), (JANUARY, 20_400)]
    assert queries.wage_changes(project.pk)[0]["difference"] == 40_800 and told.last_month == JANUARY
    for month in (DECEMBER, JANUARY):
        asked = services.order_project(project.pk, on=FEBRUARY)
        assert (asked.first_month, asked.total) == (month, 20_400)
        assert ProjectOrder.objects.get(order=asked).correction and world.pay(asked, day=FEBRUARY).settled
    refusal("project_paid", services.order_project, project.pk, on=FEBRUARY)
    # March has the wage of the list again
    assert services.order_project(project.pk, on=date(2022, 3, 1)).total == 81_600
    prove()


def test_the_relief_a_month_was_billed_with_is_kept(world: World) -> None:
    july, august = date(2020, 7, 20), date(2020, 9, 10)
    project = old(world, basis="WAGES")
    services.list_workers(project.pk, [worker(date(2020, 7, 1), wage=4_250_000)], on=date(2020, 7, 1))
    for day in (july, august):
        assert world.pay(services.order_project(project.pk, on=day), day=day).settled
    row = queries.project_workers(project.pk)[0]["id"]
    correct(row, 5_250_000, date(2020, 7, 1), on=august)
    # 91,350 and 15,750 in July; one percent of it, rounded, in August: 914 and 158
    assert [(m["month"], m["before"], m["after"]) for m in queries.wage_months(row)] == [
        (date(2020, 7, 1), 86_700, 107_100), (date(2020, 8, 1), 868, 1_072),
    ]  # fmt: skip
    prove()


def test_what_cannot_be_corrected_says_why(world: World) -> None:
    _project, (row,) = billed(world, 4_250_000)
    by_value = made(world)
    listed = worker()
    services.list_workers(by_value.pk, [listed])
    refusal("wage_basis", correct, queries.project_workers(by_value.pk)[0]["id"], 5_000_000)
    refusal("no_worker", correct, 2**40, 5_000_000)
    for wage in (0, -1, 10**11):
        assert refusal("worker_wage", correct, row, wage).field == "wage"
    assert refusal("reason_needed", correct, row, 5_000_000, reason=" ").field == "reason"
    assert refusal("wage_months", correct, row, 5_000_000, NOVEMBER).field == "first_month"
    assert refusal("wage_months", correct, row, 5_000_000, JANUARY, DECEMBER).field == "last_month"
    refusal("wage_months", correct, row, 5_000_000, date(2030, 1, 1))
    assert not ProjectWage.objects.exists()


def test_the_row_that_does_not_count_in_a_month_changes_nothing_of_it(world: World) -> None:
    project = made(world, basis="WAGES")
    first = worker(TODAY, TODAY + 9 * DAY, wage=2_000_000)
    again = worker(TODAY + 10 * DAY, nik=first.nik, name=first.name, wage=4_000_000)
    services.list_workers(project.pk, [first, again])
    assert world.pay(services.order_project(project.pk)).settled
    old_row, new_row = (r["id"] for r in queries.project_workers(project.pk))
    correct(old_row, 3_000_000)
    assert not queries.project_due(project.pk) and queries.wage_months(old_row) == []
    correct(new_row, 5_000_000)
    assert services.order_project(project.pk).total == 20_400
    prove()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wages=st.lists(st.integers(1, 60).map(lambda n: n * 100_003), min_size=1, max_size=5), pays=st.integers(0, 31))
def test_whatever_the_corrections_the_month_ends_at_the_last_wage(world: World, wages: list[int], pays: int) -> None:
    """Paid in between or not: once everything asked is paid, the fund holds what the last wage asks and the receipts
    hold the rest."""
    before = income()
    project, (row,) = billed(world, 4_250_000)
    assert world.pay(services.order_project(project.pk)).settled
    for number, (former, wage) in enumerate(pairwise([4_250_000, *wages])):
        if wage != former:
            correct(row, wage)
        if pays >> number & 1 and queries.project_due(project.pk):
            assert world.pay(services.order_project(project.pk)).settled
    if queries.project_due(project.pk):
        assert world.pay(services.order_project(project.pk)).settled
    from lindung import law

    due = law.calc(
        "construction.wage_contribution", DECEMBER,
        {"daily": 0, "month_pay": wages[-1], "daily_wage": 0, "covid_relief": 0},
    ).values  # fmt: skip
    assert tuple(a - b for a, b in zip(income(), before, strict=True))[:2] == (due["wage_jkk"], due["wage_jkm"])
    prove()


def test_the_proof_finds_a_month_that_holds_more_than_its_wage_asks(world: World) -> None:
    project, (row,) = billed(world, 4_250_000)
    world.pay(services.order_project(project.pk))
    correct(row, 4_750_000)
    (held,) = ProjectWageMonth.objects.all()
    later = correct(row, 4_760_000, JANUARY)
    prove()
    held.pk, held.wage, held.jkk = None, later, 1_000
    held.save()
    broken = {p.id: p for p in checks.proofs() if not p.holds}
    assert set(broken) == {"segments.wage_credits"}
    assert broken["segments.wage_credits"].detail[0]["what"] == "wage"


def test_money_that_came_at_another_office_goes_back_there(world: World) -> None:
    project, (row,) = billed(world, 4_250_000)
    assert world.pay(services.order_project(project.pk), office=world.other).settled
    correct(row, 3_250_000)
    there = {office: -ledger.balance(Acc.SUSPENSE, [office], FEBRUARY) for office in (world.other, project.office_id)}
    assert there == {world.other: 20_400, project.office_id: 0}
    prove()
