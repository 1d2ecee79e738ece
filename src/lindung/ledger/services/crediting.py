"""Returns on members' accounts: JHT month by month and corrected once a year, JP month by month.

A JHT return compounds once a year: within a year a month earns on the balance at the end of the month before, less the
returns of the same year that still stand in it (what is paid out within a year takes these first). A year's correction
computes all its months again at the final rate over what is booked by then, and books the difference.

Whoever's account was empty at the end of a month of the year has been paid what was in force then; the correction
concerns the months after that. Every act works a range of people and may be repeated: who has a row of the month gets
no second one.
"""

from datetime import date, timedelta
from typing import Any

from lindung.base.dates import month_of
from lindung.base.db import act, many, rows, run, stage_sql
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.queries import member_balances_sql
from lindung.ledger.services.posting import post_many

EVERYBODY = (0, 2**62)

_STANDING = """
  select person_id, office_id, booked_on, entry_id, kind, amount,
         sum(amount) over w as total, row_number() over w as seq
  from ledger_memberposting
  where account_id = %(account)s and booked_on between %(year)s and %(until)s
    and person_id between %(low)s and %(high)s
    and (kind = 'WITHDRAWAL' or kind = 'RETURN' and month >= %(year)s)
  window w as (partition by person_id, office_id order by booked_on, kind = 'WITHDRAWAL', entry_id
               rows unbounded preceding)"""
"""This year's returns and what was paid out, in order, with their running sum."""


@act
def credit_returns(
    month: date,
    credit_sql: str,
    booked_on: date,
    *,
    low: int | None = None,
    high: int | None = None,
    by: int | None = None,
) -> dict[str, int]:
    """Credit one month's JHT return to the members from `low` to `high` (None: to all).

    `credit_sql` is a bigint SQL expression over the column `balance`: the balance at the end of the month before, less
    this year's returns in it (whole rupiah); the caller makes it from the law. One entry per office and range (key
    `jht-return:YYYY-MM:office`, with the range's first person where there is a range), one member row each; a repeated
    call books nothing. Returns {"members": rows, "amount": rupiah, "offices": entries}. Raises LedgerRefused:
    key_taken, closed.
    """
    first = month_of(month)
    values = _values(Acc.JHT_MEMBERS, first - timedelta(days=1), first.replace(month=1), low, high)
    _compute(
        "select office_id, person_id, stands, balance, ("
        f"{credit_sql})::bigint as amount from (select b.office_id, b.person_id, b.balance::bigint as stands,"
        " (b.balance - coalesce(r.mine, 0))::bigint as balance"
        f" from ({member_balances_sql(ranged=True)}) b left join ("
        " select person_id, office_id, ((array_agg(total order by seq desc))[1] - least(0, min(total)))::bigint as mine"
        f" from ({_STANDING}) s group by 1, 2) r on r.person_id = b.person_id and r.office_id = b.office_id"
        " where b.balance > 0) x where balance > 0",
        values,
    )
    run("delete from pg_temp.ledger_returns where amount is null or amount <= 0")
    # whoever was paid out the whole balance during the month has earned to the end of the month before
    run(
        "delete from pg_temp.ledger_returns r using (select person_id, office_id, sum(amount) as paid"
        " from ledger_memberposting where account_id = %(account)s and kind = 'WITHDRAWAL'"
        " and booked_on between %(first)s and %(booked)s and person_id between %(low)s and %(high)s group by 1, 2) w"
        " where w.person_id = r.person_id and w.office_id = r.office_id and r.stands + w.paid <= 0",
        {**values, "first": first, "booked": booked_on},
    )
    return _book(
        "jht-return", f"{first:%Y-%m}", "RETURN", first, booked_on, Acc.JHT_MEMBERS, Acc.JHT_RETURN, values, low, by
    )


@act
def credit_jp_returns(
    month: date,
    credit_sql: str,
    booked_on: date,
    *,
    low: int | None = None,
    high: int | None = None,
    by: int | None = None,
) -> dict[str, int]:
    """Credit one month's return to the JP accounts (what a lump sum will pay), as `credit_returns`; it compounds
    monthly, `balance` is all that stood there at the end of the month before. Keys `jp-return:YYYY-MM:office…`."""
    first = month_of(month)
    values = _values(Acc.JP_MEMBERS, first - timedelta(days=1), first.replace(month=1), low, high)
    _compute(
        f"select office_id, person_id, ({credit_sql})::bigint as amount from (select office_id, person_id,"
        f" balance::bigint as balance from ({member_balances_sql(ranged=True)}) b where balance > 0) x",
        values,
    )
    run("delete from pg_temp.ledger_returns where amount is null or amount <= 0")
    return _book(
        "jp-return", f"{first:%Y-%m}", "RETURN", first, booked_on, Acc.JP_MEMBERS, Acc.JP_RETURN, values, low, by
    )


@act
def true_up_returns(
    year: int,
    credit_sql: str,
    booked_on: date,
    decision: str,
    *,
    low: int | None = None,
    high: int | None = None,
    by: int | None = None,
) -> dict[str, int]:
    """Bring the JHT returns of a year to its final rate, for members from `low` to `high` (None: all).

    `credit_sql` gives one month's return at the final rate over the column `balance`. What is booked is that of all
    months less what was credited for them, per member as one row of the year's December; it may be negative, never
    more than stands in the account. Keys `jht-true-up:YYYY:decision:office…`. Returns as `credit_returns`.
    Raises LedgerRefused: year_open, closed.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    if booked_on <= last:
        raise LedgerRefused("year_open", field="booked_on", year=year)
    values = _values(Acc.JHT_MEMBERS, first - timedelta(days=1), first, low, high, until=last) | {"booked": booked_on}
    _compute(
        f"""
        with opening as (
          select person_id, office_id, sum(amount) as amount from (
            select person_id, office_id, balance as amount from ({member_balances_sql(ranged=True)}) b
            union all
            select person_id, office_id, amount from ledger_memberposting
            where account_id = %(account)s and booked_on between %(year)s and %(booked)s and kind = 'RETURN'
              and month < %(year)s and person_id between %(low)s and %(high)s) o
          group by 1, 2),
        moves as (
          select person_id, office_id, date_trunc('month', booked_on)::date as month, sum(amount) as amount
          from ledger_memberposting where account_id = %(account)s and booked_on between %(year)s and %(until)s
            and person_id between %(low)s and %(high)s and not (kind = 'RETURN' and month < %(year)s)
          group by 1, 2, 3),
        standing as (
          select person_id, office_id, date_trunc('month', booked_on)::date as month,
                 (array_agg(total order by seq desc))[1] as total, min(total) as least from ({_STANDING}) s
          group by 1, 2, 3),
        who as (
          select person_id, office_id from opening where amount <> 0 union select person_id, office_id from moves),
        ends as (
          select w.person_id, w.office_id, m.month::date as month,
                 coalesce(o.amount, 0) + coalesce(sum(v.amount) over upto, 0) as balance,
                 -- the last running sum so far, and the least of all so far
                 coalesce((max(array[m.no, s.total]) filter (where s.total is not null) over upto)[2], 0)
                   - least(0, coalesce(min(s.least) over upto, 0)) as mine,
                 v.amount is not null as moved
          from who w cross join (
            select month, extract(month from month)::numeric as no
            from generate_series(%(year)s::date, %(until)s::date, interval '1 month') month) m
          left join opening o on o.person_id = w.person_id and o.office_id = w.office_id
          left join moves v on v.person_id = w.person_id and v.office_id = w.office_id and v.month = m.month
          left join standing s on s.person_id = w.person_id and s.office_id = w.office_id and s.month = m.month
          window upto as (partition by w.person_id, w.office_id order by m.month rows unbounded preceding)),
        emptied as (
          select person_id, office_id, max(month) as month from ends where moved and balance <= 0 group by 1, 2),
        bases as (
          select e.person_id, e.office_id, (e.month + interval '1 month')::date as month,
                 (e.balance - e.mine)::bigint as balance from ends e
          union all
          select person_id, office_id, %(year)s::date, amount::bigint from opening),
        earned as (
          select b.person_id, b.office_id, sum(b.amount)::bigint as amount from (
            select person_id, office_id, month, ({credit_sql})::bigint as amount from bases
            where balance > 0 and month <= %(until)s) b
          left join emptied x on x.person_id = b.person_id and x.office_id = b.office_id
          where x.month is null or b.month > x.month group by 1, 2),
        credited as (
          select p.person_id, p.office_id, sum(p.amount)::bigint as amount from ledger_memberposting p
          left join emptied x on x.person_id = p.person_id and x.office_id = p.office_id
          where p.account_id = %(account)s and p.kind = 'RETURN' and p.month between %(year)s and %(until)s
            and p.booked_on between %(year)s and %(booked)s and p.person_id between %(low)s and %(high)s
            and (x.month is null or p.month > x.month) group by 1, 2),
        now as ({member_balances_sql(ranged=True).replace("%(on)s", "%(booked)s")})
        select n.person_id, n.office_id,
               greatest(coalesce(e.amount, 0) - coalesce(c.amount, 0), -n.balance)::bigint as amount
        from now n left join earned e on e.person_id = n.person_id and e.office_id = n.office_id
        left join credited c on c.person_id = n.person_id and c.office_id = n.office_id
        where n.balance > 0
        """,
        values,
    )
    run("delete from pg_temp.ledger_returns where amount is null or amount = 0")
    return _book(
        "jht-true-up",
        f"{year}:{decision}",
        "TRUE_UP",
        date(year, 12, 1),
        booked_on,
        Acc.JHT_MEMBERS,
        Acc.JHT_RETURN,
        values,
        low,
        by,
    )


def _compute(query: str, values: dict[str, Any]) -> None:
    """What the members of a range get, in pg_temp.ledger_returns: all of them at once, whatever statistics say of rows
    that were written a moment ago."""
    with many():
        stage_sql("ledger_returns", query, values)


def _values(
    account: Acc, on: date, year: date, low: int | None, high: int | None, *, until: date | None = None
) -> dict[str, Any]:
    return {
        "account": int(account),
        "on": on,
        "year": year,
        "until": until or on,
        "low": EVERYBODY[0] if low is None else low,
        "high": EVERYBODY[1] if high is None else high,
    }


def _book(
    name: str,
    period: str,
    kind: str,
    month: date,
    booked_on: date,
    account: Acc,
    expense: Acc,
    values: dict[str, Any],
    low: int | None,
    by: int | None,
) -> dict[str, int]:
    """Book pg_temp.ledger_returns as one entry per office; who has a row of the month already is left out."""
    part = "" if low is None else f" || ':{int(low)}'"
    key = f"'{name}:{period}:' || office_id{part}"
    if kind == "RETURN":
        run(
            "delete from pg_temp.ledger_returns r using (select person_id, office_id from ledger_memberposting"
            " where account_id = %(account)s and kind = 'RETURN' and month = %(month)s and booked_on >= %(month)s"
            " and person_id between %(low)s and %(high)s group by 1, 2 having sum(amount) <> 0) h"
            " where h.person_id = r.person_id and h.office_id = r.office_id",
            {**values, "month": month},
        )
    # an entry that was made stays as it is: what is booked into the past later is for the year's correction
    run(f"delete from pg_temp.ledger_returns where exists (select 1 from ledger_entry e where e.key = {key})")
    totals = rows(
        "select count(*) as members, coalesce(sum(amount), 0)::bigint as amount, count(distinct office_id) as offices"
        " from pg_temp.ledger_returns"
    )[0]
    if totals["members"]:
        post_many(
            f"select {key} as key, '{kind}' as kind, %(booked)s::date as booked_on, office_id, null as employer_id,"
            " null as person_id, '' as note from pg_temp.ledger_returns group by office_id",
            f"select {key} as key, a.account_id, sum(a.sign * amount) as amount from pg_temp.ledger_returns,"
            f" (values ({int(expense)}, 1), ({int(account)}, -1)) a(account_id, sign)"
            " group by office_id, a.account_id",
            f"select {key} as key, person_id, {int(account)} as account_id, 'RETURN' as kind,"
            " %(month)s::date as month, null::bigint as employer_id, amount from pg_temp.ledger_returns",
            {"booked": booked_on, "month": month},
            by=by,
        )
    return {name: int(value) for name, value in totals.items()}
