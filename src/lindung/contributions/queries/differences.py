"""What a correction changes, worker by worker: wages, amounts per programme, and what stands in the members' accounts.

Before it is posted the new amounts come from the bill's own expressions, afterwards from the lines that were booked; so
the page reads the same on both days. Who may see the report may see all of it (as in `reports.py`).
"""

from datetime import date
from typing import Any

from lindung.base.db import rows, system
from lindung.contributions import obliged
from lindung.contributions.obliged import AMOUNTS, PAYABLE
from lindung.contributions.queries.drafts import facts_of
from lindung.ledger.chart import Acc

Row = dict[str, Any]
CREDITED = {"jht": Acc.JHT_MEMBERS, "jp": Acc.JP_MEMBERS}


def _report(report_id: int) -> Row | None:
    found = rows(
        "select r.id as report, r.employer_id as employer, r.month, r.version, r.status, b.id as bill from"
        " contributions_wagereport r left join contributions_bill b on b.report_id = r.id where r.id = %s",
        [report_id],
    )
    return found[0] | {"month_end": obliged.last_day(found[0]["month"])} if found else None


def _compared(report: Row) -> str:
    """SELECT of person_id, wage and amounts before and after (columns before_x, after_x) where anything differs."""
    month: date = report["month"]
    billed = f"""
        select l.person_id, {", ".join(f"sum(l.{a})::bigint as {a}" for a in AMOUNTS)} from contributions_line l
        join contributions_bill b on b.id = l.bill_id and b.employer_id = %(employer)s and b.month = %(month)s
        where l.month = %(month)s and b.version {{}} %(version)s group by l.person_id"""
    if report["bill"] is None:
        after = obliged.assessed_sql(month, facts_of(report), "src.person_id")
    else:
        after = billed.format("<=")
    told = """
        select w.person_id, w.wage + w.back_pay as wage, w.start_on, w.end_on, w.exit_reason
        from contributions_wageline w where w.month = %(month)s and w.report_id = {}"""
    last = (
        "(select id from contributions_wagereport where employer_id = %(employer)s and month = %(month)s"
        " and version < %(version)s and status = 'POSTED' order by version desc limit 1)"
    )
    amounts = ", ".join(f"coalesce(o.{a}, 0) as before_{a}, coalesce(n.{a}, 0) as after_{a}" for a in AMOUNTS)
    differs = " or ".join(f"coalesce(o.{a}, 0) <> coalesce(n.{a}, 0)" for a in AMOUNTS)
    return f"""
        select coalesce(n.person_id, o.person_id, nw.person_id, ow.person_id) as person_id,
               coalesce(ow.wage, 0) as before_wage, coalesce(nw.wage, 0) as after_wage, ow.end_on as before_end,
               nw.end_on as after_end, nw.start_on as after_start, ow.person_id is not null as before_named,
               nw.person_id is not null as after_named, {amounts}
        from ({after}) n full join ({billed.format("<")}) o on o.person_id = n.person_id
        full join ({told.format("%(report)s")}) nw on nw.person_id = coalesce(n.person_id, o.person_id)
        full join ({told.format(last)}) ow on ow.person_id = coalesce(n.person_id, o.person_id, nw.person_id)
        where {differs} or nw.start_on is not null or coalesce(ow.wage, 0) <> coalesce(nw.wage, 0)
          or (ow.person_id is null) <> (nw.person_id is null)
          or (ow.end_on, coalesce(ow.exit_reason, '')) is distinct from (nw.end_on, coalesce(nw.exit_reason, ''))"""


def totals(report_id: int) -> Row | None:
    """How many workers a correction changes and by how much in all: workers, and difference per column (diff_x) and in
    total (whole rupiah). None where the reader sees no such report."""
    report = _report(report_id)
    if report is None:
        return None
    sums = ", ".join(f"coalesce(sum(after_{a} - before_{a}), 0)::bigint as diff_{a}" for a in AMOUNTS)
    whole = " + ".join(f"after_{a} - before_{a}" for a in PAYABLE)
    with system():
        return rows(
            f"select count(*) as workers, {sums}, coalesce(sum({whole}), 0)::bigint as total,"
            f" coalesce(sum(greatest({whole}, 0)), 0)::bigint as more,"
            f" coalesce(sum(least({whole}, 0)), 0)::bigint as less from ({_compared(report)}) c",
            report,
        )[0]


def workers(report_id: int, *, after: int = 0, limit: int = 50, person_id: int | None = None) -> list[Row]:
    """The workers a correction changes (or one of them), by person id: name, kpj, before_ and after_ of wage (with back
    pay), of named (whether reported at all), of end (the day of an exit) and of every column, after_start (a first day
    that the correction tells), total_before, total_after, and per
    account jht_credited, jp_credited: what stands in the member's account for the month from this employer now, and
    jht_due, jp_due: what will once the month is settled in full."""
    report = _report(report_id)
    if report is None:
        return []
    account = ", ".join(
        f"coalesce((select sum(m.amount) from ledger_memberposting m where m.person_id = t.person_id"
        f" and m.account_id = {int(acc)} and m.employer_id = %(employer)s and m.month = %(month)s"
        f" and m.kind in ('CONTRIBUTION', 'CORRECTION')), 0)::bigint as {name}_credited"
        for name, acc in CREDITED.items()
    )
    sums = {side: " + ".join(f"t.{side}_{a}" for a in PAYABLE) for side in ("before", "after")}
    with system():
        return rows(
            f"""
            select t.*, ({sums["before"]})::bigint as total_before, ({sums["after"]})::bigint as total_after,
              t.after_jht_employer + t.after_jht_worker as jht_due, t.after_jp_employer + t.after_jp_worker as jp_due,
              {account}, p.name, (select n.kpj from registry_membernumber n where n.person_id = p.id
                order by n.issued_on desc, n.kpj desc limit 1) as kpj
            from (select * from ({_compared(report)}) c where person_id > %(after)s
                    and (%(person)s::bigint is null or person_id = %(person)s)
                  order by person_id limit %(limit)s) t
            join registry_person p on p.id = t.person_id order by t.person_id
            """,
            report | {"after": after, "limit": limit, "person": person_id},
        )
