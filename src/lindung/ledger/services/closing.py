"""Closing a month: the balances become the pivot, and nothing is booked on or before its last day any more."""

from datetime import date, timedelta

from lindung.base.dates import add_months
from lindung.base.db import act, run
from lindung.ledger import checks, queries
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.services.posting import PERIOD_LOCK
from lindung.registry import queries as registry


def closable(month: date) -> bool:
    """Whether a month is the one to close now; False where it is closed already.

    Raises LedgerRefused: month_open, close_in_order, close_next."""
    first, newest = month.replace(day=1), queries.closed_through()
    last_day = add_months(first, 1) - timedelta(days=1)
    if newest == last_day:
        return False
    if newest is not None and newest > last_day:
        raise LedgerRefused("close_in_order", month=f"{month:%Y-%m}", closed_on=newest)
    if last_day >= registry.today():
        raise LedgerRefused("month_open", month=f"{month:%Y-%m}", last_day=last_day)
    if newest is not None and (following := newest + timedelta(days=1)) != first:
        raise LedgerRefused("close_next", month=f"{month:%Y-%m}", next=f"{following:%Y-%m}")
    return True


@act
def close_month(month: date, by: int | None = None) -> int:
    """Close all offices' books through the last day of `month`; returns how many account balances were written.

    What was booked since the last closing is proved here, while nobody books; a lifetime is proved before, by the run
    that closes a month. A month that is closed already returns 0. Member balances are written where something moved
    since the last closing. The first closing takes everything before it along; after it, month follows month.
    Raises LedgerRefused: month_open, close_in_order, close_next, not_proven (a proof of the books does not hold).
    """
    last_day = add_months(month.replace(day=1), 1) - timedelta(days=1)
    run("select pg_advisory_xact_lock(%s)", [PERIOD_LOCK])
    newest = queries.closed_through()
    if not closable(month):
        return 0
    for proof in checks.proofs(until=last_day, since=newest):
        if not proof.holds:
            raise LedgerRefused(
                "not_proven", month=f"{month:%Y-%m}", proof=proof.id, left=proof.left, right=proof.right
            )
    values = {"last": last_day, "before": newest, "by": by}
    run(
        """
        insert into ledger_memberclosing (person_id, account_id, office_id, closed_on, balance)
        select f.person_id, f.account_id, f.office_id, %(last)s, coalesce(c.balance, 0) + f.amount
        from (select person_id, account_id, office_id, sum(amount) as amount from ledger_memberposting
              where booked_on <= %(last)s and (%(before)s::date is null or booked_on > %(before)s)
              group by 1, 2, 3) f
        left join lateral (select balance from ledger_memberclosing c
              where c.person_id = f.person_id and c.account_id = f.account_id and c.office_id = f.office_id
              order by closed_on desc limit 1) c on true
        """,
        values,
    )
    return run(
        """
        insert into ledger_closing (account_id, office_id, closed_on, balance, made_by, made_at)
        select account_id, office_id, %(last)s, sum(amount), %(by)s, now()
        from (select account_id, office_id, balance as amount from ledger_closing where closed_on = %(before)s
              union all
              select account_id, office_id, amount from ledger_posting
              where booked_on <= %(last)s and (%(before)s::date is null or booked_on > %(before)s)) x
        group by 1, 2
        """,
        values,
    )
