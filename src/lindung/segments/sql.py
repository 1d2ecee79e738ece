"""SQL that services, queries and proofs of orders share."""

from lindung.contributions.codes import ORDER_CODE_SQL
from lindung.contributions.effective import PLACED

STATUS = (
    "coalesce((select v.kind from segments_orderevent v where v.order_id = o.id),"
    " case when o.expires_on < %(today)s::date then 'EXPIRED' else 'OPEN' end)"
)
"""The status of an order with the alias o on %(today)s."""

ONCE = "('BPU', 'PMI', 'SPONSORED')"
"""Kinds of which nobody may pay the same month of the same item twice."""

WAITING = f"""
select r.id as receipt_id, r.channel, r.reference, r.billing_code as code, r.received_on, r.amount,
  (r.amount - {PLACED})::bigint as rest, r.office_id, o.id as order_id,
  coalesce(j.total, o.total) as total, o.kind,
  case when o.id is null then 'NO_ORDER'
    when v.kind = 'PAID' and v.receipt_id = r.id then 'CREDITED'
    when v.kind = 'PAID' then 'ALREADY_PAID'
    when v.kind = 'CANCELLED' then 'CANCELLED'
    when r.received_on > o.expires_on then 'EXPIRED'
    when r.amount - {PLACED} < coalesce(j.total, o.total) then 'LESS'
    when r.amount - {PLACED} > coalesce(j.total, o.total) then 'MORE'
    when o.kind in {ONCE} and exists (select 1 from registry_person d where d.id = o.person_id
      and d.died_on < r.received_on) and not o.receipt_of_law ? 'after_death' then 'DIED'
    when o.kind in {ONCE} and exists (
      select 1 from segments_orderline l join segments_orderline p
        on p.person_id = l.person_id and p.month = l.month and p.item = l.item and p.order_id <> l.order_id
      join segments_order q on q.id = p.order_id and q.kind = o.kind
      join segments_orderevent w on w.order_id = q.id and w.kind = 'PAID' where l.order_id = o.id) then 'MONTH_PAID'
    end as reason
from contributions_receipt r left join segments_jointorder j on j.code = r.billing_code
left join segments_order jo on jo.id = j.order_id
left join segments_order o on o.code = coalesce(jo.code, r.billing_code)
left join segments_orderevent v on v.order_id = o.id
where r.employer_id is null and r.billing_code ~ '^{ORDER_CODE_SQL}$' and r.amount > {PLACED}
"""
"""Receipts with the code of an order and money left, with the reason why it waits (null: it can settle the order)."""

PROJECT_TERMS = """
select distinct on (t.project_id) t.* from segments_projectterms t order by t.project_id, t.number desc
"""
"""The terms that hold, by project."""

PROJECT_STAYS = f"""
select w.id, w.project_id, w.person_id, w.employer_id, w.office_id, w.spell_id,
  greatest(w.valid_from, p.paid_on) as start_on, least(w.valid_to, t.covered_to) as end_on
from segments_projectworker w join segments_project p on p.id = w.project_id and p.paid_on is not null
join ({PROJECT_TERMS}) t on t.project_id = p.id
"""
"""Days of cover that lists of paid projects give, none where start_on > end_on."""

WAGE_IN = """
left join lateral (select g.wage, g.daily from segments_projectwage g where g.worker_id = w.id
  and g.first_month <= {month} and (g.last_month is null or g.last_month >= {month}) order by g.id desc limit 1)
  c on true
"""
"""The corrected wage (alias c) of a row of a list with the alias w in a month, if there is one."""

WAGE = "coalesce(c.wage, w.wage) as wage, coalesce(c.daily, w.daily) as daily"
"""The wage that holds, with `WAGE_IN`."""

UNPAID_WAGES = f"""
select distinct on (m.month, w.person_id) m.month, w.person_id, {WAGE}
from generate_series(%(first)s::date, %(last)s::date, '1 month') g(at), lateral (select g.at::date as month) m
join segments_projectworker w on w.project_id = %(project)s and w.wage is not null
join ({PROJECT_TERMS}) t on t.project_id = w.project_id {WAGE_IN.format(month="m.month")}
where w.valid_from < m.month + interval '1 month' and least(w.valid_to, t.covered_to) >= m.month
  and not exists (select 1 from segments_projectorder q join segments_orderline l on l.order_id = q.order_id
    join segments_orderevent v on v.order_id = q.order_id and v.kind = 'PAID'
    where q.project_id = w.project_id and q.month = m.month and l.person_id = w.person_id)
order by m.month, w.person_id, w.valid_from desc
"""
"""Month and person of a project billed by wages that are not paid for, with the wage that held last in the month."""

HELD_WAGES = """
select l.month, l.person_id, l.order_id, l.base, l.jkk - coalesce(d.jkk, 0) as jkk, l.jkm - coalesce(d.jkm, 0) as jkm,
  v.receipt_id, v.entry_id
from segments_projectorder q join segments_orderline l on l.order_id = q.order_id and l.month = q.month
join segments_orderevent v on v.order_id = q.order_id and v.kind = 'PAID'
left join (select order_id, person_id, month, sum(jkk)::bigint as jkk, sum(jkm)::bigint as jkm
  from segments_projectcredit where project_id = %(project)s group by 1, 2, 3) d
  on d.order_id = l.order_id and d.person_id = l.person_id and d.month = l.month
where q.project_id = %(project)s
"""
"""What the paid lines of a project billed by wages hold, less what was given back."""

MISSING_WAGES = f"""
select g.month, g.person_id, g.base, greatest(g.jkk - h.jkk, 0) as jkk, greatest(g.jkm - h.jkm, 0) as jkm from (
  select distinct on (month, person_id) month, person_id, base, jkk, jkm from segments_projectwagemonth
  where project_id = %(project)s order by month, person_id, id desc) g
join (select month, person_id, sum(jkk)::bigint as jkk, sum(jkm)::bigint as jkm from ({HELD_WAGES}) x group by 1, 2) h
  on h.month = g.month and h.person_id = g.person_id
where g.jkk > h.jkk or g.jkm > h.jkm
"""
"""Month and person of a project of which a corrected wage asks more than is paid: the wage, and what is missing."""
