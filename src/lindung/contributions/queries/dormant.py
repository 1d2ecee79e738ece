"""Accounts that nobody pays into any more and nobody asks for: they go on earning, and their owners can be found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.dates import add_months, month_of
from lindung.base.db import rows
from lindung.ledger.chart import Acc

MONTHS = 24
"""Months without a contribution or payment after which an account is called dormant, where no number is given."""


def dormant_sql(paged: bool = False) -> str:
    """SELECT of person_id, office_id, balance, last_moved of dormant JHT accounts: parameters offices, cutoff, account
    (and after, limit where `paged`)."""
    page = "and p.id > %(after)s" if paged else ""
    end = "order by p.id limit %(limit)s" if paged else ""
    return f"""
        select p.id as person_id, p.office_id, a.balance, a.last_moved from registry_person p
        cross join lateral (
          select sum(m.amount)::bigint as balance, max(m.booked_on) filter (where m.kind <> 'RETURN') as last_moved
          from ledger_memberposting m where m.person_id = p.id and m.account_id = %(account)s) a
        where p.office_id = any(%(offices)s) and p.merged_into_id is null and p.died_on is null {page}
          and not exists (select 1 from coverage_spell s where s.person_id = p.id and s.exit_reason <> 'ERROR'
            and (s.end_on is null or s.end_on >= %(cutoff)s))
          and a.balance > 0 and a.last_moved < %(cutoff)s {end}"""


def values(office_ids: Sequence[int], on: date, months: int) -> dict[str, Any]:
    """The parameters of `dormant_sql`."""
    return {
        "offices": list(office_ids),
        "cutoff": add_months(month_of(on), -months),
        "account": int(Acc.JHT_MEMBERS),
    }


def dormant(
    office_ids: Sequence[int], on: date, *, months: int = MONTHS, after: int = 0, limit: int = 50
) -> list[dict[str, Any]]:
    """Dormant accounts of people of some offices by person id: name, birth_date, phone, email, balance (whole rupiah),
    last_moved (the last day of a contribution or payment), the last employer, the day of the last invitation."""
    return rows(
        f"""
        select d.*, p.name, p.birth_date, p.phone, p.email,
          (select e.name from coverage_spell s join registry_employer e on e.id = s.employer_id
           where s.person_id = d.person_id and s.exit_reason <> 'ERROR' order by s.start_on desc limit 1) as employer,
          (select max(n.made_at) from notices_message n where n.person_id = d.person_id
             and n.template = 'dormant_account') as invited_at
        from ({dormant_sql(paged=True)}) d join registry_person p on p.id = d.person_id order by d.person_id
        """,
        {**values(office_ids, on, months), "after": after, "limit": limit},
    )
