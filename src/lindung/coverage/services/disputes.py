"""A worker objects to a spell or to a reported wage; nothing waits for the answer but what is disputed."""

from datetime import date

from lindung.base.dates import month_of
from lindung.base.db import act, rows
from lindung.coverage.models import Dispute
from lindung.coverage.refusals import CoverageRefused
from lindung.registry.queries import add_working_days, now, today

REPLY_WORKING_DAYS = 7
WHOLE = (Dispute.Kind.START, Dispute.Kind.EXIT, Dispute.Kind.SPELL)
"""What concerns a spell and no month of it."""
WORKER_KINDS = (Dispute.Kind.WAGE, Dispute.Kind.MISSING_MONTH, *WHOLE)


@act
def dispute(
    spell_id: int,
    kind: str,
    *,
    month: date | None = None,
    claimed_wage: int | None = None,
    note: str = "",
    person_id: int | None = None,
    on: date | None = None,
) -> Dispute:
    """Open an objection; the employer is asked for his side within REPLY_WORKING_DAYS.

    An open one of the same kind and month is returned as it is.

    WAGE needs a month and the true wage (rupiah), MISSING_MONTH a month within the spell, EXIT a spell that was
    reported as ended. `person_id`, where given, must be the person of the spell. Raises CoverageRefused: no_spell,
    taken_back, dispute_kind, dispute_month, dispute_wage, dispute_exit.
    """
    if kind not in WORKER_KINDS:
        raise CoverageRefused("dispute_kind", field="kind", kind=kind)
    found = rows(
        "select person_id, employer_id, office_id, start_on, end_on, exit_reason from coverage_spell where id = %s"
        " and (%s::bigint is null or person_id = %s) and employer_id is not null for update",
        [spell_id, person_id, person_id],
    )
    if not found:
        raise CoverageRefused("no_spell")
    spell = found[0]
    if spell["exit_reason"] == "ERROR":
        raise CoverageRefused("taken_back")
    if kind == Dispute.Kind.EXIT and (spell["end_on"] is None or spell["exit_reason"] == "DIED"):
        raise CoverageRefused("dispute_exit", field="kind")
    if kind in WHOLE:
        month = claimed_wage = None
    else:
        month = month_of(month) if month else None
        last = spell["end_on"] or date.max
        if month is None or not month_of(spell["start_on"]) <= month <= last:
            raise CoverageRefused("dispute_month", field="month")
        if kind == Dispute.Kind.WAGE and (claimed_wage is None or claimed_wage <= 0):
            raise CoverageRefused("dispute_wage", field="claimed_wage")
    if present := Dispute.objects.filter(spell_id=spell_id, kind=kind, month=month, closed_at=None).first():
        return present
    made = Dispute.objects.create(
        spell_id=spell_id,
        person_id=spell["person_id"],
        employer_id=spell["employer_id"],
        office_id=spell["office_id"],
        kind=kind,
        month=month,
        claimed_wage=claimed_wage,
        note=note.strip()[:500],
        reply_by=add_working_days(on or today(), REPLY_WORKING_DAYS),
    )
    Dispute.objects.filter(pk=made.pk).update(made_at=now())
    return made


@act
def close_dispute(dispute_id: int, answer: str) -> Dispute:
    """Answer an objection in words; what it led to (a correction, a taken-back exit) is its own act.

    Raises CoverageRefused: no_dispute, dispute_closed, note_missing.
    """
    if not answer.strip():
        raise CoverageRefused("note_missing", field="answer")
    found = Dispute.objects.select_for_update().filter(pk=dispute_id).first()
    if found is None:
        raise CoverageRefused("no_dispute")
    if found.closed_at:
        raise CoverageRefused("dispute_closed")
    found.answer, found.closed_at = answer.strip()[:500], now()
    found.save()
    return found


@act
def answer_dispute(dispute_id: int, answer: str, *, employer_id: int) -> Dispute:
    """The employer tells his side of an objection; it stays open until an officer closes it, and may be told anew.

    Raises CoverageRefused: no_dispute (also another employer's), dispute_closed, note_missing.
    """
    if not answer.strip():
        raise CoverageRefused("note_missing", field="answer")
    found = Dispute.objects.select_for_update().filter(pk=dispute_id, employer_id=employer_id).first()
    if found is None:
        raise CoverageRefused("no_dispute")
    if found.closed_at:
        raise CoverageRefused("dispute_closed")
    found.employer_answer, found.employer_answered_at = answer.strip()[:500], now()
    found.save()
    return found
