"""Reports that an officer fills in for an employer, by papers that were handed in at the branch. An employer's own open
draft is never taken over unless somebody says so."""

from datetime import date

from django.utils import timezone

from lindung.base.dates import month_of
from lindung.base.db import act
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import HandIn, HandInReport, WageReport
from lindung.contributions.services.reports import OPEN, correct_month, locked, open_report
from lindung.registry import queries as registry
from lindung.registry.models import Employer
from lindung.registry.services import store_file


@act
def take_hand_in(
    employer_id: int,
    way: str,
    brought_by: str,
    paper: str,
    paper_no: str,
    paper_on: date,
    *,
    client_key: str,
    scan: tuple[str, str, bytes] | None = None,
    by: int | None = None,
) -> HandIn:
    """Note who came for an employer and on what paper, with a picture of it (name, type, bytes) where there is one; the
    same `client_key` again gives what is noted already.

    Raises ContributionRefused: no_employer, hand_in_incomplete, paper_in_future; RegistryRefused as `store_file`."""
    employer = Employer.objects.select_for_update(no_key=True).filter(pk=employer_id).first()
    if employer is None:
        raise ContributionRefused("no_employer", field="employer")
    same = HandIn.objects.filter(employer_id=employer_id, client_key=client_key).first()
    if same is not None:
        return same
    brought_by, paper_no, today = " ".join(brought_by.split()), " ".join(paper_no.split()), registry.today()
    if not (brought_by and paper_no and way in HandIn.Way.values and paper in HandIn.Paper.values):
        raise ContributionRefused("hand_in_incomplete", field="brought_by" if not brought_by else "paper_no")
    if paper_on > today:
        raise ContributionRefused("paper_in_future", field="paper_on", day=paper_on, today=today)
    kept = store_file(*scan, employer.office_id, employer_id=employer_id, by=by) if scan else None
    return HandIn.objects.create(
        employer=employer,
        office_id=employer.office_id,
        way=way,
        brought_by=brought_by[:120],
        paper=paper,
        paper_no=paper_no[:60],
        paper_on=paper_on,
        file=kept,
        received_on=today,
        client_key=client_key,
        made_by=by,
    )


@act
def admit(hand_in_id: int, employer_id: int, month: date) -> HandIn:
    """Whether a month may be filled in by what was handed in; the employer stays locked until the transaction ends.

    Raises ContributionRefused: no_hand_in, own_draft (the employer fills the month in himself)."""
    Employer.objects.select_for_update(no_key=True).filter(pk=employer_id).first()
    found = HandIn.objects.filter(pk=hand_in_id, employer_id=employer_id).first()
    if found is None:
        raise ContributionRefused("no_hand_in")
    own = WageReport.objects.filter(
        employer_id=employer_id, month=month_of(month), status__in=OPEN, hand_ins__isnull=True
    ).first()
    if own is not None:
        raise own_draft(own)
    return found


def own_draft(report: WageReport) -> ContributionRefused:
    """The refusal to touch a report that the employer fills in himself."""
    opened_on = timezone.localtime(report.made_at).date()
    return ContributionRefused("own_draft", month=f"{report.month:%Y-%m}", opened_on=opened_on)


@act
def attach(hand_in_id: int, report_id: int, *, take_over: bool = False, by: int | None = None) -> HandInReport:
    """Say that an open report is filled in by what was handed in. `take_over` goes on with a draft that the employer
    opened himself, as he asked. Twice is once.

    Raises ContributionRefused: no_report, no_hand_in (also of another employer), wrong_status."""
    report = locked(report_id)
    if not HandIn.objects.filter(pk=hand_in_id, employer_id=report.employer_id).exists():
        raise ContributionRefused("no_hand_in")
    there = HandInReport.objects.filter(hand_in_id=hand_in_id, report=report).first()
    if there is not None:
        return there
    locked(report_id, *OPEN)
    return HandInReport.objects.create(
        hand_in_id=hand_in_id,
        report=report,
        employer_id=report.employer_id,
        office_id=report.office_id,
        took_over=take_over,
        made_by=by,
    )


@act
def open_for_employer(
    hand_in_id: int,
    employer_id: int,
    month: date,
    *,
    reason: str = "",
    channel: str = WageReport.Channel.FORM,
    by: int | None = None,
) -> WageReport:
    """Open a month for an employer, or with a reason the correction of a posted one, by what was handed in.

    Raises ContributionRefused: as `admit`, `open_report` and `correct_month`."""
    admit(hand_in_id, employer_id, month)
    if reason:
        report = correct_month(employer_id, month, reason, channel=channel, by=by)
    else:
        report = open_report(employer_id, month, channel=channel, by=by)
    attach(hand_in_id, report.pk, by=by)
    return report
