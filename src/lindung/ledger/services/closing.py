"""Closing a month: the balances become the pivot, and nothing is booked on or before its last day any more.

Bookings wait for moments: for whatever is being booked when the closing begins, and when it shuts the month. What is
proved and written between is what was booked by then; what came meanwhile is proved and added while nobody books.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from lindung.base.dates import add_months
from lindung.base.db import act, by_key, many, run, scalar, stage_sql
from lindung.base.proofs import Proof
from lindung.ledger import checks, queries
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.services.posting import PERIOD_LOCK
from lindung.registry import queries as registry

CLOSER_LOCK = 0x4C454448  # one closing at a time


class _LetGo(Exception):
    """Undoes a savepoint, and gives its locks back."""


class _Overtaken(Exception):
    """Member rows of the month were booked while the balances were written."""


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
def settled() -> int:
    """The number of the newest entry. All entries up to it are committed, and none of them is still to come: whoever
    books takes his numbers after he shares the period. Waits for who is booking now, and holds nobody up after it."""
    newest = 0
    try:
        with transaction.atomic():
            run("select pg_advisory_xact_lock(%s)", [PERIOD_LOCK])
            newest = int(scalar("select coalesce(max(id), 0) from ledger_entry"))
            raise _LetGo
    except _LetGo:
        return newest


@act
def close_month(month: date, by: int | None = None, *, proved: int | None = None) -> int:
    """Close all offices' books through the last day of `month`; returns how many account balances were written.

    What was booked since the last closing is proved here; `proved`: only entries above that number, as whoever calls
    has proved the others (see `settled`). A month that is closed already returns 0. Member balances are written where
    something moved since the last closing. The first closing takes everything before it along; after it, month follows
    month. Raises LedgerRefused: month_open, close_in_order, close_next, not_proven (a proof does not hold).
    """
    run("select pg_advisory_xact_lock(%s)", [CLOSER_LOCK])
    if not closable(month):
        return 0
    last_day = add_months(month.replace(day=1), 1) - timedelta(days=1)
    before = queries.closed_through()
    values = {"last": last_day, "before": before, "by": by}
    if proved is None:
        proved = settled()
        with many():
            _must_hold(month, lambda: checks.proofs(until=last_day, since=before))
    try:
        with transaction.atomic():
            return _close(month, values, proved)
    except _Overtaken:  # once more, with nobody booking meanwhile
        run("select pg_advisory_xact_lock(%s)", [PERIOD_LOCK])
        return _close(month, values, proved)


def _must_hold(month: date, proofs: Callable[[], list[Proof]]) -> None:
    for proof in proofs():
        if not proof.holds:
            raise LedgerRefused(
                "not_proven", month=f"{month:%Y-%m}", proof=proof.id, left=proof.left, right=proof.right
            )


_BOOKED = "booked_on <= %(last)s and (%(before)s::date is null or booked_on > %(before)s) and entry_id <= %(mark)s"


def _close(month: date, values: dict[str, Any], proved: int) -> int:
    """Balances as of all entries that are settled; then, alone, what came meanwhile, and the month is shut."""
    values = {**values, "mark": settled()}
    stage_sql(
        "ledger_closing_members",
        "select person_id, account_id, office_id, sum(amount)::bigint as amount from ledger_memberposting"
        f" where {_BOOKED} group by 1, 2, 3 order by 1, 2, 3",
        values,
    )
    earlier = "0"
    if values["before"] is not None:
        earlier = (
            "coalesce((select c.balance from ledger_memberclosing c where c.person_id = f.person_id"
            " and c.account_id = f.account_id and c.office_id = f.office_id order by c.closed_on desc limit 1), 0)"
        )
    with by_key():
        run(
            "insert into ledger_memberclosing (person_id, account_id, office_id, closed_on, balance)"
            f" select f.person_id, f.account_id, f.office_id, %(last)s, {earlier} + f.amount"
            " from pg_temp.ledger_closing_members f",
            values,
        )
    stage_sql(
        "ledger_closing_accounts",
        "select account_id, office_id, sum(amount)::bigint as amount from ("
        " select account_id, office_id, balance as amount from ledger_closing where closed_on = %(before)s"
        f" union all select account_id, office_id, amount from ledger_posting where {_BOOKED}) x group by 1, 2",
        values,
    )
    run("set constraints all immediate")  # now, and not at the commit, while others wait
    run("set constraints all deferred")
    run("select pg_advisory_xact_lock(%s)", [PERIOD_LOCK])
    late = stage_sql(
        checks.LATE,
        "select id as entry_id, booked_on from ledger_entry where id > %(proved)s and booked_on <= %(last)s"
        " and (%(before)s::date is null or booked_on > %(before)s)",
        {**values, "proved": min(proved, values["mark"])},
    )
    if late:
        _must_hold(month, checks.late_proofs)
        if scalar(
            f"select exists (select 1 from pg_temp.{checks.LATE} e join ledger_memberposting m"
            " on m.booked_on = e.booked_on and m.entry_id = e.entry_id where e.entry_id > %(mark)s)",
            values,
        ):
            raise _Overtaken
    return run(
        f"""
        insert into ledger_closing (account_id, office_id, closed_on, balance, made_by, made_at)
        select account_id, office_id, %(last)s, sum(amount), %(by)s, now()
        from (select account_id, office_id, amount from pg_temp.ledger_closing_accounts
              union all
              select p.account_id, p.office_id, p.amount from pg_temp.{checks.LATE} e
              join ledger_posting p on p.booked_on = e.booked_on and p.entry_id = e.entry_id
              where e.entry_id > %(mark)s) x
        group by 1, 2
        """,
        values,
    )
