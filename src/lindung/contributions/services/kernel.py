"""The one way from finalised reports to bills: one employer or seventeen thousand, the same statements.

One transaction posts all finalised reports of a month whose employers lie in a range: lines by one INSERT … SELECT
whose expressions are generated from the law's text, bills by one aggregation over those lines (which also recomputes
every line), the journal, the bills, joiners and leavers, the status. Whatever does not add up undoes all of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.dates import month_of
from lindung.base.db import act, rows, run, scalar, stage_sql
from lindung.contributions import labour, obliged
from lindung.contributions.codes import code_sql
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.obliged import AMOUNTS, FORMULA, PAYABLE
from lindung.contributions.services import assess, movements
from lindung.law.dates import contribution_due
from lindung.ledger import queries as books
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc
from lindung.ledger.services import open_months
from lindung.registry import queries as registry

WHOLE_RANGE = (0, 2**62)


@dataclass(frozen=True, slots=True)
class MonthResult:
    """What a run posted: counts of reports, lines and workers, rupiah billed, and how many lines were recomputed."""

    month: date
    reports: int
    workers: int
    lines: int
    billed: int
    journal: int
    checked: int
    joined: int
    left: int
    cover_refused: int

    def totals(self) -> dict[str, int]:
        """The control totals, for a run's record."""
        return {
            name: getattr(self, name)
            for name in (
                "reports",
                "workers",
                "lines",
                "billed",
                "journal",
                "checked",
                "joined",
                "left",
                "cover_refused",
            )
        }


@act
def open_month(month: date, *, on: date | None = None) -> None:
    """Have the tables of a contribution month and of the day it is booked on (default: the business day), in a
    transaction of its own: whoever opens one makes the others wait until he is done."""
    for table in ("contributions_wageline", "contributions_line"):
        open_months(table, [month])
    for table in ("ledger_posting", "ledger_memberposting"):
        open_months(table, [books.open_day(on)])


@act
def post_month(
    month: date, low: int = WHOLE_RANGE[0], high: int = WHOLE_RANGE[1], *, on: date | None = None, by: int | None = None
) -> MonthResult:
    """Post all finalised reports of `month` (its first day) of employers with low <= id <= high; all of them or none.

    `on` is the day of the bills (default, and for a day closed by now: the business day). Reports that are posted
    already are left alone, so a repeated or resumed run posts only what is missing. Raises ContributionRefused
    (no_class, control_failed).
    """
    return _post(
        "r.month = %(month)s and r.employer_id between %(low)s and %(high)s", month, on, by, low=low, high=high
    )


def post_reports(
    report_ids: list[int], month: date, on: date | None, by: int | None, *, outside: bool = False
) -> MonthResult:
    """The same for named finalised reports of one month; `outside`: first versions were assessed elsewhere
    (`services.outside`)."""
    return _post("r.month = %(month)s and r.id = any(%(ids)s)", month, on, by, ids=report_ids, outside=outside)


def _post(which: str, month: date, on: date | None, by: int | None, **params: Any) -> MonthResult:
    if month.day != 1:
        raise ContributionRefused("not_a_month", day=month)
    on = books.open_day(on)
    values: dict[str, Any] = {"month": month, "month_end": obliged.last_day(month), "on": on, "by": by, **params}
    reports = _take_reports(which, values)
    if not reports:
        return MonthResult(month, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    open_months("contributions_line", [month])
    assess.read_reported(values)
    workers = assess.write_lines(values)
    checked, lines = _aggregate(values)
    corrected = assess.check_corrections(values)
    singles = assess.check_sample(values)
    _book(values, {"lines": checked, "corrected": corrected, "single": singles})
    billed, journal = _prove(values, workers, lines)
    moves = movements.move(values)
    run(
        "update contributions_wagereport r set status = 'POSTED', posted_at = %s from pg_temp.month_report m"
        " where r.id = m.report_id",
        [registry.now()],
    )
    _settle_credits(on, by)
    return MonthResult(
        month,
        reports,
        workers,
        lines,
        billed,
        journal,
        checked + corrected + singles,
        moves.joined,
        moves.left,
        moves.refused,
    )


def _take_reports(which: str, values: dict[str, Any]) -> int:
    """Lock the reports in the order of their numbers and give each a bill number and what the law needs to know.

    `turn` counts the bills of the month: a first one bills every worker, a later one the differences."""
    run(
        f"select 1 from registry_employer e where e.id in (select r.employer_id from contributions_wagereport r"
        f" where {which} and r.status = 'FINALISED') order by e.id for no key update",
        values,
    )
    reports = assess.reports_sql(
        f"{which} and r.status = 'FINALISED' order by r.id for update",
        values["month"],
        "(r.id = any(%(labour)s::bigint[]))::int",
    )
    stage_sql(
        "month_report",
        f"""
        select x.*, nextval((select pg_get_serial_sequence('contributions_bill', 'id')::regclass)) as bill_id from (
          {reports}) x
        """,
        values | {"labour": labour.eligible(values["month"], f"{which} and r.status = 'FINALISED'", values)},
    )
    found = rows(
        "select count(*) as reports, min(employer_id) filter (where risk_group is null or jht is null) as classless"
        " from pg_temp.month_report"
    )[0]
    if found["classless"]:
        name = scalar("select name from registry_employer where id = %s", [found["classless"]])
        raise ContributionRefused("no_class", employer=name, month=f"{values['month']:%Y-%m}")
    return int(found["reports"])


def _aggregate(values: dict[str, Any]) -> tuple[int, int]:
    """Sum the lines per bill and recompute every line of a first version by the law's own expressions on the way.

    Returns (lines recomputed, lines written); raises control_failed when a line differs from the law.
    """
    stage_sql(
        "month_bill",
        f"select m.*, s.* from pg_temp.month_report m cross join lateral ({assess.sums_sql(values['month'])}) s",
        values,
    )
    found = rows(
        "select coalesce(sum(lines) filter (where turn = 1), 0)::bigint as checked,"
        " coalesce(sum(lines), 0)::bigint as lines, coalesce(sum(wrong) filter (where turn = 1), 0)::bigint as wrong"
        " from pg_temp.month_bill"
    )[0]
    if found["wrong"]:
        assess.fail(values["month"], "line = law", found["wrong"], 0)
    return int(found["checked"]), int(found["lines"])


def _receivables() -> list[tuple[str, Acc, Acc]]:
    """(amount of a bill, debit, credit) of the entry of a bill: JKK and JKM without what they pass on to JKP."""
    return [
        ("jkk - jkp_from_jkk", Acc.JKK_RECEIVABLE, Acc.JKK_BILLED),
        ("jkm - jkp_from_jkm", Acc.JKM_RECEIVABLE, Acc.JKM_BILLED),
        ("jht_employer + jht_worker", Acc.JHT_RECEIVABLE, Acc.JHT_BILLED),
        ("jp_employer + jp_worker", Acc.JP_RECEIVABLE, Acc.JP_BILLED),
        ("jkp_from_jkk + jkp_from_jkm", Acc.JKP_RECEIVABLE, Acc.JKP_BILLED),
    ]


def _book(values: dict[str, Any], checks: Mapping[str, int]) -> None:
    """Entries and bills, one statement per table."""
    accounts, amounts = ledger.sides(
        side for amount, debit, credit in _receivables() for side in ((debit, amount), (credit, f"-({amount})"))
    )
    ledger.post_many(
        "select key, 'BILL' as kind, %(on)s::date as booked_on, office_id, employer_id, null as person_id,"
        " '' as note from pg_temp.month_bill",
        f"select b.key, v.account_id, {amounts} as amount from pg_temp.month_bill b cross join {accounts}",
        "",
        values,
        by=values["by"],
        distinct=True,
    )
    holidays = registry.holidays(values["month"], values["on"] + timedelta(days=92))
    values["due_first"] = contribution_due(values["month"], holidays)
    values["due_correction"] = contribution_due(month_of(values["on"]), holidays)
    values["receipt"] = json.dumps(law.receipt(FORMULA, values["month"]) | {"recomputed": dict(checks)})
    names = ", ".join(AMOUNTS)
    run(
        f"""
        insert into contributions_bill (id, code, employer_id, office_id, report_id, month, version, issued_on, due_on,
          workers, {names}, total, receipt_of_law, entry_id, made_at)
        select b.bill_id, {code_sql("%(month)s::date", "b.bill_id")}, b.employer_id, b.office_id, b.report_id,
          %(month)s, b.version, %(on)s, case when b.turn = 1 then %(due_first)s::date else %(due_correction)s::date end,
          b.lines, {", ".join("b." + a for a in AMOUNTS)}, {" + ".join("b." + a for a in PAYABLE)},
          %(receipt)s::jsonb || jsonb_build_object('size', b.size, 'risk_group', b.risk_group, 'jht', b.jht, 'jp', b.jp,
            'jkp', b.jkp, 'covid_relief', b.covid, 'labour_intensive', b.labour,
            'wages', b.wages),
          e.id, now()
        from pg_temp.month_bill b join {ledger.POSTED} e on e.key = b.key order by b.bill_id
        """,
        values,
    )


def _prove(values: dict[str, Any], workers: int, lines: int) -> tuple[int, int]:
    """Workers in = lines out, Σ lines = Σ bills = Σ journal, or nothing is posted. Returns (billed, journal)."""
    found = rows(
        """
        select coalesce(sum(b.total), 0)::bigint as billed, count(*) as bills,
          coalesce(sum(p.amount), 0)::bigint as journal,
          (select coalesce(sum(wages), 0)::bigint from pg_temp.month_bill) as wages,
          (select count(*) from pg_temp.month_bill) as reports
        from contributions_bill b join pg_temp.month_bill m on m.bill_id = b.id
        cross join lateral (select sum(p.amount) as amount from ledger_posting p where p.booked_on = %(on)s
          and p.entry_id = b.entry_id and p.account_id = any(%(receivable)s)) p
        """,
        {**values, "receivable": [int(debit) for _, debit, _ in _receivables()]},
    )[0]
    month = values["month"]
    if found["bills"] != found["reports"]:
        assess.fail(month, "bills = reports", found["bills"], found["reports"])
    if found["billed"] != found["journal"]:
        assess.fail(month, "bills = journal", found["billed"], found["journal"])
    if workers != lines:
        assess.fail(month, "lines = workers", lines, workers)
    if found["wages"] != (wages := assess.wages_of_reports(values)):
        assess.fail(month, "wages billed = wages reported", found["wages"], wages)
    return int(found["billed"]), int(found["journal"])


def _settle_credits(on: date, by: int | None) -> None:
    """Employers with money waiting, or whose month was corrected, are allocated anew at once."""
    from lindung.contributions.services.allocate import allocate

    waiting = rows(
        """
        select distinct m.employer_id from pg_temp.month_report m
        where exists (select 1 from contributions_receipt c where c.employer_id = m.employer_id)
          and (m.turn > 1 or
            (select sum(c.amount) from contributions_receipt c where c.employer_id = m.employer_id)
            <> coalesce((select sum(a.amount) from contributions_allocation a where a.employer_id = m.employer_id), 0)
             + coalesce((select sum(u.amount) from contributions_receiptuse u join contributions_receipt c
                  on c.id = u.receipt_id where c.employer_id = m.employer_id), 0))
        order by 1
        """
    )
    if waiting:
        allocate([r["employer_id"] for r in waiting], on=on, by=by)
