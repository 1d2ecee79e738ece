"""A death ends cover on its day, never earlier, and can be taken back when it was recorded by mistake."""

from dataclasses import dataclass
from datetime import date

from lindung.base.db import act, rows, run
from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.kernel import add_events, end_by_death, mirror_exits, void
from lindung.registry import services as registry
from lindung.registry.queries import now

DEATH = "death:"
"""How the source of every event made by a death starts."""


@dataclass(frozen=True)
class Death:
    """What recording a death did: spells ended on the day, spells that start after it and never were, and spells whose
    exit shortly before it was only reported afterwards (a Dispute is open for each). All empty when it was known."""

    person_id: int
    died_on: date
    new: bool
    ended: tuple[int, ...] = ()
    voided: tuple[int, ...] = ()
    disputed: tuple[int, ...] = ()


@act
def record_death(person_id: int, died_on: date, source: str, by: int | None = None) -> Death:
    """Record a death and end cover on that day, the day itself being covered.

    Spells that had been ended on the day or later end by death instead; spells that had ended before stay as they are,
    but an exit in the month of the death that was reported after it is put before an officer. The same death again
    changes nothing. Raises RegistryRefused: death_recorded, death_future, death_before_birth, not_found, merged_away.
    """
    if not registry.record_death(person_id, died_on):
        return Death(person_id, died_on, new=False)
    run("select 1 from coverage_spell where person_id = %s order by id for update", [person_id])
    label = DEATH + source
    over, after = end_cover(person_id, died_on, label, by)
    late = rows(
        "select s.id from coverage_spell s where s.person_id = %s and s.exit_reason not in ('ERROR', 'DIED')"
        " and s.end_on < %s and s.end_on >= date_trunc('month', %s::date) and s.employer_id is not null"
        " and (select max(e.made_at) from coverage_spellevent e where e.spell_id = s.id and e.sign = -1)::date > %s"
        " order by s.id",
        [person_id, died_on, died_on, died_on],
    )
    disputed = [int(r["id"]) for r in late]
    run(
        "insert into coverage_dispute (spell_id, person_id, employer_id, office_id, kind, month, claimed_wage, note,"
        " answer, made_at) select s.id, s.person_id, s.employer_id, s.office_id, 'DEATH_EXIT', null, null,"
        " 'Keluar ' || to_char(s.end_on, 'DD-MM-YYYY') || ' (' || s.exit_reason || ') dilaporkan sesudah kematian '"
        " || to_char(%s::date, 'DD-MM-YYYY'), '', %s from coverage_spell s where s.id = any(%s) on conflict do nothing",
        [died_on, now(), disputed],
    )
    return Death(person_id, died_on, True, tuple(over), tuple(after), tuple(disputed))


def end_cover(person_id: int, died_on: date, source: str, by: int | None) -> tuple[list[int], list[int]]:
    """End all cover of a person on the day of his death; spells ended, and spells after it that never were.

    Inside an act, spells locked, the date on the person's row. `source` starts with DEATH.
    """
    after = _spells("start_on > %s", person_id, died_on)
    over = _spells(
        "exit_reason <> 'DIED' and start_on <= %s and (end_on is null or end_on >= %s)", person_id, died_on, died_on
    )
    void(after, source=source, by=by)
    mirror_exits(over, source=source, by=by)
    end_by_death(over, source=source, by=by)
    return over, after


def _spells(condition: str, person_id: int, *days: date | None) -> list[int]:
    found = rows(
        f"select id from coverage_spell where person_id = %s and exit_reason <> 'ERROR' and {condition} order by id",
        [person_id, *days],
    )
    return [int(r["id"]) for r in found]


@act
def take_back_death(person_id: int, note: str, by: int | None = None) -> date:
    """The person lives: spells the death ended, or made as if they never were, are again as they stood before it.

    Returns the date that had been recorded. Raises CoverageRefused: note_missing, not_dead.
    """
    if not note.strip():
        raise CoverageRefused("note_missing", field="note")
    day = registry.clear_death(person_id)
    if day is None:
        raise CoverageRefused("not_dead")
    run("select 1 from coverage_spell where person_id = %s order by id for update", [person_id])
    revive(person_id, note, by)
    return day


def revive(person_id: int, note: str, by: int | None, but_on: date | None = None) -> None:
    """Spells that a death ended (on another day than `but_on`), or made as if they never were, stand again as before.

    Inside an act, spells locked.
    """
    ended = _spells("exit_reason = 'DIED' and end_on is distinct from %s", person_id, but_on)
    mirror_exits(ended, source=note.strip(), by=by)
    # The exit a spell had before stands in the event just before the death's own: its mirror.
    run(
        "update coverage_spell s set end_on = before.on_date, exit_reason = coalesce(before.reason, '')"
        " from coverage_spell x left join lateral (select m.on_date, m.reason from coverage_spellevent d"
        "  join lateral (select e.* from coverage_spellevent e where e.spell_id = d.spell_id and e.id < d.id"
        "   order by e.id desc limit 1) m on m.sign = 1 and m.kind in ('EXITED', 'LAPSED') and m.source like %s"
        "  where d.spell_id = x.id and d.sign = -1 and d.reason = 'DIED' order by d.id desc limit 1) before on true"
        " where x.id = s.id and s.id = any(%s)",
        [DEATH + "%", ended],
    )
    _back_to_life(ended, note, by)
    voided = [
        int(r["id"])
        for r in rows(
            "select s.id from coverage_spell s join lateral (select e.* from coverage_spellevent e"
            " where e.spell_id = s.id order by e.id desc limit 1) last on last.source like %s and last.sign = -1"
            " and last.reason = 'ERROR' where s.person_id = %s and s.exit_reason = 'ERROR' order by s.id",
            [DEATH + "%", person_id],
        )
    ]
    voided = [] if but_on and not ended else voided
    add_events(
        "where s.id = any(%s)",
        [voided],
        kind="(select e.kind from coverage_spellevent e where e.spell_id = s.id order by e.id limit 1)",
        sign=1,
        on_date="s.start_on",
        reason="''",
        source=note.strip(),
        by=by,
    )
    run(
        "update coverage_spell s set end_on = before.on_date, exit_reason = coalesce(before.reason, '')"
        " from coverage_spell x left join lateral (select e.on_date, e.reason from coverage_spellevent e"
        "  where e.spell_id = x.id and e.sign = 1 and e.kind in ('EXITED', 'LAPSED') and e.source like %s"
        "  and e.id = (select max(v.id) from coverage_spellevent v where v.spell_id = x.id and v.id <"
        "   (select max(w.id) from coverage_spellevent w where w.spell_id = x.id and w.reason = 'ERROR'))) before"
        " on true where x.id = s.id and s.id = any(%s)",
        [DEATH + "%", voided],
    )
    _back_to_life(voided, note, by)


def _back_to_life(spell_ids: list[int], note: str, by: int | None) -> None:
    """The exits that stood before are recorded again."""
    add_events(
        "where s.id = any(%s) and s.end_on is not null",
        [spell_ids],
        kind="case when s.exit_reason = 'LAPSED' then 'LAPSED' else 'EXITED' end",
        sign=-1,
        on_date="s.end_on",
        reason="s.exit_reason",
        source=note.strip(),
        by=by,
    )
