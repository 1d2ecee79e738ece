"""Whole populations of member accounts: returns, opening balances, and the move of an account after a merge."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lindung.base.dates import month_of
from lindung.base.db import act, rows, run, scalar
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.queries import member_balances_sql
from lindung.ledger.services.posting import CONTROL, Member, post, post_many

OPENING = {Acc.JHT_MEMBERS: Acc.JHT_OPENING, Acc.JP_MEMBERS: Acc.JP_OPENING}


@act
def credit_returns(month: date, credit_sql: str, booked_on: date, *, by: int | None = None) -> dict[str, int]:
    """Credit one month's JHT return to every member from the balance at the end of the month before.

    `credit_sql` is a bigint SQL expression over the column `balance` (whole rupiah); the caller makes it from the law.
    One entry per office (key `jht-return:YYYY-MM:office`), one member row each; a repeated call books nothing.
    Returns {"members": rows, "amount": rupiah, "offices": entries}. Raises LedgerRefused: key_taken, closed.
    """
    first = month_of(month)
    run("drop table if exists pg_temp.ledger_returns")
    run(
        "create temp table ledger_returns on commit drop as"
        f" select office_id, person_id, balance, ({credit_sql})::bigint as amount"
        f" from ({member_balances_sql()}) b where balance <> 0",
        {"account": int(Acc.JHT_MEMBERS), "on": first - timedelta(days=1)},
    )
    run("delete from pg_temp.ledger_returns r where amount is null or amount <= 0")
    # whoever was paid out the whole balance during the month has earned to the end of the month before
    run(
        "delete from pg_temp.ledger_returns r using (select person_id, office_id, sum(amount) as paid"
        " from ledger_memberposting where account_id = %(account)s and kind = 'WITHDRAWAL'"
        " and booked_on between %(first)s and %(booked)s group by 1, 2) w"
        " where w.person_id = r.person_id and w.office_id = r.office_id and r.balance + w.paid <= 0",
        {"account": int(Acc.JHT_MEMBERS), "first": first, "booked": booked_on},
    )
    key = f"'jht-return:{first:%Y-%m}:' || office_id"
    # an office credited once stays as it is: later bookings into the past earn from the next month on
    run(f"delete from pg_temp.ledger_returns where exists (select 1 from ledger_entry e where e.key = {key})")
    run("analyze pg_temp.ledger_returns")
    totals = rows(
        "select count(*) as members, coalesce(sum(amount), 0)::bigint as amount, count(distinct office_id) as offices"
        " from pg_temp.ledger_returns"
    )[0]
    if totals["members"]:
        post_many(
            f"select {key} as key, 'RETURN' as kind, %(booked)s::date as booked_on, office_id, null as employer_id,"
            " null as person_id, '' as note from pg_temp.ledger_returns group by office_id",
            f"select {key} as key, a.account_id, sum(a.sign * amount) as amount from pg_temp.ledger_returns,"
            f" (values ({int(Acc.JHT_RETURN)}, 1), ({int(Acc.JHT_MEMBERS)}, -1)) a(account_id, sign)"
            " group by office_id, a.account_id",
            f"select {key} as key, person_id, {int(Acc.JHT_MEMBERS)} as account_id, 'RETURN' as kind,"
            " %(month)s::date as month, null::bigint as employer_id, amount from pg_temp.ledger_returns",
            {"booked": booked_on, "month": first},
            by=by,
        )
    return {name: int(value) for name, value in totals.items()}


@act
def opening_balances(
    source_sql: str, on: date, params: Mapping[str, Any] | None = None, *, by: int | None = None
) -> dict[str, int]:
    """Take over members' balances of a former system as of the end of `on`.

    `source_sql` gives person_id, office_id, account_id (JHT_MEMBERS or JP_MEMBERS), amount (whole rupiah, positive).
    One entry per office and account (key `opening:YYYY-MM-DD:office:account`); the same again changes nothing, other
    amounts are refused (key_taken). Returns {"members": rows, "amount": rupiah}.
    """
    run("drop table if exists pg_temp.ledger_openings")
    run(
        "create temp table ledger_openings on commit drop as select person_id::bigint, office_id::bigint,"
        f" account_id::int, sum(amount)::bigint as amount from ({source_sql}) s group by 1, 2, 3",
        dict(params or {}),
    )
    run("analyze pg_temp.ledger_openings")
    wrong = scalar(
        "select account_id from pg_temp.ledger_openings where not account_id = any(%s) limit 1", [list(OPENING)]
    )
    if wrong is not None:
        raise LedgerRefused("unknown_account", account=wrong)
    key = "'opening:' || to_char(%(on)s::date, 'YYYY-MM-DD') || ':' || office_id || ':' || account_id"
    pairs = ", ".join(f"({int(a)}, {int(b)})" for a, b in OPENING.items())
    totals = rows(
        "select count(*) as members, coalesce(sum(amount), 0)::bigint as amount from pg_temp.ledger_openings"
    )[0]
    post_many(
        f"select {key} as key, 'OPENING' as kind, %(on)s::date as booked_on, office_id, null as employer_id,"
        " null as person_id, '' as note from pg_temp.ledger_openings group by office_id, account_id",
        f"select {key} as key, case side when 1 then fund_id else account_id end as account_id, sum(amount * side) as"
        " amount"
        f" from pg_temp.ledger_openings join (values {pairs}) p(member_id, fund_id) on member_id = account_id,"
        " (values (1), (-1)) s(side) group by office_id, account_id, 2, fund_id, side",
        f"select {key} as key, person_id, account_id, 'OPENING' as kind, date_trunc('month', %(on)s::date)::date as"
        " month,"
        " null::bigint as employer_id, amount from pg_temp.ledger_openings",
        {"on": on},
        by=by,
    )
    return {name: int(value) for name, value in totals.items()}


@act
def move_member_balance(
    from_person: int, to_person: int, key: str, on: date, *, note: str = "", by: int | None = None
) -> list[int]:
    """Move all that stands in one person's member accounts to another person's, row by row of kind, month and employer.

    One entry per office and employer, named `move:<key>:office:employer`; control accounts do not move. Called with a
    key per merge; taking a merge back is the same act the other way round with its own key. Returns the entry ids.
    Raises LedgerRefused: same_person, closed.
    """
    if from_person == to_person:
        raise LedgerRefused("same_person")
    there = rows("select id from ledger_entry where key like %s order by id", [_like(f"move:{key}:") + "%"])
    if there:
        return [int(r["id"]) for r in there]
    groups: dict[tuple[int, int | None], list[Member]] = {}
    for r in rows(
        "select office_id, employer_id, account_id, kind, month, sum(amount)::bigint as amount from"
        " ledger_memberposting"
        " where person_id = %s and account_id = any(%s) group by 1, 2, 3, 4, 5 having sum(amount) <> 0 order by 1, 2,"
        " 3, 4, 5",
        [from_person, list(CONTROL)],
    ):
        moved = groups.setdefault((r["office_id"], r["employer_id"]), [])
        for person, sign in ((from_person, -1), (to_person, 1)):
            moved.append(Member(person, r["account_id"], r["kind"], r["month"], sign * r["amount"], r["employer_id"]))
    return [
        post(
            "MOVE",
            f"move:{key}:{office}:{employer or 0}",
            on,
            office,
            {},
            members,
            employer_id=employer,
            note=note,
            by=by,
        )
        for (office, employer), members in groups.items()
    ]


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
