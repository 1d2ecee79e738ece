"""What the pages of the books show: movements by account, the entries of an account, one entry, what was closed.
Row-level security leaves a reader the offices he may see."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lindung.base.db import rows, scalar
from lindung.ledger.queries import BALANCES_SQL

Row = dict[str, Any]


def movements(office_ids: Sequence[int], first: date, last: date, fund: str = "") -> list[Row]:
    """Every account (of one fund) with its balance before `first`, debit and credit of the days `first` to `last`, and
    its balance at the end of `last`: opening, debit, credit, closing in whole rupiah, balances debit positive."""
    return rows(
        f"""
        select a.id, a.code, a.fund, a.kind, a.name_id, a.name_en, coalesce(o.amount, 0)::bigint as opening,
               coalesce(m.debit, 0)::bigint as debit, coalesce(m.credit, 0)::bigint as credit,
               (coalesce(o.amount, 0) + coalesce(m.debit, 0) - coalesce(m.credit, 0))::bigint as closing
        from ledger_account a
        left join ({BALANCES_SQL}) o on o.account_id = a.id
        left join (select account_id, sum(amount) filter (where amount > 0) as debit,
                          -sum(amount) filter (where amount < 0) as credit
                   from ledger_posting where booked_on between %(first)s and %(last)s and office_id = any(%(offices)s)
                   group by 1) m on m.account_id = a.id
        where %(fund)s = '' or a.fund = %(fund)s
        order by a.id
        """,
        {
            "on": first - timedelta(days=1), "accounts": None, "offices": list(office_ids), "first": first,
            "last": last, "fund": fund,
        },
    )  # fmt: skip


def account(account_id: int) -> Row | None:
    """An account of the chart: id, code, fund, kind, names."""
    found = rows("select id, code, fund, kind, name_id, name_en from ledger_account where id = %s", [account_id])
    return found[0] if found else None


def entries_of(
    account_id: int,
    office_ids: Sequence[int],
    first: date,
    last: date,
    *,
    after: tuple[date, int] | None = None,
    limit: int = 25,
) -> list[Row]:
    """Entries of an account in the order of booking, from `first` to `last`: id, booked_on, kind, key, note, amount
    (debit positive), office and employer by name. `after`: day and id of the last one shown."""
    start = after or (first, 0)
    return rows(
        """
        select p.entry_id as id, p.booked_on, p.amount, e.kind, e.key, e.note, o.name as office, c.name as employer
        from (select booked_on, entry_id, office_id, amount from ledger_posting
              where account_id = %(account)s and office_id = any(%(offices)s)
                and booked_on between %(from)s and %(last)s and (booked_on, entry_id) > (%(from)s, %(entry)s)
              order by booked_on, entry_id limit %(limit)s) p
        join ledger_entry e on e.id = p.entry_id
        join registry_office o on o.id = p.office_id
        left join registry_employer c on c.id = e.employer_id
        order by p.booked_on, p.entry_id
        """,
        {
            "account": account_id, "offices": list(office_ids), "from": start[0], "entry": start[1], "last": last,
            "limit": limit,
        },
    )  # fmt: skip


def members_of(entry_id: int, booked_on: date, *, after: int = 0, limit: int = 25) -> list[Row]:
    """Member rows of an entry by person: person_id, name and KPJ (None where the person may not be seen), account_id,
    kind, month, amount (credit to the member positive). `after`: rows already shown."""
    return rows(
        """
        select m.person_id, p.name, m.account_id, m.kind, m.month, m.amount,
               (select n.kpj from registry_membernumber n where n.person_id = m.person_id order by n.issued_on limit 1)
                 as kpj
        from ledger_memberposting m left join registry_person p on p.id = m.person_id
        where m.booked_on = %s and m.entry_id = %s order by m.person_id, m.account_id, m.kind, m.month
        limit %s offset %s
        """,
        [booked_on, entry_id, limit, after],
    )


def entry_named(text: str) -> int | None:
    """The entry of a number or a key, None where there is none that one may see."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    found = scalar("select id from ledger_entry where id = %s or key = %s order by id limit 1", [number, text])
    return int(found) if found is not None else None


def reversed_by(entry_id: int) -> int | None:
    """The entry that takes this one back."""
    found = scalar("select id from ledger_entry where reverses_id = %s", [entry_id])
    return int(found) if found is not None else None


def closings(limit: int = 12) -> list[Row]:
    """Closed months, newest first: closed_on, made_by, made_at, accounts (balances written, of offices one may see),
    amount (the sum of the debit balances, whole rupiah)."""
    return rows(
        "select closed_on, max(made_by) as made_by, max(made_at) as made_at, count(*) as accounts,"
        " coalesce(sum(balance) filter (where balance > 0), 0)::bigint as amount from ledger_closing"
        " where closed_on in (select distinct closed_on from ledger_closing order by 1 desc limit %s)"
        " group by 1 order by 1 desc",
        [limit],
    )


def first_booked() -> date | None:
    """The day of the oldest posting."""
    found = scalar("select min(booked_on) from ledger_posting")
    return found if isinstance(found, date) else None


def offices_with_books() -> set[int]:
    """Offices that have entries: whom a closing concerns."""
    return {
        r["id"]
        for r in rows(
            "select id from registry_office o where exists (select 1 from ledger_entry e where e.office_id = o.id)"
        )
    }


def month_to_close(today: date) -> date | None:
    """The first day of the month that is closed next: the one after the last closed, at first the last that is over.
    None where that month is not over, or nothing is booked in it or before."""
    this = today.replace(day=1)
    closed = scalar("select max(closed_on) from ledger_closing")
    if closed is not None:
        following: date = closed + timedelta(days=1)
        return following if following < this else None
    oldest = first_booked()
    return (this - timedelta(days=1)).replace(day=1) if oldest is not None and oldest < this else None
