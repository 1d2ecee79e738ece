"""Whatever is proposed in a case, in whatever order money and words come: nothing waits in a case that is closed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from collection_world import AUGUST, JULY, SEPTEMBER, World, prove
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.base.db import run, scalar
from lindung.collection import checks, services
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Dormancy, Objection, Plan, WriteOff
from lindung.collection.services.promises import owing
from lindung.contributions.models import Bill
from lindung.registry.services import store_file

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KINDS = ("PLAN", "WRITE_OFF", "INACTIVE", "OBJECTION")
STEPS = {"PLAN": "PLAN_DECIDE", "WRITE_OFF": "WRITE_OFF_DECIDE", "INACTIVE": "INACTIVE_DECIDE"}


PAID = "select coalesce(sum(amount), 0) from contributions_allocation where bill_id = %s"


class Undone(Exception):
    """Ends an example; nothing of it stays."""


@pytest.fixture
def case(world: World) -> tuple[World, Case, date]:
    """A case in which everything may be proposed: three months unpaid, handed over, visited, with evidence."""
    employer = world.employer()
    for month in (JULY, AUGUST, SEPTEMBER):
        bill = world.billed(employer, month)
    for n in range(4):
        services.daily(bill.due_on + (10 + 15 * n) * DAY)
    day = bill.due_on + 75 * DAY
    made = Case.objects.get()
    paper = store_file("foto.pdf", "application/pdf", b"%PDF-1.4 uji", office_id=world.office, employer_id=employer)
    for step in ("SKK", "KPKNL", "VISIT"):
        services.take_step(made.pk, step, note="uji", on=day)
    services.add_evidence(made.pk, paper.pk, "Foto gerbang", on=day)
    return world, made, day


def propose(case: Case, kind: str, day: date) -> None:
    assert case.employer_id is not None
    if kind == "PLAN":
        services.propose_plan(case.employer_id, 2, day, "Arus kas", on=day, by=1)
    elif kind == "WRITE_OFF":
        services.propose_write_off(case.pk, "Tidak ada harta", 1, on=day)
    elif kind == "INACTIVE":
        services.propose_inactive(case.pk, date(2021, 10, 31), "Kosong", 1, on=day)
    else:
        services.object_to_month(case.employer_id, JULY, "Sudah keluar", on=day, by=1)


def decide(kind: str, approve: bool, day: date) -> None:
    if kind == "PLAN":
        services.decide_plan(Plan.objects.get().pk, approve, "putusan", 2, on=day)
    elif kind == "WRITE_OFF":
        services.decide_write_off(WriteOff.objects.get().pk, approve, "putusan", 2, on=day)
    elif kind == "INACTIVE":
        services.decide_inactive(Dormancy.objects.get().pk, approve, "putusan", 2, on=day)
    else:
        services.answer_objection(Objection.objects.get().pk, approve, "putusan", on=day, by=2)


def waiting() -> int:
    return (
        Plan.objects.filter(state="PROPOSED").count()
        + WriteOff.objects.filter(decided_on=None).count()
        + Dormancy.objects.filter(decided_on=None, ended_on=None).count()
        + Objection.objects.filter(answered_on=None).count()
    )


def code(act: Callable[[], Any]) -> str:
    with pytest.raises(CollectionRefused) as refusal, transaction.atomic():
        act()
    assert refusal.value.text("id") != refusal.value.text("en")
    return refusal.value.code


def pay_all(world: World, case: Case, day: date) -> None:
    """Every bill, then the penalties that paying them brought."""
    bills = list(Bill.objects.filter(employer_id=case.employer_id).order_by("month"))
    for bill in bills:
        if (left := bill.total - int(scalar(PAID, [bill.pk]))) > 0:
            world.pay(bill, left, day)
    rest = owing(int(case.employer_id or 0), day)
    if rest:
        world.pay(bills[0], rest, day)
    assert owing(int(case.employer_id or 0), day) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(st.sampled_from(KINDS), min_size=1, unique=True),
    said=st.lists(st.booleans(), min_size=4, max_size=4),
    turn=st.randoms(use_true_random=False),
    paid_first=st.booleans(),
)
def test_no_proposal_waits_in_a_closed_case(
    case: tuple[World, Case, date], asked: list[str], said: list[bool], turn: Any, paid_first: bool
) -> None:
    world, found, day = case
    with pytest.raises(Undone), transaction.atomic():
        for kind in asked:
            propose(found, kind, day)
        if paid_first:
            pay_all(world, found, day)
        services.daily(day + DAY)
        order = list(asked)
        turn.shuffle(order)
        for kind, approve in zip(order, said, strict=False):
            found.refresh_from_db()
            assert found.open and found.next_step in {"OBJECTION", *STEPS.values()}, (kind, found.next_step)
            others = waiting() - 1
            if approve and paid_first and kind in ("PLAN", "WRITE_OFF"):
                assert code(lambda kind=kind: decide(kind, True, day + DAY)) == "all_paid"
                decide(kind, False, day + DAY)
            elif approve and kind == "WRITE_OFF" and others:
                assert code(lambda: decide("WRITE_OFF", True, day + DAY)) == "proposal_open"
                decide(kind, False, day + DAY)
            else:
                decide(kind, approve, day + DAY)
            services.daily(day + DAY)
            assert waiting() == others
        prove()
        found.refresh_from_db()
        if paid_first:
            assert (found.open, found.outcome) == (False, "PAID")
        else:
            assert found.open or found.outcome == "WRITTEN_OFF"
        raise Undone


def test_the_proof_finds_a_proposal_left_in_a_closed_case(case: tuple[World, Case, date]) -> None:
    _, found, day = case
    propose(found, "PLAN", day)
    run("update collection_case set open = false, outcome = 'PAID' where id = %s", [found.pk])
    (proof,) = (p for p in checks.proofs() if p.id == "collection.waiting")
    assert not proof.holds and proof.detail[0]["step"] == "PLAN_DECIDE"
    assert scalar("select count(*) from collection_plan where state = 'PROPOSED'") == 1


def test_what_is_paid_before_the_decision_counts_for_the_plan(case: tuple[World, Case, date]) -> None:
    world, found, day = case
    propose(found, "PLAN", day)
    bill = Bill.objects.filter(employer_id=found.employer_id).order_by("month")[0]
    world.pay(bill, bill.total, day)
    decide("PLAN", True, day)
    services.daily(day)
    assert Plan.objects.get().paid == bill.total
    pay_all(world, found, day + DAY)
    services.daily(day + DAY)
    plan = Plan.objects.get()
    assert (plan.state, plan.paid) == ("DONE", plan.total)
    prove()
