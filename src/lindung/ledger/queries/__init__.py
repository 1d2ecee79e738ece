"""Balances and statements: from the last closing and what was booked since, never from the beginning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import rows, scalar
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry

_SINCE = "(select max(closed_on) from ledger_closing where closed_on <= %(on)s)"


BALANCES_SQL = f"""
    select account_id, sum(amount)::bigint as amount from (
      select account_id, balance as amount from ledger_closing
      where closed_on = {_SINCE} and (%(accounts)s::int[] is null or account_id = any(%(accounts)s))
        and (%(offices)s::bigint[] is null or office_id = any(%(offices)s))
      union all
      select account_id, amount from ledger_posting
      where booked_on <= %(on)s and booked_on > coalesce({_SINCE}, '-infinity'::date)
        and (%(accounts)s::int[] is null or account_id = any(%(accounts)s))
        and (%(offices)s::bigint[] is null or office_id = any(%(offices)s))) x
    group by account_id"""
"""SELECT of account_id and amount (whole rupiah, debit positive) of %(accounts)s (None: all) at the end of %(on)s over
%(offices)s (None: all)."""


def closed_through() -> date | None:
    """The last day of the closed period, None before the first closing."""
    day = scalar("select max(closed_on) from ledger_closing")
    return day if isinstance(day, date) else None


def open_day(on: date | None = None) -> date:
    """The day on which an act of `on` (default: the business day) is booked: that day, or the business day where it
    lies in the closed period by now. What arrives late for a closed month is booked when it is known."""
    if on is None:
        return registry.today()
    closed = closed_through()
    return on if closed is None or on > closed else registry.today()


def open_day_sql(day: str) -> str:
    """SQL of `open_day` of the expression `day`."""
    return (
        f"case when {day} > coalesce((select max(closed_on) from ledger_closing), '-infinity') then {day}"
        " else lindung_today() end"
    )


def balance(acc: Acc, office_ids: Sequence[int] | None, on: date) -> int:
    """Balance of an account at the end of `on` over the offices (None: all), whole rupiah, debit positive."""
    return balances([acc], office_ids, on)[acc]


def balances(accounts: Sequence[Acc], office_ids: Sequence[int] | None, on: date) -> dict[Acc, int]:
    """Balances of several accounts at the end of `on`, whole rupiah, debit positive."""
    found = {
        r["account_id"]: int(r["amount"])
        for r in rows(
            BALANCES_SQL,
            {
                "on": on,
                "accounts": [int(a) for a in accounts],
                "offices": None if office_ids is None else list(office_ids),
            },
        )
    }
    return {account: found.get(int(account), 0) for account in accounts}


def member_balances_sql(ranged: bool = False) -> str:
    """SELECT of person_id, office_id, balance of all members of %(account)s at the end of %(on)s (whole rupiah);
    `ranged`: of people from %(low)s to %(high)s only."""
    who = "and person_id between %(low)s and %(high)s" if ranged else ""
    return f"""
        select person_id, office_id, sum(amount)::bigint as balance from (
          select person_id, office_id, balance as amount from (
            select distinct on (person_id, office_id) person_id, office_id, balance from ledger_memberclosing
            where account_id = %(account)s and closed_on <= %(on)s {who}
            order by person_id, office_id, closed_on desc) c
          union all
          select person_id, office_id, amount from ledger_memberposting
          where account_id = %(account)s and booked_on <= %(on)s and booked_on > coalesce({_SINCE}, '-infinity'::date)
            {who}) x
        group by person_id, office_id"""


def member_balance(person_id: int, acc: Acc, on: date) -> int:
    """What stands in a member's account at the end of `on`, whole rupiah, positive in the member's favour."""
    return int(
        scalar(
            """
            with last as (
              select distinct on (office_id) office_id, closed_on, balance from ledger_memberclosing
              where person_id = %(person)s and account_id = %(account)s and closed_on <= %(on)s
              order by office_id, closed_on desc)
            select coalesce((select sum(balance) from last), 0) + coalesce((
              select sum(m.amount) from ledger_memberposting m left join last on last.office_id = m.office_id
              where m.person_id = %(person)s and m.account_id = %(account)s and m.booked_on <= %(on)s
                and m.booked_on > coalesce(last.closed_on, '-infinity'::date)), 0)
            """,
            {"person": person_id, "account": int(acc), "on": on},
        )
    )


def member_parts(person_id: int, acc: Acc, on: date) -> dict[str, int]:
    """A member's account at the end of `on` by kind of row (OPENING, CONTRIBUTION, RETURN, WITHDRAWAL, CORRECTION)."""
    found = rows(
        "select kind, sum(amount)::bigint as amount from ledger_memberposting"
        " where person_id = %s and account_id = %s and booked_on <= %s group by kind",
        [person_id, int(acc), on],
    )
    return {r["kind"]: int(r["amount"]) for r in found}


def member_by_employer(person_id: int, acc: Acc, on: date) -> list[dict[str, Any]]:
    """Contributions in a member's account by employer: employer_id, first and last month, amount (whole rupiah)."""
    return rows(
        "select employer_id, min(month) as first_month, max(month) as last_month, sum(amount)::bigint as amount"
        " from ledger_memberposting where person_id = %s and account_id = %s and booked_on <= %s"
        " and kind in ('CONTRIBUTION', 'CORRECTION') and employer_id is not null group by employer_id order by 2, 1",
        [person_id, int(acc), on],
    )


@dataclass(frozen=True)
class MemberYear:
    """One year of a member's account: opening + rows = closing, whole rupiah. Rows are dictionaries with booked_on,
    month, kind, employer_id, amount and the running balance."""

    year: int
    opening: int
    closing: int
    rows: list[dict[str, Any]]


def member_statement(person_id: int, acc: Acc, year: int) -> MemberYear:
    """The statement of a member's account for a calendar year (by day of booking)."""
    opening = member_balance(person_id, acc, date(year - 1, 12, 31))
    found = rows(
        "select booked_on, entry_id, month, kind, employer_id, office_id, amount from ledger_memberposting"
        " where person_id = %s and account_id = %s and booked_on between %s and %s"
        " order by booked_on, amount < 0, month, entry_id, kind",
        [person_id, int(acc), date(year, 1, 1), date(year, 12, 31)],
    )
    running = opening
    for row in found:
        running += int(row["amount"])
        row["balance"] = running
    return MemberYear(year, opening, running, found)


def entry(entry_id: int) -> dict[str, Any] | None:
    """One entry with its `lines` (account code, names, amount) and the number and sum of its member rows; None if
    there is none or it may not be seen."""
    found = rows("select * from ledger_entry where id = %s", [entry_id])
    if not found:
        return None
    head = found[0]
    head["lines"] = rows(
        "select a.id as account_id, a.code, a.fund, a.name_id, a.name_en, p.amount from ledger_posting p"
        " join ledger_account a on a.id = p.account_id where p.booked_on = %s and p.entry_id = %s order by a.id",
        [head["booked_on"], entry_id],
    )
    head["members"] = rows(
        "select account_id, count(*) as rows, sum(amount)::bigint as amount from ledger_memberposting"
        " where booked_on = %s and entry_id = %s group by account_id order by account_id",
        [head["booked_on"], entry_id],
    )
    return head


def trial_balance(office_ids: Sequence[int] | None, on: date) -> list[dict[str, Any]]:
    """Every account of the chart with its balance at the end of `on` (debit positive, whole rupiah)."""
    found = balances(list(Acc), office_ids, on)
    names = rows("select id, code, fund, kind, name_id, name_en from ledger_account order by id")
    return [{**r, "balance": found[Acc(r["id"])]} for r in names]


def set_rate(stage: str, month: date) -> dict[str, Any] | None:
    """The approved rate of return that counts for a month: id, rate (parts per million), document, decided_on.

    `stage` INTERIM: the latest one that applies from a month of the same year up to `month`; FINAL: that of the year;
    MONTH: that of the month. None where none was set.
    """
    first = month.replace(day=1)
    low = first if stage == "MONTH" else first.replace(month=1)
    high = first.replace(month=1) if stage == "FINAL" else first
    found = rows(
        "select id, rate, document, decided_on from ledger_returnrate where stage = %s and approved_by is not null"
        " and period between %s and %s order by period desc, id desc limit 1",
        [stage, low, high],
    )
    return found[0] if found else None


def months_with_rate(first: date, last: date) -> int:
    """How many months from `first` to `last` have an approved rate of their own (JP)."""
    return int(
        scalar(
            "select count(distinct period) from ledger_returnrate where stage = 'MONTH' and approved_by is not null"
            " and refused_reason = '' and period between %s and %s",
            [first, last],
        )
    )


def rates(limit: int = 50) -> list[dict[str, Any]]:
    """The rates that were proposed and set, newest first, with the names of who proposed and approved them."""
    return rows(
        "select id, stage, period, rate, document, decided_on, made_by, made_at, approved_by, approved_at,"
        " refused_reason from ledger_returnrate order by id desc limit %s",
        [limit],
    )


def credited_returns(limit: int = 24) -> list[dict[str, Any]]:
    """What was credited to members' accounts, newest first: kind (RETURN, TRUE_UP), fund, period, booked_on, entries,
    amount (whole rupiah)."""
    return rows(
        "select e.kind, a.fund, split_part(e.key, ':', 2) as period, max(e.booked_on) as booked_on,"
        " count(distinct e.id) as entries, sum(p.amount)::bigint as amount from ledger_entry e"
        " join ledger_posting p on p.booked_on = e.booked_on and p.entry_id = e.id"
        " join ledger_account a on a.id = p.account_id where e.kind in ('RETURN', 'TRUE_UP') and p.account_id = any(%s)"
        " group by 1, 2, 3 order by 3 desc, 2, 1 limit %s",
        [[int(Acc.JHT_RETURN), int(Acc.JP_RETURN)], limit],
    )


def booked_under(prefix: str, account: Acc) -> int:
    """What entries with keys that begin with `prefix` moved on an account, debit positive, whole rupiah."""
    return int(
        scalar(
            "select coalesce(sum(p.amount), 0)::bigint from ledger_entry e join ledger_posting p"
            " on p.booked_on = e.booked_on and p.entry_id = e.id"
            " where starts_with(e.key, %s) and p.account_id = %s",
            [prefix, int(account)],
        )
    )


def credited_under(prefix: str, account: Acc) -> tuple[int, int]:
    """Number and sum (whole rupiah) of the member rows of entries with keys that begin with `prefix`."""
    found = rows(
        "select count(*) as n, coalesce(sum(m.amount), 0)::bigint as amount from ledger_entry e"
        " join ledger_memberposting m on m.booked_on = e.booked_on and m.entry_id = e.id"
        " where starts_with(e.key, %s) and m.account_id = %s",
        [prefix, int(account)],
    )[0]
    return int(found["n"]), int(found["amount"])
