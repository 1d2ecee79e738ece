"""What an officer puts right in a spell of a wage earner; spells that follow payments change with the payments."""

from lindung.base.db import act, rows
from lindung.coverage.refusals import CoverageRefused
from lindung.coverage.services.joining import take_back_join
from lindung.coverage.services.leaving import take_back_exit


@act
def take_back(spell_id: int, what: str, note: str, by: int) -> None:
    """Take the exit back (`what` EXIT: cover goes on) or the registration (SPELL: it never was), with the reason.

    What was reported and billed stays: a correction of those months is the employer's act. Raises CoverageRefused:
    no_spell, not_wage, note_missing, dispute_kind, and what `take_back_exit` refuses; died_take_back also of a
    registration, since a death hangs on it.
    """
    found = rows("select segment, employer_id, exit_reason from coverage_spell where id = %s for update", [spell_id])
    if not found:
        raise CoverageRefused("no_spell")
    if found[0]["segment"] != "PU" or found[0]["employer_id"] is None:
        raise CoverageRefused("not_wage")
    if what == "EXIT":
        take_back_exit(spell_id, note, by=by)
    elif what != "SPELL":
        raise CoverageRefused("dispute_kind", field="what", kind=what)
    elif found[0]["exit_reason"] == "DIED":
        raise CoverageRefused("died_take_back")
    else:
        take_back_join(spell_id, note, by=by)
