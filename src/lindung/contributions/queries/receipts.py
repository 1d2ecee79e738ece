"""Receipts day by day and one by one: whose they are, how sure that is, what became of them. Whole rupiah."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.contributions.effective import PLACED

Row = dict[str, Any]

STATES = ("MATCHED", "SUGGESTED", "UNKNOWN")

# not again the employer from whom it was taken back
_LIVE = (
    "s.receipt_id = {receipt} and not exists (select 1 from contributions_receiptevent v where v.receipt_id ="
    " s.receipt_id and v.employer_id = s.employer_id and v.kind = 'UNASSIGNED')"
)
_STATE = (
    "case when r.employer_id is not null or exists (select 1 from contributions_receiptuse u where u.receipt_id = r.id)"
    " then 'MATCHED' when exists (select 1 from contributions_receiptsuggestion s"
    f" where {_LIVE.format(receipt='r.id')})"
    " then 'SUGGESTED' else 'UNKNOWN' end"
)
_DAY = """
from contributions_receipt r left join registry_employer e on e.id = r.employer_id
where r.received_on = %(day)s and (%(offices)s::bigint[] is null or r.office_id = any(%(offices)s))
"""


def _values(day: date, offices: Sequence[int] | None, **more: Any) -> dict[str, Any]:
    return {"day": day, "offices": None if offices is None else list(offices), **more}


def day_totals(day: date, office_ids: Sequence[int] | None = None) -> dict[str, Row]:
    """Receipts of a day by state (MATCHED, SUGGESTED, UNKNOWN): receipts, amount, and rest that settles nothing."""
    found = rows(
        "select state, count(*) as receipts, sum(amount)::bigint as amount, sum(rest)::bigint as rest from"
        f" (select {_STATE} as state, r.amount, (r.amount - {PLACED})::bigint as rest {_DAY}) x group by 1",
        _values(day, office_ids),
    )
    none = {"receipts": 0, "amount": 0, "rest": 0}
    return {state: next((r for r in found if r["state"] == state), none) for state in STATES}


def day_receipts(
    day: date, office_ids: Sequence[int] | None = None, *, state: str = "", after: int = 0, limit: int = 50
) -> list[Row]:
    """Receipts of a day by id: channel, reference, description, payer_name, amount, rest, employer, state, matched_by,
    confidence, and the best suggestion: suggestion_id, suggested (name), suggested_id, rule, strength, bill_code."""
    return rows(
        f"""
        select x.*, s.id as suggestion_id, s.employer_id as suggested_id, f.name as suggested, f.npp, s.rule,
               s.confidence as strength, s.bill_code
        from (select r.id, r.channel, r.reference, r.description, r.payer_name, r.amount,
                (r.amount - {PLACED})::bigint as rest,
                r.employer_id, e.name as employer, r.matched_by, r.confidence, {_STATE} as state {_DAY}) x
        left join lateral (select * from contributions_receiptsuggestion s where {_LIVE.format(receipt="x.id")}
          and x.employer_id is null order by s.confidence desc, s.id limit 1) s on true
        left join registry_employer f on f.id = s.employer_id
        where x.id > %(after)s and (%(state)s = '' or x.state = %(state)s) order by x.id limit %(limit)s
        """,
        _values(day, office_ids, state=state, after=after, limit=limit),
    )


def suggestion(suggestion_id: int) -> Row | None:
    """A suggestion that the reader may see: receipt_id, employer_id, rule, confidence."""
    found = rows(
        "select receipt_id, employer_id, rule, confidence from contributions_receiptsuggestion where id = %s",
        [suggestion_id],
    )
    return found[0] if found else None


def receipt(receipt_id: int) -> Row | None:
    """One receipt with its rest and employer; None where it is not there or not to be seen."""
    found = rows(
        f"select r.*, (r.amount - {PLACED})::bigint as rest, e.name as employer, e.npp, o.name as office,"
        " o.code as office_code from contributions_receipt r left join registry_employer e on e.id = r.employer_id"
        " join registry_office o on o.id = r.office_id where r.id = %s",
        [receipt_id],
    )
    return found[0] if found else None


def settled_by(receipt_id: int) -> list[Row]:
    """What a receipt settles now: code and month of the bill, target, amount."""
    return rows(
        "select b.code, b.month, b.due_on, a.target, sum(a.amount)::bigint as amount from contributions_allocation a"
        " join contributions_bill b on b.id = a.bill_id where a.receipt_id = %s group by b.id, b.code, b.month,"
        " b.due_on, a.target having sum(a.amount) <> 0 order by b.due_on, b.id, a.target",
        [receipt_id],
    )


def used_for(receipt_id: int) -> list[Row]:
    """Other uses of a receipt in their order: kind, reference, amount, made_at."""
    return rows(
        "select kind, reference, amount, made_at from contributions_receiptuse where receipt_id = %s order by id",
        [receipt_id],
    )


def history(receipt_id: int) -> list[Row]:
    """What people did to a receipt: kind, employer, reason, made_by, made_at."""
    return rows(
        "select v.kind, e.name as employer, v.reason, v.made_by, v.made_at from contributions_receiptevent v"
        " left join registry_employer e on e.id = v.employer_id where v.receipt_id = %s order by v.id",
        [receipt_id],
    )


def suggestions(receipt_id: int) -> list[Row]:
    """Whose a receipt may be, strongest first: id, employer, npp, rule, confidence, bill_code."""
    return rows(
        "select s.id, e.name as employer, e.npp, s.rule, s.confidence, s.bill_code"
        " from contributions_receiptsuggestion s join registry_employer e on e.id = s.employer_id"
        f" where {_LIVE.format(receipt='%s')} order by s.confidence desc, s.id limit 10",
        [receipt_id],
    )


_REFUND = """
select d.id, d.receipt_id, d.kind, d.status, d.amount, d.reason, d.bank_id, b.name as bank, d.account_number,
  d.holder_name, d.consent, d.proposed_by, d.proposed_at, d.decided_by, d.decided_at, d.answer, d.paid_on,
  d.bank_reference, d.office_id, e.name as employer, t.name as to_employer, r.reference, r.received_on
from contributions_refund d join contributions_receipt r on r.id = d.receipt_id
left join registry_bank b on b.code = d.bank_id left join registry_employer e on e.id = d.employer_id
left join registry_employer t on t.id = d.to_employer_id
"""


def refunds(
    office_ids: Sequence[int] | None = None,
    *,
    status: str = "",
    receipt_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Row]:
    """Refunds and offsets, newest first; `before` is the last id seen."""
    return rows(
        _REFUND + " where (%(offices)s::bigint[] is null or d.office_id = any(%(offices)s))"
        " and (%(status)s = '' or d.status = %(status)s)"
        " and (%(receipt)s::bigint is null or d.receipt_id = %(receipt)s)"
        " and (%(before)s::bigint is null or d.id < %(before)s) order by d.id desc limit %(limit)s",
        {
            "offices": None if office_ids is None else list(office_ids),
            "status": status,
            "receipt": receipt_id,
            "before": before,
            "limit": limit,
        },
    )


def refund(refund_id: int) -> Row | None:
    """One refund, or None."""
    found = rows(_REFUND + " where d.id = %s", [refund_id])
    return found[0] if found else None
