"""Which reports of a month get the labour-intensive relief; the register says the industry, the law the rest."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from lindung import law
from lindung.base.dates import add_months
from lindung.base.db import rows
from lindung.law.dates import month_end

ELIGIBILITY = "relief.labour_intensive.eligibility"


def paid_up_to(month: date) -> date | None:
    """The month up to which JKK must be paid, None in months that know no relief."""
    try:
        return date.fromisoformat(str(law.parameter("relief.labour_intensive.paid_up_to", month_end(month)).value))
    except law.NotInForce:
        return None


def eligible(month: date, which: str, values: dict[str, Any]) -> list[int]:
    """Ids of the reports (a condition on contributions_wagereport r, with its values) whose employers get the relief in
    `month`: by industry, workers of the report, and the last month with JKK paid. One query; the law decides once per
    different answer."""
    last = paid_up_to(month)
    if last is None:
        return []
    found = rows(
        f"""
        select r.id, c.labour_industry, (select count(*) from contributions_wageline w
                 where w.month = %(month)s and w.report_id = r.id) as workers,
          (select min(m)::date from (
             select b.month as m from contributions_bill b
             where b.employer_id = r.employer_id and b.month <= %(labour_last)s group by b.month
             having sum(b.jkk - b.jkp_from_jkk) > coalesce((select sum(s.jkk) from contributions_settlement s
               join contributions_bill x on x.id = s.bill_id where x.employer_id = r.employer_id and x.month = b.month),
               0)
             union all
             select m from generate_series(date_trunc('month', e.registered_on), %(labour_last)s::date,
               interval '1 month') m
             where not exists (select 1 from contributions_bill b where b.employer_id = r.employer_id
                 and b.month = m::date)
               and exists (select 1 from coverage_spell s where s.employer_id = r.employer_id and s.segment = 'PU'
                 and s.exit_reason <> 'ERROR' and s.start_on < m + interval '1 month'
                 and (s.end_on is null or s.end_on >= m))) owed) as owed
        from contributions_wagereport r join registry_employer e on e.id = r.employer_id
        join lateral (select c.labour_industry from registry_employerclass c
          where c.employer_id = r.employer_id and c.valid_from <= %(month_end)s
            and (c.valid_to is null or c.valid_to >= %(month_end)s) order by c.valid_from desc limit 1) c
          on c.labour_industry <> ''
        where {which}
        """,
        values | {"labour_last": last, "month_end": month_end(month), "month": month},
    )
    return [
        r["id"]
        for r in found
        if _decides(month, r["labour_industry"], r["workers"], add_months(r["owed"], -1) if r["owed"] else last)
    ]


@lru_cache(maxsize=4096)
def _decides(month: date, industry: str, workers: int, jkk_paid_to: date) -> bool:
    given: dict[str, int | str | date] = {"industry": industry, "workers": workers, "jkk_paid_to": jkk_paid_to}
    return bool(law.calc(ELIGIBILITY, month_end(month), given).values["eligible"])


@lru_cache(maxsize=4096)
def settled_in_time(paid_on: date) -> bool:
    """Whether money of a day still settles at the reduced rates."""
    try:
        last = law.parameter("relief.labour_intensive.settle_by", paid_on).value
    except law.NotInForce:
        return True
    return paid_on <= date.fromisoformat(str(last))


def one(month: date, report_id: int) -> Sequence[int]:
    """The same for a single report, as the previews ask."""
    return eligible(month, "r.id = %(report)s", {"report": report_id})
