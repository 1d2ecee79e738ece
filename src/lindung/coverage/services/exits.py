"""A worker says that he left: the employer may object in time, silence accepts, an officer decides objections."""

from datetime import date

from lindung.base.db import act, rows, run
from lindung.coverage.models import ExitNotice
from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.kernel import Outcome
from lindung.coverage.services.leaving import leave, leave_many
from lindung.registry.queries import add_working_days, now, today

REPLY_WORKING_DAYS = 7
"""Working days an employer has to answer a worker's notice that he left. A setting of the institution."""

WORKER_REASONS = ("RESIGNED", "TERMINATED", "CONTRACT_END", "RETIRED", "LEFT_INDONESIA")
"""Reasons a worker may give himself; a disability is assessed, a death is reported."""


@act
def worker_says_left(
    spell_id: int,
    left_on: date,
    reason: str,
    *,
    note: str = "",
    on: date | None = None,
    person_id: int | None = None,
) -> ExitNotice:
    """Take a worker's notice that he left; the employer may answer within REPLY_WORKING_DAYS, silence accepts.

    `left_on` is the last day of work. An open notice for the same spell is returned as it is. `person_id`, where
    given, must be the person of the spell (a member acts for himself).
    Raises CoverageRefused: no_spell, reason, future, before_start, ended_other, taken_back.
    """
    day = on or today()
    found = rows(
        "select s.*, p.name from coverage_spell s join registry_person p on p.id = s.person_id"
        " where s.id = %s and (%s::bigint is null or s.person_id = %s) and s.employer_id is not null for update of s",
        [spell_id, person_id, person_id],
    )
    if not found:
        raise CoverageRefused("no_spell")
    spell = found[0]
    if present := ExitNotice.objects.filter(spell_id=spell_id, status__in=["OPEN", "OBJECTED"]).first():
        return present
    if reason not in WORKER_REASONS:
        raise CoverageRefused("reason", field="reason", reason=reason)
    if left_on > day:
        raise CoverageRefused("future", field="left_on", day=left_on)
    facts = {"name": spell["name"], "start_on": spell["start_on"]}
    if spell["exit_reason"] == "ERROR":
        raise CoverageRefused("taken_back")
    if left_on < spell["start_on"]:
        raise CoverageRefused("before_start", field="left_on", end_on=left_on, **facts)
    if spell["end_on"]:
        raise CoverageRefused("ended_other", end_on=spell["end_on"], **facts)
    notice = ExitNotice.objects.create(
        spell_id=spell_id,
        person_id=spell["person_id"],
        employer_id=spell["employer_id"],
        office_id=spell["office_id"],
        reason=reason,
        left_on=left_on,
        note=note.strip()[:500],
        reply_by=add_working_days(day, REPLY_WORKING_DAYS),
    )
    ExitNotice.objects.filter(pk=notice.pk).update(made_at=now())
    return notice


def _locked(notice_id: int, *states: str, employer_id: int | None = None) -> ExitNotice:
    notice = ExitNotice.objects.select_for_update().filter(pk=notice_id).first()
    if notice is None or employer_id not in (None, notice.employer_id):
        raise CoverageRefused("no_notice")
    if notice.status not in states:
        raise CoverageRefused("notice_closed")
    return notice


@act
def answer_exit_notice(
    notice_id: int, agree: bool, *, answer: str = "", employer_id: int | None = None, by: int | None = None
) -> ExitNotice:
    """The employer agrees (the spell ends on the worker's date) or objects with a reason (an officer decides).

    Possible as long as silence has not accepted it. `employer_id`, where given, must be the employer of the notice.
    Raises CoverageRefused: no_notice, notice_closed, note_missing, and what `leave` refuses.
    """
    notice = _locked(notice_id, "OPEN", employer_id=employer_id)
    if not agree and not answer.strip():
        raise CoverageRefused("note_missing", field="answer")
    if agree:
        leave(notice.spell_id, notice.left_on, notice.reason, source=f"exit-notice:{notice_id}", by=by)
    notice.status = ExitNotice.Status.ACCEPTED if agree else ExitNotice.Status.OBJECTED
    notice.answer, notice.answered_at = answer.strip()[:500], now()
    notice.save()
    return notice


@act
def decide_exit_notice(notice_id: int, accept: bool, reason: str, by: int) -> ExitNotice:
    """An officer decides a notice the employer objected to, with a reason both can read.

    Raises CoverageRefused: no_notice, notice_open (the employer's time still runs), notice_closed, note_missing, and
    what `leave` refuses.
    """
    if not reason.strip():
        raise CoverageRefused("note_missing", field="reason")
    notice = _locked(notice_id, "OPEN", "OBJECTED")
    if notice.status == ExitNotice.Status.OPEN:
        raise CoverageRefused("notice_open", reply_by=notice.reply_by)
    if accept:
        leave(notice.spell_id, notice.left_on, notice.reason, source=f"exit-notice:{notice_id}", by=by)
    notice.status = ExitNotice.Status.ACCEPTED if accept else ExitNotice.Status.REFUSED
    notice.decided_by, notice.decision = by, reason.strip()[:500]
    notice.save()
    return notice


@act
def settle_exit_notices(on: date) -> Outcome:
    """Silence accepts: every open notice whose time to answer ended before `on` takes effect. Set-based.

    Where the spell had ended in the meantime, the notice is settled and the recorded exit stands.
    """
    run(
        "create temporary table coverage_settle on commit drop as select id, spell_id, left_on, reason"
        " from coverage_exitnotice where status = 'OPEN' and reply_by < %s order by id for update",
        [on],
    )
    outcome = leave_many(
        "select spell_id, left_on as end_on, reason from coverage_settle order by id", source="exit-notice:silence"
    )
    run(
        "update coverage_exitnotice n set status = 'ACCEPTED', answered_at = %s from coverage_settle t"
        " where t.id = n.id",
        [now()],
    )
    run("drop table coverage_settle")
    return outcome
