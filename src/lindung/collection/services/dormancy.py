"""Employers that work no more, found so on a visit or closed down by their own word: nothing accrues and their
workers are free."""

from datetime import date

from lindung.base.dates import add_months, month_of
from lindung.base.db import act, rows, scalar
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Dormancy, Evidence
from lindung.collection.services.cases import add_evidence, close
from lindung.collection.services.common import add, locked, needed, owner, plan_next, steps_of
from lindung.collection.services.inspection import open_inspection
from lindung.coverage.services import leave_many
from lindung.registry import queries as registry
from lindung.registry.models import Employer
from lindung.registry.services import close_employer, store_file

Paper = tuple[str, str, bytes]
"""Name, type and bytes of a paper."""


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


@act
def propose_closure(
    employer_id: int, last_day: date, reason: str, paper: Paper, by: int, *, on: date | None = None
) -> Dormancy:
    """Propose that an employer has closed down, with the paper that says so. It stands in the employer's case of a firm
    that works no more, the open one or a new one; a second person decides by `decide_inactive`.

    Raises CollectionRefused: no_employer, closed_down, inactive_already, proposal_open, closing_day, report_open,
    worked_after, reason_needed."""
    on = on or registry.today()
    text = needed(reason, "reason_needed", "reason")
    employer = Employer.objects.select_for_update().filter(pk=employer_id).first()
    if employer is None:
        raise CollectionRefused("no_employer")
    if employer.status != Employer.Status.ACTIVE:
        raise CollectionRefused("closed_down" if employer.status == Employer.Status.CLOSED else "inactive_already")
    if Dormancy.objects.filter(employer=employer, ended_on=None).exists():
        raise CollectionRefused("proposal_open")
    if not employer.registered_on <= last_day <= on:
        raise CollectionRefused("closing_day", field="last_day", first=employer.registered_on)
    _nothing_open(employer_id)
    _not_after(employer_id, last_day, "last_day")
    case = Case.objects.filter(employer=employer, kind="INACTIVE", open=True).first()
    if case is None:
        case = open_inspection("INACTIVE", text, employer_id=employer_id, on=on, by=by)
    case = locked(case.pk)
    name, kind, data = paper
    stored = store_file(name, kind, data, case.office_id, employer_id=employer_id, by=by)
    add_evidence(case.pk, stored.pk, text, on=on, by=by)
    made = Dormancy.objects.create(
        kind=Dormancy.Kind.CLOSED, case=case, employer=employer, office_id=case.office_id, from_on=last_day,
        reason=text, proposed_on=on, proposed_by=by,
    )  # fmt: skip
    add(case, "CLOSURE_PROPOSED", on, f"inactive:{made.pk}", note=text, told={"from": f"{last_day}"}, by=by)
    plan_next(case, on)
    return made


def _nothing_open(employer: int) -> None:
    """No report of the firm is still being read, written or waiting to be posted."""
    month = scalar(
        "select min(month) from contributions_wagereport where employer_id = %s"
        " and status in ('READING', 'DRAFT', 'FINALISED')",
        [employer],
    )
    if month:
        raise CollectionRefused("report_open", month=f"{month:%Y-%m}")


def _not_after(employer: int, from_on: date, field: str = "from_on") -> None:
    """The firm itself reported no worker for a month after the day."""
    later = rows(
        "select max(r.month) as month from contributions_wagereport r where r.employer_id = %s and r.status = 'POSTED'"
        " and r.month >= %s and r.rows_good > 0",
        [employer, add_months(month_of(from_on), 1)],
    )[0]["month"]
    if later:
        raise CollectionRefused("worked_after", field=field, month=f"{later:%Y-%m}", day=from_on)


@act
def decide_inactive(dormancy_id: int, approve: bool, reason: str, by: int, *, on: date | None = None) -> Dormancy:
    """Somebody else decides. Approved: the employer is inactive from the day, or closed after it; every worker's cover
    there ends on it (a worker who joined later: on his first day), and an inactive case is closed. Arrears of before
    stay.

    Raises CollectionRefused: no_proposal, same_person, report_open (a closure), worked_after, reason_needed."""
    on = on or registry.today()
    found = Dormancy.objects.select_for_update().filter(pk=dormancy_id, decided_on=None, ended_on=None).first()
    if found is None:
        raise CollectionRefused("no_proposal")
    if found.proposed_by == by:
        raise CollectionRefused("same_person")
    case = locked(found.case_id)
    text = needed(reason, "reason_needed", "reason")
    found.approved, found.decided_on, found.decided_by = approve, on, by
    closing = found.kind == Dormancy.Kind.CLOSED
    if not approve:
        found.ended_on = on
        found.save()
        refusal = "CLOSURE_REFUSED" if closing else "INACTIVE_REFUSED"
        add(case, refusal, on, f"inactive:{found.pk}:REFUSED", note=text, by=by)
        plan_next(case, on)
        return found
    Employer.objects.select_for_update().get(pk=found.employer_id)
    if closing:
        _nothing_open(found.employer_id)
    _not_after(found.employer_id, found.from_on)
    close_employer(found.employer_id, found.from_on, status=found.kind)
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
        case, "CLOSED_DOWN" if closing else "INACTIVE", on, f"inactive:{found.pk}:APPROVED", note=text,
        told={"from": f"{found.from_on}", "freed": freed.done}, by=by,
    )  # fmt: skip
    if case.kind == "INACTIVE":
        close(case, "CLOSED_DOWN" if closing else "SUSPENDED", on, note=text, by=by)
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
