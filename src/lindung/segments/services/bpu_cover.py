"""Cover of non-wage earners: opened by payment, ended by the law when months stay unpaid. Set-based."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.dates import add_months
from lindung.base.db import act, rows, run, stage_sql
from lindung.coverage import services as coverage
from lindung.registry import queries as registry
from lindung.segments.models import Order
from lindung.segments.services.settle import when_paid
from lindung.segments.standing import PAID, covered_until

SOURCE = "iuran BPU"


def paid_bpu(order_ids: Sequence[int], on: date, by: int | None) -> None:
    """Orders of non-wage earners were settled: months count as paid, cover opens or goes on."""
    stage_sql(
        "bpu_paid",
        "select m.id as member_id, min(l.month) as first_month,"
        " max(l.month) as last_month, max(v.on_date) as received_on, m.paid_through as before"
        " from segments_orderline l join segments_orderevent v on v.order_id = l.order_id and v.kind = 'PAID'"
        " join segments_bpumember m on m.person_id = l.person_id where l.order_id = any(%s) group by m.id",
        [list(order_ids)],
    )
    run(
        "update segments_bpumember m set paid_through = greatest(m.paid_through, p.last_month), covered_until ="
        " greatest(m.covered_until, p.last_month) from pg_temp.bpu_paid p where p.member_id = m.id"
    )
    _set_ends("m.id in (select member_id from pg_temp.bpu_paid)")
    _undo_lapses(by)
    _open(
        "select m.id as member_id, greatest(p.received_on, p.first_month) as start_on from segments_bpumember m"
        " join pg_temp.bpu_paid p on p.member_id = m.id",
        by,
    )


def _set_ends(which: str) -> None:
    """`covered_until` by the law; there are few different months."""
    for r in rows(f"select distinct paid_through as month from segments_bpumember m where {which} order by 1"):
        holidays = registry.holidays(r["month"], add_months(r["month"], 7))
        run(
            f"update segments_bpumember m set covered_until = %s where {which} and m.paid_through = %s",
            [covered_until(r["month"], holidays), r["month"]],
        )


def _undo_lapses(by: int | None) -> None:
    """Money that came in time but was told late: the end recorded meanwhile never was. That holds whoever paid the
    month before: cover that a sponsor gave goes on as the member's own."""
    for r in rows(
        "with ended as materialized (select s.id, p.member_id, p.received_on,"
        " (p.first_month - interval '1 month')::date as before, array[m.person_id, s.person_id] as people"
        " from pg_temp.bpu_paid p join segments_bpumember m on m.id = p.member_id"
        " join registry_person q on q.id = m.person_id"
        " join coverage_spell s on s.person_id = coalesce(q.merged_into_id, q.id)"
        " and s.segment = 'BPU' and s.employer_id is null and s.exit_reason in ('LAPSED', 'CONTRACT_END')"
        " and p.received_on <= s.end_on"
        " where not exists (select 1 from coverage_spell n where n.person_id = s.person_id and n.segment = 'BPU'"
        " and n.employer_id is null and n.exit_reason <> 'ERROR' and n.start_on > s.start_on))"  # a few, if any
        " select e.id, e.member_id, e.received_on from ended e where exists (select 1 from segments_orderline l"
        f" {PAID} where l.person_id = any(e.people) and l.month = e.before) order by e.id"
    ):
        coverage.take_back_exit(r["id"], f"Dibayar {r['received_on']:%d-%m-%Y}, diberitakan kemudian", by=by)
        run("update segments_bpumember set spell_id = %s where id = %s", [r["id"], r["member_id"]])


@act
def go_on_alone(over_sql: str, params: dict[str, Any]) -> int:
    """Cover that somebody else paid for ends; whoever paid the month after it by its last day goes on under the same
    spell, which is his own from then on. `over_sql` is a SELECT of spell_id, month (the first one nobody else paid) and
    end_on (the last day). How many go on."""
    return run(
        f"update segments_bpumember m set spell_id = w.spell_id from ({over_sql}) w join coverage_spell s"
        " on s.id = w.spell_id and s.segment = 'BPU' and s.end_on is null join registry_person q"
        " on q.id = s.person_id or q.merged_into_id = s.person_id where m.person_id = q.id"
        " and m.covered_until > w.end_on and m.spell_id is distinct from w.spell_id"
        " and exists (select 1 from segments_orderline l join segments_order o on o.id = l.order_id and o.kind = 'BPU'"
        " join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID' where l.person_id = m.person_id"
        " and l.month = w.month and v.on_date <= w.end_on)",
        params,
    )


@act
def paid_by_others(longer_sql: str) -> int:
    """Somebody else paid again for people who went on alone: where that covers them longer than they paid, the spell is
    no longer theirs to end. `longer_sql` is a SELECT of spell_id and until. How many."""
    return run(
        f"update segments_bpumember m set spell_id = null from ({longer_sql}) w where m.spell_id = w.spell_id"
        " and m.covered_until < w.until"
    )


def _open(wanted_sql: str, by: int | None) -> int:
    """Open a spell for members (member_id, start_on) who have none running; how many."""
    stage_sql(
        "bpu_open",
        "select m.id as member_id, p.id as person_id, m.office_id,"
        " greatest(w.start_on, coalesce((select max(s.end_on) + 1 from coverage_spell s where s.person_id = p.id"
        " and s.segment = 'BPU' and s.exit_reason <> 'ERROR'), w.start_on)) as start_on"
        f" from ({wanted_sql}) w join segments_bpumember m on m.id = w.member_id"
        " join registry_person q on q.id = m.person_id join registry_person p on p.id ="
        " coalesce(q.merged_into_id, q.id) where p.died_on is null and not exists (select 1 from coverage_spell s"
        " where s.person_id = p.id and s.segment = 'BPU' and s.end_on is null)",
    )
    outcome = coverage.join_many(
        "select person_id, null::bigint as employer_id, office_id, 'BPU' as segment, null::text as kpj, start_on"
        " from pg_temp.bpu_open order by person_id",
        source=SOURCE,
        by=by,
    )
    outcome.insist()
    run(
        "update segments_bpumember m set spell_id = s.id from pg_temp.bpu_open o join coverage_spell s"
        " on s.person_id = o.person_id and s.segment = 'BPU' and s.start_on = o.start_on and s.exit_reason <> 'ERROR'"
        " where o.member_id = m.id"
    )
    return outcome.done


@act
def bpu_day(on: date | None = None, *, by: int | None = None) -> dict[str, int]:
    """The daily round: who paid but was covered through somebody else until now gets his own spell; who is in arrears
    beyond what the law allows lapses, on the day the law says. Again changes nothing.

    Returns {"opened": spells, "lapsed": spells}."""
    today = on or registry.today()
    opened = _open(
        f"select id as member_id, '{today:%Y-%m-%d}'::date as start_on from segments_bpumember"
        f" where paid_through is not null and covered_until >= '{today:%Y-%m-%d}'::date",
        by,
    )
    outcome = coverage.leave_many(
        "select m.spell_id, greatest(m.covered_until, s.start_on) as end_on, 'LAPSED' as reason"
        " from segments_bpumember m join coverage_spell s on s.id = m.spell_id and s.end_on is null"
        " where m.covered_until < %s order by m.spell_id",
        [today],
        source=SOURCE,
        by=by,
    )
    return {"opened": opened, "lapsed": outcome.done}


when_paid(Order.Kind.BPU, paid_bpu)
