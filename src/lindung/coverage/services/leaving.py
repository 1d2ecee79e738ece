"""Exits and lapses, and taking a wrong exit back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from lindung.base.db import act, rows, run
from lindung.coverage.models import Spell
from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.kernel import (
    EXIT_KIND,
    Outcome,
    add_events,
    drop,
    end_by_death,
    held,
    mirror_exits,
    or_now,
    refused,
    take,
)
from lindung.registry.queries import now

_LEAVE = "coverage_leave"
_REASONS = "('RESIGNED', 'TERMINATED', 'CONTRACT_END', 'RETIRED', 'TOTAL_DISABILITY', 'LEFT_INDONESIA', 'LAPSED')"

_CHECKS = (
    "update coverage_leave set code = case when reason = 'DIED' then 'death_is_no_exit'"
    f" when reason = 'ERROR' then 'error_is_no_exit' else 'reason' end where reason not in {_REASONS}",
    "update coverage_leave t set code = 'no_spell' where code is null and not exists"
    " (select 1 from coverage_spell s where s.id = t.spell_id)",
    "update coverage_leave t set code = case"
    " when s.exit_reason = 'ERROR' then 'taken_back'"
    " when t.reason = 'LAPSED' and s.segment = 'PU' then 'lapse_wage'"
    " when t.end_on < s.start_on then 'before_start'"
    " when s.exit_reason = 'DIED' then case when t.end_on < s.end_on then 'disputed' else 'already' end"
    " when s.end_on = t.end_on and s.exit_reason = t.reason then 'already'"
    " when s.end_on is not null then 'ended_other' end"
    " from coverage_spell s where s.id = t.spell_id and t.code is null",
    # the same spell named more than once: the first row counts, the others must agree with it
    "update coverage_leave t set code = case when t.end_on = f.end_on and t.reason = f.reason then 'already'"
    " else 'twice' end from (select distinct on (spell_id) spell_id, row_no, end_on, reason from coverage_leave"
    " where code is null order by spell_id, row_no) f"
    " where f.spell_id = t.spell_id and t.row_no > f.row_no and t.code is null",
)

_DISPUTES = """
insert into coverage_dispute (spell_id, person_id, employer_id, office_id, kind, month, claimed_wage, note, answer,
                              made_at)
select distinct on (s.id) s.id, s.person_id, s.employer_id, s.office_id, 'DEATH_EXIT', null::date, null::bigint,
       left('Keluar dilaporkan ' || to_char(t.end_on, 'DD-MM-YYYY') || ' (' || t.reason || ') sesudah kematian '
            || to_char(s.end_on, 'DD-MM-YYYY') || ' tercatat', 500), '', %s
from coverage_leave t join coverage_spell s on s.id = t.spell_id
where t.code = 'disputed' and s.employer_id is not null order by s.id, t.row_no
on conflict do nothing
"""


@act
def leave_many(
    source_sql: str,
    params: Sequence[Any] | dict[str, Any] | None = None,
    *,
    source: str,
    by: int | None = None,
) -> Outcome:
    """End spells from a SELECT giving spell_id, end_on (the last day of cover), reason.

    A death is refused as a reason: `record_death` is the only way. An exit reported for a day before a recorded death
    does not shorten cover: it becomes a dispute for an officer. The same exit again is `already`. LAPSED (unpaid, not
    for wage earners) makes a LAPSED event, every other reason an EXITED one. Set-based like `join_many`.
    """
    count = take(_LEAVE, "spell_id::bigint, end_on::date, reason::text", source_sql, params)
    run("select 1 from coverage_spell where id in (select spell_id from coverage_leave) order by id for update")
    for check in _CHECKS:
        run(check)
    done = run(
        "update coverage_spell s set end_on = t.end_on, exit_reason = t.reason from coverage_leave t"
        " where t.spell_id = s.id and t.code is null"
    )
    add_events(
        "join coverage_leave t on t.spell_id = s.id where t.code is null",
        [],
        kind=EXIT_KIND,
        sign=-1,
        on_date="s.end_on",
        reason="s.exit_reason",
        source=source,
        by=by,
    )
    run(_DISPUTES, [now()])
    wrong = refused(
        _LEAVE,
        "t.spell_id, s.person_id, p.name, t.reason, s.start_on,"
        " case when t.code = 'ended_other' then s.end_on else t.end_on end as end_on",
        "left join coverage_spell s on s.id = t.spell_id left join registry_person p on p.id = s.person_id",
    )
    disputed = rows(
        "select t.row_no, t.spell_id, s.person_id, t.code from coverage_leave t join coverage_spell s"
        " on s.id = t.spell_id where t.code = 'disputed' order by t.row_no"
    )
    drop(_LEAVE)
    return Outcome(count, done, count - done - len(wrong) - len(disputed), wrong, tuple(disputed))


@act
def leave(spell_id: int, end_on: date, reason: str, *, source: str, by: int | None = None) -> Spell:
    """End one spell; `end_on` is the last day of cover. Rules as in `leave_many`.

    When a death on a later day is recorded the spell is returned unchanged and a Dispute is open.
    Raises CoverageRefused: no_spell, taken_back, reason, death_is_no_exit, error_is_no_exit, lapse_wage, before_start,
    ended_other.
    """
    outcome = leave_many(
        "select %s::bigint as spell_id, %s::date as end_on, %s::text as reason",
        [spell_id, end_on, reason],
        source=source,
        by=by,
    )
    outcome.insist()
    return Spell.objects.get(pk=spell_id)


_BACK = "coverage_back"


@act
def take_back_exits(
    source_sql: str, params: Sequence[Any] | dict[str, Any] | None = None, *, by: int | None = None
) -> Outcome:
    """The exits of many spells were wrong, from a SELECT giving spell_id and note: as `take_back_exit`, set-based.

    Refused row by row: not_ended, taken_back, died_take_back, overlap. Who died since is covered up to that day."""
    count = take(_BACK, "spell_id::bigint, left(note, 60) as note", source_sql, params)
    if not count:
        drop(_BACK)
        return Outcome(0, 0, 0)
    run("select 1 from coverage_spell where id in (select spell_id from coverage_back) order by id for update")
    run(
        "update coverage_back t set code = case when s.end_on is null then 'not_ended' when s.exit_reason = 'ERROR'"
        " then 'taken_back' when s.exit_reason = 'DIED' then 'died_take_back' when exists (select 1 from coverage_spell"
        " o where o.person_id = s.person_id and o.employer_id is not distinct from s.employer_id"
        " and o.segment = s.segment and o.id <> s.id and o.exit_reason <> 'ERROR' and o.start_on > s.end_on)"
        " then 'overlap' end from coverage_spell s where s.id = t.spell_id"
    )
    wrong = refused(
        _BACK,
        "t.spell_id, s.person_id, p.name, e.name as employer, s.start_on, s.end_on",
        "join coverage_spell s on s.id = t.spell_id join registry_person p on p.id = s.person_id"
        " left join registry_employer e on e.id = s.employer_id",
    )
    good = rows(
        "select t.note, array_agg(s.id order by s.id) as ids, array_agg(s.id order by s.id)"
        " filter (where p.died_on is not null) as dead from coverage_back t join coverage_spell s on s.id = t.spell_id"
        " join registry_person p on p.id = s.person_id where t.code is null group by t.note order by t.note"
    )
    drop(_BACK)
    for part in good:
        mirror_exits(part["ids"], source=part["note"], by=by)
        run("update coverage_spell set end_on = null, exit_reason = '' where id = any(%s)", [part["ids"]])
        if part["dead"]:
            end_by_death(part["dead"], source=part["note"], by=by)
    return Outcome(count, sum(len(part["ids"]) for part in good), 0, wrong)


@act
def take_back_exit(spell_id: int, note: str, *, by: int | None = None) -> Spell:
    """The exit was wrong: its event is mirrored on its own day and cover goes on, up to a recorded death.

    Raises CoverageRefused: no_spell, note_missing, not_ended, taken_back, died_take_back, overlap (a later spell of
    the same job stands in the way).
    """
    spell = held(spell_id, note)
    for wrong, code in ((None, "not_ended"), ("ERROR", "taken_back"), ("DIED", "died_take_back")):
        if (spell["exit_reason"] or None) == wrong:
            raise CoverageRefused(code)
    mirror_exits([spell_id], source=note.strip(), by=by)
    try:
        with transaction.atomic():
            if spell["died_on"]:
                end_by_death([spell_id], source=note.strip(), by=by)
            else:
                run("update coverage_spell set end_on = null, exit_reason = '' where id = %s", [spell_id])
    except IntegrityError as error:
        later = rows(
            "select o.start_on, o.end_on from coverage_spell s join coverage_spell o on o.person_id = s.person_id"
            " and o.employer_id is not distinct from s.employer_id and o.segment = s.segment and o.id <> s.id"
            " and o.exit_reason <> 'ERROR' and o.start_on > s.start_on where s.id = %s order by o.start_on limit 1",
            [spell_id],
        )[0]
        raise CoverageRefused(
            "overlap",
            name=spell["name"],
            employer=spell["employer"] or "-",
            start_on=later["start_on"],
            end_on=or_now(later["end_on"]),
        ) from error
    return Spell.objects.get(pk=spell_id)
