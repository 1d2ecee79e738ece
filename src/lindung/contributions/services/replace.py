"""A draft's rows replaced in one go, as programs hand them in."""

from collections.abc import Iterable
from typing import Any

from lindung.base.db import act, run
from lindung.contributions.models import WageReport
from lindung.contributions.services.reports import count, locked
from lindung.contributions.services.rows import RowsTaken, drop_refused, take_rows


@act
def replace_rows(report_id: int, given: Iterable[Any], *, whole_month: bool = True) -> RowsTaken:
    """Take rows into a draft in place of those taken before; with `whole_month` workers that they do not name are taken
    out. The same rows again change nothing. Raises ContributionRefused: no_report, wrong_status."""
    report = locked(report_id, WageReport.Status.DRAFT)
    here = {"month": report.month, "report": report_id}
    which = "where month = %(month)s and report_id = %(report)s"
    drop_refused(report_id)
    run(f"update contributions_wageline set row_no = null {which} and row_no is not null", here)
    taken = take_rows(report_id, given)
    if whole_month:
        run(f"delete from contributions_wageline {which} and row_no is null", here)
    count(locked(report_id))
    return taken
