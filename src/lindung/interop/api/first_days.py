"""A worker's wrong first day, put right by a program: what it would change, then doing it."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lindung.access.permissions import Act
from lindung.base.db import rows
from lindung.contributions import services
from lindung.contributions.models import WageReport
from lindung.contributions.services import MonthMoved, StartMoved
from lindung.interop.api.door import Bearer, actor_of, employer_of
from lindung.interop.api.hand_ins import papers_of
from lindung.interop.api.problems import not_found
from lindung.interop.api.reports import DifferenceOut, difference_out
from lindung.interop.api.values import Amount, Day, Id, In, Month, Text, month_text
from lindung.interop.starts import correct_start

router = Router(auth=Bearer(Act.API_REPORT))
MONTHS = 120


class MonthWageIn(In):
    """The wage of one month that is owed by the change."""

    month: Month
    wage: Amount


class FirstDayIn(In):
    """`kpj` or `nik` names the worker, `recorded_on` the first day on record, `start_on` the right one. For an earlier
    day `wage` (or `wages` of single months) is what he earned in months that did not name him. With `dry_run` nothing
    is done. `employer_id` and `hand_in` only for staff."""

    kpj: Annotated[str, Field(pattern=r"^[0-9A-Z]{11}$")] | None = None
    nik: Annotated[str, Field(pattern=r"^[0-9]{16}$")] | None = None
    recorded_on: Day
    start_on: Day
    reason: Annotated[Text, Field(min_length=1, max_length=60)]
    wage: Amount | None = None
    wages: Annotated[list[MonthWageIn], Field(max_length=MONTHS)] = []
    dry_run: Annotated[bool, Field(strict=True)] = False
    employer_id: Id | None = None
    hand_in: Id | None = None


class MonthMovedOut(Schema):
    """One corrected month. Report and bill are null in a dry run; `change` is null where nothing about him changes."""

    month: str
    version: int
    report_id: int | None
    bill_code: str | None
    due_on: Day
    total: int
    change: DifferenceOut | None


class AccountOut(Schema):
    """What stands in a member's account before the change and right after it."""

    account: str
    before: int
    after: int


class FirstDayOut(Schema):
    """What the change does, or would do. `unreported`: months that are owed now and wait for their report."""

    person_id: int
    name: str
    recorded_on: Day
    start_on: Day
    dry_run: bool
    total: int
    months: list[MonthMovedOut]
    unreported: list[str]
    accounts: list[AccountOut]


@router.post("", response=FirstDayOut, operation_id="correct_first_day", summary="Correct a worker's first day")
def correct_first_day(request: HttpRequest, change: FirstDayIn) -> dict[str, Any]:
    """Cover moves to the right day and every posted month that this concerns is corrected, all of it or nothing. The
    same again changes nothing. The worker is told."""
    actor = actor_of(request)
    employer_id = employer_of(actor, change.employer_id)
    spell = _spell(employer_id, change)
    given: dict[str, Any] = {"wage": change.wage, "wages": {w.month: w.wage for w in change.wages}}
    if change.dry_run:
        found = services.preview_start(employer_id, spell, change.start_on, **given)
    else:
        found = correct_start(
            employer_id,
            spell,
            change.start_on,
            change.reason,
            channel=WageReport.Channel.API,
            hand_in=papers_of(actor, employer_id, change.hand_in),
            by=actor.user_id,
            **given,
        )
    return _out(found, change.dry_run)


def _spell(employer_id: int, change: FirstDayIn) -> int:
    """The worker's spell here that is on record from one of the two days; 404 else."""
    found = rows(
        "select s.id from coverage_spell s join registry_person p on p.id = s.person_id where s.employer_id = %(e)s"
        " and s.segment = 'PU' and s.exit_reason <> 'ERROR' and s.start_on = any(%(days)s)"
        " and (p.nik = %(nik)s or exists (select 1 from registry_membernumber n where n.person_id = p.id"
        " and n.kpj = %(kpj)s)) order by s.start_on <> %(was)s, s.id limit 1",
        {
            "e": employer_id, "days": [change.recorded_on, change.start_on], "nik": change.nik, "kpj": change.kpj,
            "was": change.recorded_on,
        },
    )  # fmt: skip
    if not found:
        raise not_found()
    return int(found[0]["id"])


def _out(found: StartMoved, dry: bool) -> dict[str, Any]:
    return {
        "person_id": found.person_id,
        "name": found.name,
        "recorded_on": found.was_on,
        "start_on": found.start_on,
        "dry_run": dry,
        "total": found.total,
        "months": [_month(m, dry) for m in found.months],
        "unreported": [month_text(m) for m in found.unreported],
        "accounts": [{"account": n, "before": b, "after": a} for n, (b, a) in found.accounts.items()],
    }


def _month(m: MonthMoved, dry: bool) -> dict[str, Any]:
    return {
        "month": month_text(m.month),
        "version": m.version,
        "report_id": None if dry else m.report_id,
        "bill_code": None if dry else m.code,
        "due_on": m.due_on,
        "total": m.total,
        "change": difference_out(m.change) if m.change else None,
    }
