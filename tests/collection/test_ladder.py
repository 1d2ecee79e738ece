"""Receivables of any day, the ladder and its clocks, promises, plans, fines, write-off."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from collection_world import AUGUST, JULY, SEPTEMBER, World, prove
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from lindung.base.db import rows
from lindung.collection import services
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Plan, Promise, Receivable, Step
from lindung.collection.services.promises import split
from lindung.contributions import services as contributions
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.ledger.services import close_month
from lindung.registry.services import set_business_day

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(CollectionRefused) as refusal, transaction.atomic():
        act()
    assert refusal.value.text("id") != refusal.value.text("en")
    return refusal.value.code


def test_what_is_owed_on_any_day(world: World) -> None:
    employer = world.employer()
    july = world.billed(employer, JULY)
    world.billed(employer, AUGUST)
    world.pay(july, 100_000, date(2021, 9, 20))
    for day, months, overdue, not_due, penalty in (
        (date(2021, 8, 10), 0, 0, july.total, 0),
        (date(2021, 8, 20), 1, july.total, 0, 0),
        (date(2021, 9, 20), 2, 2 * july.total - 100_000, 0, 4_000),
    ):
        services.snapshot(day)
        kept = Receivable.objects.get(employer_id=employer, day=day)
        assert (kept.months, kept.overdue, kept.not_due, kept.penalty) == (months, overdue, not_due, penalty), day
        assert kept.class_of == (7 if overdue else None)
    assert Receivable.objects.get(day=date(2021, 8, 20)).accruing == july.total * 2 // 100
    kept = Receivable.objects.get(day=date(2021, 9, 20))
    assert kept.accruing == (july.total - 100_000) * 4 // 100 + july.total * 2 // 100
    assert services.snapshot(date(2021, 9, 20))["overdue"] == kept.overdue  # again: nothing new
    assert Receivable.objects.filter(day=date(2021, 9, 20)).count() == 1
    prove()


def test_corrections_move_what_is_owed(world: World) -> None:
    employer = world.employer(people=2)
    first = world.billed(employer, JULY)
    a, _ = world.workers(employer)
    world.billed(employer, JULY, {a: 5_000_000}, on=date(2021, 10, 1))
    services.snapshot(date(2021, 9, 20))
    services.snapshot(date(2021, 11, 20))
    assert Receivable.objects.get(day=date(2021, 9, 20)).overdue == first.total
    assert Receivable.objects.get(day=date(2021, 11, 20)).overdue == first.total // 2
    prove()


def test_a_case_opens_reminds_and_closes_by_itself(world: World) -> None:
    employer, quiet = world.employer(), world.employer()
    july = world.billed(employer, JULY)
    paid = world.billed(quiet, JULY)
    world.pay(paid, paid.total, date(2021, 8, 12))
    due = july.due_on
    assert services.daily(due + 7 * DAY)["opened"] == 0
    done = services.daily(due + 8 * DAY)
    assert {k: v for k, v in done.items() if v} == {"opened": 1, "reminded": 1}
    assert not any(services.daily(due + 8 * DAY).values())
    case = Case.objects.get()
    assert (case.employer_id, case.principal, case.months) == (employer, july.total, 1)
    assert (case.next_step, case.next_on) == ("SP2", due + 23 * DAY)
    for after in (22, 23, 37, 38, 39):
        services.daily(due + after * DAY)
    kinds = [s.kind for s in Step.objects.filter(case=case).order_by("id")]
    assert kinds == ["OPENED", "SP1", "SP2", "SP3"]
    world.pay(july, july.total, due + 39 * DAY)
    services.daily(due + 39 * DAY)
    case.refresh_from_db()
    assert case.open and case.principal == 0 and case.penalty > 0  # its penalty is still to be paid
    world.pay(july, case.penalty, due + 40 * DAY)
    assert services.daily(due + 40 * DAY)["closed"] == 1
    case.refresh_from_db()
    assert (case.open, case.outcome, case.closed_on) == (False, "PAID", due + 40 * DAY)
    prove()


def test_steps_keep_their_order_and_time(world: World) -> None:
    employer = world.employer()
    july = world.billed(employer, JULY)
    on = july.due_on + 8 * DAY
    case = world.case(employer, on)
    assert refused(lambda: services.take_step(case.pk, "SP3", on=on)) == "out_of_order"
    assert refused(lambda: services.take_step(case.pk, "SP2", on=on + 14 * DAY)) == "too_early"
    assert refused(lambda: services.take_step(case.pk, "SP1", on=on)) == "done_already"
    assert refused(lambda: services.take_step(case.pk, "SKK", note="kuasa", on=on)) == "out_of_order"
    assert refused(lambda: services.take_step(case.pk, "VISIT", on=on)) == "note_needed"
    assert refused(lambda: services.take_step(case.pk, "JAIL", on=on)) == "unknown_step"
    assert refused(lambda: services.take_step(0, "SP1", on=on)) == "no_case"
    services.take_step(case.pk, "VISIT", note="Pabrik berjalan", on=on)
    for n in (1, 2, 3):
        services.daily(on + 15 * n * DAY)
    late = on + 50 * DAY
    assert Step.objects.filter(case=case, kind="SP3").exists()
    services.take_step(case.pk, "SKK", note="Kepada kejaksaan", on=late)
    assert refused(lambda: services.take_step(case.pk, "KPKNL", note="Serah", on=late)) == "not_lawful_yet"
    far = july.due_on + 100 * DAY
    services.daily(far)
    services.take_step(case.pk, "KPKNL", note="Berkas diserahkan", on=far)
    assert Case.objects.get(pk=case.pk).next_step == "INSPECTION"


@pytest.mark.parametrize(
    ("amount", "day", "state"), [(300_000, 5, "KEPT"), (299_999, 5, "BROKEN"), (300_000, 6, "BROKEN")]
)
def test_receipts_say_whether_a_promise_was_kept(world: World, amount: int, day: int, state: str) -> None:
    employer = world.employer()
    july = world.billed(employer, JULY)
    on = july.due_on + 10 * DAY
    case = world.case(employer, on)
    assert refused(lambda: services.promise(case.pk, 0, on, on=on)) == "amount"
    assert refused(lambda: services.promise(case.pk, 10**9, on, on=on)) == "amount"
    assert refused(lambda: services.promise(case.pk, 1, on - DAY, on=on)) == "promise_day"
    services.promise(case.pk, 300_000, on + 5 * DAY, contact="Bu Ani", on=on)
    assert refused(lambda: services.promise(case.pk, 1, on, on=on)) == "promise_open"
    assert Case.objects.get(pk=case.pk).next_step == "PROMISE"
    world.pay(july, amount, on + day * DAY)
    for n in range(1, 8):
        services.daily(on + n * DAY)
    assert Promise.objects.get().state == state
    assert Step.objects.filter(kind=f"PROMISE_{state}").count() == 1
    assert Case.objects.get(pk=case.pk).next_step == "SP2"
    prove()


@given(total=st.integers(2, 10**12), parts=st.integers(2, 24))
def test_instalments_always_add_up(total: int, parts: int) -> None:
    made = split(total, parts)
    assert sum(made) == total and len(made) == parts and max(made) - min(made) < parts


def test_a_plan_is_decided_by_another_watched_and_breached(world: World) -> None:
    employer = world.employer()
    july = world.billed(employer, JULY)
    on = july.due_on + 10 * DAY
    case = world.case(employer, on)
    assert refused(lambda: services.propose_plan(employer, 1, on, "x", on=on)) == "plan_months"
    assert refused(lambda: services.propose_plan(employer, 3, on - DAY, "x", on=on)) == "plan_first"
    assert refused(lambda: services.propose_plan(employer, 3, on, " ", on=on)) == "reason_needed"
    plan = services.propose_plan(employer, 3, on + 5 * DAY, "Pesanan turun", on=on, by=7)
    assert plan.total == july.total + july.total * 2 // 100
    assert refused(lambda: services.propose_plan(employer, 3, on, "lagi", on=on)) == "plan_open"
    assert refused(lambda: services.decide_plan(plan.pk, True, "ya", 7, on=on)) == "same_person"
    services.decide_plan(plan.pk, True, "Sanggup", 8, on=on)
    assert refused(lambda: services.decide_plan(plan.pk, True, "ya", 9, on=on)) == "plan_decided"
    part = plan.schedule.get(no=1)
    world.pay(july, part.amount, part.due_on)
    services.daily(part.due_on + 8 * DAY)
    plan.refresh_from_db()
    assert (plan.state, plan.paid) == ("RUNNING", part.amount)
    second = plan.schedule.get(no=2)
    services.daily(second.due_on + 7 * DAY)
    plan.refresh_from_db()
    assert plan.state == "RUNNING" and not Step.objects.filter(kind="SP2").exists()  # a plan holds the ladder
    services.daily(second.due_on + 8 * DAY)
    plan.refresh_from_db()
    assert plan.state == "BREACHED"
    assert Step.objects.filter(kind="PLAN_BREACHED").count() == 1
    case.refresh_from_db()
    assert Step.objects.filter(case=case, kind="SP2").count() == 1  # and goes on that day
    prove()


def test_a_plan_that_is_paid_is_done(world: World) -> None:
    employer = world.employer()
    july = world.billed(employer, JULY)
    on = july.due_on + 10 * DAY
    world.case(employer, on)
    plan = services.propose_plan(employer, 2, on, "x", on=on, by=1)
    services.decide_plan(plan.pk, True, "ya", 2, on=on)
    world.pay(july, plan.total, on)
    done = services.daily(on + DAY)
    assert (done["plans_done"], done["closed"]) == (1, 1)
    assert Plan.objects.get().state == "DONE"
    prove()


def warned(world: World) -> tuple[Case, date]:
    employer = world.employer()
    for month in (JULY, AUGUST, SEPTEMBER):
        bill = world.billed(employer, month)
    for n in range(4):
        services.daily(bill.due_on + (10 + 15 * n) * DAY)
    return Case.objects.get(), bill.due_on + 75 * DAY


def test_warnings_the_fine_and_the_denial_follow_the_calendar(world: World) -> None:
    case, _ = warned(world)
    first = date(2022, 1, 10)
    assert refused(lambda: services.take_step(case.pk, "WARNING_2", on=first)) == "out_of_order"
    one = services.take_step(case.pk, "WARNING_1", on=first)
    assert one.due_on == date(2022, 1, 24)
    assert refused(lambda: services.take_step(case.pk, "WARNING_2", on=date(2022, 1, 24))) == "too_early"
    end = services.take_step(case.pk, "WARNING_2", on=date(2022, 1, 25)).due_on
    assert end is not None
    assert refused(lambda: services.charge_fine(case.pk, on=end)) == "too_early"
    assert refused(lambda: services.take_step(case.pk, "DENIAL", note="x", on=end)) == "out_of_order"
    services.take_step(case.pk, "FINE", on=end + DAY)
    case.refresh_from_db()
    fine = case.fines.get()
    assert fine.amount == (case.principal + 500) // 1000 > 0  # 0,1 %
    assert ledger.balance(Acc.FINE_RECEIVABLE, None, date(2022, 3, 1)) == fine.amount
    assert ledger.balance(Acc.PENALTY_RECEIVABLE, None, date(2022, 3, 1)) == 0
    assert refused(lambda: services.charge_fine(case.pk, on=date(2022, 3, 1))) == "done_already"
    last = end + timedelta(days=30)
    assert refused(lambda: services.take_step(case.pk, "DENIAL", note="x", on=last)) == "too_early"
    denied = services.take_step(case.pk, "DENIAL", note="Kepada dinas perizinan", on=last + DAY)
    assert [s["code"] for s in denied.told["services"]][:2] == ["BUSINESS_LICENCE", "TENDER"]
    services.take_step(case.pk, "LIFT", note="Sudah dipenuhi", on=last + 2 * DAY)
    prove()


def test_a_fine_is_paid_from_money_that_waits(world: World) -> None:
    case, _ = warned(world)
    services.take_step(case.pk, "WARNING_1", on=date(2022, 1, 10))
    end = services.take_step(case.pk, "WARNING_2", on=date(2022, 1, 25)).due_on
    assert end is not None
    day = end + DAY
    fine = services.charge_fine(case.pk, on=day)
    money = contributions.receive("TELLER", "denda-1", day, 10_000, case.office_id, on=day)
    assert refused(lambda: services.pay_fine(fine.pk, money.pk, fine.amount + 1)) == "fine_paid_more"
    assert refused(lambda: services.pay_fine(fine.pk, money.pk, 0)) == "amount"
    assert refused(lambda: services.pay_fine(0, money.pk, 1)) == "no_fine"
    services.pay_fine(fine.pk, money.pk, 500, on=day)
    services.pay_fine(fine.pk, money.pk, fine.amount - 500, on=day)
    assert ledger.balance(Acc.FINE_RECEIVABLE, None, day) == 0
    assert ledger.balance(Acc.FINE_INCOME, None, day) == -fine.amount
    assert ledger.balance(Acc.PENALTY_INCOME, None, day) == 0
    assert ledger.balance(Acc.SUSPENSE, None, day) == -(10_000 - fine.amount)
    prove()


def test_a_fine_of_a_closed_month_is_booked_today(world: World) -> None:
    case, _ = warned(world)
    services.take_step(case.pk, "WARNING_1", on=date(2022, 1, 10))
    end = services.take_step(case.pk, "WARNING_2", on=date(2022, 1, 25)).due_on
    assert end is not None
    day, today = end + DAY, date(2022, 5, 4)
    money = contributions.receive("TELLER", "denda-1", day, 10_000, case.office_id, on=day)
    set_business_day(today)
    close_month(day)
    fine = services.charge_fine(case.pk, on=day)
    services.pay_fine(fine.pk, money.pk, fine.amount, on=day)
    assert fine.charged_on == day
    assert {r["booked_on"] for r in rows("select booked_on from ledger_entry where key like 'fine%%'")} == {today}
    assert ledger.balance(Acc.FINE_INCOME, None, today - DAY) == 0
    assert ledger.balance(Acc.FINE_INCOME, None, today) == -fine.amount
    prove()


def test_a_write_off_needs_two_people_and_keeps_the_books(world: World) -> None:
    case, day = warned(world)
    assert refused(lambda: services.propose_write_off(case.pk, "tutup", 1, on=day)) == "out_of_order"
    services.take_step(case.pk, "SKK", note="kuasa", on=day)
    services.take_step(case.pk, "KPKNL", note="serah", on=day)
    proposal = services.propose_write_off(case.pk, "Tidak ada harta", 1, on=day)
    assert refused(lambda: services.propose_write_off(case.pk, "lagi", 2, on=day)) == "proposal_open"
    assert refused(lambda: services.decide_write_off(proposal.pk, True, "ya", 1, on=day)) == "same_person"
    before = ledger.balance(Acc.JHT_RECEIVABLE, None, day)
    services.decide_write_off(proposal.pk, True, "Disetujui", 2, on=day)
    case.refresh_from_db()
    assert (case.open, case.outcome) == (False, "WRITTEN_OFF") and proposal.principal == case.principal > 0
    assert ledger.balance(Acc.JHT_RECEIVABLE, None, day) == before
    assert services.daily(day + DAY)["opened"] == 0
    prove()


def test_an_objection_waits_for_an_answer(world: World) -> None:
    employer = world.employer()
    july = world.billed(employer, JULY)
    on = july.due_on + 10 * DAY
    case = world.case(employer, on)
    assert refused(lambda: services.object_to_month(employer, SEPTEMBER, "salah", on=on)) == "month"
    made = services.object_to_month(employer, JULY, "Dua pekerja sudah keluar", on=on)
    assert refused(lambda: services.object_to_month(employer, JULY, "lagi", on=on)) == "objection_open"
    assert Case.objects.get(pk=case.pk).next_step == "OBJECTION"
    services.answer_objection(made.pk, False, "Laporan keluar tidak ada", on=on, by=3)
    assert refused(lambda: services.answer_objection(made.pk, True, "x", on=on)) == "no_objection"
    assert Case.objects.get(pk=case.pk).next_step == "SP2"


def test_nothing_of_claims_hangs_on_a_case(world: World) -> None:
    tables = rows(
        "select conrelid::regclass::text as t from pg_constraint where contype = 'f' and confrelid::regclass::text"
        " like 'collection%%'"
    )
    assert tables and all(r["t"].startswith("collection_") for r in tables)
