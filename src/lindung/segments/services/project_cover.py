"""Cover of workers on construction projects: from the first payment, through one spell per person and contractor."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.db import act, lock, rows, run
from lindung.coverage import services as coverage
from lindung.registry import queries as registry
from lindung.segments.models import Order
from lindung.segments.services.settle import when_paid
from lindung.segments.sql import PROJECT_STAYS

SOURCE = "proyek konstruksi"

# Stays that have begun and have no spell yet, or one that ended before they do (the project was prolonged).
_WANTED = f"""
select x.* from ({PROJECT_STAYS}) x left join coverage_spell s on s.id = x.spell_id
where x.start_on <= x.end_on and x.start_on <= %(today)s::date
  and (%(employers)s::bigint[] is null or x.employer_id = any(%(employers)s))
  and (s.id is null or (s.exit_reason = 'CONTRACT_END' and s.end_on < x.end_on))
"""

# Until when the lists reach, by running spell.
_REACH = f"""
select s.id as spell_id, s.person_id, s.employer_id, s.start_on, max(x.end_on) as reach
from coverage_spell s join ({PROJECT_STAYS}) x on x.spell_id = s.id
where s.segment = 'JAKON' and s.end_on is null
  and (%(employers)s::bigint[] is null or s.employer_id = any(%(employers)s)) group by s.id
"""

_LINK = f"""
update segments_projectworker w set spell_id = s.id
from ({_WANTED}) x join coverage_spell s on s.person_id = x.person_id and s.employer_id = x.employer_id
  and s.segment = 'JAKON' and s.exit_reason <> 'ERROR'
left join ({_REACH}) r on r.spell_id = s.id
where w.id = x.id and w.spell_id is distinct from s.id and (
  (s.end_on is null and x.end_on >= s.start_on and x.start_on <= coalesce(r.reach, s.start_on) + 1)
  or (s.start_on <= x.start_on and s.end_on >= x.end_on))
"""

_OPEN = f"""
select distinct on (y.person_id, y.employer_id) y.person_id, y.employer_id, y.office_id, y.start_on from (
  select x.person_id, x.employer_id, x.office_id, x.end_on, greatest(x.start_on, (select max(s.end_on) + 1
    from coverage_spell s where s.person_id = x.person_id and s.employer_id = x.employer_id and s.segment = 'JAKON'
    and s.exit_reason <> 'ERROR')) as start_on
  from ({_WANTED}) x join registry_person p on p.id = x.person_id and p.merged_into_id is null
  where not exists (select 1 from coverage_spell s where s.person_id = x.person_id and s.employer_id = x.employer_id
    and s.segment = 'JAKON' and s.exit_reason <> 'ERROR' and s.end_on is null)
    and (p.died_on is null or p.died_on >= x.start_on)) y
where y.start_on <= y.end_on and y.start_on <= %(today)s::date
order by y.person_id, y.employer_id, y.start_on
"""


def paid_projects(order_ids: Sequence[int], on: date, by: int | None) -> None:
    """Orders of projects were settled: the first payment of a project opens the cover of its list."""
    run(
        "update segments_project p set paid_on = v.on_date from (select o.project_id, min(e.on_date) as on_date"
        " from segments_projectorder o join segments_orderevent e on e.order_id = o.order_id and e.kind = 'PAID'"
        " where o.order_id = any(%s) group by 1) v where v.project_id = p.id"
        " and (p.paid_on is null or p.paid_on > v.on_date)",
        [list(order_ids)],
    )
    employers = rows(
        "select distinct employer_id from segments_projectorder where order_id = any(%s)", [list(order_ids)]
    )
    cover_workers([r["employer_id"] for r in employers], on, by=by)


@act
def cover_workers(
    employer_ids: Sequence[int] | None, on: date | None = None, *, by: int | None = None
) -> dict[str, int]:
    """Bring the spells of these contractors (None: of all) in line with their paid projects' lists on a day.

    Again changes nothing. Returns {"opened": spells, "ended": spells}.
    """
    lock("project-cover")
    values: dict[str, Any] = {
        "today": on or registry.today(),
        "employers": None if employer_ids is None else sorted(set(employer_ids)),
    }
    opened = ended = 0
    while True:
        while run(_LINK, values):
            pass
        ended += _end(values, by)
        outcome = coverage.join_many(
            "select person_id, employer_id, office_id, 'JAKON' as segment, null::text as kpj, start_on"
            f" from ({_OPEN}) wanted",
            values,
            source=SOURCE,
            by=by,
        )
        outcome.insist()
        opened += outcome.done
        if not outcome.done:
            return {"opened": opened, "ended": ended}


def _end(values: dict[str, Any], by: int | None) -> int:
    """End spells whose lists reach only to a day that has passed; one without any day of cover never was."""
    for r in rows(f"select spell_id from ({_REACH}) r where reach < start_on order by 1", values):
        run("update segments_projectworker set spell_id = null where spell_id = %s", [r["spell_id"]])
        coverage.take_back_join(r["spell_id"], "Tidak ada hari kerja di proyek", by=by)
    return coverage.leave_many(
        f"select spell_id, reach as end_on, 'CONTRACT_END' as reason from ({_REACH}) r"
        " where reach < %(today)s::date order by spell_id",
        values,
        source=SOURCE,
        by=by,
    ).done


@act
def project_day(on: date | None = None, *, by: int | None = None) -> dict[str, int]:
    """The daily round of all projects: stays that begin are covered, cover that is over ends. Again changes nothing."""
    return cover_workers(None, on, by=by)


when_paid(Order.Kind.JAKON, paid_projects)
