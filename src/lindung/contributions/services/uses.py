"""Parts of receipts that settle something else than a bill: one act for orders, refunds and what comes after them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lindung.base.db import act, rows, run, scalar, stage_sql
from lindung.contributions.effective import PLACED
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import ReceiptUse
from lindung.ledger import queries as books
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member

_MOVE = """
select u.key || ':move:' || s.side as key, 'MOVE' as kind, u.booked_on, s.office as office_id, u.employer_id,
       u.person_id, '' as note
from pg_temp.receipt_use u join contributions_receipt r on r.id = u.receipt_id,
  lateral (values ('out', r.office_id), ('in', u.office_id)) s(side, office) where r.office_id <> u.office_id
"""


@act
def use_many(
    source_sql: str,
    postings_sql: str,
    members_sql: str = "",
    params: Mapping[str, Any] | None = None,
    *,
    by: int | None = None,
) -> int:
    """Use parts of receipts, one entry each, set-based; returns how many are new.

    `source_sql` gives key, receipt_id, kind (of ReceiptUse), reference, amount, office_id, employer_id, person_id,
    booked_on (a day closed by now becomes the business day); its rows stand in the temporary table `receipt_use` while
    the other two are read. `postings_sql` (key, account_id, amount) names all postings but the debit to suspense, which
    is added here; `members_sql` as in `ledger.post_many`. Where the receipt lies at another office the cash moves
    along. The same key again changes nothing. Raises ContributionRefused: receipt_used; LedgerRefused as
    `ledger.post_many`.
    """
    values = dict(params or {})
    stage_sql(
        "receipt_use",
        "select x.key::text, x.receipt_id::bigint, x.kind::text, x.reference::text,"
        " x.amount::bigint, x.office_id::bigint, x.employer_id::bigint, x.person_id::bigint,"
        f" {books.open_day_sql('x.booked_on::date')} as booked_on from ({source_sql}) x",
        values,
    )
    _lock()
    run("delete from pg_temp.receipt_use u using ledger_entry e where e.key = u.key")
    if not scalar("select exists (select 1 from pg_temp.receipt_use)"):
        return 0
    beyond = rows(
        f"select r.reference, (r.amount - {PLACED})::bigint as rest from contributions_receipt r"
        " join (select receipt_id, sum(amount) as wanted from pg_temp.receipt_use group by 1) w on w.receipt_id = r.id"
        f" where w.wanted > r.amount - {PLACED} order by r.id limit 1"
    )
    if beyond:
        raise ContributionRefused("receipt_used", **beyond[0])
    if scalar(f"select exists ({_MOVE})"):
        ledger.post_many(
            _MOVE,
            "select u.key || ':move:' || s.side as key, a.account_id, s.sign * a.side * u.amount as amount"
            " from pg_temp.receipt_use u join contributions_receipt r on r.id = u.receipt_id,"
            f" (values ('out', 1), ('in', -1)) s(side, sign), (values ({int(Acc.SUSPENSE)}, 1), ({int(Acc.CASH_IN)},"
            " -1)) a(account_id, side) where r.office_id <> u.office_id",
            by=by,
        )
    ledger.post_many(
        "select key, kind, booked_on, office_id, employer_id, person_id, reference as note from pg_temp.receipt_use",
        f"select key, {int(Acc.SUSPENSE)} as account_id, amount from pg_temp.receipt_use union all"
        f" select key, account_id, amount from ({postings_sql}) p where key in (select key from pg_temp.receipt_use)",
        members_sql,
        values,
        by=by,
    )
    return run(
        "insert into contributions_receiptuse (receipt_id, kind, reference, employer_id, person_id, office_id, amount,"
        " entry_id, made_by, made_at) select u.receipt_id, u.kind, u.reference, u.employer_id, u.person_id,"
        " u.office_id, u.amount, e.id, %s, now() from pg_temp.receipt_use u join ledger_entry e on e.key = u.key"
        " order by u.receipt_id, u.key",
        [by],
    )


def _lock() -> None:
    """As allocation does: employers first, then receipts, in order of id."""
    run(
        "select 1 from registry_employer where id in (select r.employer_id from contributions_receipt r"
        " join pg_temp.receipt_use u on u.receipt_id = r.id) order by id for no key update"
    )
    run(
        "select 1 from contributions_receipt where id in (select receipt_id from pg_temp.receipt_use) order by id"
        " for update"
    )


@act
def use_receipt(
    receipt_id: int,
    kind: str,
    reference: str,
    amount: int,
    lines: Mapping[Acc, int],
    *,
    key: str,
    on: date,
    members: Sequence[Member] = (),
    by: int | None = None,
) -> ReceiptUse:
    """Use a part of one receipt at its own office, for its own employer; rules as in `use_many`.

    `lines` are the postings against the debit to suspense (they sum to -amount); a negative `amount` takes a use back.
    Raises ContributionRefused: no_receipt, receipt_used.
    """
    found = rows("select office_id, employer_id from contributions_receipt where id = %s", [receipt_id])
    if not found:
        raise ContributionRefused("no_receipt", receipt=receipt_id)
    values: dict[str, Any] = {
        "key": key, "receipt": receipt_id, "kind": kind, "reference": reference[:80], "amount": amount, "on": on,
        **found[0], "accounts": [int(a) for a in lines], "amounts": list(lines.values()),
        "people": [m.person_id for m in members], "control": [int(m.account) for m in members],
        "kinds": [m.kind for m in members], "months": [m.month for m in members],
        "employers": [m.employer_id for m in members], "credits": [m.amount for m in members],
    }  # fmt: skip
    use_many(
        "select %(key)s as key, %(receipt)s as receipt_id, %(kind)s as kind, %(reference)s as reference,"
        " %(amount)s as amount, %(office_id)s as office_id, %(employer_id)s::bigint as employer_id,"
        " null::bigint as person_id, %(on)s::date as booked_on",
        "select %(key)s as key, * from unnest(%(accounts)s::int[], %(amounts)s::bigint[]) x(account_id, amount)",
        "select %(key)s as key, * from unnest(%(people)s::bigint[], %(control)s::int[], %(kinds)s::text[],"
        " %(months)s::date[], %(employers)s::bigint[], %(credits)s::bigint[])"
        " x(person_id, account_id, kind, month, employer_id, amount)"
        if members
        else "",
        values,
        by=by,
    )
    return ReceiptUse.objects.get(entry__key=key)
