"""Taking arrears out of active collection. The books keep the receivable: money that comes later still settles it, and
the members' part is not lost."""

from datetime import date

from lindung.base.db import act
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import WriteOff
from lindung.collection.services.cases import close
from lindung.collection.services.common import add, locked, needed, owner, plan_next, steps_of
from lindung.collection.services.promises import still_owing
from lindung.registry import queries as registry


@act
def propose_write_off(case_id: int, reason: str, by: int, *, on: date | None = None) -> WriteOff:
    """Propose, after the hand-over to the state receivables office.

    Raises CollectionRefused: no_case, closed, not_arrears, out_of_order, proposal_open, reason_needed."""
    on = on or registry.today()
    case = locked(case_id, arrears=True)
    if "KPKNL" not in steps_of(case_id):
        raise CollectionRefused("out_of_order", step="WRITE_OFF", missing="KPKNL")
    if WriteOff.objects.filter(case=case, decided_on=None).exists():
        raise CollectionRefused("proposal_open")
    made = WriteOff.objects.create(
        case=case, employer_id=owner(case), office_id=case.office_id, principal=case.principal,
        penalty=case.penalty, reason=needed(reason, "reason_needed", "reason"), proposed_on=on, proposed_by=by,
    )  # fmt: skip
    add(case, "WRITE_OFF_PROPOSED", on, f"write-off:{made.pk}", amount=case.principal, note=made.reason, by=by)
    plan_next(case, on)
    return made


@act
def decide_write_off(write_off_id: int, approve: bool, reason: str, by: int, *, on: date | None = None) -> WriteOff:
    """Somebody else decides; approved, the case is closed and its figures stay.

    Raises CollectionRefused: no_proposal, same_person, reason_needed; all_paid (meanwhile everything was paid: it can
    only be declined), proposal_open (something else in the case waits for a word)."""
    on = on or registry.today()
    found = WriteOff.objects.select_for_update().filter(pk=write_off_id, decided_on=None).first()
    if found is None:
        raise CollectionRefused("no_proposal")
    if found.proposed_by == by:
        raise CollectionRefused("same_person")
    case = locked(found.case_id)
    if approve:
        still_owing(case, on)
    found.decision = needed(reason, "reason_needed", "reason")
    found.approved, found.decided_on, found.decided_by = approve, on, by
    found.save()
    kind = "WRITE_OFF" if approve else "WRITE_OFF_REFUSED"
    add(case, kind, on, f"write-off:{found.pk}:{kind}", amount=found.principal, note=found.decision, by=by)
    if approve:
        close(case, "WRITTEN_OFF", on, note=found.decision, by=by)
    else:
        plan_next(case, on)
    return found
