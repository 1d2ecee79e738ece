"""What coverage does when two records of one person are merged (see registry/services/merging.py).

Spells, notices and disputes move; events are history and stay under the record that was merged.
"""

from datetime import date
from typing import Any

from lindung.base.db import rows, run, scalar
from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.death import DEATH, end_cover, revive
from lindung.coverage.services.kernel import or_now
from lindung.registry.queries import number_of
from lindung.registry.services import issue_number

_TABLES = ("coverage_spell", "coverage_exitnotice", "coverage_dispute")


def preview(kept_id: int, merged_id: int) -> list[dict[str, Any]]:
    """Spells that would move: id, employer, dates, and whether one of the kept record stands in the way."""
    return rows(
        "select s.id, e.name as employer, s.segment, s.start_on, s.end_on, exists (select 1 from coverage_spell k"
        " where k.person_id = %s and k.employer_id is not distinct from s.employer_id and k.segment = s.segment"
        " and k.exit_reason <> 'ERROR' and s.exit_reason <> 'ERROR' and"
        " daterange(k.start_on, k.end_on, '[]') && daterange(s.start_on, s.end_on, '[]')) as in_the_way"
        " from coverage_spell s left join registry_employer e on e.id = s.employer_id where s.person_id = %s"
        " order by s.start_on, s.id",
        [kept_id, merged_id],
    )


def move(kept_id: int, merged_id: int, key: str, on: date, by: int | None) -> dict[str, Any]:
    """Move the spells of `merged` with what hangs on them. Raises CoverageRefused: merge_overlap."""
    for spell in preview(kept_id, merged_id):
        if spell["in_the_way"]:
            raise CoverageRefused(
                "merge_overlap",
                employer=spell["employer"] or "-",
                start_on=spell["start_on"],
                end_on=or_now(spell["end_on"]),
            )
    moved = {}
    for table in _TABLES:
        found = rows(f"select id from {table} where person_id = %s order by id for update", [merged_id])
        moved[table] = [int(r["id"]) for r in found]
        run(f"update {table} set person_id = %s where id = any(%s)", [kept_id, moved[table]])
    _as_alive_or_dead(kept_id, key, by)
    return moved


def _as_alive_or_dead(person_id: int, key: str, by: int | None) -> None:
    """Cover ends on the person's date of death, if he has one, and by death on no other day."""
    run("select 1 from coverage_spell where person_id = %s order by id for update", [person_id])
    died_on = scalar("select died_on from registry_person where id = %s", [person_id])
    revive(person_id, key, by, but_on=died_on)
    if died_on:
        end_cover(person_id, died_on, DEATH + key, by)


def restore_preview(kept_id: int, merged_id: int, moved: dict[str, Any]) -> list[dict[str, Any]]:
    """Spells that would go back: id, employer, segment, dates."""
    return rows(
        "select s.id, e.name as employer, s.segment, s.start_on, s.end_on from coverage_spell s"
        " left join registry_employer e on e.id = s.employer_id where s.person_id = %s and s.id = any(%s)"
        " order by s.start_on, s.id",
        [kept_id, moved["coverage_spell"]],
    )


def restore(kept_id: int, merged_id: int, key: str, moved: dict[str, Any], on: date, by: int | None) -> None:
    """Give the spells back, with what was opened about them since; each record is as alive as its own row says."""
    for table in _TABLES:
        condition = "id" if table == "coverage_spell" else "spell_id"
        run(
            f"update {table} set person_id = %s where person_id = %s and {condition} = any(%s)",
            [merged_id, kept_id, moved["coverage_spell"]],
        )
    # What the kept person joined since under a number that has gone back needs one of his own.
    strange = rows(
        "select s.id, s.office_id from coverage_spell s join registry_membernumber n on n.kpj = s.kpj"
        " where s.person_id = %s and n.person_id <> s.person_id order by s.id",
        [kept_id],
    )
    if strange:
        kpj = number_of(kept_id) or issue_number(kept_id, strange[0]["office_id"], on)
        run("update coverage_spell set kpj = %s where id = any(%s)", [kpj, [r["id"] for r in strange]])
    for person_id in (kept_id, merged_id):
        _as_alive_or_dead(person_id, key, by)
