"""Employers who paid exactly the one bill that was open, in time: what the plan says of them, in a few statements.

Most employers do just that in most months. For them `allocation.plan` gives one allocation and no penalty whatever came
before, because what came before is settled to the last rupiah and the new bill is the last in every order. Everybody
else is planned one by one; a test books the same facts both ways and compares the rows.
"""

from datetime import date

from lindung.base.db import run, scalar
from lindung.contributions.allocation import PRINCIPAL
from lindung.contributions.effective import LINE, PARTS
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc

MANY = 100
"""Employers from which on it pays to look for the plain ones first."""

CHUNK = 20_000
"""Employers taken at once."""


def _mine(table: str, alias: str = "x") -> str:
    """The rows of the employers, each looked up by itself: what others have in a table of which PostgreSQL knows
    nothing yet is not read."""
    return (
        f"unnest(%(ids)s::bigint[]) i(id) cross join lateral (select t.* from {table} t where t.employer_id = i.id"
        f" offset 0) {alias}"
    )


# Step by step, each with fresh statistics: joins of tables of known size are planned well however young the others are.
_STEPS = (
    (
        "plain_used",
        f"select receipt_id, sum(amount) as used from {_mine('contributions_allocation')} group by 1",
    ),
    ("plain_paid", f"select bill_id, sum(amount) as paid from {_mine('contributions_settlement')} group by 1"),
    (
        "plain_runs",
        f"select employer_id, max(split_part(key, ':', 3)::int) as runs from {_mine('ledger_entry')}"
        " where kind = 'ALLOCATION' group by 1",
    ),
    (
        "plain_receipt",
        "select x.id, x.employer_id, x.office_id, x.received_on, x.amount from " + _mine("contributions_receipt"),
    ),
    (
        "plain_bill",  # l: the alias of `LINE`
        "select l.id, l.employer_id, l.office_id, l.month, l.version, l.due_on, l.total,"
        f" {', '.join(f'{LINE[p]} as {p}' for p in PARTS)} from {_mine('contributions_bill', 'l')}",
    ),
    (
        "plain_money",  # one receipt that settles nothing yet and is the last; all money before it is used up
        """
        select c.employer_id, max(c.id) filter (where u.used is null) as receipt_id,
               max(c.received_on) filter (where u.used is null) as received_on,
               max(c.amount) filter (where u.used is null) as amount,
               max(c.office_id) filter (where u.used is null) as from_office
        from pg_temp.plain_receipt c left join pg_temp.plain_used u on u.receipt_id = c.id group by 1
        having count(*) filter (where u.used is null) = 1
           and coalesce(sum(c.amount) filter (where u.used is not null), 0) = coalesce(sum(u.used), 0)
           and coalesce(max(c.received_on) filter (where u.used is not null)
                        < max(c.received_on) filter (where u.used is null), true)""",
    ),
    (
        "plain_due",  # one bill that is not settled at all and younger than all others, these settled in full
        """
        select c.employer_id, max(c.id) filter (where s.paid is null) as bill_id,
               max(c.due_on) filter (where s.paid is null) as due_on,
               max(c.total) filter (where s.paid is null) as total
        from pg_temp.plain_bill c left join pg_temp.plain_paid s on s.bill_id = c.id group by 1
        having count(*) filter (where s.paid is null) = 1 and count(*) = count(distinct c.month)
           and bool_and(s.paid = c.total) filter (where s.paid is not null) is not false
           and coalesce(max(c.due_on) filter (where s.paid is not null)
                        < max(c.due_on) filter (where s.paid is null), true)""",
    ),
    (
        "plain_pair",  # that receipt for that bill, to the rupiah and in time; never a penalty, no money used elsewhere
        """
        select employer_id, m.receipt_id, m.received_on, m.from_office, b.bill_id, b.total as amount
        from pg_temp.plain_money m join pg_temp.plain_due b using (employer_id)
        where b.total = m.amount and m.received_on <= b.due_on
          and employer_id not in (select p.employer_id from contributions_penalty p where employer_id = any(%(ids)s))
          and employer_id not in (select c.employer_id from pg_temp.plain_receipt c
                                  join contributions_receiptuse u on u.receipt_id = c.id)""",
    ),
)

# Who was merged into another record is credited under that one: these employers are planned one by one.
_WITHOUT_MERGED = """
delete from pg_temp.plain_pair t using pg_temp.plain_bill b
where b.id = t.bill_id and exists (
  select 1 from contributions_line l join registry_person p on p.id = l.person_id
  where l.month = b.month and l.bill_id = b.id and p.merged_into_id is not null)
"""

_BILLS = f"""
insert into pg_temp.settle_bill (key, day, bill_id, employer_id, office_id, month, version, newest, seen, paid_before,
  paid, whole_before, whole, {", ".join("d_" + p for p in PARTS)})
select 'allocation:' || t.employer_id || ':' || 1 + coalesce(n.runs, 0) || ':' || l.office_id,
       greatest(%(on)s::date, t.received_on), l.id, l.employer_id, l.office_id, l.month, l.version, l.version, 0, 0,
       l.total, 0, l.total, {", ".join(f"l.{p}" for p in PARTS)}
from pg_temp.plain_pair t join pg_temp.plain_bill l on l.id = t.bill_id
left join pg_temp.plain_runs n on n.employer_id = t.employer_id order by l.id
"""

_RECEIPTS = f"""
insert into pg_temp.settle_part (key, day, employer_id, office_id, from_office, receipt_id, bill_id, target, amount)
select b.key, b.day, b.employer_id, b.office_id, t.from_office, t.receipt_id, t.bill_id, '{PRINCIPAL}', t.amount
from pg_temp.plain_pair t join pg_temp.settle_bill b on b.bill_id = t.bill_id
"""


def take(employer_ids: list[int], on: date) -> list[int]:
    """Put what is to be booked of the plain ones of the (locked) employers into the empty tables of the booking; who
    they are."""
    run(f"drop table if exists {', '.join('pg_temp.' + name for name, _ in _STEPS)}")
    for name, source in _STEPS:
        run(f"create temp table {name} on commit drop as {source}", {"ids": employer_ids})
        run(f"analyze pg_temp.{name}")
    if scalar("select exists (select 1 from registry_person where merged_into_id is not null)"):
        run(_WITHOUT_MERGED)
    run(_BILLS, {"on": on})
    run(_RECEIPTS)
    return list(scalar("select coalesce(array_agg(employer_id), '{}') from pg_temp.plain_pair"))


def post(by: int | None) -> int:
    """Book what `take` found: one entry per bill, all of it settled; how many member rows."""
    sides: list[tuple[int, str]] = []
    for part, receivable, billed, gets in (
        ("jkk", Acc.JKK_RECEIVABLE, Acc.JKK_BILLED, Acc.JKK_INCOME),
        ("jkm", Acc.JKM_RECEIVABLE, Acc.JKM_BILLED, Acc.JKM_INCOME),
        ("jkp", Acc.JKP_RECEIVABLE, Acc.JKP_BILLED, Acc.JKP_INCOME),
        ("jht", Acc.JHT_RECEIVABLE, Acc.JHT_BILLED, Acc.JHT_MEMBERS),
        ("jp", Acc.JP_RECEIVABLE, Acc.JP_BILLED, Acc.JP_MEMBERS),
    ):
        sides += [(receivable, f"-b.d_{part}"), (billed, f"b.d_{part}"), (gets, f"-b.d_{part}")]
    accounts, amounts = ledger.sides([*sides, (Acc.SUSPENSE, "b.paid")])
    members, shares = ledger.sides([(Acc.JHT_MEMBERS, LINE["jht"]), (Acc.JP_MEMBERS, LINE["jp"])])
    posted = ledger.post_many(
        "select key, 'ALLOCATION' as kind, day as booked_on, office_id, employer_id, null::bigint as person_id,"
        " '' as note from pg_temp.settle_bill",
        f"select b.key, v.account_id, {amounts} as amount from pg_temp.settle_bill b cross join {accounts}",
        "select b.entry_id, b.booked_on, b.office_id, m.person_id, m.account_id, 'CONTRIBUTION' as kind, b.month,"
        " b.employer_id, m.amount from (select n.entry_id, n.booked_on, n.office_id, b.bill_id, b.month, b.employer_id"
        f" from pg_temp.settle_bill b join {ledger.NEW} n on n.key = b.key offset 0) b"
        f" cross join lateral (select l.person_id, v.account_id, {shares} as amount"
        f" from contributions_line l cross join {members} where l.month = b.month and l.bill_id = b.bill_id"
        " and l.month = any(%(months)s) offset 0) m",
        {"months": months()},
        by=by,
        distinct=True,
        placed=True,
    )
    return posted.members


def months() -> list[date]:
    """The contribution months of what is to be booked."""
    return list(scalar("select coalesce(array_agg(distinct month), '{}') from pg_temp.settle_bill"))
