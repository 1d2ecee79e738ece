"""Joining, and taking a wrong registration back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.db import act, rows, run, scalar
from lindung.coverage.models import Spell
from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.kernel import Outcome, drop, end_by_death, refused, take, void
from lindung.registry.queries import now

_JOIN = "coverage_join"

# Refusals in this order; the first that applies is the row's code.
_CHECKS = (
    "update coverage_join t set code = 'no_person' where not exists"
    " (select 1 from registry_person p where p.id = t.person_id)",
    "update coverage_join t set code = 'merged_away' from registry_person p where p.id = t.person_id"
    " and t.code is null and p.merged_into_id is not null",
    "update coverage_join t set kpj = (select n.kpj from registry_membernumber n where n.person_id = t.person_id"
    " order by n.issued_on desc, n.kpj desc limit 1) where t.code is null and coalesce(t.kpj, '') = ''",
    "update coverage_join t set code = 'no_number' where t.code is null and t.kpj is null",
    "update coverage_join t set code = 'not_his_number' where t.code is null and not exists"
    " (select 1 from registry_membernumber n where n.kpj = t.kpj and n.person_id = t.person_id)",
    "update coverage_join t set code = 'dead' from registry_person p where p.id = t.person_id and t.code is null"
    " and p.died_on < t.start_on",
    "update coverage_join t set code = 'already' from coverage_spell s where s.person_id = t.person_id"
    " and s.employer_id is not distinct from t.employer_id and s.segment = t.segment and s.start_on = t.start_on"
    " and s.exit_reason <> 'ERROR' and t.code is null",
    "update coverage_join t set code = 'overlap' from coverage_spell s where s.person_id = t.person_id"
    " and s.employer_id is not distinct from t.employer_id and s.segment = t.segment and s.exit_reason <> 'ERROR'"
    " and (s.end_on is null or s.end_on >= t.start_on) and t.code is null",
)

# A spell that starts before a later one of the same job ends where? It cannot be open: the kernel only opens spells,
# so any spell of the job that has not ended before the start overlaps.
# When each person's first spell of a segment ended, before this act.
_FORMER = """
create temporary table coverage_former on commit drop as
select s.person_id, s.segment, min(s.end_on) as since from coverage_spell s
join (select distinct person_id from coverage_join where code is null) t on t.person_id = s.person_id
where s.end_on is not null and s.exit_reason <> 'ERROR' group by 1, 2
"""

_INSERT = """
with made as (
  insert into coverage_spell (person_id, employer_id, office_id, segment, kpj, start_on, exit_reason)
  select distinct on (person_id, employer_id, segment, start_on)
         person_id, employer_id, office_id, segment, kpj, start_on, ''
  from coverage_join where code is null order by person_id, employer_id, segment, start_on, row_no
  on conflict do nothing
  returning id, person_id, employer_id, office_id, segment, start_on)
insert into coverage_spellevent (spell_id, person_id, employer_id, office_id, segment, kind, sign, on_date, reason,
                                 source, made_by, made_at)
select m.id, m.person_id, m.employer_id, m.office_id, m.segment,
       case when f.since < m.start_on then 'REACTIVATED' else 'JOINED' end, 1, m.start_on, '', %s, %s, %s
from made m left join coverage_former f on f.person_id = m.person_id and f.segment = m.segment
"""

# What was not inserted is there twice in the source, or somebody else was faster.
_NOT_MADE = """
with spell as (
  select s.id, s.person_id, s.employer_id, s.segment, s.start_on from coverage_spell s
  where s.exit_reason <> 'ERROR' and s.person_id in (select person_id from coverage_join where code is null)),
first as (select distinct on (person_id, employer_id, segment, start_on) row_no from coverage_join
          where code is null order by person_id, employer_id, segment, start_on, row_no)
update coverage_join t set code = case
  when exists (select 1 from spell s where s.person_id = t.person_id
               and s.employer_id is not distinct from t.employer_id
               and s.segment = t.segment and s.start_on = t.start_on) then 'already' else 'overlap' end
where t.code is null and (t.row_no not in (select row_no from first) or not exists (
  select 1 from spell s where s.person_id = t.person_id and s.employer_id is not distinct from t.employer_id
  and s.segment = t.segment and s.start_on = t.start_on))
"""


@act
def join_many(
    source_sql: str,
    params: Sequence[Any] | dict[str, Any] | None = None,
    *,
    source: str,
    by: int | None = None,
) -> Outcome:
    """Open spells of cover from a SELECT giving person_id, employer_id, office_id, segment, kpj, start_on.

    `kpj` null: the person's latest number. The same spell again is `already`; overlaps in the same job, wrong numbers
    and starts after a death are refused row by row, the others are done; who died since is covered up to that day.
    The event is REACTIVATED when the person had an earlier ended spell of the segment (at any employer), else JOINED.
    `source` (at most 60 characters) is kept with each event. Set-based; `source_sql` is code, its values go into
    `params`.
    """
    count = take(
        _JOIN,
        "person_id::bigint, employer_id::bigint, office_id::bigint, segment::text, kpj::text, start_on::date",
        source_sql,
        params,
    )
    # Against a death recorded at the same time: both lock the person first, in order of id.
    run(
        "select 1 from registry_person where id in (select person_id from coverage_join) order by id for share",
    )
    for check in _CHECKS:
        run(check)
    run("analyze coverage_join")
    run("drop table if exists pg_temp.coverage_former")
    run(_FORMER)
    run("analyze coverage_former")
    done = run(_INSERT, [source[:60], by, now()])
    drop("coverage_former")
    if done < int(scalar("select count(*) from coverage_join where code is null")):
        run(_NOT_MADE)
    dead = rows(
        "select s.id from coverage_spell s join registry_person p on p.id = s.person_id where p.died_on is not null"
        " and s.end_on is null and s.person_id in (select person_id from coverage_join) order by s.id"
    )
    if dead:
        end_by_death([int(r["id"]) for r in dead], source=source, by=by)
    wrong = refused(
        _JOIN,
        "t.person_id, p.name, t.kpj, p.died_on, e.name as employer,"
        " coalesce(o.start_on, t.start_on) as start_on, o.end_on",
        "left join registry_person p on p.id = t.person_id left join registry_employer e on e.id = t.employer_id"
        " left join lateral (select s.start_on, s.end_on from coverage_spell s where s.person_id = t.person_id"
        " and s.employer_id is not distinct from t.employer_id and s.segment = t.segment and s.exit_reason <> 'ERROR'"
        " and (s.end_on is null or s.end_on >= t.start_on) order by s.start_on limit 1) o on true",
    )
    drop(_JOIN)
    return Outcome(count, done, count - done - len(wrong), wrong)


@act
def join(
    person_id: int,
    employer_id: int | None,
    office_id: int,
    segment: str,
    start_on: date,
    *,
    kpj: str | None = None,
    source: str,
    by: int | None = None,
) -> Spell:
    """Open one spell of cover; the spell already there when it is the same. Rules as in `join_many`.

    Raises CoverageRefused: no_person, merged_away, no_number, not_his_number, dead, overlap (with names and dates).
    """
    outcome = join_many(
        "select %s::bigint as person_id, %s::bigint as employer_id, %s::bigint as office_id, %s::text as segment,"
        " %s::text as kpj, %s::date as start_on",
        [person_id, employer_id, office_id, segment, kpj, start_on],
        source=source,
        by=by,
    )
    outcome.insist()
    found = scalar(
        "select id from coverage_spell where person_id = %s and employer_id is not distinct from %s and segment = %s"
        " and start_on = %s and exit_reason <> 'ERROR'",
        [person_id, employer_id, segment, start_on],
    )
    return Spell.objects.get(pk=found)


@act
def take_back_join(spell_id: int, note: str, *, by: int | None = None) -> None:
    """The spell never was (registered by mistake): its events are mirrored on their own days, it covers no day.

    Again changes nothing. Raises CoverageRefused: no_spell, note_missing.
    """
    if not note.strip():
        raise CoverageRefused("note_missing", field="note")
    found = rows("select id, exit_reason from coverage_spell where id = %s for update", [spell_id])
    if not found:
        raise CoverageRefused("no_spell")
    if found[0]["exit_reason"] != "ERROR":
        void([spell_id], source=note.strip(), by=by)
