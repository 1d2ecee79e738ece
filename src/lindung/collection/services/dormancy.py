"""Employers that work no more: after a visit and with evidence nothing accrues and their workers are free."""

from datetime import date

from lindung.base.dates import add_months, month_of
from lindung.base.db import act, rows
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Dormancy, Evidence
from lindung.collection.services.cases import close
from lindung.collection.services.common import add, locked, needed, owner, plan_next, steps_of
from lindung.coverage.services import leave_many
from lindung.registry import queries as registry
from lindung.registry.models import Employer
from lindung.registry.services import close_employer


@act
def propose_inactive(case_id: int, from_on: date, reason: str, by: int, *, on: date | None = None) -> Dormancy:
    """Propose that the employer of a case has not worked since a day; a visit and evidence come first.

    Raises CollectionRefused: no_case, closed, no_employer, inactive_already, no_visit, worked_after, reason_needed,
    months_order."""
    on = on or registry.today()
    case = locked(case_id)
    employer = owner(case)
    if Dormancy.objects.filter(employer_id=employer, ended_on=None).exists():
        raise CollectionRefused("inactive_already")
    if from_on > on:
        raise CollectionRefused("months_order", field="from_on")
    if "VISIT" not in steps_of(case_id) or not Evidence.objects.filter(case=case).exists():
        raise CollectionRefused("no_visit")
    _not_after(employer, from_on)
    made = Dormancy.objects.create(
        case=case, employer_id=employer, office_id=case.office_id, from_on=from_on,
        reason=needed(reason, "reason_needed", "reason"), proposed_on=on, proposed_by=by,
    )  # fmt: skip
    add(case, "INACTIVE_PROPOSED", on, f"inactive:{made.pk}", note=made.reason, told={"from": f"{from_on}"}, by=by)
    plan_next(case, on)
    return made


def _not_after(employer: int, from_on: date) -> None:
    """The firm itself reported no worker for a month after the day."""
    later = rows(
        "select max(r.month) as month from contributions_wagereport r where r.employer_id = %s and r.status = 'POSTED'"
        " and r.month >= %s and r.rows_good > 0",
        [employer, add_months(month_of(from_on), 1)],
    )[0]["month"]
    if later:
        raise CollectionRefused("worked_after", field="from_on", month=f"{later:%Y-%m}", day=from_on)


@act
def decide_inactive(dormancy_id: int, approve: bool, reason: str, by: int, *, on: date | None = None) -> Dormancy:
    """Somebody else decides. Approved: the employer is inactive from the day, every worker's cover there ends on it (a
    worker who joined later: on his first day), and an inactive case is closed. Arrears of before stay.

    Raises CollectionRefused: no_proposal, same_person, worked_after, reason_needed."""
    on = on or registry.today()
    found = Dormancy.objects.select_for_update().filter(pk=dormancy_id, decided_on=None, ended_on=None).first()
    if found is None:
        raise CollectionRefused("no_proposal")
    if found.proposed_by == by:
        raise CollectionRefused("same_person")
    case = locked(found.case_id)
    text = needed(reason, "reason_needed", "reason")
    found.approved, found.decided_on, found.decided_by = approve, on, by
    if not approve:
        found.ended_on = on
        found.save()
        add(case, "INACTIVE_REFUSED", on, f"inactive:{found.pk}:REFUSED", note=text, by=by)
        plan_next(case, on)
        return found
    Employer.objects.select_for_update().get(pk=found.employer_id)
    _not_after(found.employer_id, found.from_on)
    close_employer(found.employer_id, found.from_on, status=Employer.Status.INACTIVE)
    freed = leave_many(
        "select id as spell_id, greatest(%(day)s::date, start_on) as end_on, 'TERMINATED' as reason from coverage_spell"
        " where employer_id = %(employer)s and segment = 'PU' and end_on is null order by id",
        {"day": found.from_on, "employer": found.employer_id},
        source=f"inactive:{found.pk}",
        by=by,
    )
    found.freed = freed.done
    found.save()
    add(
        case, "INACTIVE", on, f"inactive:{found.pk}:APPROVED", note=text,
        told={"from": f"{found.from_on}", "freed": freed.done}, by=by,
    )  # fmt: skip
    if case.kind == "INACTIVE":
        close(case, "SUSPENDED", on, note=text, by=by)
    else:
        plan_next(case, on)
    return found


@act
def reactivate(employer_id: int, reason: str, by: int, *, on: date | None = None) -> Dormancy:
    """The firm works again: it reports its workers as any other does. Raises CollectionRefused: not_inactive,
    reason_needed."""
    on = on or registry.today()
    found = Dormancy.objects.select_for_update().filter(employer_id=employer_id, ended_on=None, approved=True).first()
    if found is None:
        raise CollectionRefused("not_inactive")
    text = needed(reason, "reason_needed", "reason")
    close_employer(employer_id, on, status=Employer.Status.ACTIVE)
    found.ended_on, found.ended_by = on, by
    found.save()
    add(found.case, "REACTIVATED", on, f"inactive:{found.pk}:ENDED", note=text, by=by)
    return found
