"""Where a claim stands by the state of all its payments."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from lindung.base.db import fetch, run
from lindung.claims import moves
from lindung.claims.clocks import local_day
from lindung.claims.owing import OWED
from lindung.claims.services.common import events


def settle(
    claim_ids: Iterable[int], answered: Sequence[tuple[int, str, str, datetime, int | None]], at: datetime
) -> None:
    """Set claims by the state of all their payments, and record what the bank answered: (claim, status, reason, when,
    by)."""
    wanted = sorted(set(claim_ids))
    if not wanted:
        return
    corrected = [
        c
        for (c,) in fetch(
            "select distinct claim_id from claims_decision where correction and status = 'APPROVED'"
            " and claim_id = any(%s)",
            [wanted],
        )
    ]
    run(
        f"""
        with held as ({OWED}), live as (
          select o.claim_id, count(*) filter (where o.status = 'PAID') as paid,
                 count(*) filter (where o.status in ('FAILED', 'REVERSED')) as bad, count(*) as orders,
                 string_agg(distinct nullif(o.bank_reason, ''), '; ') filter (where o.status in ('FAILED',
                 'REVERSED')) as why
          from claims_paymentorder o where o.claim_id = any(%(ids)s)
            and o.status <> 'VOID'
            and not exists (select 1 from claims_paymentorder r where r.replaces_id = o.id) group by 1),
        owing as (  -- payees of approved awards without an order, and what is not decided yet
          select c.id as claim_id,
            case when c.id = any(%(claims)s) then (select count(*) from held h where h.claim_id = c.id
              and h.awarded - h.ordered + h.owed > 0)
            else (select count(*) from (select 1 from claims_benefitpart b join claims_decision d
               on d.id = b.decision_id
               and d.status = 'APPROVED' where b.claim_id = c.id and not exists (select 1 from claims_paymentorder o
                 where o.decision_id = b.decision_id and o.relative_id is not distinct from b.relative_id
                   and o.payee_name = b.payee_name)
               group by b.decision_id, b.relative_id, b.payee_name having sum(b.amount) > 0) x) end as unordered,
            coalesce((select (d.trace -> 'amounts' ->> 'rest')::bigint from claims_decision d where d.claim_id = c.id
               and d.status = 'APPROVED' and d.kind = 'AWARD' and d.trace ->> 'late_fee' is null
               order by d.version desc limit 1), 0) as rest,
            (select d.trace ->> 'waits' from claims_decision d where d.claim_id = c.id
               and d.status = 'APPROVED' and d.kind = 'AWARD' and d.trace ->> 'late_fee' is null
               order by d.version desc limit 1) as waits,
            exists (select 1 from claims_decision d where d.claim_id = c.id and d.status = 'PROPOSED') as proposed
          from claims_claim c where c.id = any(%(ids)s)),
        state as (
          select l.claim_id, l.paid, l.bad, l.why, l.paid = l.orders and o.unordered = 0 and o.rest = 0 and not
          o.proposed as whole, o.unordered, o.rest, o.proposed,
          l.paid = l.orders and o.rest > 0 and o.waits = 'ARREARS' and not o.proposed as heirs
          from live l join owing o on o.claim_id = l.claim_id)
        update claims_claim c set
          status = case when s.whole then 'COMPLETED'
                        when s.bad > 0 or s.unordered > 0 and s.rest = 0 or s.heirs then 'ON_HOLD'
                        else 'IN_PROGRESS' end,
          outcome = case when s.whole then 'PAID' when s.paid > 0 then 'PARTLY_PAID' else '' end,
          move = case when s.whole then 'NOBODY'
                      when s.bad > 0 or s.unordered > 0 and s.rest = 0 or s.heirs then 'CLAIMANT' else 'US' end,
          move_reason = left(case when s.whole then %(done)s when s.bad > 0 then 'failed|' || coalesce(s.why, '')
            when s.unordered > 0 and s.rest = 0 then 'account|' || coalesce((select string_agg(distinct b.payee_name,
            ', ')
              from claims_benefitpart b where b.claim_id = c.id and not exists (select 1 from claims_paymentorder o
                where o.decision_id = b.decision_id and o.relative_id is not distinct from b.relative_id)), '')
            when s.proposed then 'approve' when s.heirs then 'arrears'
            when s.rest > 0 then 'rest' else 'bank' end, 200),
          completed_at = case when s.whole then %(at)s end
        from state s where c.id = s.claim_id
        """,
        {"ids": wanted, "claims": corrected, "done": moves.why("done"), "at": at},
    )
    standing = dict(fetch("select id, move from claims_claim where id = any(%s)", [wanted]))
    kinds = {"PAID": "PAID", "FAILED": "PAYMENT_FAILED"}
    latest: dict[int, Any] = dict(
        fetch("select claim_id, max(at) from claims_claimevent where claim_id = any(%s) group by claim_id", [wanted])
    )

    def moment(claim: int, when: datetime) -> datetime:
        """The bank names a day, not an hour: within that day it comes after all that happened before it."""
        told, last = min(when, at), latest.get(claim)
        return last if last and last > told and local_day(last) == local_day(told) else told

    events((c, kinds[s], standing[c], reason, True, moment(c, when), by) for c, s, reason, when, by in answered)
