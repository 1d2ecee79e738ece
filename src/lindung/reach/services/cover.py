"""Cover that sponsors pay for: opened by payment, ended by the law when months stay unpaid or by the list. Set-based.

A vulnerable worker is a non-wage earner (BPU) and keeps his rights as long as the law gives them after the last paid
month, whoever paid it. A non-civil-servant is a wage earner (PU): he is covered from the first month paid for until his
row ends, and never lapses.
"""

from collections.abc import Sequence
from datetime import date

from lindung.base.dates import add_months
from lindung.base.db import act, many, rows, run, stage_sql
from lindung.coverage import services as coverage
from lindung.reach.services.alarms import raise_alarms
from lindung.reach.services.ending import end_dead, end_unfunded
from lindung.reach.services.lists import forget_refused
from lindung.reach.sql import ALONE, KEPT
from lindung.registry import queries as registry
from lindung.segments.models import Order
from lindung.segments.services import go_on_alone, paid_by_others, when_paid
from lindung.segments.standing import covered_until

SOURCE = "dibiayai sponsor"

# Months of people first, then rows of people: joined by agreement alone, a list would be compared with itself.
_PAID = f"""
create temp table reach_paid on commit drop as
with paid as materialized (
  select s.agreement_id, {KEPT.format("p")} as person_id, l.month, v.on_date
  from reach_sponsoredorder s join segments_orderevent v on v.order_id = s.order_id and v.kind = 'PAID'
  join segments_orderline l on l.order_id = s.order_id join registry_person p on p.id = l.person_id
  where s.order_id = any(%s)),
listed as materialized (
  select b.id, b.agreement_id, {KEPT.format("q")} as person_id, b.first_month, b.last_month, b.end_reason,
    b.paid_through
  from reach_beneficiary b join registry_person q on q.id = b.person_id
  where b.agreement_id in (select agreement_id from paid) and b.end_reason <> 'ERROR')
select b.id as beneficiary_id, min(l.month) as first_month, max(l.month) as last_month, max(l.on_date) as received_on,
  b.paid_through as before
from paid l join listed b on b.agreement_id = l.agreement_id and b.person_id = l.person_id and b.first_month <= l.month
  and (coalesce(b.last_month, l.month) >= l.month or b.end_reason = 'DIED')
group by b.id, b.paid_through
"""


def paid_sponsored(order_ids: Sequence[int], on: date, by: int | None) -> None:
    """Orders of sponsors were settled: months count as paid, cover opens or goes on."""
    run("drop table if exists pg_temp.reach_paid")
    with many():
        run(_PAID, [list(order_ids)])
    run("analyze pg_temp.reach_paid")
    _count_as_paid()
    paid_by_others(
        "select b.spell_id, b.covered_until as until from pg_temp.reach_paid p join reach_beneficiary b"
        " on b.id = p.beneficiary_id"
    )
    _undo_lapses(by)
    _open(
        "select p.beneficiary_id, case a.workers when 'NON_ASN' then p.first_month"
        " else greatest(p.received_on, p.first_month) end as start_on from pg_temp.reach_paid p"
        " join reach_beneficiary b on b.id = p.beneficiary_id join reach_agreement a on a.id = b.agreement_id",
        by,
    )
    run("drop table pg_temp.reach_paid")


def _count_as_paid() -> None:
    """The last month paid and, for vulnerable workers, the day the law covers them until; there are few different
    months. One statement: each row has one image in the trail."""
    months = [
        r["month"]
        for r in rows(
            "select distinct greatest(b.paid_through, p.last_month) as month from pg_temp.reach_paid p"
            " join reach_beneficiary b on b.id = p.beneficiary_id order by 1"
        )
    ]
    until = [covered_until(month, registry.holidays(month, add_months(month, 7))) for month in months]
    with many():
        run(
            "update reach_beneficiary b set paid_through = u.month, covered_until = case a.workers when 'VULNERABLE'"
            " then u.until else b.covered_until end from pg_temp.reach_paid p, reach_agreement a,"
            " unnest(%s::date[], %s::date[]) as u(month, until) where p.beneficiary_id = b.id and a.id = b.agreement_id"
            " and u.month = greatest(b.paid_through, p.last_month)",
            [months, until],
        )


def _undo_lapses(by: int | None) -> None:
    """Money that came in time but was told late: the lapse recorded meanwhile never was."""
    for r in rows(
        "select distinct s.id, p.received_on from pg_temp.reach_paid p join reach_beneficiary b"
        " on b.id = p.beneficiary_id join coverage_spell s on s.id = b.spell_id where s.exit_reason = 'LAPSED'"
        " and p.received_on <= s.end_on and p.first_month = p.before + interval '1 month' order by s.id"
    ):
        coverage.take_back_exit(r["id"], f"Dibayar {r['received_on']:%d-%m-%Y}, diberitakan kemudian", by=by)


# Rows to cover (beneficiary_id, start_on) with the spell of the segment that runs already, if any.
_WANTED = f"""
create temp table reach_open on commit drop as
select distinct on (k.id, x.segment) b.id as beneficiary_id, k.id as person_id, b.office_id, x.segment,
  greatest(w.start_on, coalesce((select max(s.end_on) + 1 from coverage_spell s where s.person_id = k.id
    and s.segment = x.segment and s.employer_id is null and s.exit_reason <> 'ERROR'), w.start_on)) as start_on,
  k.died_on
from ({{wanted}}) w join reach_beneficiary b on b.id = w.beneficiary_id
join reach_agreement a on a.id = b.agreement_id
cross join lateral (select case a.workers when 'NON_ASN' then 'PU' else 'BPU' end as segment) x
join registry_person p on p.id = b.person_id join registry_person k on k.id = {KEPT.format("p")}
where not exists (select 1 from coverage_spell s where s.person_id = k.id and s.segment = x.segment
  and s.employer_id is null and s.end_on is null)
order by k.id, x.segment, w.start_on, b.id
"""

# A row follows the spell that covers its person now, unless that is one he pays for himself.
_LINK = f"""
update reach_beneficiary b set spell_id = s.id from reach_agreement a, registry_person p, coverage_spell s
where a.id = b.agreement_id and p.id = b.person_id and s.person_id = {KEPT.format("p")} and s.employer_id is null
  and s.segment = case a.workers when 'NON_ASN' then 'PU' else 'BPU' end and s.exit_reason <> 'ERROR'
  and b.id in ({{ids}}) and b.spell_id is distinct from s.id
  and (s.end_on is null or s.id in (select spell_id from pg_temp.reach_made))
  and not {ALONE.format("s.id")}
"""


def _open(wanted_sql: str, by: int | None) -> int:
    """Open a spell for rows (beneficiary_id, start_on) whose people have none running; how many."""
    for name in ("reach_open", "reach_made"):
        run(f"drop table if exists pg_temp.{name}")
    with many():
        stage_sql("reach_wanted", wanted_sql)
        run(_WANTED.format(wanted="select * from pg_temp.reach_wanted"))
    run("analyze pg_temp.reach_open")
    outcome = coverage.join_many(
        "select person_id, null::bigint as employer_id, office_id, segment, null::text as kpj, start_on"
        " from pg_temp.reach_open where died_on is null or died_on >= start_on order by person_id, segment",
        source=SOURCE,
        by=by,
    )
    outcome.insist()
    run(
        "create temp table reach_made on commit drop as select s.id as spell_id from coverage_spell s"
        " join pg_temp.reach_open o on o.person_id = s.person_id and o.segment = s.segment and o.start_on = s.start_on"
        " where s.employer_id is null and s.exit_reason <> 'ERROR'"
    )
    run("analyze pg_temp.reach_made")
    with many():
        run(_LINK.format(ids="select beneficiary_id from pg_temp.reach_wanted"))
    for name in ("reach_wanted", "reach_open", "reach_made"):
        run(f"drop table pg_temp.{name}")
    return outcome.done


# The last day of cover that each row gives, why it would end then, and the first month that no sponsor paid.
_REACH = """
select distinct on (y.spell_id) y.spell_id, y.end_on, y.reason, y.month from (
  select b.spell_id, (max(b.paid_through) over (partition by b.spell_id) + interval '1 month')::date as month, case
      when a.workers = 'NON_ASN' then (b.last_month + interval '1 month' - interval '1 day')::date
      when b.end_reason in ('', 'FUNDS', 'DIED') then b.covered_until
      else (least(b.last_month, b.paid_through) + interval '1 month' - interval '1 day')::date end as end_on,
    case when a.workers = 'VULNERABLE' and b.end_reason in ('', 'FUNDS', 'DIED') then 'LAPSED' else 'CONTRACT_END' end
      as reason
  from reach_beneficiary b join reach_agreement a on a.id = b.agreement_id
  join coverage_spell s on s.id = b.spell_id and s.end_on is null
  where b.end_reason <> 'ERROR' and b.paid_through is not null
) y order by y.spell_id, y.end_on desc nulls first
"""


@act
def reach_day(on: date | None = None, *, by: int | None = None) -> dict[str, int]:
    """The daily round: who died or whose agreement is over leaves the list, paid cover that could not run yet opens,
    cover that is over ends on the day the law or the list says, or goes on as that of whoever pays for himself; budgets
    that end soon raise their alarm. Again changes nothing.

    Returns {"left_list": rows, "opened": spells, "lapsed": spells, "ended": spells, "alarms": alarms}."""
    run("select pg_advisory_xact_lock(hashtextextended('reach-day', 0))")
    today = on or registry.today()
    left = end_dead(today, by) + end_unfunded(today, by)
    opened = _open(
        "select b.id as beneficiary_id, case a.workers when 'NON_ASN' then b.first_month"
        f" else '{today:%Y-%m-%d}'::date end as start_on from reach_beneficiary b join reach_agreement a"
        " on a.id = b.agreement_id left join coverage_spell s on s.id = b.spell_id"
        " where b.paid_through is not null and b.end_reason in ('', 'FUNDS')"
        " and (a.workers = 'NON_ASN' and b.spell_id is null"
        f" or a.workers = 'VULNERABLE' and b.covered_until >= '{today:%Y-%m-%d}'::date"
        f" and b.first_month <= '{today:%Y-%m-%d}'::date and (b.spell_id is null or s.end_on is not null))",
        by,
    )
    ended = {}
    with many():
        run("drop table if exists pg_temp.reach_over")
        run(f"create temp table reach_over on commit drop as {_REACH}")
    go_on_alone(
        "select r.spell_id, r.month, greatest(r.end_on, s.start_on) as end_on from pg_temp.reach_over r"
        " join coverage_spell s on s.id = r.spell_id where r.end_on < %(today)s",
        {"today": today},
    )
    run(f"delete from pg_temp.reach_over r where {ALONE.format('r.spell_id')}")
    for reason in ("LAPSED", "CONTRACT_END"):
        ended[reason] = coverage.leave_many(
            "select r.spell_id, greatest(r.end_on, s.start_on) as end_on, r.reason from pg_temp.reach_over r"
            " join coverage_spell s on s.id = r.spell_id where r.end_on < %s and r.reason = %s"
            " order by r.spell_id",
            [today, reason],
            source=SOURCE,
            by=by,
        ).done
    alarms = raise_alarms(today)
    forget_refused(today)
    return {
        "left_list": left,
        "opened": opened,
        "lapsed": ended["LAPSED"],
        "ended": ended["CONTRACT_END"],
        "alarms": alarms,
    }


when_paid(Order.Kind.SPONSORED, paid_sponsored)
