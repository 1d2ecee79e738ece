"""What every bill still owes on any day, as SQL; one text for the snapshot, the daily run and the pages.

As of a day D count the bills issued by D and what was booked by D. Per programme, what is owed is the part of a bill
that stands after the corrections known on D less what is settled of it. Summed over all bills this is the balance of
the receivable accounts on D, which `checks` proves.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from lindung import law
from lindung.base.db import rows, run
from lindung.contributions.effective import LINE, PARTS, standing_lines_sql
from lindung.contributions.labour import settled_in_time
from lindung.law.dates import months_late

TABLE = "pg_temp.collection_owed"


def owed_sql(who: str) -> str:
    """Every bill with something owed or a penalty open, on %(on)s; `who`: a condition on contributions_bill x."""
    return f"""
with b as (select x.* from contributions_bill x where x.issued_on <= %(on)s and {who}),
 many as (select employer_id, month from b group by 1, 2 having count(*) > 1),
 corrected as (
   select bill_id, {", ".join(f"sum({p})::bigint as {p}" for p in PARTS)} from ({
        standing_lines_sql(
            "(select b.employer_id, b.month, b.version, b.id as bill_id from b join many using (employer_id, month))",
            "l.month in (select month from many)",
        )
    }) s group by 1),
 settled as (
   select s.bill_id, {", ".join(f"sum(s.{p})::bigint as {p}" for p in PARTS)} from contributions_settlement s
   join b on b.id = s.bill_id join ledger_entry e on e.id = s.entry_id where e.booked_on <= %(on)s group by 1),
 charged as (
   select bill_id, sum(amount)::bigint as amount from (
     select p.bill_id, p.amount from contributions_penalty p join b on b.id = p.bill_id
       join ledger_entry e on e.id = p.entry_id where e.booked_on <= %(on)s
     union all
     select a.bill_id, -a.amount from contributions_allocation a join b on b.id = a.bill_id
       join ledger_entry e on e.id = a.entry_id where a.target = 'PENALTY' and e.booked_on <= %(on)s) x group by 1)
select l.id as bill_id, l.employer_id, l.office_id, l.month, l.due_on,
  coalesce((l.receipt_of_law ->> 'labour_intensive')::int, 0) as labour,
  {
        ", ".join(
            f"(case when m.month is null then {LINE[p]} else coalesce(c.{p}, 0) end - coalesce(s.{p}, 0))::bigint"
            f" as {p}"
            for p in PARTS
        )
    }, coalesce(k.amount, 0)::bigint as penalty
from b l left join many m on m.employer_id = l.employer_id and m.month = l.month
left join corrected c on c.bill_id = l.id left join settled s on s.bill_id = l.id
left join charged k on k.bill_id = l.id
"""


def fill(on: date, who: str = "true", values: dict[str, Any] | None = None, *, charge: bool = True) -> None:
    """Make the temporary table `collection_owed` of the bills with anything open on a day, with months late, the
    penalty that would be charged if the overdue part were paid that day (by the law of its month), and the principal.
    Inside an act. Without `charge`, what is owed only."""
    run("drop table if exists pg_temp.collection_owed")
    total = " + ".join(PARTS)
    run(
        f"create temp table collection_owed on commit drop as select o.*, ({total})::bigint as principal, 0 as late,"
        f" 0::bigint as accruing from ({owed_sql(who)}) o"
        f" where {' or '.join(p + ' <> 0' for p in PARTS)} or penalty <> 0",
        {**(values or {}), "on": on},
    )
    run("analyze pg_temp.collection_owed")
    if not charge:
        return
    due = [r["due_on"] for r in rows(f"select distinct due_on from {TABLE} where due_on < %s", [on])]
    run(
        f"update {TABLE} o set late = d.late from unnest(%s::date[], %s::int[]) d(due_on, late)"
        " where d.due_on = o.due_on and o.principal > 0",
        [due, [months_late(day, on) for day in due]],
    )
    reduced = "labour" if settled_in_time(on) else "0"
    columns = {"amount_late": "principal", "months_late": "late", "labour_intensive": reduced}
    for month in [r["month"] for r in rows(f"select distinct month from {TABLE} where late > 0 order by 1")]:
        amount = law.sql("contribution.penalty", month, columns)["penalty"]
        run(f"update {TABLE} set accruing = ({amount})::bigint where month = %s and late > 0", [month])


def class_sql(on: date, months: str) -> str:
    """The law's class of a receivable of so many months as a SQL expression; null before the first table of classes."""
    try:
        return law.sql("receivable.class", on, {"months_in_arrears": months})["class_of"]
    except law.NotInForce:
        return "null::smallint"


@lru_cache(maxsize=1)
def class_names() -> dict[int, dict[str, str]]:
    """Code -> {"id", "en"} of the classes of receivables, by any of the dated tables."""
    found = next(p for p in law.parameters() if p.id == "receivable.classes")
    return {int(code): dict(text) for code, text in found.labels.items()}
