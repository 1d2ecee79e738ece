"""The one kernel of joins and exits: a temporary table of wanted changes, checked and applied set-based.

A single act is a bulk act of one row, so both always agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung.base.db import rows, run, scalar
from lindung.coverage.refusals import CoverageRefused
from lindung.registry.queries import now


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of a bulk act: rows_in = done + already + len(refused) + len(disputed).

    `already`: was there before, nothing changed. `refused`: row_no (from 1, in the order of the source), person_id,
    code and the values of the sentence; `text(row, lang)` gives the sentence. `disputed`: an exit reported after a
    death, for a day before it; cover stays and a Dispute is open (same keys).
    """

    rows_in: int
    done: int
    already: int
    refused: tuple[dict[str, Any], ...] = field(default=())
    disputed: tuple[dict[str, Any], ...] = field(default=())

    @staticmethod
    def refusal(row: dict[str, Any]) -> CoverageRefused:
        """The refusal of one refused row, to be shown or raised."""
        return CoverageRefused(row["code"], **{k: v for k, v in row.items() if k not in ("code", "field")})

    def insist(self) -> None:
        """Raise the refusal of the first refused row, if there is one: for acts that take all rows or none."""
        if self.refused:
            raise self.refusal(self.refused[0])

    def text(self, row: dict[str, Any], lang: str = "id") -> str:
        """The sentence of one refused row."""
        return self.refusal(row).text(lang)


def or_now(day: date | None) -> date | dict[str, str]:
    """The last day of a spell, or the word for one that runs."""
    return day or {"id": "sekarang", "en": "now"}


def held(spell_id: int, note: str) -> dict[str, Any]:
    """A spell with its person's name, birth_date and died_on and the employer's name, locked to be changed for the
    reason `note`. Raises CoverageRefused: note_missing, no_spell."""
    if not note.strip():
        raise CoverageRefused("note_missing", field="note")
    found = rows(
        "select s.*, p.name, p.birth_date, p.died_on, e.name as employer from coverage_spell s"
        " join registry_person p on p.id = s.person_id left join registry_employer e on e.id = s.employer_id"
        " where s.id = %s for update of s",
        [spell_id],
    )
    if not found:
        raise CoverageRefused("no_spell")
    return found[0]


def take(name: str, columns: str, source_sql: str, params: Sequence[Any] | dict[str, Any] | None) -> int:
    """Put the source into the temporary table `name`, numbered in its order; how many rows."""
    run(f"drop table if exists pg_temp.{name}")
    run(
        f"create temporary table {name} on commit drop as select (row_number() over ())::int as row_no, {columns},"
        f" null::text as code from ({source_sql}) source",
        params,
    )
    run(f"analyze {name}")
    return int(scalar(f"select count(*) from {name}"))


def drop(name: str) -> None:
    """The temporary table is not needed any more."""
    run(f"drop table {name}")


def refused(name: str, columns: str, joins: str) -> tuple[dict[str, Any], ...]:
    """Refused rows of a temporary table with the values of their sentences."""
    found = rows(
        f"select t.row_no, t.code, {columns} from {name} t {joins}"
        " where t.code is not null and t.code not in ('already', 'disputed') order by t.row_no"
    )
    return tuple({k: or_now(v) if k == "end_on" else v for k, v in r.items()} for r in found)


def add_events(
    spells: str,
    params: Sequence[Any],
    *,
    kind: str,
    sign: int,
    on_date: str,
    reason: str,
    source: str,
    by: int | None,
) -> int:
    """Insert one event for every spell `s` that `spells` selects (SQL after `from coverage_spell s`).

    `kind`, `on_date` and `reason` are SQL over `s`; they and `spells` are code, never input.
    """
    return run(
        "insert into coverage_spellevent (spell_id, person_id, employer_id, office_id, segment, kind, sign, on_date,"
        f" reason, source, made_by, made_at) select s.id, s.person_id, s.employer_id, s.office_id, s.segment, {kind},"
        f" {sign}, {on_date}, {reason}, %s, %s, %s from coverage_spell s {spells}",
        [source[:60], by, now(), *params],
    )


EXIT_KIND = "case when s.exit_reason = 'LAPSED' then 'LAPSED' else 'EXITED' end"
"""SQL: the kind of event by which a spell ended."""


def mirror_exits(spell_ids: Sequence[int], *, source: str, by: int | None) -> None:
    """One event with the opposite sign, on the same day, for the exit of each spell. Inside an act, rows locked."""
    add_events(
        "where s.id = any(%s) and s.end_on is not null",
        [list(spell_ids)],
        kind=EXIT_KIND,
        sign=1,
        on_date="s.end_on",
        reason="s.exit_reason",
        source=source,
        by=by,
    )


def end_by_death(spell_ids: Sequence[int], *, source: str, by: int | None) -> None:
    """End spells on the day their person died. Inside an act, rows locked, a former exit already mirrored."""
    run(
        "update coverage_spell s set end_on = p.died_on, exit_reason = 'DIED' from registry_person p"
        " where p.id = s.person_id and s.id = any(%s)",
        [list(spell_ids)],
    )
    add_events(
        "where s.id = any(%s)",
        [list(spell_ids)],
        kind="'EXITED'",
        sign=-1,
        on_date="s.end_on",
        reason="'DIED'",
        source=source,
        by=by,
    )


def void(spell_ids: Sequence[int], *, source: str, by: int | None) -> None:
    """Mirror the exit and the join of spells and mark them as never having been. Inside an act, rows locked."""
    ids = list(spell_ids)
    add_events(
        "where s.id = any(%s) and s.end_on is not null",
        [ids],
        kind=EXIT_KIND,
        sign=1,
        on_date="s.end_on",
        reason="s.exit_reason",
        source=source,
        by=by,
    )
    add_events(
        "where s.id = any(%s)",
        [ids],
        kind="(select e.kind from coverage_spellevent e where e.spell_id = s.id and e.sign = 1 and e.kind in"
        " ('JOINED', 'REACTIVATED') order by e.id desc limit 1)",
        sign=-1,
        on_date="s.start_on",
        reason="'ERROR'",
        source=source,
        by=by,
    )
    run(
        "update coverage_spell set end_on = coalesce(end_on, start_on), exit_reason = 'ERROR' where id = any(%s)", [ids]
    )
