"""Whole populations of member accounts: opening balances, and the move of an account after a merge."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lindung.base.db import act, rows, scalar, stage_sql
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.services.posting import CONTROL, Member, post, post_many

OPENING = {Acc.JHT_MEMBERS: Acc.JHT_OPENING, Acc.JP_MEMBERS: Acc.JP_OPENING}


@act
def opening_balances(
    source_sql: str, on: date, params: Mapping[str, Any] | None = None, *, by: int | None = None
) -> dict[str, int]:
    """Take over members' balances of a former system as of the end of `on`.

    `source_sql` gives person_id, office_id, account_id (JHT_MEMBERS or JP_MEMBERS), amount (whole rupiah, positive).
    One entry per office and account (key `opening:YYYY-MM-DD:office:account`); the same again changes nothing, other
    amounts are refused (key_taken). Returns {"members": rows, "amount": rupiah}.
    """
    stage_sql(
        "ledger_openings",
        "select person_id::bigint, office_id::bigint,"
        f" account_id::int, sum(amount)::bigint as amount from ({source_sql}) s group by 1, 2, 3",
        dict(params or {}),
    )
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
