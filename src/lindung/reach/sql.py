"""SQL that services, queries and proofs of sponsors share."""

LIVE = (
    "(exists (select 1 from segments_orderevent lv where lv.order_id = o.id and lv.kind = 'PAID') or ("
    "o.expires_on >= %(today)s::date and not exists (select 1 from segments_orderevent lv where lv.order_id = o.id)))"
)
"""Whether the order with the alias o is open or paid on %(today)s."""

KEPT = "coalesce({0}.merged_into_id, {0}.id)"
"""The record a person lives under."""

ALONE = "exists (select 1 from segments_bpumember alone where alone.spell_id = {0})"
"""Whether somebody pays for this spell of cover himself, also where a sponsor began it."""

LEFT = f"""
select l.id, l.sponsor_id, l.agreement_id, l.year, l.source, l.account, l.amount, l.first_month, l.last_month,
  coalesce(u.used, 0)::bigint as used, coalesce(u.paid, 0)::bigint as paid,
  (l.amount - coalesce(u.used, 0))::bigint as left_over
from reach_budgetline l left join lateral (
  select sum(x.amount) as used, sum(x.amount) filter (where exists (select 1 from segments_orderevent v
    where v.order_id = o.id and v.kind = 'PAID')) as paid
  from reach_budgetuse x join segments_order o on o.id = x.order_id where x.line_id = l.id and {LIVE}) u on true
"""
"""Budget lines with what live orders take of them."""
