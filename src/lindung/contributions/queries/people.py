"""A person's months: what was reported, what is paid, what is missing. For the member and for who decides a claim."""

from datetime import date
from typing import Any

from lindung.base.dates import add_months, month_of
from lindung.base.db import rows, scalar, system
from lindung.contributions.effective import standing_lines_sql
from lindung.law.dates import contribution_due
from lindung.registry import queries as registry

Row = dict[str, Any]


def _seen(person_id: int) -> bool:
    """Whether the reader may see the person; the months are then shown whole, bills of the employer included."""
    return bool(scalar("select exists (select 1 from registry_person where id = %s)", [person_id]))


def reported_wages(person_id: int) -> list[Row]:
    """Posted months of a person, newest first: month, employer_id, employer, wage and back_pay as last reported,
    version."""
    if not _seen(person_id):
        return []
    with system():
        return rows(
            """
            select distinct on (w.month, w.employer_id) w.month, w.employer_id, e.name as employer, w.wage, w.back_pay,
              r.version
            from contributions_wageline w join contributions_wagereport r on r.id = w.report_id and r.status = 'POSTED'
            join registry_employer e on e.id = w.employer_id
            where w.person_id = %s and not exists (select 1 from contributions_wagereport n
              where n.employer_id = r.employer_id and n.month = r.month and n.status = 'POSTED' and n.version >
                r.version)
            order by w.month desc, w.employer_id
            """,
            [person_id],
        )


def paid_months(person_id: int, on: date | None = None) -> list[Row]:
    """Billed months of a person by employer, oldest first: month, employer_id, employer, due_on, `assessed`
    contribution of the person, `jht` and `jp` of it, `jht_paid` and `jp_paid` in the account, `paid` (the month's bills
    with a part of this person are settled), `overdue` on the day (default: the business day). Whole rupiah."""
    if not _seen(person_id):
        return []
    # every line of a bill comes from a reported fact; facts have an index on the person
    mine = (
        "(select b.employer_id, b.month, b.version, b.id as bill_id from (select distinct w.employer_id, w.month"
        " from contributions_wageline w where w.person_id = %(person)s) w"
        " join contributions_bill b on b.employer_id = w.employer_id and b.month = w.month)"
    )
    with system():
        return rows(
            f"""
            select s.month, s.employer_id, e.name as employer, min(b.due_on) as due_on,
              sum(s.jkk + s.jkm + s.jht + s.jp + s.jkp)::bigint as assessed,
              sum(s.jht)::bigint as jht, sum(s.jp)::bigint as jp,
              sum(case when t.whole > 0 then div(s.jht::numeric * t.paid, t.whole) else 0 end)::bigint as jht_paid,
              sum(case when t.whole > 0 then div(s.jp::numeric * t.paid, t.whole) else 0 end)::bigint as jp_paid,
              bool_and(coalesce(t.paid, 0) = coalesce(t.whole, 0) and t.whole is not null) as paid,
              min(b.due_on) < %(on)s and not bool_and(coalesce(t.paid = t.whole, false)) as overdue
            from ({standing_lines_sql(mine)}) s join contributions_bill b on b.id = s.bill_id
            join registry_employer e on e.id = s.employer_id
            cross join lateral (select sum(x.amount)::bigint as paid, (array_agg(x.effective order by x.id desc))[1]
              as whole from contributions_settlement x where x.bill_id = b.id) t
            where s.person_id = %(person)s and s.jkk + s.jkm + s.jht + s.jp + s.jkp > 0
            group by s.month, s.employer_id, e.name order by s.month, s.employer_id
            """,
            {"person": person_id, "on": on or registry.today()},
        )


def missing_months(person_id: int, on: date | None = None) -> list[Row]:
    """Months of cover that an employer did not report or did not pay, past their due date: month, employer_id,
    employer, `kind` NOT_REPORTED or UNPAID, spell_id (of what was not reported), `jht`
    and `jp` (what the account still waits for, of what was not paid), oldest first. They are the employer's
    to make good; they do not hold up the person."""
    if not _seen(person_id):
        return []
    day = on or registry.today()
    unpaid = [
        {k: r[k] for k in ("month", "employer_id", "employer")}
        | {"kind": "UNPAID", "spell_id": None, "jht": r["jht"] - r["jht_paid"], "jp": r["jp"] - r["jp_paid"]}
        for r in paid_months(person_id, day)
        if r["overdue"] and not r["paid"]
    ]
    with system():
        silent = rows(
            """
            select m::date as month, s.employer_id, e.name as employer, 'NOT_REPORTED' as kind, s.id as spell_id
            from coverage_spell s join registry_employer e on e.id = s.employer_id
            cross join lateral generate_series(date_trunc('month', s.start_on),
              date_trunc('month', least(coalesce(s.end_on, %(last)s), %(last)s::date)), interval '1 month') m
            where s.person_id = %(person)s and s.segment = 'PU' and s.exit_reason <> 'ERROR'
              and not exists (select 1 from contributions_line l join contributions_bill b on b.id = l.bill_id
                where l.month = m::date and b.month = m::date and l.person_id = %(person)s
                  and b.employer_id = s.employer_id)
            order by 1, 2
            """,
            {"person": person_id, "last": _last_month_due(day)},
        )
    return sorted(unpaid + silent, key=lambda r: (r["month"], r["employer_id"]))


def _last_month_due(day: date) -> date:
    """The latest contribution month whose due date lies before `day`."""
    month = add_months(month_of(day), -1)
    holidays = registry.holidays(add_months(month, -1), add_months(month, 3))
    while contribution_due(month, holidays) >= day:
        month = add_months(month, -1)
    return month
