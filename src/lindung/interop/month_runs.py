"""Asking for the work of a month: bills, exit notices that silence has accepted, returns. The worker does it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from lindung.base.dates import add_months, month_of
from lindung.base.db import system
from lindung.batch.models import Run
from lindung.batch.services import enqueue, retry
from lindung.interop.runs import returns
from lindung.ledger import queries, services
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.queries import journal


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


def start_sessions(on: date, *, by: int | None = None) -> Run:
    """Sweep sessions that are over; once a day."""
    return enqueue("sessions", "lindung.interop.runs.sessions", f"sessions:{on}", {"on": f"{on}"}, by=by)


def start_segments_day(on: date, *, by: int | None = None) -> Run:
    """Match money to orders, open and end the cover of those who pay for themselves, remind them; once a day."""
    return enqueue("segments_day", "lindung.interop.runs.segments_day", f"segments-day:{on}", {"on": f"{on}"}, by=by)


def start_handover(agreement_id: int, on: date, *, by: int | None = None) -> Run:
    """Offer everybody whose sponsor's money ends to go on by himself; once a day and agreement."""
    params = {"agreement": agreement_id, "on": f"{on}"}
    return enqueue("handover", "lindung.interop.runs.handover", f"handover:{agreement_id}:{on}", params, by=by)


def start_returns(month: date, booked_on: date, *, set_rate: int | None = None, by: int | None = None) -> Run:
    """Credit a month's JHT return to every member. Its rate: `set_rate` (parts per million a year) where given, else
    the institution's decision, else the published one. Once a month. Raises LedgerRefused no_rate."""
    month = month_of(month)
    key = f"returns:{month:%Y-%m}"
    if set_rate is None and (known := _known(key)) is not None:
        return known
    if set_rate is None and (found := returns.interim_rate(month)) is not None:
        set_rate = int(found["rate"])
    params = {"month": f"{month}", "booked_on": f"{booked_on}", "set_rate": set_rate}
    return _start("returns", key, params, by)


def start_jp_returns(month: date, booked_on: date, *, by: int | None = None) -> Run:
    """Credit a month's return to every JP account at the rate that was set for it. Once a month.

    Raises LedgerRefused no_rate."""
    month = month_of(month)
    key = f"jp-returns:{month:%Y-%m}"
    if (known := _known(key)) is not None:
        return known
    rate = int(returns.jp_rate(month)["rate"])
    params = {"what": "JP", "month": f"{month}", "booked_on": f"{booked_on}", "set_rate": rate}
    return _start("jp_returns", key, params, by)


def start_true_up(year: int, booked_on: date, *, by: int | None = None) -> Run:
    """Bring a year's JHT returns to its final rate, set or published; once for each such rate.

    Raises LedgerRefused: year_open, no_rate."""
    if booked_on.year <= year:
        raise LedgerRefused("year_open", field="booked_on", year=year)
    rate = returns.final_rate(year)
    key = f"true-up:{year}:{rate['name']}"
    if (known := _known(key)) is not None:
        return known
    params = {"what": "TRUE_UP", "month": f"{year}-12-01", "booked_on": f"{booked_on}", "set_rate": rate["rate"]}
    return _start("true_up", key, {**params, "decision": rate["name"]}, by)


def _known(key: str) -> Run | None:
    with system():
        return Run.objects.filter(key=key).first()


def _start(kind: str, key: str, params: dict[str, Any], by: int | None) -> Run:
    """The run; what is booked under its keys already (an act that was called by itself) is left out of its totals."""
    if (known := _known(key)) is not None and "before" in known.params:
        params = {**params, "before": known.params["before"]}
    else:
        account = Acc.JP_MEMBERS if params.get("what") == "JP" else Acc.JHT_MEMBERS
        with system():
            params = {**params, "before": list(queries.credited_under(returns.prefix_of(params), account))}
    return enqueue(kind, "lindung.interop.runs.returns", key, params, by=by)


def start_closing(month: date, offices: Collection[int] | None = None, *, by: int | None = None) -> Run:
    """Prove everything and close a month of the books; one that failed before is taken up again.

    `offices`: those that whoever asks answers for (None: all). A closing shuts the month for every office, so all that
    have entries must be among them. Raises LedgerRefused: other_offices, nothing_booked and what `closable` refuses.
    """
    month = month_of(month)
    with system():
        others = journal.offices_with_books() - set(offices) if offices is not None else set()
        if others:
            raise LedgerRefused("other_offices", count=len(others))
        services.closable(month)
        oldest = journal.first_booked()
        if oldest is None or oldest >= add_months(month, 1):
            raise LedgerRefused("nothing_booked", month=f"{month:%Y-%m}")
    run = enqueue("close_books", "lindung.interop.runs.closing", closing_key(month), {"month": f"{month}"}, by=by)
    return retry(run.pk) if run.status == Run.Status.FAILED else run


def closing_key(month: date) -> str:
    """The key of the run that closes a month."""
    return f"close-books:{month:%Y-%m}"


def start_collection_day(on: date, *, by: int | None = None) -> Run:
    """Promises, plans, cases and reminders of a day; once a day."""
    return enqueue(
        "collection_day", "lindung.interop.runs.collection_day", f"collection-day:{on}", {"on": f"{on}"}, by=by
    )


def start_receivables(on: date, *, by: int | None = None) -> Run:
    """Keep what everybody owes at the end of a day; once a day."""
    return enqueue("receivables", "lindung.interop.runs.receivables", f"receivables:{on}", {"on": f"{on}"}, by=by)


def start_flags(month: date, on: date, *, by: int | None = None) -> Run:
    """Look at the reports of a month for what differs; again on another day for reports that came later."""
    month = month_of(month)
    params = {"month": f"{month}", "on": f"{on}"}
    return enqueue("flags", "lindung.interop.runs.flags", f"flags:{month:%Y-%m}:{on}", params, by=by)


def start_penalties(on: date, *, by: int | None = None) -> Run:
    """Bring allocation and penalties of everybody who ever paid to the facts of a day; once a day."""
    return enqueue("penalties", "lindung.interop.runs.penalties", f"penalties:{on}", {"on": f"{on}"}, by=by)
