"""Returns on members' accounts as runs over ranges of people: JHT and JP of a month, a year's correction of JHT.

The rate is the one the institution set by a decision; for JHT of the years with published rates the law's own. Rates
are settled when the run is asked for and stand in its parameters.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lindung import law
from lindung.base import db
from lindung.base.dates import month_of
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.ledger import queries, services
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused

PEOPLE = int(os.environ.get("LINDUNG_SLICE_PEOPLE", "50000"))
"""Registered people of a slice."""
RATE = "jht.return.member_rate"


def interim_rate(month: date) -> dict[str, Any] | None:
    """The rate that was set for a month of JHT; None where the published one counts. Raises LedgerRefused no_rate."""
    if (found := queries.set_rate("INTERIM", month)) is not None:
        return found
    try:
        law.sql("jht.interim_return", month, {"balance": "balance", "months": "1"})
    except law.LawError as error:
        raise LedgerRefused("no_rate", fund="JHT", month=f"{month:%Y-%m}", field="month") from error
    return None


def final_rate(year: int) -> dict[str, Any]:
    """id and rate of a year's final JHT return, set or published. Raises LedgerRefused no_rate."""
    day = date(year, 12, 31)
    if (found := queries.set_rate("FINAL", day)) is not None:
        return {"name": f"d{found['id']}", "rate": found["rate"]}
    try:
        value = law.parameter(RATE, day)
    except law.LawError as error:
        raise LedgerRefused("no_rate", fund="JHT", month=str(year), field="year") from error
    if value.in_force.year != year:
        raise LedgerRefused("no_rate", fund="JHT", month=str(year), field="year")
    return {"name": f"law-{value.recorded}", "rate": int(str(value.value))}


def jp_rate(month: date) -> dict[str, Any]:
    """The rate that was set for a month of JP. Raises LedgerRefused no_rate."""
    found = queries.set_rate("MONTH", month)
    if found is None:
        raise LedgerRefused("no_rate", fund="JP", month=f"{month:%Y-%m}", field="month")
    return found


def credit_sql(month: date, set_rate: int | None = None) -> str:
    """Bigint SQL of one month's JHT return over the column `balance`; `set_rate` in parts per million a year."""
    if set_rate is None:
        return law.sql("jht.interim_return", month, {"balance": "balance", "months": "1"})["credit"]
    columns = {"balance": "balance", "months": "1", "set_rate": str(int(set_rate))}
    return law.sql("jht.return_credit", month, columns)["set_credit"]


def jp_credit_sql(month: date, month_rate: int) -> str:
    """Bigint SQL of one month's JP return over the column `balance`; the rate in parts per million a month."""
    columns = {"balance": "balance", "contribution": "0", "month_rate": str(int(month_rate))}
    return law.sql("jp.return_month", month, columns)["month_credit"]


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of people; the last one is open, so that who is registered meanwhile belongs to it."""
    ends = [
        r["id"]
        for r in db.rows(
            "select id from (select id, row_number() over (order by id) as n from registry_person) p"
            " where n %% %s = 0 order by id",
            [PEOPLE],
        )
    ]
    lows = [1, *(end + 1 for end in ends)]
    return list(zip(lows, [*ends, 2**62], strict=True))


def work(run: Run, part: Slice) -> SliceResult:
    """Credit one range; the SQL is the law's own text."""
    booked_on, what = queries.open_day(date.fromisoformat(run.params["booked_on"])), run.params.get("what", "JHT")
    month = month_of(date.fromisoformat(run.params["month"]))
    if what == "TRUE_UP":
        result = services.true_up_returns(
            month.year,
            credit_sql(date(month.year, 12, 31), run.params["set_rate"]),
            booked_on,
            run.params["decision"],
            low=part.low,
            high=part.high,
            by=run.made_by,
        )
    elif what == "JP":
        text = jp_credit_sql(month, run.params["set_rate"])
        result = services.credit_jp_returns(month, text, booked_on, low=part.low, high=part.high, by=run.made_by)
    else:
        text = credit_sql(month, run.params.get("set_rate"))
        result = services.credit_returns(month, text, booked_on, low=part.low, high=part.high, by=run.made_by)
    return SliceResult(result["members"], result)


def prefix_of(params: Mapping[str, Any]) -> str:
    """What the keys of a run's entries begin with."""
    what, month = params.get("what", "JHT"), date.fromisoformat(params["month"])
    if what == "TRUE_UP":
        return f"jht-true-up:{month.year}:{params['decision']}:"
    return f"{'jp' if what == 'JP' else 'jht'}-return:{month:%Y-%m}:"


def finish(run: Run) -> Mapping[str, int]:
    """What the slices credited is what stands in members' accounts, and what the funds spent on it."""
    prefix = prefix_of(run.params)
    jp = run.params.get("what") == "JP"
    members, credited = queries.credited_under(prefix, Acc.JP_MEMBERS if jp else Acc.JHT_MEMBERS)
    expense = queries.booked_under(prefix, Acc.JP_RETURN if jp else Acc.JHT_RETURN)
    before = run.params.get("before", [0, 0])
    check_total("members", run.totals.get("members", 0), members - before[0])
    check_total("credited", run.totals.get("amount", 0), credited - before[1])
    check_total("expense", run.totals.get("amount", 0), expense - before[1])
    return {}
