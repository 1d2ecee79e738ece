"""A first day of work that was reported wrongly, put right: cover moves, and every posted month that was billed for the
wrong days is corrected by a version that bills the difference. All of it or nothing, however many months it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from lindung.base.dates import add_months, month_of
from lindung.base.db import act, rows, run, scalar
from lindung.base.format import date_long, rupiah
from lindung.contributions import obliged
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import WageReport
from lindung.contributions.queries import differences
from lindung.contributions.services.handins import admit, attach
from lindung.contributions.services.reports import LARGEST_WAGE, OPEN, correct_month, count, finalise, post
from lindung.coverage import services as coverage
from lindung.law.dates import add_months as anniversary
from lindung.ledger import queries as books
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry
from lindung.registry.models import Employer

ACCOUNTS = {"JHT": Acc.JHT_MEMBERS, "JP": Acc.JP_MEMBERS}
MOST_MONTHS = 120
"""As many months as one change may touch."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MonthMoved:
    """One month's correction: `change` is the worker's row of `queries.differences.workers` (None: the month holds the
    change without any difference), `total` the difference of the bill in whole rupiah."""

    month: date
    report_id: int
    version: int
    code: str
    due_on: date
    total: int
    change: Row | None


@dataclass(frozen=True, slots=True)
class StartMoved:
    """What a corrected first day did, or would do. `months`: what was corrected. `unreported`: months that are owed now
    and whose report is still to come. `accounts`: JHT and JP of the member, (before, after), whole rupiah."""

    spell_id: int
    person_id: int
    name: str
    was_on: date
    start_on: date
    months: tuple[MonthMoved, ...]
    unreported: tuple[date, ...]
    accounts: Mapping[str, tuple[int, int]]

    @property
    def total(self) -> int:
        """The difference of all bills, whole rupiah."""
        return sum(m.total for m in self.months)

    @property
    def bills(self) -> list[str]:
        """Codes of what has to be paid now."""
        return [m.code for m in self.months if m.total > 0]


class _Tried(Exception):
    """Carries a result out of a transaction that is undone."""

    def __init__(self, found: StartMoved) -> None:
        self.found = found


@act
def preview_start(
    employer_id: int, spell_id: int, start_on: date, *, wage: int | None = None,
    wages: Mapping[date, int] | None = None, on: date | None = None,
) -> StartMoved:  # fmt: skip
    """What `correct_start` would do, to the rupiah: it is done, read and undone. Raises as that does."""
    try:
        with transaction.atomic():
            raise _Tried(correct_start(employer_id, spell_id, start_on, "–", wage=wage, wages=wages, on=on))
    except _Tried as tried:
        return tried.found


@act
def correct_start(
    employer_id: int,
    spell_id: int,
    start_on: date,
    reason: str,
    *,
    wage: int | None = None,
    wages: Mapping[date, int] | None = None,
    channel: str = WageReport.Channel.FORM,
    hand_in: int | None = None,
    on: date | None = None,
    by: int | None = None,
) -> StartMoved:
    """A worker began on `start_on`: cover moves there and the posted months follow, each by a correction.

    Earlier: posted months that did not name him are owed, at `wages[month]` or else `wage`. Later: months before the
    new day no longer name him and come back. The month of the new day holds the change where it is posted, also when
    nothing is billed for it. `hand_in`: the papers by which an officer does it. The same day again changes nothing.

    Raises ContributionRefused: reason_needed, no_work_spell, start_before_registration, under_age, month_open,
    wage_missing, wage_range, below_paid, no_hand_in, own_draft; CoverageRefused as `move_start`; what keepers of cover
    refuse; and what corrections do.
    """
    if not reason.strip():
        raise ContributionRefused("reason_needed", field="reason")
    employer = Employer.objects.select_for_update(no_key=True).filter(pk=employer_id).first()
    if employer is None:
        raise ContributionRefused("no_employer", field="employer")
    found = rows(
        "select s.id, s.person_id, s.start_on, s.end_on, p.name, p.birth_date from coverage_spell s"
        " join registry_person p on p.id = s.person_id where s.id = %s and s.employer_id = %s",
        [spell_id, employer_id],
    )
    if not found:
        raise ContributionRefused("no_work_spell", field="spell")
    spell = found[0]
    before = _balances(spell["person_id"])
    if start_on == spell["start_on"]:
        return _moved(spell, start_on, (), (), before)
    _checked(employer, spell, start_on)
    months, missing = _months(employer_id, spell, start_on)
    note = _note(spell["start_on"], start_on, reason)
    coverage.move_start(spell_id, start_on, reason, by=by)
    _nobody_at_work(employer_id, [*months, *missing])
    made = []
    for month in months:
        if hand_in is not None:
            admit(hand_in, employer_id, month)
        report = correct_month(employer_id, month, note, channel=channel, by=by)
        if hand_in is not None:
            attach(hand_in, report.pk, by=by)
        _set_line(report, spell, start_on, (wages or {}).get(month, wage))
        finalise(report.pk, by=by)
        bill = post(report.pk, on=on, by=by)
        change = differences.workers(report.pk, person_id=spell["person_id"])
        made.append(
            MonthMoved(month, report.pk, report.version, bill.code, bill.due_on, bill.total, next(iter(change), None))
        )
    told = _moved(spell, start_on, tuple(made), tuple(missing), before)
    _not_below_paid(spell, told.accounts)
    return told


def _moved(
    spell: Row, start_on: date, made: tuple[MonthMoved, ...], missing: tuple[date, ...], before: Mapping[str, int]
) -> StartMoved:
    after = _balances(spell["person_id"])
    return StartMoved(
        spell["id"], spell["person_id"], spell["name"], spell["start_on"], start_on, made, missing,
        {name: (before[name], after[name]) for name in ACCOUNTS},
    )  # fmt: skip


def _note(was: date, now: date, reason: str) -> str:
    """What stands with the corrections and the events, as an Indonesian sentence like every reason typed."""
    return f"Mulai bekerja {date_long(now, 'id')}, semula {date_long(was, 'id')}: {reason.strip()}"[:200]


def _balances(person_id: int) -> dict[str, int]:
    return {name: books.member_balance(person_id, acc, date.max) for name, acc in ACCOUNTS.items()}


def _checked(employer: Employer, spell: Row, start_on: date) -> None:
    """What the register and the law say about the day; the rest is for coverage."""
    if start_on < month_of(employer.registered_on):
        raise ContributionRefused(
            "start_before_registration", field="start_on", start_on=start_on, registered_on=employer.registered_on
        )
    age = obliged.working_age(start_on)
    if age is not None and spell["birth_date"] < start_on < anniversary(spell["birth_date"], 12 * age):
        raise ContributionRefused(
            "under_age", field="start_on", name=spell["name"], born=spell["birth_date"], start_on=start_on, age=age
        )


def _months(employer_id: int, spell: Row, start_on: date) -> tuple[list[date], list[date]]:
    """Posted months that the change concerns, and months that are owed by it but not reported yet; both in order."""
    was, new = month_of(spell["start_on"]), month_of(start_on)
    low, high = min(was, new), max(was, new)
    last = min(month_of(spell["end_on"] or date.max), month_of(registry.today()))
    posted = {
        r["month"]
        for r in rows(
            "select distinct month from contributions_wagereport where employer_id = %s and status = 'POSTED'"
            " and month between %s and %s",
            [employer_id, low, last],
        )
    }
    concerned = {m for m in posted if low <= m < high} | ({new} & posted) | _entry_moved(spell, start_on, posted)
    if len(concerned) > MOST_MONTHS:
        raise ContributionRefused("months_many", field="start_on", count=len(concerned), most=MOST_MONTHS)
    span = [add_months(new, n) for n in range(MOST_MONTHS + 1) if add_months(new, n) < min(was, add_months(last, 1))]
    return sorted(concerned), [m for m in span if m not in posted]


def _entry_moved(spell: Row, start_on: date, posted: set[date]) -> set[date]:
    """Posted months in which the day decides whether he was registered before the entry age of JKP."""
    moved = set()
    for month in posted:
        age = obliged.jkp_entry_age(month)
        if age is not None:
            limit = anniversary(spell["birth_date"], 12 * age)
            if (spell["start_on"] < limit) != (start_on < limit) and month >= month_of(start_on):
                moved.add(month)
    return moved


def _nobody_at_work(employer_id: int, months: list[date]) -> None:
    """No report of these months is being filled in: it would be overwritten, or posted without the change."""
    busy = scalar(
        "select min(month) from contributions_wagereport where employer_id = %s and month = any(%s)"
        " and status = any(%s)",
        [employer_id, months, [str(s) for s in OPEN]],
    )
    if busy is not None:
        raise ContributionRefused("month_open", field="start_on", month=f"{busy:%Y-%m}")


def _set_line(report: WageReport, spell: Row, start_on: date, wage: int | None) -> None:
    """Put the worker into a correction or take him out, as the new first day says."""
    here = {"month": report.month, "report": report.pk, "person": spell["person_id"]}
    which = (  # lines of a record that was merged into his stay under its number
        "where month = %(month)s and report_id = %(report)s and person_id in (select id from registry_person"
        " where id = %(person)s or merged_into_id = %(person)s)"
    )
    if report.month < month_of(start_on):
        run(f"delete from contributions_wageline {which}", here)
    elif report.month < month_of(spell["start_on"]) and not rows(f"select 1 from contributions_wageline {which}", here):
        if wage is None:
            raise ContributionRefused("wage_missing", field="wage", month=f"{report.month:%Y-%m}", name=spell["name"])
        if not 0 < wage <= LARGEST_WAGE:
            raise ContributionRefused("wage_range", field="wage", wage=wage)
        run(
            "insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage)"
            " values (%(month)s, %(report)s, %(person)s, %(employer)s, %(office)s, %(wage)s)",
            here | {"employer": report.employer_id, "office": report.office_id, "wage": wage},
        )
    if report.month == month_of(start_on):
        run(f"update contributions_wageline set start_on = %(start)s {which}", here | {"start": start_on})
    count(report)


def _not_below_paid(spell: Row, accounts: Mapping[str, tuple[int, int]]) -> None:
    """What was paid out of an account cannot be taken back from it."""
    for name, (before, after) in accounts.items():
        if after < 0 and after < before:
            raise ContributionRefused(
                "below_paid", field="start_on", account=name, name=spell["name"],
                short={lang: rupiah(-after, lang) for lang in ("id", "en")},
            )  # fmt: skip
