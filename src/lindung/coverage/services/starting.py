"""The first day of a spell was recorded wrongly: it moves, by events that stay.

What other packages have built on the cover is asked for by parts named in the setting LINDUNG_COVER_KEEPERS: modules
with

    start_moves(spell, start_on) -> None         raises their own refusal where the first day must not move there

so that coverage need not know who rests on it. `spell` is a row of `coverage_spell`, as it stands before.
"""

from datetime import date
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.db import IntegrityError, transaction

from lindung.base.db import act, rows, run
from lindung.coverage.models import Spell
from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.kernel import add_events, held, or_now
from lindung.registry.queries import today

MOVED = "START"
"""The reason of both events of a moved first day: the mirror on the old day, the new one on the new day."""


class Keeper(Protocol):
    """What a package says about cover it has built on; see the module's text."""

    def start_moves(self, spell: dict[str, Any], start_on: date) -> None: ...


def keepers() -> list[Keeper]:
    """The keepers of this installation, in their order."""
    return [cast(Keeper, import_module(name)) for name in settings.LINDUNG_COVER_KEEPERS]


@act
def move_start(spell_id: int, start_on: date, note: str, *, by: int | None = None) -> Spell:
    """The job began on `start_on`, earlier or later than recorded: the joining is mirrored on its old day and recorded
    on the new one, both with the reason MOVED. The same day again changes nothing.

    What was reported and billed is not touched: `contributions.services.correct_start` does both. Raises
    CoverageRefused: no_spell, taken_back, not_wage, note_missing, future, start_before_birth, start_after_end, overlap;
    and what a keeper refuses.
    """
    spell = held(spell_id, note)
    if spell["exit_reason"] == "ERROR":
        raise CoverageRefused("taken_back")
    if spell["segment"] != "PU" or spell["employer_id"] is None:
        raise CoverageRefused("not_wage")
    if start_on > today():
        raise CoverageRefused("future", field="start_on", day=start_on)
    if start_on <= spell["birth_date"]:
        raise CoverageRefused("start_before_birth", field="start_on", name=spell["name"], born=spell["birth_date"])
    if spell["end_on"] is not None and start_on > spell["end_on"]:
        raise CoverageRefused("start_after_end", field="start_on", name=spell["name"], end_on=spell["end_on"])
    if start_on != spell["start_on"]:
        for keeper in keepers():
            keeper.start_moves(spell, start_on)
        _move(spell, start_on, note.strip(), by)
    return Spell.objects.get(pk=spell_id)


def _move(spell: dict[str, Any], start_on: date, note: str, by: int | None) -> None:
    """Mirror and new event of one locked spell; the day itself."""
    kind = (
        "(select e.kind from coverage_spellevent e where e.spell_id = s.id and e.sign = 1 and e.kind in"
        " ('JOINED', 'REACTIVATED') order by e.id desc limit 1)"
    )
    for sign in (-1, 1):
        add_events(
            "where s.id = %s", [spell["id"]], kind=kind, sign=sign, on_date="s.start_on", reason=f"'{MOVED}'",
            source=note, by=by,
        )  # fmt: skip
        if sign == -1:
            try:
                with transaction.atomic():
                    run("update coverage_spell set start_on = %s where id = %s", [start_on, spell["id"]])
            except IntegrityError as error:
                raise _overlap(spell, start_on) from error


def _overlap(spell: dict[str, Any], start_on: date) -> CoverageRefused:
    """Another spell of the same job stands where the first day would move to."""
    other = rows(
        "select start_on, end_on from coverage_spell where person_id = %(person_id)s and employer_id = %(employer_id)s"
        " and segment = %(segment)s and id <> %(id)s and exit_reason <> 'ERROR' and start_on < %(start_on)s"
        " and end_on >= %(moved)s order by start_on desc limit 1",
        spell | {"moved": start_on},
    )[0]
    return CoverageRefused(
        "overlap",
        field="start_on",
        name=spell["name"],
        employer=spell["employer"],
        start_on=other["start_on"],
        end_on=or_now(other["end_on"]),
    )
