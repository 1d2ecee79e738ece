"""Asking for the work of a month: bills, exit notices that silence has accepted, returns. The worker does it."""

from datetime import date

from lindung.base.dates import month_of
from lindung.batch.models import Run
from lindung.batch.services import enqueue


def start_post_month(month: date, *, on: date | None = None, by: int | None = None, again: str = "") -> Run:
    """Bill all finalised reports of `month`. The same call is the same run: a later one for reports finalised meanwhile
    needs another `again`, such as the day it is started."""
    month = month_of(month)
    return enqueue(
        "post_month",
        "lindung.interop.runs.post_month",
        f"post-month:{month:%Y-%m}:{again}"[:120],
        {"month": f"{month}", "on": f"{on}" if on else None},
        by=by,
    )


def start_exit_notices(on: date, *, by: int | None = None) -> Run:
    """Settle the exit notices whose reply window is over on a day; once a day."""
    return enqueue("exit_notices", "lindung.interop.runs.exit_notices", f"exit-notices:{on}", {"on": f"{on}"}, by=by)


def start_returns(month: date, booked_on: date, *, set_rate: int | None = None, by: int | None = None) -> Run:
    """Credit a month's JHT return to every member; `set_rate` (parts per million a year) where no rate is published."""
    month = month_of(month)
    params = {"month": f"{month}", "booked_on": f"{booked_on}", "set_rate": set_rate}
    return enqueue("returns", "lindung.interop.runs.returns", f"returns:{month:%Y-%m}", params, by=by)
