"""Promises to pay and instalment plans."""

from datetime import date, timedelta

from lindung.base.db import act, scalar
from lindung.collection import owed
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Plan, PlanPart, Promise
from lindung.collection.services.cases import money, open_case
from lindung.collection.services.common import add, locked, needed, owner, plan_next
from lindung.collection.services.daily import SETTLED
from lindung.collection.settings import PLAN_MOST_MONTHS, PROMISE_MOST_DAYS
from lindung.law.dates import add_months
from lindung.registry import queries as registry


@act
def promise(
    case_id: int, amount: int, pay_on: date, *, contact: str = "", on: date | None = None, by: int | None = None
) -> Promise:
    """Note that the employer promised to pay. Receipts decide whether it was kept.

    Raises CollectionRefused: no_case, closed, not_arrears, promise_open, amount, promise_day."""
    on = on or registry.today()
    case = locked(case_id, arrears=True)
    held = Promise.objects.filter(case=case, state="OPEN").first()
    if held:
        raise CollectionRefused("promise_open", day=held.pay_on)
    most = owing(owner(case), on)
    if not 0 < amount <= most:
        raise CollectionRefused("amount", field="amount", most=money(most))
    latest = on + timedelta(days=PROMISE_MOST_DAYS)
    if not on <= pay_on <= latest:
        raise CollectionRefused("promise_day", field="pay_on", most=latest)
    made = Promise.objects.create(
        case=case, employer_id=owner(case), office_id=case.office_id, made_on=on, pay_on=pay_on, amount=amount,
        contact=contact.strip()[:120], made_by=by,
    )  # fmt: skip
    add(case, "PROMISE", on, f"promise:{made.pk}", due_on=pay_on, amount=amount, note=made.contact, by=by)
    plan_next(case, on)
    return made


def owing(employer_id: int, on: date) -> int:
    """Principal past its due date, penalties charged, and what would be charged if all were paid on the day."""
    owed.fill(on, "x.employer_id = %(employer)s", {"employer": employer_id})
    return int(
        scalar(
            f"select coalesce(sum(case when late > 0 then principal + accruing else 0 end + penalty), 0)::bigint"
            f" from {owed.TABLE}"
        )
    )


def still_owing(case: Case, on: date) -> None:
    """Refuse to approve what is about arrears that were all paid meanwhile."""
    if not owing(owner(case), on):
        raise CollectionRefused("all_paid")


def split(total: int, parts: int) -> list[int]:
    """Equal whole-rupiah parts; the last takes what is left over. They add up to `total`."""
    equal = total // parts
    return [equal] * (parts - 1) + [total - equal * (parts - 1)]


@act
def propose_plan(
    employer_id: int, parts: int, first_due: date, reason: str, *, on: date | None = None, by: int | None = None
) -> Plan:
    """Propose to pay all arrears of the day in monthly instalments.

    Raises CollectionRefused: nothing_owed, plan_open, plan_months, plan_first, reason_needed."""
    on = on or registry.today()
    reason = needed(reason, "reason_needed", "reason")
    case = locked(open_case(employer_id, on=on, by=by).pk, arrears=True)
    if Plan.objects.filter(case=case, state__in=["PROPOSED", "RUNNING"]).exists():
        raise CollectionRefused("plan_open")
    if not 2 <= parts <= PLAN_MOST_MONTHS:
        raise CollectionRefused("plan_months", field="parts", most=PLAN_MOST_MONTHS)
    latest = on + timedelta(days=PROMISE_MOST_DAYS)
    if not on <= first_due <= latest:
        raise CollectionRefused("plan_first", field="first_due", most=latest)
    total = owing(employer_id, on)
    if total < parts:
        raise CollectionRefused("nothing_owed")
    plan = Plan.objects.create(
        case=case, employer_id=employer_id, office_id=case.office_id, total=total, parts=parts, first_due=first_due,
        until_due=on, reason=reason, proposed_on=on, proposed_by=by,
    )  # fmt: skip
    plan.settled_before = int(
        scalar(f"select {SETTLED.format(plan='p')}::bigint from collection_plan p where p.id = %s", [plan.pk])
    )  # what is paid while the plan waits for its decision counts: its total was owed before
    plan.save(update_fields=["settled_before"])
    PlanPart.objects.bulk_create(
        PlanPart(plan=plan, employer_id=employer_id, office_id=case.office_id, no=no + 1,
                 due_on=add_months(first_due, no), amount=amount)
        for no, amount in enumerate(split(total, parts))
    )  # fmt: skip
    add(case, "PLAN_PROPOSED", on, f"plan:{plan.pk}", amount=total, note=reason, told={"parts": parts}, by=by)
    plan_next(case, on)
    return plan


@act
def decide_plan(plan_id: int, approve: bool, reason: str, by: int, *, on: date | None = None) -> Plan:
    """Somebody other than the proposer decides. A running plan holds the ladder and is watched every day.

    Raises CollectionRefused: no_plan, plan_decided, same_person, reason_needed; all_paid (meanwhile everything was
    paid: it can only be declined)."""
    on = on or registry.today()
    plan = Plan.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise CollectionRefused("no_plan")
    if plan.state != Plan.State.PROPOSED:
        raise CollectionRefused("plan_decided")
    if plan.proposed_by == by:
        raise CollectionRefused("same_person")
    case = locked(plan.case_id)
    plan.decision = needed(reason, "reason_needed", "reason")
    if approve:
        still_owing(case, on)
    plan.state = Plan.State.RUNNING if approve else Plan.State.REFUSED
    plan.decided_on, plan.decided_by = on, by
    plan.save()
    kind = "PLAN_APPROVED" if approve else "PLAN_REFUSED"
    add(case, kind, on, f"plan:{plan_id}:{kind}", amount=plan.total, note=plan.decision, by=by)
    plan_next(case, on)
    return plan
