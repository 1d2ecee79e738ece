"""An employer's months as one account: reported or not, billed, paid, still owed; under row-level security.

Amounts are whole rupiah. A month's bills (the first and its corrections) add up to what the month comes to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.dates import add_months, month_of
from lindung.base.db import rows
from lindung.contributions.effective import PARTS, standing_lines_sql


@dataclass(frozen=True, slots=True)
class Month:
    """One month. `report_id` is the open report, or else the posted one; `version` 0 where nothing was reported.

    `billed` and `paid` are principal, `penalty` what paying late has cost so far, `due_on` of the earliest bill that is
    not settled (or else of the first bill); `codes` are the billing codes in the order of their versions. `covered`:
    somebody was under cover here in the month, so that it has to be reported.
    """

    month: date
    report_id: int | None
    status: str
    version: int
    posted: bool
    refused: int
    workers: int
    billed: int
    paid: int
    penalty: int
    penalty_paid: int
    due_on: date | None
    codes: tuple[str, ...]
    to_pay: str | None
    covered: bool

    @property
    def owed(self) -> int:
        """Principal and penalty that are not paid."""
        return self.billed - self.paid + self.penalty - self.penalty_paid

    def state(self, on: date) -> str:
        """MISSING or NOBODY (no worker, nothing to report), a report's status while nothing is billed, or how the bills
        stand: OPEN, PARTLY_PAID, OVERDUE, PENALTY (only that is left), PAID."""
        if not self.posted:
            if self.status not in ("", "DISCARDED"):
                return self.status
            return "MISSING" if self.covered else "NOBODY"
        if self.owed <= 0:
            return "PAID"
        if self.billed <= self.paid:
            return "PENALTY"
        if self.due_on is not None and self.due_on < on:
            return "OVERDUE"
        return "PARTLY_PAID" if self.paid else "OPEN"


_MONTHS = """
with r as (
  select month, max(version) filter (where status <> 'DISCARDED') as version, bool_or(status = 'POSTED') as posted,
    (array_agg(id order by status in ('READING', 'DRAFT', 'FINALISED') desc, status = 'POSTED' desc,
      version desc))[1] as id,
    (array_agg(status order by status in ('READING', 'DRAFT', 'FINALISED') desc, status = 'POSTED' desc,
      version desc))[1] as status,
    coalesce(sum(rows_refused) filter (where status in ('READING', 'DRAFT', 'FINALISED')), 0) as refused
  from contributions_wagereport where employer_id = %(employer)s and month between %(first)s and %(last)s group by 1),
b as (
  select b.*, coalesce((select sum(a.amount) from contributions_allocation a
      where a.bill_id = b.id and a.target = 'PRINCIPAL'), 0) as paid,
    coalesce((select sum(a.amount) from contributions_allocation a
      where a.bill_id = b.id and a.target = 'PENALTY'), 0) as penalty_paid,
    coalesce((select sum(p.amount) from contributions_penalty p where p.bill_id = b.id), 0) as penalty
  from contributions_bill b where b.employer_id = %(employer)s and b.month between %(first)s and %(last)s),
t as (
  select month, sum(total)::bigint as billed, sum(paid)::bigint as paid, sum(penalty)::bigint as penalty,
    sum(penalty_paid)::bigint as penalty_paid, max(workers) as workers,
    coalesce(min(due_on) filter (where total + penalty > paid + penalty_paid), min(due_on)) as due_on,
    array_agg(code order by version) as codes,
    (array_agg(code order by due_on, id) filter (where total + penalty > paid + penalty_paid))[1] as to_pay
  from b group by 1)
select m::date as month, r.id as report_id, coalesce(r.status, '') as status, coalesce(r.version, 0) as version,
  coalesce(r.posted, false) as posted, coalesce(r.refused, 0)::int as refused, coalesce(t.workers, 0) as workers,
  coalesce(t.billed, 0)::bigint as billed, coalesce(t.paid, 0)::bigint as paid,
  coalesce(t.penalty, 0)::bigint as penalty, coalesce(t.penalty_paid, 0)::bigint as penalty_paid, t.due_on,
  coalesce(t.codes, '{}') as codes, t.to_pay,
  exists (select 1 from coverage_spell s where s.employer_id = %(employer)s and s.segment = 'PU'
    and s.exit_reason <> 'ERROR' and s.start_on < m::date + interval '1 month'
    and (s.end_on is null or s.end_on >= m::date)) as covered
from generate_series(%(first)s::date, %(last)s::date, interval '1 month') m
left join r on r.month = m::date left join t on t.month = m::date order by 1 desc
"""


def months(employer_id: int, first: date, last: date) -> list[Month]:
    """Every month from `first` to `last` (first days), newest first, also those without a report. One query."""
    found = rows(_MONTHS, {"employer": employer_id, "first": month_of(first), "last": month_of(last)})
    return [Month(**{**r, "codes": tuple(r["codes"])}) for r in found]


def month_by_worker(
    employer_id: int, month: date, bills: Sequence[Mapping[str, Any]], *, after: int = 0, limit: int = 50
) -> list[dict[str, Any]]:
    """Workers of a month by person id: wage, contribution, and the part of it that is settled, in all and per programme
    (assessed_x and settled_x, x of `PARTS`).

    `bills` are the month's rows of `money.bills_of`. A worker's part is the same share of his line as of the bill,
    rounded down per programme. Only the page's workers are looked at."""
    paid = {x: f"case when p.whole = 0 then 0 else div(s.{x}::numeric * p.paid, p.whole) end" for x in PARTS}
    each = ", ".join(
        f"sum(s.{x})::bigint as assessed_{x}, sum({sql})::bigint as settled_{x}" for x, sql in paid.items()
    )
    standing = standing_lines_sql(
        "(select employer_id, month, version, id as bill_id from contributions_bill"
        " where employer_id = %(employer)s and month = %(month)s)",
        "l.month = %(month)s and l.person_id in (select person_id from page)",
    )
    return rows(
        f"""
        with page as (select distinct l.person_id from contributions_line l
            join contributions_bill b on b.id = l.bill_id
            where l.month = %(month)s and b.month = %(month)s and b.employer_id = %(employer)s
              and l.person_id > %(after)s order by 1 limit %(limit)s),
        s as ({standing}),
        p as (select * from unnest(%(bills)s::bigint[], %(wholes)s::bigint[], %(paid)s::bigint[])
            u(bill_id, whole, paid)),
        w as (select s.person_id, sum({" + ".join("s." + p for p in PARTS)})::bigint as assessed,
                sum({" + ".join(paid.values())})::bigint as settled, {each} from s join p using (bill_id) group by 1),
        l as (select l.person_id, sum(l.wage)::bigint as wage from contributions_line l
              join contributions_bill b on b.id = l.bill_id where l.month = %(month)s and b.month = %(month)s
              and b.employer_id = %(employer)s and l.person_id in (select person_id from page) group by 1)
        select w.person_id, n.name, (select k.kpj from registry_membernumber k where k.person_id = w.person_id
          order by k.issued_on desc, k.kpj desc limit 1) as kpj, l.wage, w.assessed, w.settled,
          {", ".join(f"w.assessed_{x}, w.settled_{x}" for x in PARTS)}
        from w join l using (person_id) left join registry_person n on n.id = w.person_id order by w.person_id
        """,
        {
            "employer": employer_id,
            "month": month,
            "after": after,
            "limit": limit,
            "bills": [b["id"] for b in bills],
            "wholes": [b["standing"] for b in bills],
            "paid": [b["paid"] for b in bills],
        },
    )


def first_month(employer_registered_on: date, today: date, back: int) -> date:
    """The first of the last `back` months, not before the employer was registered."""
    return max(month_of(employer_registered_on), add_months(month_of(today), -back + 1))


def money_of(receipt_id: int) -> list[dict[str, Any]]:
    """What a receipt settled: bill code, month, target (PRINCIPAL or PENALTY), amount; by due date."""
    return rows(
        "select b.code, b.month, b.version, b.due_on, a.target, sum(a.amount)::bigint as amount"
        " from contributions_allocation a join contributions_bill b on b.id = a.bill_id where a.receipt_id = %s"
        " group by b.id, a.target having sum(a.amount) <> 0 order by b.due_on, b.id, a.target desc",
        [receipt_id],
    )


def payments_of(bill_id: int) -> list[dict[str, Any]]:
    """What settled a bill: receipt, day, channel, reference, target, amount; by day."""
    return rows(
        "select r.id, r.received_on, r.channel, r.reference, a.target, sum(a.amount)::bigint as amount"
        " from contributions_allocation a join contributions_receipt r on r.id = a.receipt_id where a.bill_id = %s"
        " group by r.id, a.target having sum(a.amount) <> 0 order by r.received_on, r.id, a.target desc",
        [bill_id],
    )


def penalties_of(bill_id: int) -> list[dict[str, Any]]:
    """Penalties of a bill: receipt that paid late, day, rupiah paid late, months, amount."""
    return rows(
        "select r.id as receipt_id, r.received_on, sum(p.late_amount)::bigint as late, max(p.months) as months,"
        " sum(p.amount)::bigint as amount from contributions_penalty p join contributions_receipt r"
        " on r.id = p.receipt_id where p.bill_id = %s group by r.id having sum(p.amount) <> 0 order by r.received_on",
        [bill_id],
    )


def waiting_money(employer_id: int) -> int:
    """Rupiah of an employer that came in and settled nothing yet."""
    found = rows(
        "select coalesce((select sum(amount) from contributions_receipt where employer_id = %(e)s), 0)::bigint"
        " - coalesce((select sum(amount) from contributions_allocation where employer_id = %(e)s), 0)::bigint"
        " - coalesce((select sum(u.amount) from contributions_receiptuse u join contributions_receipt r"
        " on r.id = u.receipt_id where r.employer_id = %(e)s), 0)::bigint as rest",
        {"e": employer_id},
    )
    return int(found[0]["rest"])


def months_to_post(last: date) -> list[date]:
    """Contribution months up to `last` with finalised reports that have no bill yet, oldest first."""
    found = rows(
        "select distinct month from contributions_wagereport where status = 'FINALISED' and month <= %s order by 1",
        [last],
    )
    return [r["month"] for r in found]
