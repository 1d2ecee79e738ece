"""What an officer does for an employer by papers handed in at the branch; the employer hears of it at once."""

from datetime import date

from lindung.base.db import act
from lindung.contributions import services
from lindung.contributions.models import HandInReport, WageReport
from lindung.interop.outbox import enqueue_after, marks


@act
def open_month(
    hand_in: int,
    employer_id: int,
    month: date,
    *,
    reason: str = "",
    channel: str = WageReport.Channel.FORM,
    by: int | None = None,
) -> WageReport:
    """Open a month, or with a reason the correction of a posted one. Raises as `open_for_employer`."""
    before = marks()
    report = services.open_for_employer(hand_in, employer_id, month, reason=reason, channel=channel, by=by)
    enqueue_after(before, by=by)
    return report


@act
def attach(hand_in: int, report_id: int, *, take_over: bool = False, by: int | None = None) -> HandInReport:
    """Fill an open report in by what was handed in. Raises as `contributions.services.attach`."""
    before = marks()
    made = services.attach(hand_in, report_id, take_over=take_over, by=by)
    enqueue_after(before, by=by)
    return made
