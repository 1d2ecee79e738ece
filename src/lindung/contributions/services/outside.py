"""The same month with its lines assessed elsewhere: the facts go out, the amounts come back in a table, and the one
kernel books them. It takes a line only where the facts that came back are the register's of this moment, and computes
every line again by the law's own SQL, as it does with its own."""

from datetime import date
from typing import Any

from lindung.base.db import act, rows, run
from lindung.contributions import labour, obliged
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.obliged import AMOUNTS, OUTSIDE
from lindung.contributions.services import assess
from lindung.contributions.services.kernel import MonthResult, post_reports

KEYS = ("report_id", "person_id")
FACTS = tuple(OUTSIDE)
"""The inputs of the formula by their names in the law; whole numbers."""
ASSESSED = (*KEYS, *FACTS, *AMOUNTS)
"""The columns that come back."""


@act
def report_ids(month: date, low: int, high: int) -> list[int]:
    """First versions of finalised reports of employers with low <= id <= high. Raises ContributionRefused: no_class."""
    which = "r.month = %(month)s and r.status = 'FINALISED' and r.employer_id between %(low)s and %(high)s"
    values: dict[str, Any] = {"month": month, "month_end": obliged.last_day(month), "low": low, "high": high}
    found = rows(f"select * from ({assess.reports_sql(which, month)}) x where turn = 1", values)
    for r in found:
        if r["risk_group"] is None or r["jht"] is None:
            name = rows("select name from registry_employer where id = %s", [r["employer_id"]])[0]["name"]
            raise ContributionRefused("no_class", employer=name, month=f"{month:%Y-%m}")
    return [r["report_id"] for r in found]


def facts_query(month: date, report_ids: list[int]) -> tuple[str, dict[str, Any]]:
    """A query of `KEYS` and `FACTS` (bigint, never null) of these reports, with its values; inside the writing role."""
    values: dict[str, Any] = {"month": month, "month_end": obliged.last_day(month), "ids": report_ids}
    which = "r.month = %(month)s and r.id = any(%(ids)s)"
    values["labour"] = labour.eligible(month, which, values)
    reports = assess.reports_sql(which, month, "(r.id = any(%(labour)s::bigint[]))::int")
    source = assess.facts_sql(month, reports=f"(select x.*, 0 as bill_id from ({reports}) x)", whole=True)
    facts = ", ".join(f"f.{ours}::bigint as {name}" for name, ours in OUTSIDE.items())
    return f"select f.report_id, f.person_id, {facts} from {source} f", values


@act
def prepare() -> str:
    """An empty table of this transaction for what comes back; its name."""
    run("drop table if exists pg_temp.assessed")
    run(f"create temp table assessed ({', '.join(f'{c} bigint not null' for c in ASSESSED)}) on commit drop")
    return "pg_temp.assessed"


@act
def post_assessed(
    month: date, report_ids: list[int], *, on: date | None = None, by: int | None = None
) -> tuple[MonthResult, int]:
    """Post these reports with the lines of `prepare`'s table, filled by the caller; all of them or none. Returns what
    was posted, and what the table's lines of the reports that were still open come to in rupiah.

    Raises ContributionRefused: control_failed where a worker is missing, a fact has changed meanwhile, or an amount is
    not what the law's SQL makes of it."""
    run("analyze pg_temp.assessed")
    payable = " + ".join(f"a.{name}" for name in obliged.PAYABLE)
    expected = rows(
        f"select coalesce(sum({payable}), 0)::bigint as billed from pg_temp.assessed a where a.report_id in ("
        " select r.id from contributions_wagereport r where r.id = any(%s) and r.status = 'FINALISED' for update)",
        [report_ids],
    )[0]["billed"]
    return post_reports(report_ids, month, on, by, outside=True), int(expected)
