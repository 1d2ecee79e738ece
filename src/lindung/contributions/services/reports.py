"""The life of a wage report: opened with last month's workers, edited, finalised, posted; a posted month is corrected
by a new version. Every step may be repeated."""

from datetime import date
from typing import Any

from django.utils import timezone

from lindung.base.dates import month_of
from lindung.base.db import act, rows, run, scalar
from lindung.contributions import obliged
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Bill, WageReport
from lindung.contributions.services import kernel
from lindung.coverage.models import ExitReason
from lindung.ledger.services import open_months
from lindung.registry import queries as registry
from lindung.registry.models import Employer

Status = WageReport.Status
OPEN = (Status.READING, Status.DRAFT, Status.FINALISED)
LARGEST_WAGE = 10_000_000_000


def locked(report_id: int, *wanted: str) -> WageReport:
    """The report, locked for this act, which must have one of the wanted states (none named: any).

    Raises ContributionRefused: no_report, wrong_status."""
    report = WageReport.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise ContributionRefused("no_report", report=report_id)
    if wanted and report.status not in wanted:
        raise ContributionRefused(
            "wrong_status",
            status=report.get_status_display(),
            wanted=" / ".join(str(Status(w).label) for w in wanted),
        )
    return report


@act
def open_report(
    employer_id: int,
    month: date,
    *,
    channel: str = WageReport.Channel.FORM,
    file_id: int | None = None,
    client_key: str | None = None,
    by: int | None = None,
) -> WageReport:
    """Open the month's report, filled with the workers under cover and their last reported wages; or give the one open.

    A report by file begins in READING: `take_rows` and `end_reading` follow. The same `client_key` gives the same
    report in whatever state it is. Raises ContributionRefused: no_employer, not_a_month, before_registration,
    employer_closed, month_in_future, already_posted, wrong_status (a finalised report is reopened first).
    """
    employer = _employer(employer_id, month)
    if client_key:
        same = WageReport.objects.filter(employer_id=employer_id, client_key=client_key).first()
        if same is not None:
            return same
    known = list(WageReport.objects.filter(employer_id=employer_id, month=month).order_by("-version"))
    for report in known:
        if report.status in OPEN:
            return _again(report, channel, file_id, client_key)
        if report.status == Status.POSTED:
            raise ContributionRefused("already_posted", month=f"{month:%Y-%m}", version=report.version)
    report = _new(employer, month, known[0].version + 1 if known else 1, channel, "", file_id, client_key, by)
    _fill_from_last_month(report)
    count(report)
    return report


def _employer(employer_id: int, month: date) -> Employer:
    """The employer, locked so that two reports of a month are not opened at once."""
    if month.day != 1:
        raise ContributionRefused("not_a_month", field="month", day=month)
    employer = Employer.objects.select_for_update(no_key=True).filter(pk=employer_id).first()
    if employer is None:
        raise ContributionRefused("no_employer", field="employer")
    if month < month_of(employer.registered_on):
        raise ContributionRefused(
            "before_registration", field="month", month=f"{month:%Y-%m}", registered_on=employer.registered_on
        )
    if employer.status == Employer.Status.CLOSED and employer.closed_on and month > employer.closed_on:
        raise ContributionRefused(
            "employer_closed", field="month", month=f"{month:%Y-%m}", closed_on=employer.closed_on
        )
    latest = month_of(registry.today())
    if month > latest:
        raise ContributionRefused("month_in_future", field="month", month=f"{month:%Y-%m}", latest=f"{latest:%Y-%m}")
    return employer


def _again(report: WageReport, channel: str, file_id: int | None, client_key: str | None) -> WageReport:
    if channel == WageReport.Channel.FILE and file_id and report.file_id != file_id:
        from lindung.contributions.services.rows import begin_reading

        return begin_reading(report.pk, file_id, client_key=client_key)
    return report


def _new(
    employer: Employer,
    month: date,
    version: int,
    channel: str,
    reason: str,
    file_id: int | None,
    client_key: str | None,
    by: int | None,
) -> WageReport:
    open_months("contributions_wageline", [month])
    return WageReport.objects.create(
        employer=employer,
        office_id=employer.office_id,
        month=month,
        version=version,
        status=Status.READING if channel == WageReport.Channel.FILE and file_id else Status.DRAFT,
        channel=channel,
        reason=reason,
        file_id=file_id,
        client_key=client_key,
        made_by=by,
    )


def _fill_from_last_month(report: WageReport) -> None:
    """Everybody who is under cover in the month with the wage last posted for him here, without back pay."""
    run(
        """
        insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage)
        select %(month)s, %(report)s, s.person_id, %(employer)s, %(office)s, w.wage
        from (select distinct person_id from coverage_spell where employer_id = %(employer)s and segment = 'PU'
              and exit_reason <> 'ERROR' and start_on <= %(month_end)s and (end_on is null or end_on >= %(month)s)) s
        join contributions_wageline w on w.person_id = s.person_id and w.end_on is null
        join (select id, month from contributions_wagereport
              where employer_id = %(employer)s and status = 'POSTED' and month < %(month)s
              order by month desc, version desc limit 1) r on w.month = r.month and w.report_id = r.id
        order by s.person_id
        """,
        _names(report),
    )


def _names(report: WageReport) -> dict[str, Any]:
    return {
        "month": report.month,
        "month_end": obliged.last_day(report.month),
        "report": report.pk,
        "employer": report.employer_id,
        "office": report.office_id,
    }


def count(report: WageReport) -> None:
    """Set the row counts. By file: the rows of the last file, good and refused. Otherwise: the workers of the
    report."""
    which = "and row_no is not null" if report.channel == WageReport.Channel.FILE else ""
    found = rows(
        f"select (select count(*) from contributions_wageline where month = %(month)s and report_id = %(report)s"
        f" {which})"
        " as good, (select count(*) from contributions_refusedrow where report_id = %(report)s and fixed_at is null)"
        " as refused",
        _names(report),
    )[0]
    report.rows_good, report.rows_refused = found["good"], found["refused"]
    report.rows_in = report.rows_good + report.rows_refused
    report.save(update_fields=["rows_in", "rows_good", "rows_refused"])


@act
def correct_month(
    employer_id: int,
    month: date,
    reason: str,
    *,
    channel: str = WageReport.Channel.FORM,
    file_id: int | None = None,
    client_key: str | None = None,
    by: int | None = None,
) -> WageReport:
    """Open a correction of a posted month: a new version that starts as the last one stood and bills the difference.

    Gives the correction that is open already, if one is. Raises ContributionRefused: nothing_to_correct, reason_needed
    and what `open_report` refuses about employer and month."""
    employer = _employer(employer_id, month)
    if not reason.strip():
        raise ContributionRefused("reason_needed", field="reason")
    known = list(WageReport.objects.filter(employer_id=employer_id, month=month).order_by("-version"))
    posted = next((r for r in known if r.status == Status.POSTED), None)
    if posted is None:
        raise ContributionRefused("nothing_to_correct", month=f"{month:%Y-%m}")
    still_open = next((r for r in known if r.status in OPEN), None)
    if still_open is not None:
        return _again(still_open, channel, file_id, client_key)
    made = _new(employer, month, known[0].version + 1, channel, reason.strip()[:200], file_id, client_key, by)
    run(
        """
        insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage, back_pay, end_on,
          exit_reason)
        select month, %(report)s, person_id, employer_id, %(office)s, wage, back_pay, end_on, exit_reason
        from contributions_wageline where month = %(month)s and report_id = %(posted)s order by person_id
        """,
        {**_names(made), "posted": posted.pk},
    )
    count(made)
    return made


@act
def set_line(
    report_id: int,
    person_id: int,
    *,
    wage: int | None = None,
    back_pay: int | None = None,
    start_on: date | None = None,
    end_on: date | None = None,
    exit_reason: str | None = None,
) -> None:
    """Change one worker's line in a draft; what is None stays. An exit needs date and reason; `exit_reason=""` takes an
    exit back. Whole rupiah. Raises ContributionRefused: not_his_worker, wage_range, no_death_here, exit_incomplete,
    exit_reason, wrong_status."""
    report = locked(report_id, Status.DRAFT)
    for name, amount in (("wage", wage), ("back_pay", back_pay)):
        if amount is not None and not 0 <= amount <= LARGEST_WAGE:
            raise ContributionRefused("wage_range", field=name, wage=amount)
    changes: dict[str, Any] = {"wage": wage, "back_pay": back_pay, "start_on": start_on}
    changes = {k: v for k, v in changes.items() if v is not None}
    if exit_reason == "":
        changes |= {"end_on": None, "exit_reason": ""}
    elif exit_reason is not None or end_on is not None:
        changes |= {"end_on": end_on, "exit_reason": _exit(end_on, exit_reason)}
    if not changes:
        return
    sets = ", ".join(f"{name} = %({name})s" for name in changes)
    touched = run(
        f"update contributions_wageline set {sets} where month = %(month)s and report_id = %(report)s"
        " and person_id = %(person)s",
        {**changes, "month": report.month, "report": report_id, "person": person_id},
    )
    if not touched:
        raise ContributionRefused("not_his_worker")


def _exit(end_on: date | None, reason: str | None) -> str:
    if end_on is None or not reason:
        raise ContributionRefused("exit_incomplete", field="exit_reason" if end_on else "end_on")
    if reason == ExitReason.DIED:
        raise ContributionRefused("no_death_here", field="exit_reason")
    if reason not in ExitReason.values:
        raise ContributionRefused("exit_reason", field="exit_reason", reason=reason)
    return reason


@act
def remove_worker(report_id: int, person_id: int) -> None:
    """Take a worker out of a draft: he is not reported for the month. His cover goes on; an exit is a line with a date
    and a reason. Taking out who is not there changes nothing."""
    report = locked(report_id, Status.DRAFT)
    run(
        "delete from contributions_wageline where month = %s and report_id = %s and person_id = %s",
        [report.month, report_id, person_id],
    )
    count(report)


@act
def finalise(report_id: int, *, without_refused: bool = False, by: int | None = None) -> WageReport:
    """The employer says that the report is right. Finalising a finalised report changes nothing.

    `without_refused` agrees to leave refused rows out. Raises ContributionRefused: refused_rows_left, empty_report,
    no_class, start_first (a correction), wrong_status."""
    report = locked(report_id, Status.DRAFT, Status.FINALISED)
    if report.status == Status.FINALISED:
        return report
    count(report)
    if report.rows_refused and not without_refused:
        raise ContributionRefused("refused_rows_left", count=report.rows_refused)
    corrects = WageReport.objects.filter(
        employer_id=report.employer_id, month=report.month, status=Status.POSTED
    ).exists()
    names = _names(report)
    if not corrects and not scalar(
        "select exists (select 1 from contributions_wageline where month = %(month)s and report_id = %(report)s)", names
    ):
        raise ContributionRefused("empty_report")
    if registry.employer_class(report.employer_id, names["month_end"]) is None:
        raise ContributionRefused("no_class", employer=report.employer.name, month=f"{report.month:%Y-%m}")
    if corrects:
        _started_later(names)
    # whoever has no cover here in the month begins it with this report
    run(
        """
        update contributions_wageline w set start_on = coalesce(w.start_on, %(month)s)
        where w.month = %(month)s and w.report_id = %(report)s and w.start_on is null and not exists (
          select 1 from coverage_spell s where s.person_id = w.person_id and s.employer_id = %(employer)s
            and s.segment = 'PU' and s.exit_reason <> 'ERROR' and (s.end_on is null or s.end_on >= %(month)s))
        """,
        names,
    )
    report.status, report.finalised_by, report.finalised_at = Status.FINALISED, by, timezone.now()
    report.save(update_fields=["status", "finalised_by", "finalised_at"])
    return report


def _started_later(names: dict[str, Any]) -> None:
    """A correction that names somebody in a month before his first day here, and who was not named in it, would bill a
    month without cover: his first day is corrected first (`correct_start`), and the month with it."""
    found = rows(
        """
        select p.name, s.start_on from contributions_wageline w join registry_person p on p.id = w.person_id
        cross join lateral (select min(s.start_on) as start_on from coverage_spell s where s.person_id = w.person_id
          and s.employer_id = %(employer)s and s.segment = 'PU' and s.exit_reason <> 'ERROR'
          and (s.end_on is null or s.end_on >= %(month)s)) s
        where w.month = %(month)s and w.report_id = %(report)s and w.end_on is null and s.start_on > %(month_end)s
          and not exists (select 1 from contributions_wageline o join contributions_wagereport r on r.id = o.report_id
            where o.month = %(month)s and o.person_id = w.person_id and r.employer_id = %(employer)s
              and r.month = %(month)s and r.status = 'POSTED')
        order by w.person_id limit 1
        """,
        names,
    )
    if found:
        raise ContributionRefused("start_first", month=f"{names['month']:%Y-%m}", **found[0])


@act
def reopen(report_id: int) -> WageReport:
    """Back to draft, as long as nothing is posted. Reopening a draft changes nothing."""
    report = locked(report_id, Status.DRAFT, Status.FINALISED)
    if report.status == Status.FINALISED:
        report.status, report.finalised_by, report.finalised_at = Status.DRAFT, None, None
        report.save(update_fields=["status", "finalised_by", "finalised_at"])
    return report


@act
def discard(report_id: int, reason: str = "") -> WageReport:
    """Give up a report that is not posted; its rows stay for the record. The reason is kept."""
    report = locked(report_id, *OPEN, Status.DISCARDED)
    if report.status != Status.DISCARDED:
        count(report)
        report.status, report.reason = Status.DISCARDED, (reason.strip() or report.reason)[:200]
        report.client_key = None
        report.save(update_fields=["status", "reason", "client_key"])
    return report


@act
def post(report_id: int, *, on: date | None = None, by: int | None = None) -> Bill:
    """Bill one finalised report through the bulk kernel; a posted report gives its bill again.

    Raises ContributionRefused: wrong_status (not finalised), no_class, control_failed."""
    report = locked(report_id, Status.FINALISED, Status.POSTED)
    if report.status == Status.FINALISED:
        kernel.post_reports([report.pk], report.month, on, by)
    return Bill.objects.get(report_id=report_id)
